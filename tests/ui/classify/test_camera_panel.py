"""The camera panel: real frames through a real session, frozen and kept, and the camera given back."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.classify.camera_state import CameraName, CameraState
from cifar_desktop.ui.classify.camera_words import CameraTrouble
from tests.ui.classify.camera_sessions import DESK, FRONT, PushedHub, scene, turns
from tests.ui.classify.camera_stands import Stand, filming

pytestmark = pytest.mark.qt_log_ignore("No RHI backend", extend=True)


@pytest.fixture
def stand(qtbot: QtBot) -> Stand:
    return filming(qtbot)


class TestLive:
    def test_it_is_off_until_it_is_wanted(self, qtbot: QtBot) -> None:
        stand = Stand(qtbot, PushedHub(FRONT))
        turns()
        assert (stand.state, stand.hub.opened) == (CameraState.OFF, [])
        assert stand.panel.message.title.text() == "The camera is off"
        stand.click(stand.panel.message.button)
        assert (stand.state, stand.hub.opened, stand.turned) == (CameraState.STARTING, ["/dev/front"], [True])
        assert not stand.panel.freeze_button.isEnabled()
        assert "picture" in stand.panel.snapshot_button.toolTip()

    def test_the_network_gets_what_was_filmed_one_at_a_time(self, stand: Stand) -> None:
        stand.film(20, 30)
        assert [int(frame[24, 32, 0]) for frame in stand.frames] == [10]
        stand.panel.frame_done()
        assert [int(frame[24, 32, 0]) for frame in stand.frames] == [10, 30]
        assert (stand.frames[1] == scene(shade=30)).all()

    @pytest.mark.parametrize(("faces_away", "first"), [(False, (0, 250, 0)), (True, (250, 0, 0))])
    def test_the_eye_sees_a_mirror_where_the_camera_looks_at_it(
        self, qtbot: QtBot, faces_away: bool, first: tuple[int, int, int]
    ) -> None:
        stand = Stand(qtbot, PushedHub(CameraName(identity="a", title="A", faces_away=faces_away)))
        stand.panel.start()
        stand.film(10)
        place = stand.panel.view.place.toRect()
        drawn = stand.panel.view.grab(place).toImage()
        at = (drawn.width() // 4, drawn.height() // 4)
        assert drawn.pixelColor(*at).getRgb()[:3] == pytest.approx(first, abs=3)
        assert (stand.frames[0] == scene(shade=10)).all()
        assert ("mirror" in stand.panel.caption.text()) is not faces_away

    def test_it_fills_the_room_without_being_distorted(self, stand: Stand) -> None:
        place = stand.panel.view.place
        assert place.width() / place.height() == pytest.approx(64 / 48, rel=0.02)
        assert place.width() == stand.panel.view.width() or place.height() == stand.panel.view.height()

    def test_every_control_is_reached_by_tab_and_has_a_name(self, stand: Stand) -> None:
        panel = stand.panel
        for control in (panel.choice, panel.off_button, panel.freeze_button, panel.snapshot_button):
            assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
            assert control.accessibleName() or control.text()
            assert control.toolTip()
        assert panel.view.accessibleDescription() == "Live"


class TestFreezing:
    def test_a_frozen_picture_stays_and_is_answered(self, stand: Stand) -> None:
        stand.film(20)
        stand.click(stand.panel.freeze_button)
        stand.film(30)
        stand.panel.frame_done()
        stand.panel.frame_done()
        assert (stand.state, stand.panel.view.is_frozen) == (CameraState.FROZEN, True)
        assert [int(frame[24, 32, 0]) for frame in stand.frames] == [10, 20]
        stand.panel.ask_again()
        assert [int(frame[24, 32, 0]) for frame in stand.frames] == [10, 20, 20]
        stand.panel.frame_done()
        stand.click(stand.panel.freeze_button)
        stand.film(40)
        assert stand.state is CameraState.LIVE
        assert int(stand.frames[-1][24, 32, 0]) == 40

    def test_a_snapshot_holds_the_same_pixels_that_the_network_got(self, stand: Stand) -> None:
        stand.click(stand.panel.snapshot_button)
        stand.panel.frame_done()
        stand.film(20)
        stand.click(stand.panel.freeze_button)
        stand.click(stand.panel.snapshot_button)
        assert [source.name for source in stand.snapshots] == ["Camera 1", "Camera 2"]
        for source, frame in zip(stand.snapshots, stand.frames, strict=True):
            assert (np.asarray(source.read()) == frame).all()
        assert "Camera 2" in stand.panel.caption.text()

    def test_a_frozen_picture_outlives_the_camera(self, stand: Stand) -> None:
        stand.click(stand.panel.freeze_button)
        stand.hub.plug()
        turns()
        assert (stand.state, stand.trouble) == (CameraState.FROZEN, None)
        assert stand.panel.snapshot_button.isEnabled()
        stand.click(stand.panel.freeze_button)
        assert stand.trouble is CameraTrouble.NO_CAMERA


class TestGivingItBack:
    def test_leaving_gives_it_back_and_coming_back_takes_it_again(self, stand: Stand) -> None:
        stand.panel.hide()
        assert (stand.hub.frames, stand.hub.turned_on, stand.state) == (None, False, CameraState.OFF)
        stand.panel.show()
        stand.film(50)
        assert (stand.state, stand.hub.opened) == (CameraState.LIVE, ["/dev/front", "/dev/front"])
        assert int(stand.frames[-1][24, 32, 0]) == 50  # though the one before was never answered

    def test_a_frozen_picture_is_still_there_but_the_camera_is_not(self, stand: Stand) -> None:
        stand.click(stand.panel.freeze_button)
        stand.panel.hide()
        assert (stand.hub.frames, stand.hub.turned_on) == (None, False)
        stand.panel.show()
        assert (stand.state, stand.hub.frames) == (CameraState.FROZEN, None)
        stand.click(stand.panel.freeze_button)
        stand.film(50)
        assert stand.state is CameraState.LIVE

    def test_turned_off_it_stays_off(self, stand: Stand) -> None:
        stand.click(stand.panel.off_button)
        assert (stand.state, stand.hub.turned_on, stand.turned) == (CameraState.OFF, False, [False])
        stand.panel.hide()
        stand.panel.show()
        assert stand.state is CameraState.OFF

    def test_stop_gives_it_back_and_forgets_the_picture(self, stand: Stand) -> None:
        stand.panel.stop()
        assert (stand.hub.frames, stand.panel.desk.feed.picture.isNull()) == (None, True)
        stand.panel.frame_done()  # of the frame that was under way
        assert len(stand.frames) == 1

    def test_wanted_before_it_is_seen_it_waits(self, qtbot: QtBot) -> None:
        stand = Stand(qtbot, PushedHub(FRONT), show=False)
        stand.panel.start()
        assert stand.hub.opened == []
        stand.panel.show()
        assert stand.hub.opened == ["/dev/front"]

    def test_the_real_camera_of_qt_is_let_go(self, stand: Stand) -> None:
        session = stand.hub._session
        assert session is not None
        gone: list[None] = []
        session.destroyed.connect(lambda: gone.append(None))
        stand.panel.stop()
        stand.qtbot.waitUntil(lambda: gone == [None])


class TestChoosing:
    def test_the_other_camera(self, stand: Stand) -> None:
        stand.panel.choice.set_value(DESK.identity)
        stand.panel.choice.edited.emit()
        stand.film(60)
        assert stand.hub.opened == ["/dev/front", "/dev/desk"]
        assert (stand.state, int(stand.frames[-1][24, 32, 0])) == (CameraState.LIVE, 60)

    def test_one_that_is_plugged_in_can_be_chosen_and_changes_nothing(self, stand: Stand) -> None:
        third = CameraName(identity="/dev/third", title="Third camera")
        stand.hub.plug(third, FRONT, DESK)
        assert [choice.title for choice in stand.panel.choice.choices] == [
            "Third camera",
            "Front camera",
            "Desk camera",
        ]
        assert (stand.panel.choice.value, stand.state) == (FRONT.identity, CameraState.LIVE)
        assert stand.hub.opened == ["/dev/front"]

    def test_a_new_title_is_no_new_camera(self, stand: Stand) -> None:
        stand.hub.plug(CameraName(identity=FRONT.identity, title="Front camera (1)"))
        assert (stand.state, stand.trouble) == (CameraState.LIVE, None)
