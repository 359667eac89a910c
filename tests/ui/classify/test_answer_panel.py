"""The answer beside the photo: in words, in bars, as the network saw it; how sure it must be, and why."""

import math
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cifar_desktop.evaluation.not_sure_rule import NotSureRule
from cifar_desktop.ui.classify.answer_panel import AnswerPanel
from cifar_desktop.ui.classify.requests import PhotoAnswer
from cifar_desktop.ui.theme import DARK, LIGHT, apply_theme

PATIENCE_MS = 20_000
ROOT = Path(__file__).parents[3]
NAMES = ("cup", "spoon", "plate", "fork")
SHARES = (0.2, 0.05, 0.7, 0.05)
# Validation photos look familiar from 0 to 10, evenly; the rule answers 90 of 100.
RULE = NotSureRule(score="entropy", threshold=1.0, quantiles=tuple(np.linspace(0, 10, 101).tolist()))
VIEWS = tuple(np.random.default_rng(seed).integers(0, 256, (32, 32, 3), dtype=np.uint8) for seed in range(3))
ANSWER = PhotoAnswer(
    request=1,
    photo=np.zeros((90, 120, 3), dtype=np.uint8),
    width=120,
    height=90,
    box=None,
    label="plate",
    probabilities=SHARES,
    familiarity=5.0,
    seen=VIEWS,
    milliseconds=37.6,
)
WITHOUT_TORCH = """
import sys
from cifar_desktop.ui.classify.answer_panel import AnswerPanel
from cifar_desktop.ui.classify.photo_stage import PhotoStage
print("torch" in sys.modules)
"""


@pytest.fixture
def panel(qtbot: QtBot) -> AnswerPanel:
    panel = AnswerPanel()
    qtbot.addWidget(panel)
    panel.set_rule(RULE)
    panel.resize(320, 700)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def settled(qtbot: QtBot, panel: AnswerPanel) -> None:
    """Wait until the bars have come to rest."""
    qtbot.waitUntil(lambda: not panel.bars.is_moving, timeout=PATIENCE_MS)


def click_row(qtbot: QtBot, panel: AnswerPanel, row: int) -> None:
    place = panel.bars.row_place(row).center().toPoint()
    qtbot.mouseClick(panel.bars, Qt.MouseButton.LeftButton, pos=place)


def texts(panel: AnswerPanel) -> list[str]:
    headline = panel.headline
    return [headline.title.words, headline.line.text(), headline.note.text()]


# In words


def test_a_sure_answer_in_words(panel: AnswerPanel) -> None:
    panel.show_answer(ANSWER, NAMES)
    assert texts(panel) == ["Plate", "70 % sure", "Answered in 38 ms"]
    assert panel.headline.accessibleName() == "Plate: 70 % sure. Answered in 38 ms"
    assert panel.is_sure


def test_an_unfamiliar_photo_gets_no_answer_but_the_closest_is_named(panel: AnswerPanel) -> None:
    panel.show_answer(replace(ANSWER, familiarity=0.5), NAMES)
    assert texts(panel) == ["Not sure", "Probably none of the four", "Closest: plate, 70 %"]
    assert panel.headline.accessibleName().startswith("Not sure: probably none of the four.")
    assert not panel.is_sure


@pytest.mark.parametrize(("number", "word"), [(10, "ten"), (20, "twenty"), (100, "100")])
def test_the_number_of_classes_is_that_of_the_weights(panel: AnswerPanel, number: int, word: str) -> None:
    names = [f"thing {index}" for index in range(number)]
    panel.show_answer(replace(ANSWER, probabilities=(1 / number,) * number, familiarity=-3.0), names)
    assert panel.headline.line.text() == f"Probably none of the {word}"


@pytest.mark.parametrize(
    ("share", "line"), [(0.9996, "over 99 % sure"), (0.994, "99 % sure"), (1.0, "over 99 % sure"), (0.555, "56 % sure")]
)
def test_nothing_is_said_to_be_certain(panel: AnswerPanel, share: float, line: str) -> None:
    panel.show_answer(replace(ANSWER, probabilities=(share, 1 - share, 0.0, 0.0)), NAMES)
    assert panel.headline.line.text() == line


def test_without_a_rule_every_photo_gets_an_answer(panel: AnswerPanel) -> None:
    panel.show_answer(replace(ANSWER, familiarity=-100.0), NAMES)
    assert not panel.is_sure
    panel.set_rule(None)
    assert panel.is_sure
    assert panel.headline.title.words == "Plate"
    assert panel.threshold == -math.inf
    assert not panel.threshold_control.slider.isVisible()
    assert "without a rule" in panel.threshold_control.sentence.text()


def test_a_long_name_is_made_smaller_and_then_shortened_never_cut(panel: AnswerPanel) -> None:
    names = ("a thing with a name that is longer than any line in the panel", *NAMES[1:])
    panel.show_answer(replace(ANSWER, probabilities=(0.9, 0.1, 0.0, 0.0)), names)
    title = panel.headline.title
    assert title.text().endswith("…")
    assert title.fontMetrics().horizontalAdvance(title.text()) <= title.width()
    assert title.toolTip() == title.words == f"A{names[0][1:]}"


# What the network saw


def test_what_the_network_saw_is_shown_pixel_by_pixel(panel: AnswerPanel) -> None:
    panel.show_answer(ANSWER, NAMES)
    seen = panel.seen
    assert seen.captions == ("whole", "middle", "inner part")
    image = seen.grab().toImage()
    for place, view in zip(seen.places(), VIEWS, strict=True):
        side = place.width() / 32
        assert side == int(side) >= 2
        for row, column in ((0, 0), (7, 30), (31, 31)):
            for offset in (0, int(side) - 1):
                point = place.topLeft().toPoint() + QPoint(int(column * side) + offset, int(row * side) + offset)
                pixel = image.pixelColor(point)
                assert (pixel.red(), pixel.green(), pixel.blue()) == tuple(view[row, column])
    assert seen.places()[0].width() > seen.places()[1].width()


@pytest.mark.parametrize(
    ("answer", "captions"),
    [
        (replace(ANSWER, seen=VIEWS[:1]), ("whole",)),
        (replace(ANSWER, seen=VIEWS[:2]), ("whole", "middle")),
        (replace(ANSWER, seen=VIEWS[:2], width=90), ("whole", "inner part")),
        (replace(ANSWER, seen=VIEWS[:2], box=(10.0, 10.0, 80.0, 80.0)), ("square", "inner part")),
    ],
)
def test_the_views_are_called_by_what_they_are(
    panel: AnswerPanel, answer: PhotoAnswer, captions: tuple[str, ...]
) -> None:
    panel.show_answer(answer, NAMES)
    assert panel.seen.captions == captions
    assert all(caption in panel.seen.accessibleName() for caption in captions)


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


# How sure it must be


def test_moving_the_slider_makes_the_same_photo_sure_or_not(qtbot: QtBot, panel: AnswerPanel) -> None:
    panel.show_answer(ANSWER, NAMES)
    slider = panel.threshold_control.slider
    assert panel.threshold == RULE.threshold
    said: list[float] = []
    panel.threshold_changed.connect(said.append)
    while panel.is_sure and slider.value() < slider.maximum():
        qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert panel.headline.title.words == "Not sure"
    assert said[-1] == panel.threshold == pytest.approx(5.0, abs=0.2)  # just above what the photo has
    assert said == sorted(said)
    qtbot.keyClick(slider, Qt.Key.Key_Left)
    assert panel.headline.title.words == "Plate"
    assert panel.threshold <= ANSWER.familiarity


def test_quite_at_the_left_it_always_answers(qtbot: QtBot, panel: AnswerPanel) -> None:
    panel.show_answer(replace(ANSWER, familiarity=-50.0), NAMES)
    with qtbot.waitSignal(panel.threshold_changed, timeout=PATIENCE_MS) as caught:
        qtbot.keyClick(panel.threshold_control.slider, Qt.Key.Key_Home)
    assert caught.args == [-math.inf]
    assert panel.headline.title.words == "Plate"
    assert "always answers" in panel.threshold_control.sentence.text()


def test_reset_goes_back_to_the_rules_own_threshold_exactly(qtbot: QtBot, panel: AnswerPanel) -> None:
    control = panel.threshold_control
    assert not control.reset_button.isVisible()
    qtbot.keyClick(control.slider, Qt.Key.Key_PageUp)
    assert panel.threshold > RULE.threshold
    with qtbot.waitSignal(panel.threshold_changed, timeout=PATIENCE_MS) as caught:
        qtbot.mouseClick(control.reset_button, Qt.MouseButton.LeftButton)
    assert caught.args == [RULE.threshold]
    assert panel.threshold == RULE.threshold
    assert not control.reset_button.isVisible()


def test_the_sentence_says_what_it_means_for_photos_and_for_this_one(qtbot: QtBot, panel: AnswerPanel) -> None:
    control = panel.threshold_control
    assert control.sentence.text() == "It answers 90 of 100 photos like those it learned from."
    panel.show_answer(ANSWER, NAMES)
    assert control.sentence.text().endswith("This one is more familiar than 50 of them.")
    assert control.slider.accessibleDescription() == control.sentence.text()
    panel.show_answer(replace(ANSWER, familiarity=-1.0), NAMES)
    assert control.sentence.text().endswith("This one is stranger than all of them.")
    qtbot.keyClick(control.slider, Qt.Key.Key_End)
    assert "hardly any photo" in control.sentence.text()


def test_other_weights_bring_their_own_threshold_and_nobody_is_told_that_a_person_chose_it(
    qtbot: QtBot, panel: AnswerPanel
) -> None:
    panel.show_answer(ANSWER, NAMES)
    qtbot.keyClick(panel.threshold_control.slider, Qt.Key.Key_PageUp)
    with qtbot.assertNotEmitted(panel.threshold_changed):
        panel.set_rule(replace(RULE, threshold=6.0))
    assert panel.threshold == 6.0
    assert panel.headline.title.words == "Not sure"


def test_the_passing_wheel_does_not_move_the_slider(qtbot: QtBot, panel: AnswerPanel) -> None:
    slider = panel.threshold_control.slider
    before = slider.value()
    middle = QPointF(slider.rect().center())
    wheel = QWheelEvent(
        middle,
        slider.mapToGlobal(middle),
        QPoint(),
        QPoint(0, 240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(slider, wheel)
    assert slider.value() == before


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


# Waiting and nothing


def test_an_answer_on_its_way_is_told_after_a_while(qtbot: QtBot, panel: AnswerPanel) -> None:
    panel.show_answer(ANSWER, NAMES)
    panel.show_waiting()
    assert panel.headline.title.words == "Plate"  # most answers are there before anybody could read that one is awaited
    with qtbot.assertNotEmitted(panel.why_requested):
        click_row(qtbot, panel, 1)
    qtbot.waitUntil(lambda: panel.headline.title.words == "Looking…", timeout=PATIENCE_MS)
    assert panel.seen.num_shown == 0
    assert not panel.headline.why_button.isEnabled()
    panel.show_answer(ANSWER, NAMES)
    assert panel.headline.title.words == "Plate"
    assert panel.headline.why_button.isEnabled()


def test_without_a_photo_there_is_no_answer(qtbot: QtBot, panel: AnswerPanel) -> None:
    panel.show_answer(ANSWER, NAMES)
    panel.show_nothing()
    assert panel.headline.title.words == "No answer"
    assert not panel.bars.isVisible()
    assert not panel.seen.isVisible()
    assert panel.threshold_control.slider.isVisible()  # a table of photos can still be judged by it
    assert panel.explained_class is None


@pytest.mark.parametrize("size", [(280, 330), (320, 470), (320, 900)])
def test_nothing_is_cut_off_at_the_side(qtbot: QtBot, panel: AnswerPanel, size: tuple[int, int]) -> None:
    apply_theme(QApplication.instance(), dark=False)
    panel.show_answer(replace(ANSWER, familiarity=-1.0), NAMES)
    panel.resize(*size)
    QApplication.processEvents()
    for part in (panel.headline, panel.seen, panel.bars, panel.threshold_control):
        right = part.mapTo(panel, part.rect().bottomRight()).x()
        assert part.width() >= part.minimumSizeHint().width()
        assert right <= panel.width()


def test_it_needs_no_torch() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_TORCH], cwd=ROOT, capture_output=True, text=True, check=True, timeout=100
    )
    assert done.stdout.split() == ["False"]
