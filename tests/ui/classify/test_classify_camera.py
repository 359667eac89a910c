"""The Classify tab with a camera: its frames are answered, and snapshots are kept."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from cifar_desktop.ui.classify.camera_state import CameraState
from tests.ui.classify.camera_sessions import PushedHub, frame_of
from tests.ui.classify.classify_tabs import KITCHEN, Desk
from tests.ui.classify.made_photos import make_photo

pytestmark = pytest.mark.qt_log_ignore("No RHI backend", extend=True)


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
