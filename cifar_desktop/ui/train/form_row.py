"""One setting in the form: its name, its field, the mark of a change, and what is wrong with it."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from cifar_desktop.training.config_help import teaching, title_of
from cifar_desktop.ui.train.form_editors import YesNoField, as_tooltip, limits_in_words, make_editor
from cifar_desktop.ui.train.form_reset import ResetDot
from cifar_desktop.ui.widgets.choice import ChoiceField
from cifar_desktop.ui.widgets.number_field import NumberField

PATIENCE_MS = 900  # after the last key, before a number half typed is called wrong
LOCKED = "A training is under way; its settings can be changed once it has ended."


@dataclass(frozen=True, slots=True, kw_only=True)
class RowState:
    """What a row shows beside its value.

    Attributes:
        preset_text: what the preset says, where the value is not that; empty where it is.
        fault: what is wrong with the value, as a sentence; empty where nothing is.
        no_effect: why it does nothing now; empty where it does something.
        note: a quiet line below the field.
        is_locked: whether a training is under way.
    """

    preset_text: str = ""
    fault: str = ""
    no_effect: str = ""
    note: str = ""
    is_locked: bool = False


class SettingRow(QWidget):
    """A name, a field, a dot where the value was changed, and below them what is to be said.

    Attributes:
        name: of the setting.
        field: a number, a choice or a check box.
        reset_dot: takes the change back.

    Signals:
        edited: the name of the setting whose value the person has changed.
        reset_wanted: the name of the setting that shall follow the preset again.
    """

    edited = Signal(str)
    reset_wanted = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.field: NumberField | ChoiceField | YesNoField = make_editor(name)
        self.field.setParent(self)  # before the dot: Tab goes through children in the order in which they came
        self.reset_dot = ResetDot(self)
        self._label = QLabel(title_of(name))
        self._fault_label, self._note_label = QLabel(), QLabel()
        self._state: RowState | None = None
        self._shows_fault_after = QTimer(self)
        self._shows_fault_after.setSingleShot(True)
        self._shows_fault_after.setInterval(PATIENCE_MS)
        self._shows_fault_after.timeout.connect(self._show_fault)
        self._build()
        self.field.edited.connect(self._on_edited)
        self.reset_dot.clicked.connect(self._on_reset_clicked)
        if isinstance(self.field, NumberField):
            self.field.editingFinished.connect(self._show_fault)

    @property
    def fault_text(self) -> str:
        """Return what stands below the field in the colour of faults."""
        return self._fault_label.text()

    @property
    def note_text(self) -> str:
        """Return what stands quietly below the field."""
        return self._note_label.text()

    @property
    def label(self) -> QLabel:
        """Return the name beside the field."""
        return self._label

    def set_label_width(self, width: int) -> None:
        """Let the fields of several rows stand below each other."""
        self._label.setFixedWidth(width)

    def show_value(self, value: Any) -> None:
        """Show a value, unless the field says it already in other words."""
        if self.field.value != value:
            self.field.set_value(value)

    def show_state(self, state: RowState) -> None:
        """Show what is to be said; a new fault waits until the person has done typing."""
        if state == self._state:
            return
        self._state = state
        self.field.setEnabled(not (state.is_locked or state.no_effect))
        self._set_label_role("quiet" if state.no_effect else "")
        self.reset_dot.setVisible(bool(state.preset_text))
        self.reset_dot.setEnabled(not state.is_locked)
        self.reset_dot.setToolTip(as_tooltip(f"Changed by hand. Click to go back to the preset's {state.preset_text}."))
        self.reset_dot.setAccessibleName(f"Reset {title_of(self.name)} to the preset's {state.preset_text}")
        self._note_label.setText(state.note)
        self._note_label.setVisible(bool(state.note))
        self._teach(state)
        if isinstance(self.field, NumberField):
            self.field.set_invalid(bool(state.fault))
        is_typing = self.field.hasFocus() and isinstance(self.field, NumberField)
        if is_typing and state.fault and state.fault != self.fault_text:
            self._shows_fault_after.start()
            if self.fault_text:
                self._show_fault()
        else:
            self._show_fault()

    def _set_label_role(self, role: str) -> None:
        if role != (self._label.property("role") or ""):  # polishing is slow, and comes with every key otherwise
            self._label.setProperty("role", role)
            self._label.style().polish(self._label)

    def _teach(self, state: RowState) -> None:
        """Say in the tooltip what the setting does, and why it cannot be changed where it cannot."""
        why_disabled = LOCKED if state.is_locked else state.no_effect and f"No effect now: {state.no_effect}"
        changed = f"Changed by hand; the preset has {state.preset_text}." if state.preset_text else ""
        tooltip = as_tooltip(why_disabled, teaching(self.name), limits_in_words(self.name), changed)
        for widget in (self.field, self._label):
            widget.setToolTip(tooltip)
        self.field.setAccessibleDescription(" ".join(filter(None, (state.fault, why_disabled, teaching(self.name)))))

    @Slot()
    def _show_fault(self) -> None:
        self._shows_fault_after.stop()
        fault = self._state.fault if self._state else ""
        self._fault_label.setText(fault)
        self._fault_label.setVisible(bool(fault))

    @Slot()
    def _on_edited(self) -> None:
        self.edited.emit(self.name)

    @Slot()
    def _on_reset_clicked(self) -> None:
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)  # the dot is about to go
        self.reset_wanted.emit(self.name)

    def _build(self) -> None:
        self.field.setAccessibleName(title_of(self.name))
        self._label.setBuddy(self.field)
        for label, role in ((self._fault_label, "failed"), (self._note_label, "quiet")):
            label.setProperty("role", role)
            label.setWordWrap(True)
            label.hide()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(2, 1)
        grid.addWidget(self._label, 0, 0)
        grid.addWidget(self.reset_dot, 0, 1)
        grid.addWidget(self.field, 0, 2)
        grid.addWidget(self._note_label, 1, 0, 1, 3)
        grid.addWidget(self._fault_label, 2, 0, 1, 3)
