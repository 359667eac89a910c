"""The Classify tab with many photos: chosen, dropped, a folder; all labelled anew, cancelled and cleared."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from cifar_desktop.ui.classify.photo_groups import NOT_SURE, WAITING
from tests.ui.classify.classify_tabs import GARDEN, KITCHEN, Desk
from tests.ui.classify.made_photos import make_photo
from tests.ui.classify.pasted_things import drop, with_addresses

pytestmark = pytest.mark.qt_log_ignore("No RHI backend", extend=True)


@pytest.fixture
def folder(make_file: Callable[..., Path], tmp_path: Path) -> Path:
    """A folder with one below it, and a file that is no picture."""
    make_file("trip/b.png", 1)
    make_file("trip/day two/c.png", 2)
    (tmp_path / "trip" / "a.jpg").write_bytes(b"broken")
    return tmp_path / "trip"


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
        desk.wait_for_answer()
        desk.wait_for(lambda: desk.has_photo)
        assert desk.page.many_panel.table.currentIndex().row() == 1  # the first that could be read
        desk.qtbot.keyClick(desk.page.many_panel.table, Qt.Key.Key_Up)
        desk.wait_for(desk.page.stage.problem.isVisible)
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
