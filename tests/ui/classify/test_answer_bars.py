"""The bars beside the photo: how likely each class is, and why one of them."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.classify.answer_panel import AnswerPanel
from cifar_desktop.ui.theme import DARK, LIGHT, apply_theme
from tests.ui.classify.answers import ANSWER, NAMES, PATIENCE_MS, click_row, settled, shown_panel


@pytest.fixture
def panel(qtbot: QtBot) -> AnswerPanel:
    return shown_panel(qtbot)


# The bars


def test_the_bars_are_ranked_and_tell_exactly_on_hovering(qtbot: QtBot, panel: AnswerPanel) -> None:
    panel.show_answer(replace(ANSWER, probabilities=(0.2034, 0.05, 0.6966, 0.05)), NAMES)
    bars = panel.bars
    assert [bars.text_at(row) for row in range(4)] == [
        "plate: 69.66 %",
        "cup: 20.34 %",
        "spoon: 5.00 %",
        "fork: 5.00 %",
    ]
    assert bars.accessibleDescription() == "plate 70 %, cup 20 %, spoon 5 %, fork 5 %"


@pytest.mark.parametrize("dark", [False, True])
def test_only_an_answer_wears_the_accent(qtbot: QtBot, panel: AnswerPanel, dark: bool) -> None:
    apply_theme(QApplication.instance(), dark=dark)
    accent = (DARK if dark else LIGHT).accent
    panel.show_answer(ANSWER, NAMES)
    settled(qtbot, panel)
    assert _has_colour(panel, 0, accent)
    assert not _has_colour(panel, 1, accent)
    panel.show_answer(replace(ANSWER, familiarity=-1.0), NAMES)
    settled(qtbot, panel)
    assert not _has_colour(panel, 0, accent)


def _has_colour(panel: AnswerPanel, row: int, colour: str) -> bool:
    image = panel.bars.grab(panel.bars.row_place(row).toRect()).toImage()
    return any(image.pixelColor(x, image.height() // 2).name() == colour for x in range(image.width()))


def test_a_bar_is_as_long_as_its_class_is_likely(qtbot: QtBot, panel: AnswerPanel) -> None:
    apply_theme(QApplication.instance(), dark=False)
    lengths = []
    for share in (0.9, 0.6, 0.45):
        panel.show_answer(replace(ANSWER, probabilities=(share, (1 - share) / 2, (1 - share) / 2, 0.0)), NAMES)
        settled(qtbot, panel)
        image = panel.bars.grab(panel.bars.row_place(0).toRect()).toImage()
        across = [image.pixelColor(x, image.height() // 2).name() == LIGHT.accent for x in range(image.width())]
        lengths.append(sum(across))
    assert lengths[0] / lengths[1] == pytest.approx(1.5, rel=0.1)
    assert lengths[0] / lengths[2] == pytest.approx(2.0, rel=0.1)


def test_bars_come_to_rest_where_the_answer_is(qtbot: QtBot, panel: AnswerPanel) -> None:
    panel.show_answer(ANSWER, NAMES)
    panel.show_answer(replace(ANSWER, probabilities=(0.1, 0.6, 0.2, 0.1)), NAMES)
    panel.show_answer(replace(ANSWER, probabilities=(0.9, 0.05, 0.03, 0.02)), NAMES)  # while they are on their way
    settled(qtbot, panel)
    at_rest = panel.bars.grab().toImage()
    panel.bars.hide()  # what is not seen does not glide
    panel.bars.show_ranking(NAMES, (0.9, 0.05, 0.03, 0.02), is_sure=True)
    panel.bars.show()
    assert panel.bars.grab().toImage() == at_rest


def test_where_the_window_is_low_the_rest_is_folded_into_a_line(qtbot: QtBot, panel: AnswerPanel) -> None:
    names = [f"thing {index}" for index in range(10)]
    shares = (0.91, *[0.01] * 9)
    panel.show_answer(replace(ANSWER, probabilities=shares), names)
    panel.resize(300, 380)
    bars = panel.bars
    qtbot.waitUntil(lambda: bars.height() < 6 * bars.row_place(0).height(), timeout=PATIENCE_MS)
    rows = int(bars.height() // bars.row_place(0).height()) - 1
    assert 3 <= rows < 10
    assert bars.text_at(rows).splitlines() == [f"{name}: 1.00 %" for name in names[rows:]]
    click_row(qtbot, panel, rows)
    qtbot.waitUntil(lambda: bars.height() >= 11 * bars.row_place(0).height(), timeout=PATIENCE_MS)
    assert bars.text_at(9) == "thing 9: 1.00 %"
    click_row(qtbot, panel, 10)
    qtbot.waitUntil(lambda: bars.height() < 6 * bars.row_place(0).height(), timeout=PATIENCE_MS)


# Why


def test_why_asks_about_the_likeliest_class(qtbot: QtBot, panel: AnswerPanel) -> None:
    panel.show_answer(ANSWER, NAMES)
    told: list[object] = []
    panel.why_toggled.connect(told.append)
    panel.why_requested.connect(told.append)
    qtbot.mouseClick(panel.headline.why_button, Qt.MouseButton.LeftButton)
    assert told == [True, 2]
    assert panel.bars.marked == 2
    with qtbot.waitSignal(panel.why_toggled, timeout=PATIENCE_MS) as off:
        qtbot.mouseClick(panel.headline.why_button, Qt.MouseButton.LeftButton)
    assert off.args == [False]
    assert panel.bars.marked is None


def test_a_bar_asks_about_its_class_and_once_more_asks_no_more(qtbot: QtBot, panel: AnswerPanel) -> None:
    panel.show_answer(ANSWER, NAMES)
    asked: list[int] = []
    panel.why_requested.connect(asked.append)
    click_row(qtbot, panel, 1)
    assert (asked, panel.is_asked_why, panel.bars.marked) == ([0], True, 0)
    click_row(qtbot, panel, 2)
    assert (asked, panel.is_asked_why, panel.bars.marked) == ([0, 1], True, 1)
    click_row(qtbot, panel, 2)
    assert (asked, panel.is_asked_why, panel.bars.marked) == ([0, 1], False, None)


def test_the_keyboard_asks_about_a_class_too(qtbot: QtBot, panel: AnswerPanel) -> None:
    panel.show_answer(ANSWER, NAMES)
    asked: list[int] = []
    panel.why_requested.connect(asked.append)
    qtbot.keyClick(panel.bars, Qt.Key.Key_Down)
    qtbot.keyClick(panel.bars, Qt.Key.Key_Space)
    qtbot.keyClick(panel.bars, Qt.Key.Key_End)
    qtbot.keyClick(panel.bars, Qt.Key.Key_Return)
    assert asked == [0, 3]


def test_while_it_is_asked_each_new_answer_is_explained(qtbot: QtBot, panel: AnswerPanel) -> None:
    panel.show_answer(ANSWER, NAMES)
    click_row(qtbot, panel, 1)
    asked: list[int] = []
    panel.why_requested.connect(asked.append)
    panel.show_answer(replace(ANSWER, photo=None, box=(0, 0, 50, 50)), NAMES)  # the same photo: the class stays chosen
    assert asked == [0]
    panel.show_answer(replace(ANSWER, probabilities=(0.1, 0.8, 0.05, 0.05)), NAMES)  # another one: the likeliest
    assert asked == [0, 1]
    panel.headline.why_button.click()
    panel.show_answer(ANSWER, NAMES)
    assert asked == [0, 1]


def test_where_it_cannot_be_asked_the_button_says_so(qtbot: QtBot, panel: AnswerPanel) -> None:
    panel.show_answer(ANSWER, NAMES)
    panel.headline.why_button.click()
    with qtbot.waitSignal(panel.why_toggled, timeout=PATIENCE_MS) as off:
        panel.allow_why("Freeze the picture first.")
    assert off.args == [False]
    assert not panel.headline.why_button.isEnabled()
    assert panel.headline.why_button.toolTip() == "Freeze the picture first."
    with qtbot.assertNotEmitted(panel.why_requested):
        click_row(qtbot, panel, 1)
        panel.show_answer(ANSWER, NAMES)
    assert not panel.headline.why_button.isEnabled()
    panel.allow_why()
    assert panel.headline.why_button.isEnabled()
