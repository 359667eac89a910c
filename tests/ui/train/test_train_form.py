"""The form with a real keyboard and mouse: presets, changes by hand, what is wrong, what has no effect."""

import dataclasses
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from cifar_desktop.models.registry import MODELS
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.training.config_help import teaching
from cifar_desktop.training.presets import FRESH_PRESETS, preset_config
from cifar_desktop.ui.theme import DARK, LIGHT, apply_theme
from cifar_desktop.ui.train.form_editors import YesNoField
from cifar_desktop.ui.train.form_row import LOCKED, PATIENCE_MS
from cifar_desktop.ui.train.form_sections import ORDER
from cifar_desktop.ui.train.train_form import TrainForm
from cifar_desktop.ui.widgets.choice import ChoiceField
from cifar_desktop.ui.widgets.number_field import NumberField

NAMES = [setting.name for setting in dataclasses.fields(TrainConfig)]
SECONDS_10 = 10_000

# For each setting: what is typed or chosen, what it then is, and what has to be chosen before for it to have an effect.
HAND_MADE: dict[str, tuple[str, Any, dict[str, str]]] = {
    "model": ("resnet9-slim", "resnet9-slim", {}),
    "epochs": ("7", 7, {}),
    "batch_size": ("100", 100, {}),
    "optimizer": ("rmsprop", "rmsprop", {}),
    "learning_rate": ("5e-4", 5e-4, {}),
    "momentum": ("0,5", 0.5, {}),
    "weight_decay": ("1/64", 1 / 64, {}),
    "decay_biases_and_norms": ("", True, {}),
    "schedule": ("cosine", "cosine", {}),
    "warmup": ("30 %", 0.3, {}),
    "final_lr": (".01", 0.01, {}),
    "step_every": ("3", 3, {"schedule": "step"}),
    "step_factor": ("0.5", 0.5, {"schedule": "step"}),
    "label_smoothing": ("0", 0.0, {}),
    "head_rate": ("1/8", 0.125, {}),
    "dropout": ("0.25", 0.25, {}),
    "ema_decay": ("0.999", 0.999, {}),
    "clip_norm": ("1", 1.0, {}),
    "initialisation": ("plain", "plain", {}),
    "flip": ("random", "random", {}),
    "translate": ("5", 5, {}),
    "zoom": ("0.123456789", 0.123456789, {}),
    "cutout": ("8", 8, {}),
    "mix": ("0.5", 0.5, {}),
    "validation_fraction": ("1/3", 1 / 3, {}),
    "mirror_at_test": ("", True, {}),
    "patience": ("4", 4, {}),
    "min_gain": ("0.001", 0.001, {"patience": "4"}),
    "seed": ("2 147 483 648", 2**31, {}),
    "device": ("cpu", "cpu", {}),
    "precision": ("float32", "float32", {}),
    "checkpoint_seconds": ("0.5", 0.5, {}),
}


class Page(QScrollArea):
    """The form as the tab shows it: in a narrow column that scrolls."""

    def __init__(self) -> None:
        super().__init__()
        self.form = TrainForm()
        self.setWidget(self.form)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedSize(360, 500)


@pytest.fixture
def page(qtbot: QtBot) -> Page:
    page = Page()
    qtbot.addWidget(page)
    page.form.advanced.set_open(True)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    return page


@pytest.fixture
def form(page: Page) -> TrainForm:
    return page.form


def click(qtbot: QtBot, widget: QWidget) -> None:
    assert widget.isVisible()
    assert widget.isEnabled()
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def set_by_hand(qtbot: QtBot, form: TrainForm, name: str, text: str) -> None:
    """Type, choose with the keyboard, or click, as the field wants it."""
    field = form.rows[name].field
    assert field.isEnabled()
    field.setFocus()
    if isinstance(field, NumberField):
        field.selectAll()
        qtbot.keyClicks(field, text) if text else qtbot.keyClick(field, Qt.Key.Key_Delete)
        qtbot.keyClick(field, Qt.Key.Key_Return)
    elif isinstance(field, ChoiceField):
        qtbot.keyClick(field, Qt.Key.Key_Home)
        for _ in range(field.count()):
            if field.value != text:
                qtbot.keyClick(field, Qt.Key.Key_Down)
        assert field.value == text
    else:
        qtbot.mouseClick(field, Qt.MouseButton.LeftButton, pos=QPoint(10, field.height() // 2))


# Presets and round trips


def test_it_begins_with_a_quick_look_that_can_start_at_once(form: TrainForm) -> None:
    assert form.preset == "quick"
    assert form.config() == preset_config("quick")
    assert form.problem == ""
    assert form.summary == "Quick look, nothing changed"
    assert not form.reset_all_button.isVisible()


def test_no_setting_is_left_out() -> None:
    assert sorted(ORDER) == sorted(NAMES)
    assert set(HAND_MADE) == set(NAMES)


@pytest.mark.parametrize("name", FRESH_PRESETS)
def test_one_click_gives_exactly_the_preset(qtbot: QtBot, form: TrainForm, name: str) -> None:
    click(qtbot, form.preset_cards.cards["standard" if name == "quick" else "quick"])
    click(qtbot, form.preset_cards.cards[name])
    assert form.preset == name
    assert form.config() == preset_config(name)
    assert form.changed_settings == ()
    assert not any(row.reset_dot.isVisible() for row in form.rows.values())


def test_presets_are_chosen_with_the_arrow_keys_too(qtbot: QtBot, form: TrainForm) -> None:
    form.preset_cards.cards["quick"].setFocus()
    with qtbot.waitSignal(form.changed, timeout=SECONDS_10):
        qtbot.keyClick(form.preset_cards.cards["quick"], Qt.Key.Key_Down)
    assert form.preset == "standard"
    assert form.config() == preset_config("standard")


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_goes_by_hand_into_the_config_and_back(qtbot: QtBot, form: TrainForm, name: str) -> None:
    text, value, before = HAND_MADE[name]
    for other, other_text in before.items():
        set_by_hand(qtbot, form, other, other_text)
    with qtbot.waitSignal(form.changed, timeout=SECONDS_10):
        set_by_hand(qtbot, form, name, text)
    config = form.config()
    assert config is not None
    assert getattr(config, name) == value
    others = {other: getattr(config, other) for other in before}
    assert config == preset_config("quick", **{name: value}, **others)
    assert set(form.changed_settings) == {name, *before}
    assert form.rows[name].reset_dot.isVisible()

    other_form = TrainForm()
    qtbot.addWidget(other_form)
    other_form.set_config(config)
    assert other_form.config() == config
    assert other_form.rows[name].field.value == value
    assert other_form.changed_settings == form.changed_settings

    click(qtbot, form.rows[name].reset_dot)
    assert form.config() == preset_config("quick", **others)
    assert form.rows[name].field.hasFocus() or not form.rows[name].field.isEnabled()


def test_the_models_and_optimizers_own_recipes_are_applied(qtbot: QtBot, form: TrainForm) -> None:
    click(qtbot, form.preset_cards.cards["standard"])
    for optimizer in ("adam", "adamw", "rmsprop", "sgd"):
        set_by_hand(qtbot, form, "optimizer", optimizer)
        assert form.config() == preset_config("standard", optimizer=optimizer)
        assert form.changed_settings == (() if optimizer == "sgd" else ("optimizer",))
    for model in MODELS:
        set_by_hand(qtbot, form, "model", model)
        assert form.config() == preset_config("standard", model=model)
        assert form.rows["model"].note_text == MODELS[model].description


def test_tab_comes_to_the_chosen_preset(qtbot: QtBot, form: TrainForm) -> None:
    form.rows["model"].field.setFocus()
    for name in ("best", "standard"):
        form.set_config(preset_config(name))
        qtbot.keyClick(form.focusWidget(), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
        assert form.preset_cards.cards[name].hasFocus()
        qtbot.keyClick(form.focusWidget(), Qt.Key.Key_Tab)
        assert form.rows["model"].field.hasFocus()


# Changes by hand


def test_what_was_changed_by_hand_outlives_preset_and_optimizer(qtbot: QtBot, form: TrainForm) -> None:
    set_by_hand(qtbot, form, "epochs", "9")
    set_by_hand(qtbot, form, "zoom", "0.3")
    set_by_hand(qtbot, form, "learning_rate", "0.002")
    click(qtbot, form.preset_cards.cards["standard"])
    changes = {"epochs": 9, "zoom": 0.3, "learning_rate": 0.002}
    assert form.config() == preset_config("standard", **changes)
    assert form.summary == "Standard, changed: epochs, learning rate, zoom"
    set_by_hand(qtbot, form, "optimizer", "adam")
    assert form.config() == preset_config("standard", optimizer="adam", **changes)
    set_by_hand(qtbot, form, "seed", "3")
    assert form.summary == "Standard, changed: epochs, optimizer, learning rate, zoom and 1 more"
    assert form.advanced.note == "1 changed"
    click(qtbot, form.rows["zoom"].reset_dot)
    assert not form.rows["zoom"].reset_dot.isVisible()
    assert form.rows["zoom"].field.text() == "0"
    click(qtbot, form.reset_all_button)
    assert form.config() == preset_config("standard")
    assert form.summary == "Standard, nothing changed"
    assert form.advanced.note == ""


def test_the_dot_says_what_the_preset_has(qtbot: QtBot, form: TrainForm) -> None:
    set_by_hand(qtbot, form, "epochs", "9")
    set_by_hand(qtbot, form, "head_rate", "1")
    set_by_hand(qtbot, form, "flip", "none")
    set_by_hand(qtbot, form, "mirror_at_test", "")
    for name, preset_text in (
        ("epochs", "5"),
        ("head_rate", "1/64"),
        ("flip", "“Alternating”"),
        ("mirror_at_test", "“Off”"),
    ):
        row = form.rows[name]
        assert f"back to the preset's {preset_text}." in row.reset_dot.toolTip().replace("&#x27;", "'")
        assert row.reset_dot.accessibleName().endswith(f"the preset's {preset_text}")
        assert f"the preset has {preset_text}." in row.field.toolTip()


def test_a_value_typed_back_is_no_change(qtbot: QtBot, form: TrainForm) -> None:
    set_by_hand(qtbot, form, "epochs", "9")
    assert form.changed_settings == ("epochs",)
    set_by_hand(qtbot, form, "epochs", "5")
    assert form.changed_settings == ()
    click(qtbot, form.preset_cards.cards["best"])
    assert form.config() == preset_config("best")


def test_the_reset_works_with_the_keyboard(qtbot: QtBot, form: TrainForm) -> None:
    set_by_hand(qtbot, form, "zoom", "0.3")
    qtbot.keyClick(form.rows["zoom"].field, Qt.Key.Key_Tab)
    assert form.rows["zoom"].reset_dot.hasFocus()
    qtbot.keyClick(form.rows["zoom"].reset_dot, Qt.Key.Key_Space)
    assert form.config() == preset_config("quick")


def test_a_config_is_shown_as_changes_to_the_nearest_preset_or_a_named_one(form: TrainForm) -> None:
    config = preset_config("best", optimizer="adamw", epochs=40, model="resnet9-slim", seed=5)
    form.set_config(config)
    assert form.preset == "best"
    assert form.config() == config
    assert form.changed_settings == ("model", "epochs", "optimizer", "seed")
    form.set_config(preset_config("best"), preset="standard")
    assert form.preset == "standard"
    assert form.preset_cards.value == "standard"
    assert form.config() == preset_config("best")
    assert set(form.changed_settings) == {"epochs", "translate", "zoom", "cutout", "ema_decay"}
    for name in FRESH_PRESETS:
        form.set_config(preset_config(name))
        assert (form.preset, form.changed_settings) == (name, ())


# What is wrong


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("epochs", "0", "Epochs is 0, but must lie between 1 and 100000."),
        ("epochs", "2.5", "Epochs must be a whole number, not 2.5."),
        ("epochs", "", "Epochs is empty."),
        ("epochs", "1,000", "Epochs “1,000” can be read in two ways: write 1000 or 1.000."),
        ("learning_rate", "a lot", "Learning rate is not a number: “a lot”."),
        ("learning_rate", "200", "Learning rate is 200, but must lie between 1e-08 and 100."),
        ("validation_fraction", "95 %", "Validation share is 0.95, but must lie between 0 and 0.9."),
        ("ema_decay", "1", "EMA decay is 1, but must lie between 0 and 0.99999."),
    ],
)
def test_what_is_wrong_is_explained_in_place(qtbot: QtBot, form: TrainForm, name: str, text: str, words: str) -> None:
    row = form.rows[name]
    set_by_hand(qtbot, form, name, text)
    assert form.config() is None
    assert form.problem == words
    assert row.fault_text == words
    assert row.field.is_invalid
    assert row.field.text() == text  # nothing is corrected behind one's back
    assert words in row.field.accessibleDescription()
    assert [other for other, each in form.rows.items() if each.fault_text] == [name]
    click(qtbot, row.reset_dot)
    assert (form.problem, row.fault_text, row.field.is_invalid) == ("", "", False)
    assert form.config() == preset_config("quick")


def test_the_first_of_several_problems_is_told_and_found(qtbot: QtBot, form: TrainForm) -> None:
    set_by_hand(qtbot, form, "dropout", "2")
    form.advanced.set_open(False)
    assert form.problem == "Dropout is 2, but must lie between 0 and 0.95."
    assert form.advanced.note == "needs a look"
    form.focus_problem()
    assert form.advanced.is_open
    assert form.rows["dropout"].field.hasFocus()
    set_by_hand(qtbot, form, "epochs", "0")
    assert form.problem.startswith("Epochs is 0")
    set_by_hand(qtbot, form, "epochs", "3")
    assert form.problem.startswith("Dropout is 2")
    set_by_hand(qtbot, form, "dropout", "0.2")
    assert form.config() == preset_config("quick", epochs=3, dropout=0.2)


def test_half_typed_numbers_are_not_scolded_at_once(qtbot: QtBot, form: TrainForm) -> None:
    row = form.rows["learning_rate"]
    row.field.setFocus()
    row.field.selectAll()
    qtbot.keyClicks(row.field, "0")
    assert form.config() is None  # Start knows at once
    assert row.fault_text == ""
    qtbot.keyClicks(row.field, ".01")
    assert form.config() == preset_config("quick", learning_rate=0.01)
    qtbot.keyClick(row.field, Qt.Key.Key_E)
    qtbot.waitUntil(lambda: "is not a number" in row.fault_text, timeout=PATIENCE_MS + SECONDS_10)
    qtbot.keyClick(row.field, Qt.Key.Key_Backspace)
    assert row.fault_text == ""


# What has no effect


@pytest.mark.parametrize(
    ("chosen", "without_effect"),
    [
        (
            {},
            {
                "step_every": "the schedule is one cycle",
                "step_factor": "one cycle",
                "min_gain": "Early stopping is off",
            },
        ),
        ({"schedule": "step"}, {"final_lr": "the schedule is steps", "min_gain": "off"}),
        ({"schedule": "constant"}, {"warmup": "no rise", "final_lr": "constant", "step_every": "constant"}),
        ({"optimizer": "adam"}, {"momentum": "Adam keeps means of its own"}),
        ({"weight_decay": "0"}, {"decay_biases_and_norms": "Weight decay is off"}),
        ({"validation_fraction": "0"}, {"patience": "their share is 0", "min_gain": "their share is 0"}),
    ],
)
def test_what_has_no_effect_is_disabled_and_says_why(
    qtbot: QtBot, form: TrainForm, chosen: dict[str, str], without_effect: dict[str, str]
) -> None:
    for name, text in chosen.items():
        set_by_hand(qtbot, form, name, text)
    for name, reason in without_effect.items():
        row = form.rows[name]
        assert not row.field.isEnabled()
        for widget in (row.field, row.label):
            assert widget.toolTip().startswith("<p>No effect now: ")
            assert reason in widget.toolTip()
    always = {"step_every", "step_factor", "min_gain"} if chosen.get("schedule") != "step" else {"min_gain"}
    disabled = {name for name, row in form.rows.items() if not row.field.isEnabled()}
    assert disabled == set(without_effect) | always
    for name in chosen:
        click(qtbot, form.rows[name].reset_dot)
    assert {name for name, row in form.rows.items() if not row.field.isEnabled()} == {
        "step_every", "step_factor", "min_gain",
    }  # fmt: skip


def test_early_stopping_without_validation_is_off_and_comes_back(qtbot: QtBot, form: TrainForm) -> None:
    set_by_hand(qtbot, form, "patience", "4")
    set_by_hand(qtbot, form, "validation_fraction", "0")
    assert form.config() == preset_config("quick", validation_fraction=0.0)
    set_by_hand(qtbot, form, "validation_fraction", "0.2")
    assert form.config() == preset_config("quick", validation_fraction=0.2, patience=4)


def test_nonsense_without_effect_stands_in_nobodys_way(qtbot: QtBot, form: TrainForm) -> None:
    set_by_hand(qtbot, form, "momentum", "fast")
    assert form.problem == "Momentum is not a number: “fast”."
    set_by_hand(qtbot, form, "optimizer", "adamw")
    assert form.config() == preset_config("quick", optimizer="adamw")
    assert form.rows["momentum"].fault_text == ""
    set_by_hand(qtbot, form, "optimizer", "sgd")
    assert form.config() is None


# Reached, read and left alone


def test_every_control_teaches_and_has_a_name(form: TrainForm) -> None:
    for name, row in form.rows.items():
        plain = row.field.toolTip().replace("&#x27;", "'")
        assert teaching(name) in plain
        assert row.label.toolTip() == row.field.toolTip()
        assert row.field.accessibleName() == row.label.text()
        assert teaching(name) in row.field.accessibleDescription()
    assert "From 1 to 100000." in form.rows["epochs"].field.toolTip()
    for card in form.preset_cards.cards.values():
        assert card.accessibleName()
        assert card.accessibleDescription()
        assert "epochs in batches of" in card.toolTip()
    assert form.advanced.header.toolTip()
    assert form.reset_all_button.toolTip()


def test_tab_goes_through_the_form_from_top_to_bottom(qtbot: QtBot, form: TrainForm) -> None:
    set_by_hand(qtbot, form, "zoom", "0.2")
    expected: list[QWidget] = [form.preset_cards.cards["quick"], form.reset_all_button]
    for name in ORDER:
        if name == "momentum":
            expected.append(form.advanced.header)
        if form.rows[name].field.isEnabled():
            expected.append(form.rows[name].field)
        if name == "zoom":
            expected.append(form.rows[name].reset_dot)
    expected[0].setFocus()
    found = [form.focusWidget()]
    for _ in expected[1:]:
        qtbot.keyClick(form.focusWidget(), Qt.Key.Key_Tab)
        found.append(form.focusWidget())
    assert [widget.accessibleName() for widget in found] == [widget.accessibleName() for widget in expected]
    assert found == expected


def test_the_wheel_scrolls_the_page_and_changes_nothing(page: Page) -> None:
    form, bar, window = page.form, page.verticalScrollBar(), page.window()
    assert bar.maximum() > 300
    for name, row in form.rows.items():
        for is_focused in (True, False):
            row.field.setFocus() if is_focused else row.field.clearFocus()
            page.ensureWidgetVisible(row.field, 0, 100)
            place = QPointF(row.field.mapTo(window, row.field.rect().center()))
            down = bar.value() < bar.maximum() // 2
            before = bar.value()
            QTest.wheelEvent(window.windowHandle(), place, QPoint(0, -120 if down else 120))
            QApplication.processEvents()
            assert (bar.value() > before) if down else (bar.value() < before), name
    assert form.config() == preset_config("quick")


@pytest.mark.qt_log_ignore("not accepted by receiving widget", extend=True)  # which is what is tested
def test_nothing_can_be_changed_while_locked_and_all_can_be_read(qtbot: QtBot, form: TrainForm) -> None:
    set_by_hand(qtbot, form, "zoom", "0.2")
    config = form.config()
    form.set_locked(True)
    assert form.is_locked
    for row in form.rows.values():
        assert not row.field.isEnabled()
        assert LOCKED in row.field.toolTip()
        assert row.field.isVisible()
    for widget in (form.rows["zoom"].field, form.rows["zoom"].reset_dot, form.reset_all_button):
        qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
        qtbot.keyClicks(widget, "5")
    qtbot.mouseClick(form.preset_cards.cards["best"], Qt.MouseButton.LeftButton)
    assert form.config() == config
    assert form.preset == "quick"
    assert form.rows["zoom"].field.text() == "0.2"
    form.advanced.set_open(False)
    qtbot.mouseClick(form.advanced.header, Qt.MouseButton.LeftButton)
    assert form.advanced.is_open  # reading is allowed
    form.set_locked(False)
    set_by_hand(qtbot, form, "zoom", "0.3")
    assert form.config() == preset_config("quick", zoom=0.3)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [340, 380])
def test_no_text_is_cut_and_the_fields_are_aligned(qtbot: QtBot, dark: bool, width: int) -> None:
    app = QApplication.instance()
    apply_theme(app, dark=dark)
    try:
        form = TrainForm()
        qtbot.addWidget(form)
        form.advanced.set_open(True)
        form.set_config(preset_config("standard", epochs=20, optimizer="adam", zoom=0.2, seed=1234567))
        assert form.minimumSizeHint().width() <= 340
        form.resize(width, form.heightForWidth(width))
        with qtbot.waitExposed(form):
            form.show()
        for label in form.findChildren(QLabel):
            if label.isVisible() and label.wordWrap():
                assert label.height() >= label.heightForWidth(label.width()), label.text()
            elif label.isVisible():
                assert label.width() >= label.fontMetrics().horizontalAdvance(label.text()), label.text()
        for name, row in form.rows.items():
            left = row.field.mapTo(form, QPoint()).x()
            assert left == form.rows["epochs"].field.mapTo(form, QPoint()).x(), name
            assert row.field.mapTo(form, QPoint()).x() + row.field.width() <= width
            if isinstance(row.field, ChoiceField):
                room = row.field.width() - 42  # padding and arrow
                assert all(row.field.fontMetrics().horizontalAdvance(each.title) <= room for each in row.field.choices)
            if isinstance(row.field, NumberField) and row.field.remark:
                words = row.field.text() + row.field.remark
                assert row.field.fontMetrics().horizontalAdvance(words) <= row.field.width() - 30, name
            if isinstance(row.field, YesNoField):
                assert row.field.width() >= row.field.minimumSizeHint().width()
        for card in form.preset_cards.cards.values():
            assert card._words(card.width()).bottom() < card.height() - 8
    finally:
        app.setStyleSheet("")


def contrast(one: str, other: str) -> float:
    """Return the ratio of two colours' relative luminances, as WCAG defines it."""
    luminances = []
    for colour in (one, other):
        channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
        luminances.append(0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
    return max(luminances) / min(luminances)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_text_on_the_chosen_card_is_readable(colours) -> None:
    assert contrast(colours.quiet, colours.soft) >= 4.5
    assert contrast(colours.text, colours.soft) >= 4.5


def test_it_needs_no_torch() -> None:
    program = "import sys, cifar_desktop.ui.train.train_form; assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[3], check=True)
