"""Every trouble of a camera is told in words, with the panel still usable."""

import sys

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.classify.camera_panel import CameraPanel
from cifar_desktop.ui.classify.camera_state import Access, CameraName, CameraState
from cifar_desktop.ui.classify.camera_words import CameraTrouble
from tests.ui.classify.camera_sessions import DESK, FRONT, PixelFormat, PushedHub, frame_of, scene, turns
from tests.ui.classify.camera_stands import Stand, filming

pytestmark = pytest.mark.qt_log_ignore("No RHI backend", extend=True)


@pytest.fixture
def stand(qtbot: QtBot) -> Stand:
    return filming(qtbot)


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
