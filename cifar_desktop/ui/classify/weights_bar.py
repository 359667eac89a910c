"""The right of the bar above everything: which weights are in use, and a way to others."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from cifar_desktop import paths
from cifar_desktop.inference.assumptions import AssumptionChanges, normalisation_key
from cifar_desktop.ui.classify.assumptions_dialog import AssumptionsDialog
from cifar_desktop.ui.classify.fitting_line import FittingLine
from cifar_desktop.ui.classify.requests import LoadedWeights
from cifar_desktop.ui.classify.weights_words import (
    accuracy_words,
    all_words,
    assumed_words,
    network_words,
    origin_words,
)

_FILTER = "Weights (*.safetensors *.pth *.pt *.th);;All files (*)"
_IN_USE = "They are in use."
_NOTHING_ASSUMED = "The file says both itself."
_NOT_LOADED = "There are no weights in use."


class WeightsBar(QWidget):
    """Two short lines about the weights, and a menu.

    Attributes:
        loaded: what it shows; None while nothing is loaded.
        start_folder: where the dialog for opening others begins; None for the folder of the runs.
        network, origin, facts: the words.
        change_button: shown where the file does not say everything; opens a dialog in which the person can.
        menu_button: holds the actions.
        open_action, shipped_action, change_action: what can be done.

    Signals:
        open_requested: the path of other weights.
        assumptions_changed: the AssumptionChanges that the person wants for the weights in use.
        shipped_requested: the weights that come with the program are wanted.
    """

    open_requested = Signal(object)
    assumptions_changed = Signal(object)
    shipped_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.loaded: LoadedWeights | None = None
        self.start_folder: Path | None = None
        self._said: tuple[Path, AssumptionChanges] | None = None
        self.setAccessibleName("Weights in use")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.network = QLabel()
        self.network.setStyleSheet("font-weight: 600;")
        self.origin = FittingLine(elide=Qt.TextElideMode.ElideMiddle)
        self.facts = FittingLine()
        for line in (self.origin, self.facts):
            line.setProperty("role", "quiet")
            line.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.change_button = QPushButton("Change…")
        self.change_button.setProperty("role", "link")
        self.change_button.setStyleSheet("padding: 2px 1px;")  # so that the lines end at the same place
        self.change_button.setToolTip("Says how its pictures were normalised, and what its classes are called.")
        self.change_button.setAccessibleName("Change what was assumed about the weights")
        self.change_button.clicked.connect(self._on_change)
        self._build_menu()
        self._lay_out()
        self.show_loading(None)

    def show_loading(self, path: Path | None) -> None:
        """Say that weights are being loaded; None for those that come with the program."""
        self._show_words("Loading…", "" if path is None or path == paths.shipped_weights() else path.name)

    def show_weights(self, loaded: LoadedWeights | None) -> None:
        """Show the weights in use; None where there are none."""
        self.loaded = loaded
        if loaded is None:
            self._show_words("No weights", "", ("Choose some to name photos with.", "Choose some."))
        else:
            tip = all_words(loaded)
            self._show_words(network_words(loaded.info), origin_words(loaded), self._facts_of(loaded), tip)
        is_assumed = loaded is not None and bool(loaded.assumed)
        self.change_button.setVisible(is_assumed)
        _allow(self.change_action, "" if is_assumed else _NOTHING_ASSUMED if loaded else _NOT_LOADED)
        _allow(self.shipped_action, _IN_USE if loaded and loaded.is_shipped else "")

    def _show_words(self, network: str, origin: str, facts: tuple[str, str] = ("", ""), tip: str = "") -> None:
        self.network.setText(network)
        self.network.setToolTip(tip)
        self.origin.say(origin, tip)
        self.facts.say(facts[0], tip, short=facts[1])
        self.origin.setVisible(bool(origin))
        self.facts.setVisible(bool(facts[0]))
        self.change_button.setVisible(False)

    def _facts_of(self, loaded: LoadedWeights) -> tuple[str, str]:
        if not loaded.assumed:
            return accuracy_words(loaded.info)
        return assumed_words(loaded, set_by_person=self._is_said(loaded))

    def _is_said(self, loaded: LoadedWeights) -> bool:
        """Tell whether the person has said what is used in place of what the file does not say."""
        if self._said is None or self._said[0] != loaded.path:
            return False
        info, changes = loaded.info, self._said[1]
        is_normalised = changes.normalisation in (None, normalisation_key(info.mean, info.std))
        return is_normalised and changes.class_names in (None, info.class_names)

    # How it is built

    def _build_menu(self) -> None:
        self.menu_button = QPushButton("Weights ▾")
        self.menu_button.setAccessibleName("Weights")
        self.menu_button.setToolTip("Names photos with other weights: your own, or those of another program.")
        self.menu_button.setStyleSheet("QPushButton::menu-indicator { image: none; width: 0; }")
        menu = QMenu(self.menu_button)
        menu.setToolTipsVisible(True)
        self.open_action = menu.addAction("&Open weights…")
        self.open_action.triggered.connect(self._on_open)
        self.shipped_action = menu.addAction("&Use those that come with the program")
        self.shipped_action.triggered.connect(self.shipped_requested)
        menu.addSeparator()
        self.change_action = menu.addAction("Class names and &normalisation…")
        self.change_action.triggered.connect(self._on_change)
        _allow(self.change_action, _NOT_LOADED)
        self.menu_button.setMenu(menu)

    def _lay_out(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout()
        for row, gap_px in ((first, 8), (second, 8)):
            row.setSpacing(gap_px)
            row.addStretch(1)
        first.addWidget(self.network)
        first.addWidget(self.origin)
        second.addWidget(self.facts)
        second.addWidget(self.change_button)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.addStretch(1)
        lines.addLayout(first)
        lines.addLayout(second)
        lines.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(14)
        layout.addLayout(lines, 1)
        layout.addWidget(self.menu_button)

    # What a person does

    @Slot()
    def _on_open(self) -> None:
        dialog = QFileDialog(self, "Open weights", str(self.start_folder or paths.default_runs()), _FILTER)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._on_file_selected)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def _on_file_selected(self, path: str) -> None:
        self.start_folder = Path(path).parent
        self.open_requested.emit(Path(path))

    @Slot()
    def _on_change(self) -> None:
        if self.loaded and self.loaded.assumed:
            dialog = AssumptionsDialog(self.loaded, self.window())
            dialog.chosen.connect(self._on_chosen)
            dialog.open()

    @Slot(object)
    def _on_chosen(self, changes: AssumptionChanges) -> None:
        if self.loaded:
            self._said = (self.loaded.path, changes)
            self.assumptions_changed.emit(changes)


def _allow(action: QAction, why_not: str) -> None:
    """Let an action be chosen, or say why it cannot be."""
    action.setEnabled(not why_not)
    action.setToolTip(why_not or action.text().replace("&", ""))
