"""The answer beside the photo: in words, as the network saw it, how sure it must be, and while there is none."""

import math
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.classify.answer_panel import AnswerPanel
from cifar_desktop.ui.classify.requests import PhotoAnswer
from cifar_desktop.ui.theme import apply_theme
from tests.ui.classify.answers import ANSWER, NAMES, PATIENCE_MS, RULE, VIEWS, click_row, shown_panel

ROOT = Path(__file__).parents[3]
WITHOUT_TORCH = """
import sys
from cifar_desktop.ui.classify.answer_panel import AnswerPanel
from cifar_desktop.ui.classify.photo_stage import PhotoStage
print("torch" in sys.modules)
"""


@pytest.fixture
def panel(qtbot: QtBot) -> AnswerPanel:
    return shown_panel(qtbot)


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


@pytest.mark.parametrize(("sides", "moved"), [(2, False), (4, True)])
def test_the_tip_says_what_else_was_looked_at(qtbot: QtBot, sides: int, moved: bool) -> None:
    panel = shown_panel(qtbot)
    panel.show_answer(replace(ANSWER, seen=VIEWS[:1], sides=sides), NAMES)
    assert "its mirror image" in panel.seen.toolTip()
    assert ("moved by a pixel" in panel.seen.toolTip()) == moved
