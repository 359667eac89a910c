"""The camera panel: real frames through a real session, and every trouble in words with the panel still usable."""

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtMultimedia import QMediaDevices
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cifar_desktop.inference.photo_source import PhotoSource
from cifar_desktop.ui.classify.camera_desk import system_cameras
from cifar_desktop.ui.classify.camera_hub import barred_files
from cifar_desktop.ui.classify.camera_panel import CameraPanel
from cifar_desktop.ui.classify.camera_state import Access, CameraName, CameraState
from cifar_desktop.ui.classify.camera_words import CameraTrouble
from tests.ui.classify.camera_sessions import DESK, FRONT, PixelFormat, PushedHub, frame_of, scene, turns

pytestmark = pytest.mark.qt_log_ignore("No RHI backend", extend=True)


class Stand:
    """A panel that is shown, with a hub whose cameras send what is pushed, and what the panel gave out."""

    def __init__(self, qtbot: QtBot, hub: PushedHub, *, show: bool = True) -> None:
        self.qtbot, self.hub = qtbot, hub
        self.panel = CameraPanel(open_hub=hub.for_panel)
        self.frames: list[np.ndarray] = []
        self.snapshots: list[PhotoSource] = []
        self.turned: list[bool] = []
        self.panel.frame_ready.connect(self.frames.append)
        self.panel.snapshot_taken.connect(self.snapshots.append)
        self.panel.turned.connect(self.turned.append)
        qtbot.addWidget(self.panel)
        self.panel.resize(560, 520)
        if show:
            self.panel.show()

    @property
    def state(self) -> CameraState:
        return self.panel.desk.state

    @property
    def trouble(self) -> CameraTrouble | None:
        """What is told in place of the picture; None where the picture is shown."""
        if not self.panel.message.isVisible() or self.panel.message.problem is None:
            return None
        return self.panel.message.problem.trouble

    def film(self, *shades: int) -> None:
        for shade in shades:
            self.hub.push(frame_of(scene(shade=shade)))
            turns()

    def click(self, button: QObject) -> None:
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        turns()


@pytest.fixture
def stand(qtbot: QtBot) -> Stand:
    """A panel with two cameras, the first of which is on and has sent a picture."""
    stand = Stand(qtbot, PushedHub(FRONT, DESK))
    stand.panel.start()
    stand.film(10)
    assert stand.state is CameraState.LIVE
    return stand


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


class TestTroubles:
    def test_unplugged_it_says_so_and_goes_on_when_it_is_back(self, stand: Stand) -> None:
        stand.hub.plug(DESK)
        assert stand.trouble is CameraTrouble.UNPLUGGED
        assert "“Front camera”" in stand.panel.message.what.text()
        assert (stand.hub.frames, stand.panel.choice.value) == (None, DESK.identity)
        stand.hub.plug(DESK, CameraName(identity="/dev/elsewhere", title=FRONT.title))
        stand.film(20)
        assert (stand.state, stand.hub.opened[-1]) == (CameraState.LIVE, "/dev/elsewhere")

    def test_unplugged_the_other_one_can_be_used(self, stand: Stand) -> None:
        stand.hub.plug(DESK)
        assert stand.panel.message.button.text() == "&Use “Desk camera”"
        stand.click(stand.panel.message.button)
        stand.film(20)
        assert (stand.state, stand.hub.opened[-1]) == (CameraState.LIVE, DESK.identity)

    def test_no_camera_until_one_is_plugged_in(self, qtbot: QtBot) -> None:
        stand = Stand(qtbot, PushedHub())
        stand.panel.start()
        assert stand.trouble is CameraTrouble.NO_CAMERA
        assert not stand.panel.choice.isVisible()
        stand.hub.plug(FRONT)
        stand.film(20)
        assert stand.state is CameraState.LIVE

    def test_a_camera_that_the_account_may_not_open(self, qtbot: QtBot) -> None:
        hub = PushedHub()
        hub.barred_by = "/dev/video0"
        stand = Stand(qtbot, hub)
        stand.panel.start()
        assert stand.trouble is CameraTrouble.BARRED
        stand.click(stand.panel.message.copy_button)
        assert QApplication.clipboard().text() == 'sudo usermod -aG video "$USER"'

    def test_in_use_it_says_so_and_can_be_tried_again(self, stand: Stand) -> None:
        stand.hub.break_down("Camera is in use")
        turns()
        assert stand.trouble is CameraTrouble.IN_USE
        assert stand.hub.frames is None
        stand.click(stand.panel.message.button)
        stand.film(20)
        assert (stand.state, stand.trouble) == (CameraState.LIVE, None)

    def test_a_fault_of_a_camera_that_was_closed_meanwhile_is_nobodys(self, stand: Stand) -> None:
        stand.hub.break_down("Camera is in use")
        stand.panel.choice.set_value(DESK.identity)
        stand.panel.choice.edited.emit()
        stand.film(20)
        assert stand.state is CameraState.LIVE

    def test_refused_before(self, qtbot: QtBot) -> None:
        stand = Stand(qtbot, PushedHub(FRONT, answer=Access.REFUSED))
        stand.panel.start()
        assert (stand.trouble, stand.hub.opened) == (CameraTrouble.REFUSED, [])

    @pytest.mark.parametrize("answer", [Access.GRANTED, Access.REFUSED])
    def test_the_system_asks_the_person(self, qtbot: QtBot, answer: Access) -> None:
        stand = Stand(qtbot, PushedHub(FRONT, answer=answer, asked=False))
        stand.panel.start()
        assert (stand.state, stand.hub.opened) == (CameraState.ASKING, [])
        stand.hub.decide()
        if answer is Access.GRANTED:
            assert (stand.state, stand.hub.opened) == (CameraState.STARTING, ["/dev/front"])
        else:
            assert (stand.trouble, stand.hub.opened) == (CameraTrouble.REFUSED, [])

    def test_an_answer_that_comes_after_leaving_turns_nothing_on(self, qtbot: QtBot) -> None:
        stand = Stand(qtbot, PushedHub(FRONT, asked=False))
        stand.panel.start()
        stand.panel.hide()
        stand.hub.decide()
        assert (stand.state, stand.hub.opened) == (CameraState.OFF, [])

    @pytest.mark.parametrize("is_on", [True, False])
    def test_silence_is_said_and_ends_with_the_next_picture(self, stand: Stand, is_on: bool) -> None:
        stand.hub.turned_on = is_on
        stand.panel.desk.feed.went_silent.emit()
        assert stand.trouble is (CameraTrouble.SILENT if is_on else CameraTrouble.FAILED)
        stand.film(20)
        assert (stand.state, stand.trouble) == (CameraState.LIVE, None)

    def test_pictures_that_cannot_be_read(self, stand: Stand) -> None:
        for _ in range(20):
            stand.hub.push(frame_of(scene(), pixel_format=PixelFormat.Format_Jpeg))
            turns()
        assert stand.trouble is CameraTrouble.UNREADABLE
        stand.film(20)
        assert stand.state is CameraState.LIVE

    def test_no_library(self, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "PySide6.QtMultimedia", None)  # so that importing it fails
        monkeypatch.delitem(sys.modules, "cifar_desktop.ui.classify.camera_hub", raising=False)
        panel = CameraPanel()
        qtbot.addWidget(panel)
        panel.show()
        panel.start()
        problem = panel.message.problem
        assert problem is not None
        assert problem.trouble is CameraTrouble.NO_LIBRARY
        assert "PySide6.QtMultimedia" in panel.message.what.text()
        assert panel.message.button.isVisible()
        assert "work as before" in panel.message.kept.text()


class TestThisComputer:
    def test_its_cameras_are_listed(self, qapp: QApplication) -> None:
        parent = QObject()
        hub = system_cameras(parent)
        assert len(hub.cameras()) == len(QMediaDevices.videoInputs())
        assert len({camera.title for camera in hub.cameras()}) == len(hub.cameras())

    def test_its_answer_whether_cameras_may_be_used_arrives(self, qtbot: QtBot) -> None:
        parent = QObject()
        hub = system_cameras(parent)
        if hub.access() is not Access.UNDECIDED:  # nobody would press the button
            with qtbot.waitSignal(hub.access_decided):
                hub.ask_access()

    def test_a_camera_that_is_not_there_fails_in_words(self, qtbot: QtBot) -> None:
        parent = QObject()
        hub = system_cameras(parent)
        hub.open("/dev/no-such-camera")
        hub.start()
        assert not hub.is_active
        hub.close()

    @pytest.mark.parametrize(
        ("names", "may_open", "barred"),
        [
            ([], lambda file: False, ""),
            (["video0"], lambda file: True, ""),
            (["video0", "video1"], lambda file: file.name == "video1", ""),
            (["audio", "video0", "video1"], lambda file: False, "video0 and video1"),
        ],
    )
    def test_devices_that_may_not_be_opened_are_named(
        self, names: list[str], may_open: Callable[[Path], bool], barred: str, tmp_path: Path
    ) -> None:
        for name in names:
            (tmp_path / name).touch()
        assert barred_files(tmp_path, may_open=may_open).replace(f"{tmp_path}/", "") == barred
