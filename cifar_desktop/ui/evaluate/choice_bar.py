"""Above everything: which weights are measured, on which pictures, and the button that begins."""

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QWidget

from cifar_desktop import paths
from cifar_desktop.ui.evaluate.evaluation_task import EvaluationRequest
from cifar_desktop.ui.evaluate.surroundings import Found
from cifar_desktop.ui.settings import Settings
from cifar_desktop.ui.widgets.choice import Choice, ChoiceField

SAMPLE = "sample"  # as cifar_desktop.data.open has it, whose import brings torch along
_WEIGHTS_FILTER = "Weights (*.safetensors *.pth *.pt *.th);;All files (*)"
_ARCHIVES = ["Archives (*.tar.gz *.tgz)", "All files (*)"]


class ChoiceBar(QWidget):
    """Two fields, each with a way to other things, and a button.

    Attributes:
        weights, pictures: the fields.
        open_button, choose_button: lead to weights and pictures that are not in the lists.
        evaluate_button: begins.

    Signals:
        evaluate_wanted: the EvaluationRequest.
    """

    evaluate_wanted = Signal(object)

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._found = Found()
        self._opened: list[Path] = []
        self._sources: list[str] = []
        self._is_chosen = False
        self.weights, self.pictures = ChoiceField(), ChoiceField()
        self.weights.edited.connect(self._on_weights_edited)
        self._build_buttons()
        self._lay_out()
        source = settings.data_source
        if source and source != SAMPLE:
            self._sources.append(source)
        self._offer()
        if source:
            self.pictures.set_value(source)

    @property
    def request(self) -> EvaluationRequest:
        """Return what is chosen."""
        return EvaluationRequest(weights=Path(self.weights.value), source=self.pictures.value)

    def use_weights(self, path: Path) -> None:
        """Choose these weights."""
        if path not in self._opened:
            self._opened.append(path)
        self._is_chosen = True
        self._offer()
        self.weights.set_value(str(path))

    def use_pictures(self, source: str) -> None:
        """Choose these pictures."""
        if source not in self._sources:
            self._sources.append(source)
        self._offer()
        self.pictures.set_value(source)

    def show_found(self, found: Found) -> None:
        """Offer what there is; the last run's weights are chosen as long as nobody has chosen any."""
        self._found = found
        if found.cifar10 and found.cifar10 not in self._sources:
            self._sources.append(found.cifar10)
        self._offer()
        if not self._is_chosen:
            self.weights.set_value(str(found.weights or paths.shipped_weights()))

    def allow(self, why_not: str) -> None:
        """Let an evaluation begin, or say why none can."""
        self.evaluate_button.setEnabled(not why_not)
        self.evaluate_button.setToolTip(why_not or "Measures these weights on the test pictures.")

    # How it is built

    def _offer(self) -> None:
        """Fill both lists; what was chosen stays so."""
        choices = []
        if self._found.weights:
            title, last = f"Last run: {self._found.run_name}", str(self._found.weights)
            choices.append(Choice(value=last, title=title, text=last))
        shipped = str(paths.shipped_weights())
        choices.append(Choice(value=shipped, title="Those of this program", text=shipped))
        known = {choice.value for choice in choices}
        choices += [
            Choice(value=str(path), title=_weights_title(path), text=str(path))
            for path in self._opened
            if str(path) not in known
        ]
        self.weights.set_choices(choices)
        sample = Choice(value=SAMPLE, title="Bundled sample", text="Test pictures that came with the program.")
        others = [Choice(value=one, title=f"CIFAR-10: {Path(one).name}", text=one) for one in self._sources]
        self.pictures.set_choices([sample, *others])

    def _build_buttons(self) -> None:
        self.open_button = _link("&Open…", "Measures other weights: your own, or those of another program.")
        self.open_button.setAccessibleName("Open weights")
        self.open_button.clicked.connect(self._on_open)
        self.choose_button = _link("&Choose…", "Measures on a CIFAR-10 that lies somewhere else.")
        self.choose_button.setAccessibleName("Choose pictures")
        self.choose_button.setStyleSheet("QPushButton::menu-indicator { image: none; width: 0; }")
        menu = QMenu(self.choose_button)
        for text, slot in (
            ("A &folder…", self._on_choose_folder),
            ("An &archive (cifar-10-python.tar.gz)…", self._on_choose_archive),
        ):
            action = QAction(text, menu)
            action.triggered.connect(slot)
            menu.addAction(action)
        self.choose_button.setMenu(menu)
        self.evaluate_button = QPushButton("&Evaluate")
        self.evaluate_button.setProperty("role", "primary")
        self.evaluate_button.clicked.connect(self._on_evaluate)
        self.allow("")

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for words, field, button, tip in (
            ("&Weights", self.weights, self.open_button, "Which network is measured."),
            ("&Pictures", self.pictures, self.choose_button, "On which pictures; only their test part is used."),
        ):
            label = QLabel(words)
            label.setProperty("role", "quiet")
            label.setBuddy(field)
            field.setAccessibleName(words.replace("&", ""))
            field.setToolTip(tip)
            field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            layout.addWidget(label)
            layout.addWidget(field, 3 if field is self.weights else 2)
            layout.addWidget(button)
            layout.addSpacing(10)
        layout.addWidget(self.evaluate_button)

    # What a person does

    @Slot()
    def _on_evaluate(self) -> None:
        self.evaluate_wanted.emit(self.request)

    @Slot()
    def _on_weights_edited(self) -> None:
        self._is_chosen = True

    @Slot()
    def _on_open(self) -> None:
        folder = self._settings.weights_folder or paths.default_runs()
        dialog = self._dialog("Open weights", folder)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(_WEIGHTS_FILTER)
        dialog.fileSelected.connect(self._on_weights_selected)
        dialog.open()

    @Slot()
    def _on_choose_folder(self) -> None:
        dialog = self._dialog("Choose the folder of CIFAR-10", self._data_folder())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self._on_pictures_selected)
        dialog.open()

    @Slot()
    def _on_choose_archive(self) -> None:
        dialog = self._dialog("Choose the archive of CIFAR-10", self._data_folder())
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(_ARCHIVES)
        dialog.fileSelected.connect(self._on_pictures_selected)
        dialog.open()

    def _data_folder(self) -> Path:
        return self._settings.data_folder or Path.home()

    def _dialog(self, title: str, folder: Path) -> QFileDialog:
        dialog = QFileDialog(self.window(), title, str(folder))
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    @Slot(str)
    def _on_weights_selected(self, path: str) -> None:
        self._settings.weights_folder = Path(path).parent
        self.use_weights(Path(path))

    @Slot(str)
    def _on_pictures_selected(self, path: str) -> None:
        self._settings.data_folder = Path(path).parent
        self.use_pictures(path)


def _weights_title(path: Path) -> str:
    """Return a name for a list: that of the run where the file is named as in every run."""
    return path.parent.name if path.name == "best.safetensors" and path.parent.name else path.name


def _link(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("role", "link")
    button.setToolTip(tip)
    return button
