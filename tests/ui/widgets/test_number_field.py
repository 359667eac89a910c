"""A number is read as it was meant, shown as it reads best, stepped where one would go."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.theme import apply_theme, current_colours
from cifar_desktop.ui.widgets.number_field import NumberField
from cifar_desktop.ui.widgets.number_field_steps import along_rungs, by, towards_one, twofold
from cifar_desktop.ui.widgets.number_field_text import Unreadable, number_text, read_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("256", 256),
        (" 256 ", 256),
        ("0.1", 0.1),
        ("0,1", 0.1),
        (",5", 0.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("1,5", 1.5),
        ("0,125", 0.125),
        ("5e-4", 5e-4),
        ("5E-4", 5e-4),
        ("1/64", 1 / 64),
        ("1 / 64", 1 / 64),
        ("10 %", 0.1),
        ("12,5%", 0.125),
        ("10 000", 10_000),
        ("10\u202f000", 10_000),
        ("-3", -3),
        ("\u22123", -3),
        ("1e3", 1000),
        ("+2", 2),
    ],
)
def test_numbers_are_read_as_they_were_meant(text: str, number: float) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty."),
        ("   ", "is empty."),
        ("abc", "is not a number: “abc”."),
        ("1/0", "is not a number: “1/0”."),
        ("1/2/3", "is not a number"),
        ("nan", "is not a number"),
        ("inf", "is not a number"),
        ("0x10", "is not a number"),
        ("1_000", "is not a number"),
        ("1 00", "is not a number"),
        ("1,2,3", "is not a number"),
        ("1.000,5", "is not a number"),
        ("٣", "is not a number"),
        ("²", "is not a number"),
        ("1e", "is not a number"),
        ("1e999", "is too large"),
        ("1e300/1e-300", "is too large"),
        ("1,000", "can be read in two ways: write 1000 or 1.000."),
        ("256,000", "can be read in two ways"),
    ],
)
def test_what_is_no_number_says_why(text: str, words: str) -> None:
    unreadable = read_number(text)
    assert isinstance(unreadable, Unreadable)
    assert words in f"“{text}” {unreadable.reason}"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (0.0, "0"),
        (256, "256"),
        (60.0, "60"),
        (0.25, "0.25"),
        (0.1 + 0.2, "0.30000000000000004"),  # never rounded: another number would be another training
        (0.001, "0.001"),
        (5e-4, "5e-4"),
        (1.25e-4, "1.25e-4"),
        (1e-8, "1e-8"),
        (1 / 64, "1/64"),
        (1 / 3, "1/3"),
        (-1 / 3, "-1/3"),
        (0.0625, "0.0625"),
        (0.99999, "0.99999"),
        (2.0**31, "2147483648"),
        (1e22, "1e22"),
        (-2.5e-7, "-2.5e-7"),
    ],
)
def test_numbers_read_well_and_come_back_the_same(number: float, text: str) -> None:
    assert number_text(number) == text
    assert read_number(text) == number


def walked(step, start: float, direction: int, num_steps: int) -> list[float]:
    values = [start]
    for _ in range(num_steps):
        values.append(step(values[-1], direction))
    return values


def test_steps_lead_where_one_would_go() -> None:
    assert walked(by(0.05), 0.1, 1, 4) == [0.1, 0.15, 0.2, 0.25, 0.3]
    assert walked(twofold, 1 / 64, 1, 2) == [1 / 64, 1 / 32, 1 / 16]
    assert walked(along_rungs(1e-6), 0.25, 1, 4) == [0.25, 0.5, 1, 2, 5]
    assert walked(along_rungs(1e-6), 0.25, -1, 4) == [0.25, 0.2, 0.1, 0.05, 0.02]
    assert walked(along_rungs(1e-4), 5e-4, -1, 4) == [5e-4, 2e-4, 1e-4, 0, 0]
    assert walked(along_rungs(1e-4), 0, 1, 2) == [0, 1e-4, 2e-4]
    assert walked(towards_one, 0, 1, 7) == [0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995]
    assert walked(towards_one, 0.995, -1, 7) == [0.995, 0.99, 0.98, 0.95, 0.9, 0.8, 0.5, 0]


@pytest.fixture
def rate(qtbot: QtBot) -> NumberField:
    field = NumberField(is_whole=False, low=1e-3, high=1, step=along_rungs(1e-3), unit="a step", zero="off")
    qtbot.addWidget(field)
    field.show()
    field.set_value(0.25)
    return field


def test_arrow_keys_step_and_stop_at_the_limits(qtbot: QtBot, rate: NumberField) -> None:
    with qtbot.waitSignal(rate.edited, timeout=10_000):
        qtbot.keyClick(rate, Qt.Key.Key_Up)
    assert rate.text() == "0.5"
    qtbot.keyClick(rate, Qt.Key.Key_Up)
    with qtbot.assertNotEmitted(rate.edited):
        qtbot.keyClick(rate, Qt.Key.Key_Up)
    assert rate.text() == "1"
    for _ in range(20):
        qtbot.keyClick(rate, Qt.Key.Key_Down)
    assert rate.text() == "0.001"


def test_what_was_typed_stays_as_it_was_typed(qtbot: QtBot, rate: NumberField) -> None:
    for text, value in (("0,50", 0.5), ("1/4", 0.25), ("70", 70.0)):  # 70 is beyond the limit, and stays
        rate.selectAll()
        qtbot.keyClicks(rate, text)
        qtbot.keyClick(rate, Qt.Key.Key_Return)
        assert rate.text() == text
        assert rate.value == value
        rate.set_value(value)
        assert rate.text() == text
    with qtbot.assertNotEmitted(rate.edited):
        qtbot.keyClick(rate, Qt.Key.Key_Up)  # never back to the limit by going up
    assert rate.text() == "70"
    qtbot.keyClick(rate, Qt.Key.Key_Down)
    assert rate.text() == "1"


def test_arrow_keys_leave_alone_what_is_no_number(qtbot: QtBot, rate: NumberField) -> None:
    rate.selectAll()
    qtbot.keyClicks(rate, "soon")
    qtbot.keyClick(rate, Qt.Key.Key_Up)
    assert rate.text() == "soon"
    assert rate.value == Unreadable("is not a number: “soon”.")


def test_whole_numbers_stay_whole(qtbot: QtBot) -> None:
    field = NumberField(is_whole=True, low=2, high=1000, step=twofold)
    qtbot.addWidget(field)
    field.set_value(100)
    assert [type(field.value), field.value] == [int, 100]
    for text in ("50", "25", "12"):
        qtbot.keyClick(field, Qt.Key.Key_Down)
        assert field.text() == text
    field.setText("2.5")
    assert field.value == 2.5  # refused by the config, in its words
    field.setText("1e2")
    assert [type(field.value), field.value] == [int, 100]


def test_the_remark_is_the_unit_or_what_0_means(rate: NumberField) -> None:
    assert rate.remark == "a step"
    rate.set_value(0)
    assert rate.remark == "off"
    rate.setText("x")
    assert rate.remark == "a step"


@pytest.mark.parametrize("dark", [False, True])
def test_an_invalid_number_has_a_frame(qtbot: QtBot, rate: NumberField, dark: bool) -> None:
    app = QApplication.instance()
    apply_theme(app, dark=dark)
    try:
        failed = QColor(current_colours().failed)

        def has_frame() -> bool:
            image = rate.grab().toImage()
            return any(image.pixelColor(image.width() // 2, y) == failed for y in range(4))

        assert not has_frame()
        rate.set_invalid(True)
        assert has_frame()
        rate.set_invalid(False)
        assert not has_frame()
    finally:
        app.setStyleSheet("")
