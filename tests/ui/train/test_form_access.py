"""The form for everybody: it is reached, read, and left alone."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from cifar_desktop.training.config_help import teaching
from cifar_desktop.training.presets import preset_config
from cifar_desktop.ui.theme import DARK, LIGHT, apply_theme
from cifar_desktop.ui.train.form_editors import YesNoField
from cifar_desktop.ui.train.form_row import LOCKED
from cifar_desktop.ui.train.form_sections import ORDER
from cifar_desktop.ui.train.train_form import TrainForm
from cifar_desktop.ui.widgets.choice import ChoiceField
from cifar_desktop.ui.widgets.number_field import NumberField
from tests.ui.train.form_pages import Page, set_by_hand


def test_every_control_teaches_and_has_a_name(form: TrainForm) -> None:
    for name, row in form.rows.items():
        plain = row.field.toolTip().replace("&#x27;", "'")
        assert teaching(name) in plain
        assert row.label.toolTip() == row.field.toolTip()
        assert row.field.accessibleName() == row.label.text()
        assert teaching(name) in row.field.accessibleDescription()
    assert "From 1 to 100,000." in form.rows["epochs"].field.toolTip()
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
        if name == "batch_size":
            expected.append(form.weights_link.button)
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


def test_tab_comes_to_the_chosen_preset(qtbot: QtBot, form: TrainForm) -> None:
    form.rows["model"].field.setFocus()
    for name in ("best", "standard"):
        form.set_config(preset_config(name))
        qtbot.keyClick(form.focusWidget(), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
        assert form.preset_cards.cards[name].hasFocus()
        qtbot.keyClick(form.focusWidget(), Qt.Key.Key_Tab)
        assert form.rows["model"].field.hasFocus()
