"""The Classify tab as a person uses it: each way in, the answer and its reasons, many photos, the camera, weights."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from cifar_desktop.errors import PhotoError, WeightsError
from cifar_desktop.ui.classify.camera_state import CameraState
from cifar_desktop.ui.classify.photo_groups import NOT_SURE, WAITING
from cifar_desktop.ui.settings import Settings
from tests.ui.classify.camera_sessions import FRONT, PushedHub, frame_of
from tests.ui.classify.classify_tabs import Desk
from tests.ui.classify.made_photos import PATIENCE_MS, make_photo, png_of
from tests.ui.classify.pasted_things import drop, from_browser, with_addresses, with_text

KITCHEN, GARDEN = {"cup", "spoon", "plate"}, {"rose", "tulip", "weed", "gnome"}
pytestmark = pytest.mark.qt_log_ignore("No RHI backend", extend=True)


@pytest.fixture
def hub() -> PushedHub:
    return PushedHub(FRONT)


@pytest.fixture
def desk(qtbot: QtBot, kitchen_weights: Path, hub: PushedHub) -> Iterator[Desk]:
    desk = Desk(qtbot, kitchen_weights, hub.for_panel)
    yield desk
    desk.end()


@pytest.fixture
def folder(make_file: Callable[..., Path], tmp_path: Path) -> Path:
    """A folder with one below it, and a file that is no picture."""
    make_file("trip/b.png", 1)
    make_file("trip/day two/c.png", 2)
    (tmp_path / "trip" / "a.jpg").write_bytes(b"broken")
    return tmp_path / "trip"


def pasted(mime: QMimeData) -> None:
    QGuiApplication.clipboard().setMimeData(mime)


def image_data(seed: int = 0) -> QMimeData:
    return from_browser(png_of(make_photo(seed)))


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


class TestManyPhotos:
    def test_several_chosen_photos_make_a_list(self, desk: Desk, make_file: Callable[..., Path]) -> None:
        paths = [make_file(f"{number}.png", number) for number in range(3)]
        desk.click(desk.page.welcome.photos_button)
        desk.choose(*paths)
        desk.wait_for_list(3)
        assert desk.page.many_panel.isVisible()
        assert desk.names == ["0.png", "1.png", "2.png"]
        desk.wait_for_answer()
        assert desk.page.many_panel.table.currentIndex().row() == 0
        before = len(desk.answers)
        desk.qtbot.keyClick(desk.page.many_panel.table, Qt.Key.Key_Down)
        answer = desk.answer_about(before)
        np.testing.assert_array_equal(answer.photo, np.asarray(make_photo(1)))

    def test_a_second_photo_makes_a_list_of_two(self, desk: Desk, make_file: Callable[..., Path]) -> None:
        desk.give(make_file("first.png", 1))
        desk.wait_for_answer()
        desk.give(make_file("second.png", 2))
        desk.wait_for_list(2)
        assert desk.names == ["first.png", "second.png"]
        desk.wait_for_answer(2)
        np.testing.assert_array_equal(desk.answers[-1].photo, np.asarray(make_photo(2)))
        assert desk.page.many_panel.table.currentIndex().row() == 1

    def test_a_folder_is_listed_with_what_is_below_and_its_bad_files(self, desk: Desk, folder: Path) -> None:
        desk.click(desk.page.welcome.folder_button)
        desk.choose(folder)
        desk.wait_for_list(3)
        assert desk.names == ["a.jpg", "b.png", "c.png"]
        assert desk.rows[0].reason
        desk.wait_for(desk.page.stage.problem.isVisible)  # the first row is the bad one
        desk.qtbot.keyClick(desk.page.many_panel.table, Qt.Key.Key_Down)
        desk.wait_for_answer()
        desk.wait_for(lambda: desk.has_photo)
        assert not desk.failures

    def test_a_folder_and_a_file_are_dropped_together(
        self, desk: Desk, folder: Path, make_file: Callable[..., Path]
    ) -> None:
        drop(desk.page, with_addresses(make_file("alone.png"), folder))
        desk.wait_for_list(4)
        assert set(desk.names) == {"alone.png", "a.jpg", "b.png", "c.png"}

    def test_a_folder_without_photos_is_told(self, desk: Desk, tmp_path: Path) -> None:
        empty = tmp_path / "Nothing here"
        empty.mkdir()
        drop(desk.page, with_addresses(empty))
        desk.wait_for(lambda: desk.failures)
        assert "Nothing here" in desk.failures.pop().what
        assert desk.page.welcome.isVisible()

    def test_other_weights_while_a_folder_runs_leave_no_answer_of_the_older_ones(
        self, desk: Desk, garden_weights: Path, make_file: Callable[..., Path], tmp_path: Path
    ) -> None:
        for number in range(60):
            make_file(f"many/{number:02}.png", number)
        desk.page.photos.folders_given.emit([tmp_path / "many"])
        desk.wait_for(lambda: len(desk.rows) >= 2)
        desk.tab.use_weights(garden_weights)
        desk.wait_for(lambda: desk.page.session.class_names == ("rose", "tulip", "weed", "gnome"))
        desk.wait_for_list(60)
        assert {desk.rows[place].label for place in desk.rows} <= GARDEN
        assert WAITING not in {desk.rows.group(place) for place in desk.rows}
        desk.wait_for(lambda: desk.answers and desk.answers[-1].label in GARDEN)
        assert set(desk.page.many_panel.model.class_names) == GARDEN

    def test_cancelling_keeps_what_is_done_and_clearing_begins_anew(
        self, desk: Desk, make_file: Callable[..., Path], tmp_path: Path
    ) -> None:
        for number in range(200):
            make_file(f"many/{number:03}.png", number)
        desk.page.photos.folders_given.emit([tmp_path / "many"])
        desk.wait_for(lambda: len(desk.rows) >= 2)
        desk.click(desk.page.many_panel.progress.cancel_button)
        number = len(desk.rows)
        assert 2 <= number < 200
        assert not desk.page.many_panel.progress.is_running
        desk.give(make_file("later.png"))
        desk.wait_for_list(number + 1)
        assert desk.names[-1] == "later.png"
        desk.click(desk.page.many_panel.footer.clear_button)
        assert desk.page.welcome.isVisible()
        assert not len(desk.rows)

    def test_the_threshold_counts_for_the_photo_and_for_the_list(
        self, desk: Desk, make_file: Callable[..., Path]
    ) -> None:
        desk.give(*(make_file(f"{number}.png", number) for number in range(3)))
        desk.wait_for_list(3)
        desk.wait_for_answer()
        slider = desk.page.answer_panel.threshold_control.slider
        slider.setValue(slider.maximum())
        assert desk.title == "Not sure"
        assert desk.rows.counts[NOT_SURE] == 3
        slider.setValue(0)
        assert desk.title.lower() in KITCHEN

    def test_ending_while_a_folder_runs_is_quick(
        self, desk: Desk, make_file: Callable[..., Path], tmp_path: Path
    ) -> None:
        for number in range(300):
            make_file(f"many/{number:03}.png", number)
        desk.page.photos.folders_given.emit([tmp_path / "many"])
        desk.wait_for(lambda: len(desk.rows) >= 2)
        desk.tab.shut_down()
        assert desk.tab.wait(5_000)
        assert len(desk.rows) < 300


class TestCamera:
    def test_frames_are_answered_as_they_come_and_a_snapshot_is_kept(self, desk: Desk, hub: PushedHub) -> None:
        desk.click(desk.page.welcome.camera_button)
        assert desk.page.camera_panel.isVisible()
        for seed in range(3):
            hub.push(frame_of(np.asarray(make_photo(seed))))
            answer = desk.wait_for_answer(seed + 1)
            assert answer.photo is None
        assert desk.title.lower() in {*KITCHEN, "not sure"}
        assert not desk.page.answer_panel.headline.why_button.isEnabled()
        desk.click(desk.page.camera_panel.snapshot_button)
        desk.wait_for_list(1)
        assert desk.page.camera_panel.isVisible()
        assert desk.names == ["Camera 1"]
        assert desk.rows[0].probabilities == pytest.approx(desk.answers[2].probabilities, abs=1e-2)
        hub.push(frame_of(np.asarray(make_photo(7))))
        desk.wait_for_answer(4)
        assert not desk.has_photo

    def test_no_answer_stays_without_a_picture(self, desk: Desk, hub: PushedHub) -> None:
        desk.click(desk.page.welcome.camera_button)
        hub.push(frame_of(np.asarray(make_photo(0))))
        desk.wait_for_answer()
        hub.plug()
        desk.wait_for(desk.page.camera_panel.message.isVisible)
        assert desk.title == "No answer"

    def test_the_last_snapshot_takes_the_cameras_place(self, desk: Desk, hub: PushedHub) -> None:
        desk.click(desk.page.welcome.camera_button)
        for seed in range(2):
            hub.push(frame_of(np.asarray(make_photo(seed))))
            desk.wait_for_answer(seed + 1)
            desk.click(desk.page.camera_panel.snapshot_button)
        desk.wait_for_list(2)
        desk.click(desk.page.ways_in.camera_button)
        np.testing.assert_array_equal(desk.wait_for_answer(3).photo, np.asarray(make_photo(1)))
        assert desk.page.many_panel.table.currentIndex().row() == 1

    def test_a_row_of_the_list_turns_the_camera_off(self, desk: Desk, hub: PushedHub) -> None:
        desk.click(desk.page.welcome.camera_button)
        hub.push(frame_of(np.asarray(make_photo(0))))
        desk.wait_for_answer()
        desk.wait_for(desk.page.camera_panel.snapshot_button.isEnabled)
        desk.click(desk.page.camera_panel.snapshot_button)
        desk.wait_for_list(1)
        desk.qtbot.keyClick(desk.page.many_panel.table, Qt.Key.Key_Return)
        desk.wait_for(lambda: desk.has_photo)
        assert desk.page.camera_panel.desk.state is CameraState.OFF
        assert not desk.page.ways_in.camera_button.isChecked()
        assert hub.frames is None

    def test_the_photo_comes_back_with_its_answer(
        self, desk: Desk, hub: PushedHub, make_file: Callable[..., Path]
    ) -> None:
        desk.give(make_file("one.png"))
        first = desk.wait_for_answer()
        desk.click(desk.page.ways_in.camera_button)
        hub.push(frame_of(np.asarray(make_photo(5))))
        desk.wait_for_answer(2)
        desk.click(desk.page.ways_in.camera_button)
        again = desk.wait_for_answer(3)
        assert again.probabilities == pytest.approx(first.probabilities, abs=1e-6)
        assert desk.has_photo
        assert hub.frames is None
        assert desk.page.answer_panel.headline.why_button.isEnabled()

    def test_hiding_the_tab_gives_the_camera_back(self, desk: Desk, hub: PushedHub) -> None:
        desk.click(desk.page.welcome.camera_button)
        hub.push(frame_of(np.asarray(make_photo(0))))
        desk.wait_for_answer()
        desk.tab.hide()
        assert hub.frames is None
        desk.tab.show()
        desk.wait_for(lambda: hub.frames is not None)
        hub.push(frame_of(np.asarray(make_photo(1))))
        desk.wait_for_answer(2)

    def test_a_photo_that_is_given_takes_the_cameras_place(
        self, desk: Desk, hub: PushedHub, make_file: Callable[..., Path]
    ) -> None:
        desk.click(desk.page.welcome.camera_button)
        desk.give(make_file("one.png"))
        desk.wait_for_answer()
        assert desk.has_photo
        assert hub.frames is None

    def test_without_a_camera_everything_else_works(
        self, desk: Desk, hub: PushedHub, make_file: Callable[..., Path]
    ) -> None:
        hub.plugged = []
        desk.click(desk.page.welcome.camera_button)
        desk.wait_for(desk.page.camera_panel.message.isVisible)
        desk.click(desk.page.ways_in.camera_button)
        assert desk.page.welcome.isVisible()
        desk.give(make_file("one.png"))
        desk.wait_for_answer()


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
