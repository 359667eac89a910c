"""The Classify tab as a person uses it: each way in, the answer and its reasons, weights."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from cifar_desktop.errors import PhotoError, WeightsError
from cifar_desktop.ui.settings import Settings
from tests.ui.classify.camera_sessions import PushedHub, frame_of
from tests.ui.classify.classify_tabs import GARDEN, KITCHEN, Desk, image_data, pasted
from tests.ui.classify.made_photos import PATIENCE_MS, make_photo
from tests.ui.classify.pasted_things import drop, with_addresses, with_text

pytestmark = pytest.mark.qt_log_ignore("No RHI backend", extend=True)


class TestOnePhoto:
    def test_one_chosen_photo_is_shown_with_its_answer_and_no_list(
        self, desk: Desk, make_file: Callable[..., Path]
    ) -> None:
        assert desk.page.welcome.isVisible()
        desk.click(desk.page.welcome.photos_button)
        desk.choose(make_file("one.png"))
        answer = desk.wait_for_answer()
        assert desk.has_photo
        assert desk.title.lower() in {*KITCHEN, "not sure"}
        assert answer.label in KITCHEN
        assert not desk.page.many_panel.isVisible()
        desk.click(desk.page.ways_in.over_button)
        assert desk.page.welcome.isVisible()

    def test_an_example_is_answered_with_a_click(self, desk: Desk) -> None:
        desk.click(desk.page.welcome.examples.buttons[3])
        answer = desk.wait_for_answer()
        assert desk.page.stage.canvas.hasFocus()
        assert (answer.width, answer.height) == (32, 32)
        np.testing.assert_array_equal(answer.photo, answer.seen[0])
        assert desk.has_photo

    def test_what_is_dropped_from_a_browser_is_answered(self, desk: Desk) -> None:
        drop(desk.page, image_data())
        assert desk.wait_for_answer().photo.shape == (90, 120, 3)

    def test_what_is_pasted_is_answered(self, desk: Desk) -> None:
        pasted(image_data())
        desk.click(desk.page.welcome.paste_button)
        assert desk.wait_for_answer().photo.shape == (90, 120, 3)

    def test_however_it_came_the_same_picture_gets_the_same_answer(
        self, desk: Desk, hub: PushedHub, make_file: Callable[..., Path]
    ) -> None:
        path = make_file("one.png")
        desk.give(path)
        answers = [desk.wait_for_answer().probabilities]
        pasted(image_data())
        desk.tab.paste()
        answers.append(desk.wait_for_answer(2).probabilities)
        drop(desk.page, with_addresses(path))
        answers.append(desk.wait_for_answer(3).probabilities)
        desk.wait_for_list(3)
        answers += [desk.rows[place].probabilities for place in range(3)]
        desk.click(desk.page.ways_in.camera_button)
        hub.push(frame_of(np.asarray(make_photo(0))))
        answers.append(desk.wait_for_answer(4).probabilities)
        desk.wait_for(desk.page.camera_panel.snapshot_button.isEnabled)
        desk.click(desk.page.camera_panel.snapshot_button)
        desk.wait_for_list(4)
        answers.append(desk.rows[3].probabilities)
        for probabilities in answers[1:]:
            assert probabilities == pytest.approx(answers[0], abs=1e-2)

    def test_the_answer_follows_a_square_that_is_dragged(self, desk: Desk, make_file: Callable[..., Path]) -> None:
        desk.give(make_file("one.png"))
        whole = desk.wait_for_answer()
        desk.drag((0.1, 0.1), (0.6, 0.9))
        box = desk.page.stage.box
        assert box is not None
        desk.wait_for(lambda: desk.answers[-1].box == box)
        assert desk.answers[-1].photo is None
        assert desk.answers[-1].probabilities != whole.probabilities
        desk.click(desk.page.stage.foot.whole_button)
        desk.wait_for(lambda: desk.answers[-1].box is None)
        assert desk.answers[-1].probabilities == whole.probabilities

    def test_why_is_shown_for_any_class_and_follows_the_square(
        self, desk: Desk, make_file: Callable[..., Path]
    ) -> None:
        heats = []
        desk.page.session.desk.explained.connect(heats.append)
        desk.give(make_file("one.png"))
        first = desk.wait_for_answer()
        desk.click(desk.page.answer_panel.headline.why_button)
        desk.wait_for(lambda: desk.page.stage.canvas.has_heat)
        assert heats[-1].class_index == int(np.argmax(first.probabilities))
        other = int(np.argmin(first.probabilities))
        desk.page.answer_panel.bars.class_clicked.emit(other)
        desk.wait_for(lambda: heats[-1].class_index == other)
        number = len(heats)
        desk.drag((0.1, 0.1), (0.6, 0.9))
        desk.wait_for(lambda: len(heats) > number and desk.page.stage.canvas.has_heat)
        desk.click(desk.page.answer_panel.headline.why_button)
        assert not desk.page.stage.canvas.has_heat

    def test_a_photo_that_cannot_be_read_is_told_in_its_place(
        self, desk: Desk, tmp_path: Path, make_file: Callable[..., Path]
    ) -> None:
        bad = tmp_path / "bad.jpg"
        bad.write_bytes(b"broken")
        desk.give(bad)
        desk.wait_for(desk.page.stage.problem.isVisible)
        assert desk.page.stage.problem.title.accessibleName() == "bad.jpg"
        assert desk.page.ways_in.photos_button.hasFocus()  # and not the slider, which an arrow key would move
        desk.give(make_file("good.png"))
        desk.wait_for_answer()
        desk.wait_for(lambda: desk.has_photo)
        assert not desk.failures

    def test_what_is_no_photo_is_refused_where_it_can_be_read(self, desk: Desk, make_file: Callable[..., Path]) -> None:
        drop(desk.page, with_text("a shopping list"))
        assert desk.page.welcome.problem.isVisible()
        assert not desk.failures
        desk.give(make_file("one.png"))
        desk.wait_for_answer()
        pasted(with_text("a shopping list"))
        desk.tab.paste()
        assert isinstance(desk.failures.pop(), PhotoError)
        assert desk.has_photo


class TestWeights:
    def test_a_dropped_file_of_weights_is_used(
        self, desk: Desk, garden_weights: Path, make_file: Callable[..., Path]
    ) -> None:
        desk.give(make_file("one.png"))
        desk.wait_for_answer()
        drop(desk.page, with_addresses(garden_weights))
        desk.wait_for(lambda: desk.answers[-1].label in GARDEN)
        assert not desk.page.session.is_listing
        assert desk.title.lower() in {*GARDEN, "not sure"}

    def test_weights_that_cannot_be_used_are_told_and_the_older_ones_stay(
        self, desk: Desk, make_file: Callable[..., Path], tmp_path: Path
    ) -> None:
        desk.give(make_file("one.png"))
        desk.wait_for_answer()
        bad = tmp_path / "notes.pth"
        bad.write_text("a shopping list")
        desk.tab.use_weights(bad)
        desk.wait_for(lambda: desk.failures)
        assert isinstance(desk.failures.pop().error, WeightsError)
        desk.give(make_file("two.png", 2))
        assert desk.wait_for_answer(2).label in KITCHEN

    def test_without_any_weights_nothing_waits_for_ever(
        self, qtbot: QtBot, make_file: Callable[..., Path], tmp_path: Path
    ) -> None:
        desk = Desk(qtbot, tmp_path / "missing.safetensors")
        desk.give(make_file("one.png"))
        desk.wait_for(lambda: desk.failures)
        assert "missing.safetensors" in str(desk.failures[0].error)
        assert desk.title == "No answer"
        desk.end()


class TestPlace:
    def test_its_insides_are_made_when_they_are_first_needed(self) -> None:
        code = (
            "import sys; from cifar_desktop.ui.classify.classify_tab import ClassifyTab;"
            "heavy = [name for name in sys.modules if 'classify_page' in name or name in ('torch', 'PIL.Image')];"
            "sys.exit(str(heavy) if heavy else 0)"
        )
        subprocess.run([sys.executable, "-c", code], check=True)

    def test_nothing_is_clipped_in_the_smallest_window(
        self, desk: Desk, make_file: Callable[..., Path], tmp_path: Path
    ) -> None:
        desk.tab.resize(960, 530)
        states = [lambda: None, lambda: desk.give(make_file("one.png")), lambda: desk.give(make_file("two.png", 2))]
        for number, begin in enumerate(states):
            begin()
            desk.wait_for(lambda number=number: len(desk.answers) >= number)
            if number == 2:
                desk.wait_for_list(2)
            desk.qtbot.waitUntil(lambda: not clipped(desk), timeout=PATIENCE_MS)
        assert desk.tab.minimumSizeHint().width() <= 960

    def test_the_widths_of_the_columns_are_remembered(self, desk: Desk, make_file: Callable[..., Path]) -> None:
        desk.give(make_file("one.png"), make_file("two.png", 2))
        desk.wait_for_list(2)
        desk.page.arrangement.moved.emit((310, 320, 300))
        desk.settings.save()
        assert Settings().classify_splitter == (310, 320, 300)


def clipped(desk: Desk) -> list[str]:
    """Return the words that have less room than they need."""
    found = []
    for one in desk.tab.findChildren(QLabel) + desk.tab.findChildren(QPushButton):
        if not one.isVisible() or not one.text():
            continue
        needed = one.heightForWidth(one.width()) if one.hasHeightForWidth() else one.minimumSizeHint().height()
        if one.height() < needed or (isinstance(one, QPushButton) and one.width() < one.minimumSizeHint().width()):
            found.append(one.text())
    return found
