"""Asks what a weights file does not say: how its pictures were normalised, and what its classes are called."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QWidget

from cifar_desktop.errors import WeightsError
from cifar_desktop.inference.assumptions import (
    NORMALISATIONS,
    AssumptionChanges,
    assumed_class_names,
    check_class_names,
    normalisation_key,
)
from cifar_desktop.ui.classify.requests import LoadedWeights
from cifar_desktop.ui.classify.weights_words import says_no_normalisation
from cifar_desktop.ui.plain_dialog import PlainDialog
from cifar_desktop.ui.widgets.choice import Choice, ChoiceField

_WIDTH_PX = 520
_LINES_SHOWN = 7
_LINES_BELOW = 3  # for what is wrong with the names, so that nothing moves when it is said
_AS_IT_IS = ""  # a normalisation of the file's own kind, which has no name


class AssumptionsDialog(PlainDialog):
    """Shows only what the file does not say; what cannot be used is explained in place.

    Attributes:
        normalisation: the field to choose it in.
        names_box: the names, one a line.
        names_words: how many there are, or what is wrong with them.
        usual_button: fills in the names that were assumed at first.
        use_button: closes the dialog and uses what it says; disabled while that cannot be.

    Signals:
        chosen: the AssumptionChanges.
    """

    chosen = Signal(object)

    def __init__(self, loaded: LoadedWeights, parent: QWidget | None = None) -> None:
        super().__init__("What the file does not say", parent, close_text="Cancel")
        self._num_classes = len(loaded.info.class_names)
        self._asks_normalisation = says_no_normalisation(loaded)
        self._asks_names = "class_names" in loaded.assumed
        self.setMinimumWidth(_WIDTH_PX)
        self.body.addWidget(
            _paragraph(
                f"“{loaded.path.name}” holds the weights and little else. What was assumed in its place decides "
                "whether the answers are right: if they look wrong, try another normalisation."
            )
        )
        self._build_normalisation(loaded)
        self._build_names(loaded)
        self._build_buttons()
        self._show_normalisation()
        self._check_names()
        (self.normalisation if self._asks_normalisation else self.names_box).setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Be high enough for words that wrap, which Qt does not ask for by itself."""
        super().showEvent(event)
        layout = self.layout()
        if layout is not None:
            width = max(_WIDTH_PX, self.width())
            self.setMinimumHeight(layout.totalMinimumHeightForWidth(width))
            self.resize(width, layout.totalHeightForWidth(width))

    # How it is built

    def _build_normalisation(self, loaded: LoadedWeights) -> None:
        key = normalisation_key(loaded.info.mean, loaded.info.std)
        choices = [Choice(value=name, title=each.title, text=each.text) for name, each in NORMALISATIONS.items()]
        if key is None:
            choices.insert(0, Choice(value=_AS_IT_IS, title="As it is now"))
        self.normalisation = ChoiceField(choices)
        self.normalisation.set_value(key or _AS_IT_IS)
        self.normalisation.setAccessibleName("Normalisation")
        self.normalisation.currentIndexChanged.connect(self._on_normalisation_changed)
        self._mean, self._std = loaded.info.mean, loaded.info.std
        self.normalisation_words = _paragraph("")
        self.normalisation_words.setProperty("role", "quiet")
        caption = _caption("Nor&malisation", self.normalisation)
        for widget in (caption, self.normalisation, self.normalisation_words):
            widget.setVisible(self._asks_normalisation)
            self.body.addWidget(widget)
        self.body.addSpacing(6)

    def _build_names(self, loaded: LoadedWeights) -> None:
        self.names_box = QPlainTextEdit("\n".join(loaded.info.class_names))
        self.names_box.setAccessibleName("Class names, one a line")
        self.names_box.setTabChangesFocus(True)
        self.names_box.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        lines = min(_LINES_SHOWN, max(3, self._num_classes))
        self.names_box.setMinimumHeight(self.names_box.fontMetrics().lineSpacing() * lines + 26)
        self.names_box.textChanged.connect(self._on_names_changed)
        self.names_words = _paragraph("")
        self.names_words.setMinimumHeight(self.names_words.fontMetrics().lineSpacing() * _LINES_BELOW)
        self.names_words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.usual_button = QPushButton("As assumed at first")
        self.usual_button.setProperty("role", "link")
        self.usual_button.setAutoDefault(False)
        self.usual_button.setToolTip("Fills in the names that were assumed when the file was opened.")
        self.usual_button.clicked.connect(self._on_usual_clicked)
        below = QHBoxLayout()
        below.addWidget(self.names_words, 1)
        below.addWidget(self.usual_button, 0, Qt.AlignmentFlag.AlignTop)
        caption = _caption("Class names, one a &line", self.names_box)
        self.body.addWidget(caption)
        self.body.addWidget(self.names_box, 1)
        self.body.addLayout(below)
        for widget in (caption, self.names_box, self.names_words, self.usual_button):
            widget.setVisible(self._asks_names)

    def _build_buttons(self) -> None:
        self.close_button.setProperty("role", "")
        self.close_button.setDefault(False)
        self.close_button.setAutoDefault(False)
        self.use_button = self.add_button("&Use these")
        self.use_button.setProperty("role", "primary")
        self.use_button.setDefault(True)
        self.use_button.clicked.connect(self._on_use_clicked)

    # What is in it

    @property
    def class_names(self) -> tuple[str, ...]:
        """Return the names as they stand there; empty lines at the end are none."""
        return tuple(line.strip() for line in self.names_box.toPlainText().rstrip().splitlines())

    def _show_normalisation(self) -> None:
        key = self.normalisation.value
        chosen = NORMALISATIONS.get(key)
        mean, std = (chosen.mean, chosen.std) if chosen else (self._mean, self._std)
        text = f"{chosen.text} " if chosen else ""
        self.normalisation_words.setText(f"{text}Mean {_numbers(mean)}; spread {_numbers(std)}.")

    def _check_names(self) -> None:
        """Say how many names there are, or why they cannot be used."""
        problem = ""
        if self._asks_names:
            try:
                check_class_names(self.class_names, self._num_classes)
            except WeightsError as error:
                problem = str(error)
        words = problem or f"{self._num_classes} of {self._num_classes}, in the order that the network learned them."
        self.names_words.setProperty("role", "failed" if problem else "quiet")
        self.names_words.style().polish(self.names_words)
        self.names_words.setText(words)
        self.names_box.setAccessibleDescription(words)
        self.use_button.setEnabled(not problem)
        self.use_button.setToolTip(problem or "Names all photos anew with this.")

    @Slot()
    def _on_normalisation_changed(self) -> None:
        self._show_normalisation()

    @Slot()
    def _on_names_changed(self) -> None:
        self._check_names()

    @Slot()
    def _on_usual_clicked(self) -> None:
        self.names_box.setPlainText("\n".join(assumed_class_names(self._num_classes)))

    @Slot()
    def _on_use_clicked(self) -> None:
        key = self.normalisation.value if self._asks_normalisation else ""
        changes = AssumptionChanges(
            normalisation=key or None, class_names=self.class_names if self._asks_names else None
        )
        self.accept()
        self.chosen.emit(changes)


def _paragraph(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def _caption(text: str, buddy: QWidget) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "heading")
    label.setBuddy(buddy)
    return label


def _numbers(channels: tuple[float, float, float]) -> str:
    return ", ".join(f"{each:.4g}" for each in channels)
