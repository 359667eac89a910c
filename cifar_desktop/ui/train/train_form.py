"""The settings of a training, as a form made from `TrainConfig`: a preset first, then what one may want to turn."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtGui import QFont, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from cifar_desktop.models.registry import MODELS
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.training.config_help import title_of
from cifar_desktop.training.presets import PRESETS
from cifar_desktop.ui.train.form_machine import Machine
from cifar_desktop.ui.train.form_presets import PresetCards
from cifar_desktop.ui.train.form_row import LOCKED, RowState, SettingRow
from cifar_desktop.ui.train.form_sections import ADVANCED, ADVANCED_NAMES, MAIN, ORDER, Section
from cifar_desktop.ui.train.form_settings import FormSettings
from cifar_desktop.ui.train.form_texts import value_in_words
from cifar_desktop.ui.train.form_weights import WeightsLink
from cifar_desktop.ui.widgets.choice import ChoiceField
from cifar_desktop.ui.widgets.disclosure import Disclosure

FIRST_PRESET = "quick"


class TrainForm(QWidget):
    """The form.

    Attributes:
        preset_cards: the presets to choose from.
        rows: each setting's row, by the setting's name; those that are folded away come when they are first needed.
        reset_all_button: takes all changes back.
        weights_link: asks for weights to begin with.
        advanced: the settings that are folded away.

    Signals:
        changed: the preset, a setting or the problem is another one now.
        weights_wanted: weights are to be chosen that the training begins with.
    """

    changed = Signal()
    weights_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = FormSettings(FIRST_PRESET)
        self._config: TrainConfig | None = None
        self._faults: dict[str, str] = {}
        self._is_locked = False
        self.preset_cards = PresetCards(list(PRESETS.values()))
        self.rows: dict[str, SettingRow] = {}
        self.weights_link = WeightsLink()
        self.weights_link.wanted.connect(self.weights_wanted)
        self._build()
        self.preset_cards.chosen.connect(self._on_preset_chosen)
        self.reset_all_button.clicked.connect(self._on_reset_all_clicked)
        self._refresh()

    @property
    def preset(self) -> str:
        """Return the name of the chosen preset."""
        return self._settings.preset

    @property
    def changed_settings(self) -> tuple[str, ...]:
        """Return the names of the settings that are not as the preset has them."""
        return self._settings.changed

    @property
    def summary(self) -> str:
        """Return the preset and what is not as it says, in a line such as “Standard, changed: epochs, zoom”."""
        return self._settings.summary

    @property
    def problem(self) -> str:
        """Return why no training can start with this, as a sentence; empty where one can."""
        return next(iter(self._faults.values()), "")

    @property
    def values(self) -> Mapping[str, Any]:
        """Return every setting as it stands in the form, those among them that cannot be."""
        return self._settings.values

    @property
    def is_locked(self) -> bool:
        """Tell whether a training is under way."""
        return self._is_locked

    def config(self) -> TrainConfig | None:
        """Return the settings, or None while one of them cannot be."""
        return self._config

    def set_config(self, config: TrainConfig, preset: str | None = None) -> None:
        """Show a whole config, as changes to `preset`, or to the preset that it differs least from."""
        self._settings.take_over(config, preset)
        self._refresh()
        self.changed.emit()

    def set_setting(self, name: str, value: Any) -> None:
        """Set one setting, as if by hand."""
        self._settings.set_by_hand(name, value)
        self._refresh()
        self.changed.emit()

    def follow_weights(self, wanted: Mapping[str, Any] | None) -> None:
        """Have these settings as the weights want them that a training is to begin with; None where there are none."""
        if wanted is None:
            self._settings.forget_weights()
        else:
            self._settings.follow_weights(wanted)
        self._refresh()
        self.changed.emit()

    def set_devices(self, devices: Sequence[tuple[str, str]], reason: str = "") -> None:
        """Offer the devices that this computer has, as pairs of name and title; `reason` is why "auto" takes which."""
        self._settings.machine = Machine(devices=tuple(devices), reason=reason, is_known=True)
        self._refresh()
        self.changed.emit()

    def set_locked(self, is_locked: bool) -> None:
        """Keep everything readable but as it is while a training runs."""
        self._is_locked = is_locked
        self.preset_cards.setEnabled(not is_locked)
        self.preset_cards.setToolTip(LOCKED if is_locked else "")
        self.reset_all_button.setEnabled(not is_locked)
        self._refresh()

    def focus_problem(self) -> None:
        """Bring the field that is wrong before the person, unfolded."""
        if self._faults:
            name = next(iter(self._faults))
            if name in ADVANCED_NAMES:
                self.advanced.set_open(True)  # which makes its rows
            self.rows[name].field.setFocus()

    # What is shown

    def _refresh(self) -> None:
        """Show everything as it follows from the settings."""
        settings = self._settings
        self._config, self._faults = settings.check()
        values, changed, idle = settings.values, settings.changed, settings.without_effect
        self._offer_what_the_machine_has(values["device"])
        self.preset_cards.offer_refining(bool(settings.taken))
        self.preset_cards.set_value(settings.preset)
        self.weights_link.show_state(has_weights=bool(settings.taken), is_locked=self._is_locked)
        notes = settings.notes_on_weights
        notes |= {"model": MODELS[values["model"]].description, "device": settings.machine.note(values["device"])}
        for name, row in self.rows.items():
            row.show_value(values[name])
            preset_text = value_in_words(name, settings.preset_value(name)) if name in changed else ""
            row.show_state(
                RowState(
                    preset_text=preset_text,
                    fault=self._faults.get(name, ""),
                    no_effect=idle.get(name, ""),
                    note=notes.get(name, ""),
                    is_locked=self._is_locked,
                )
            )
        self._summary_label.setText(settings.summary)
        self.reset_all_button.setVisible(bool(changed))
        self._note_what_is_folded_away(changed)

    def _offer_what_the_machine_has(self, device: str) -> None:
        machine = self._settings.machine
        for name, choices in (
            ("device", machine.device_choices(device)),
            ("precision", machine.precision_choices(device)),
        ):
            field = self.rows[name].field
            if isinstance(field, ChoiceField):
                field.set_choices(choices)

    def _note_what_is_folded_away(self, changed: Sequence[str]) -> None:
        num_changed = len(ADVANCED_NAMES.intersection(changed))
        if ADVANCED_NAMES & self._faults.keys():
            self.advanced.set_note("needs a look", is_failed=True)
        else:
            self.advanced.set_note(f"{num_changed} changed" if num_changed else "")

    def showEvent(self, event: QShowEvent) -> None:
        """Align the fields once the fonts are known."""
        super().showEvent(event)
        self._align_fields()

    def changeEvent(self, event: QEvent) -> None:
        """Align the fields anew with other fonts."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._align_fields()

    def _align_fields(self) -> None:
        """Give all names the width of the longest, so that the fields stand below each other."""
        label = self.rows[ORDER[0]].label
        label.ensurePolished()
        width = max(label.fontMetrics().horizontalAdvance(title_of(name)) for name in ORDER)
        for row in self.rows.values():
            row.set_label_width(width + 1)

    # What the person does

    @Slot(str)
    def _on_preset_chosen(self, name: str) -> None:
        self._settings.choose_preset(name)
        self._refresh()
        self.changed.emit()

    @Slot(str)
    def _on_edited(self, name: str) -> None:
        self._settings.set_by_hand(name, self.rows[name].field.value)
        self._refresh()
        self.changed.emit()

    @Slot(str)
    def _on_reset_wanted(self, name: str) -> None:
        self._settings.reset(name)
        self._refresh()
        self.changed.emit()

    @Slot()
    def _on_reset_all_clicked(self) -> None:
        self.preset_cards.cards[self.preset].setFocus()  # the button is about to go
        self._settings.reset_all()
        self._refresh()
        self.changed.emit()

    # How it is built

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(_heading("Preset"))
        layout.addWidget(self.preset_cards)
        layout.addLayout(self._build_summary())
        network, *others = MAIN
        self._add_section(layout, network)
        layout.addWidget(self.weights_link)
        for section in others:
            self._add_section(layout, section)
        layout.addSpacing(6)
        content = QWidget()
        self._folded = QVBoxLayout(content)
        self._folded.setContentsMargins(0, 0, 0, 0)
        self._folded.setSpacing(8)
        self.advanced = Disclosure("Advanced", content, fill=self._build_advanced)
        self.advanced.header.setToolTip(
            "The rest of the recipe: the presets set it well, and it seldom needs a change."
        )
        layout.addWidget(self.advanced)
        layout.addStretch(1)

    def _build_summary(self) -> QHBoxLayout:
        self._summary_label = QLabel()
        self._summary_label.setProperty("role", "quiet")
        self._summary_label.setWordWrap(True)
        self.reset_all_button = QToolButton()
        self.reset_all_button.setText("Reset all")
        self.reset_all_button.setAutoRaise(True)
        self.reset_all_button.setAccessibleName("Reset all settings to the preset")
        self.reset_all_button.setToolTip("Take every change back, so that all settings are as the preset has them.")
        row = QHBoxLayout()
        row.addWidget(self._summary_label, 1)
        row.addWidget(self.reset_all_button)
        return row

    def _build_advanced(self) -> None:
        for section in ADVANCED:
            self._add_section(self._folded, section)
        self._align_fields()
        self._refresh()

    def _add_section(self, layout: QVBoxLayout, section: Section) -> None:
        layout.addSpacing(10)
        layout.addWidget(_heading(section.title))
        for name in section.names:
            row = SettingRow(name)
            row.edited.connect(self._on_edited)
            row.reset_wanted.connect(self._on_reset_wanted)
            self.rows[name] = row
            layout.addWidget(row)


def _heading(text: str) -> QLabel:
    """Return the title of a section."""
    heading = QLabel(text)
    font = QFont(heading.font())
    font.setWeight(QFont.Weight.DemiBold)
    heading.setFont(font)
    return heading
