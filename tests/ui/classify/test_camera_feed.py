"""The newest frame only, and one at a time for the network."""

import pytest
from PySide6.QtMultimedia import QVideoFrame
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.classify.camera_feed import MAX_UNREADABLE, CameraFeed
from tests.ui.classify.camera_sessions import FRONT, PATIENCE_MS, PixelFormat, PushedHub, frame_of, scene, turns

pytestmark = pytest.mark.qt_log_ignore("No RHI backend", extend=True)


class Filmed:
    """A feed on a session, and what has come of it: the shades of the middle of each picture."""

    def __init__(self, parent: QWidget, *, silent_ms: int = PATIENCE_MS) -> None:
        self.hub = PushedHub(FRONT).for_panel(parent)
        self.feed = CameraFeed(parent, silent_ms=silent_ms)
        self.shown: list[int] = []
        self.handed_on: list[int] = []
        self.feed.pictured.connect(lambda picture: self.shown.append(picture.pixelColor(32, 24).red()))
        self.feed.frame_ready.connect(lambda rgb: self.handed_on.append(int(rgb[24, 32, 0])))
        self.feed.attach(self.hub.open(FRONT.identity))

    def push(self, *shades: int) -> None:
        for shade in shades:
            self.hub.push(frame_of(scene(shade=shade)))


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    parent = QWidget()
    qtbot.addWidget(parent)
    return parent


@pytest.fixture
def filmed(parent: QWidget) -> Filmed:
    return Filmed(parent)


def test_only_the_last_frame_of_a_turn_is_looked_at(qtbot: QtBot, filmed: Filmed) -> None:
    filmed.push(10, 20, 30)
    turns()
    assert (filmed.shown, filmed.handed_on) == ([30], [30])


def test_the_eye_sees_all_and_the_network_the_newest_once_it_has_answered(qtbot: QtBot, filmed: Filmed) -> None:
    for shade in (10, 20, 30):
        filmed.push(shade)
        turns()
    assert (filmed.shown, filmed.handed_on) == ([10, 20, 30], [10])
    filmed.feed.frame_done()
    assert filmed.handed_on == [10, 30]  # at once, not with the next frame


def test_an_answer_without_a_new_picture_waits_for_the_next_one(qtbot: QtBot, filmed: Filmed) -> None:
    filmed.push(10)
    turns()
    filmed.feed.frame_done()
    filmed.feed.frame_done()
    assert filmed.handed_on == [10]
    filmed.push(20)
    turns()
    assert filmed.handed_on == [10, 20]


def test_who_answers_within_the_call_gets_each_picture_once(qtbot: QtBot, filmed: Filmed) -> None:
    filmed.feed.frame_ready.connect(filmed.feed.frame_done)
    for shade in (10, 20, 30):
        filmed.push(shade)
        turns()
    assert filmed.handed_on == [10, 20, 30]


def test_a_held_picture_is_the_last_one_that_is_answered(qtbot: QtBot, filmed: Filmed) -> None:
    for shade in (10, 20):
        filmed.push(shade)
        turns()
    filmed.feed.hold()
    filmed.push(30)
    turns()
    filmed.feed.frame_done()
    filmed.feed.frame_done()
    assert (filmed.shown, filmed.handed_on) == ([10, 20], [10, 20])
    filmed.feed.go_on()
    filmed.push(40)
    turns()
    assert (filmed.shown[-1], filmed.handed_on[-1]) == (40, 40)


def test_a_held_picture_can_be_answered_again(qtbot: QtBot, filmed: Filmed) -> None:
    filmed.feed.offer_again()
    assert filmed.handed_on == []
    filmed.push(10)
    turns()
    filmed.feed.hold()
    filmed.feed.offer_again()  # while it is being answered
    assert filmed.handed_on == [10]
    filmed.feed.frame_done()
    assert filmed.handed_on == [10, 10]
    filmed.feed.frame_done()
    filmed.feed.offer_again()
    assert filmed.handed_on == [10, 10, 10]


def test_after_the_end_nothing_comes(qtbot: QtBot, filmed: Filmed) -> None:
    filmed.push(10)
    filmed.feed.detach()
    filmed.hub.push(frame_of(scene(shade=20)))
    turns()
    filmed.feed.frame_done()
    assert (filmed.shown, filmed.handed_on) == ([], [])
    assert not filmed.feed.is_attached


def test_an_answer_that_never_came_does_not_hold_up_the_next_session(qtbot: QtBot, filmed: Filmed) -> None:
    filmed.push(10)
    turns()
    filmed.feed.detach()
    filmed.feed.forget()
    assert filmed.feed.picture.isNull()
    filmed.feed.attach(filmed.hub.open(FRONT.identity))
    filmed.push(20)
    turns()
    assert filmed.handed_on == [10, 20]


def test_frames_of_nothing_are_passed_over(qtbot: QtBot, filmed: Filmed) -> None:
    filmed.hub.push(QVideoFrame())
    turns()
    assert (filmed.shown, filmed.feed.num_unreadable) == ([], 0)


def test_frames_that_cannot_be_read_are_told_soon_and_forgiven(qtbot: QtBot, filmed: Filmed) -> None:
    told: list[int] = []
    filmed.feed.went_silent.connect(lambda: told.append(filmed.feed.num_unreadable))
    for _ in range(2 * MAX_UNREADABLE):
        filmed.hub.push(frame_of(scene(), pixel_format=PixelFormat.Format_Jpeg))
        turns()
    assert told == [MAX_UNREADABLE]
    filmed.push(10)
    turns()
    assert (filmed.shown, filmed.feed.num_unreadable) == ([10], 0)


def test_silence_is_noticed(qtbot: QtBot, parent: QWidget) -> None:
    filmed = Filmed(parent, silent_ms=1)
    with qtbot.waitSignal(filmed.feed.went_silent, timeout=PATIENCE_MS):
        pass
    assert filmed.shown == []


def test_a_held_picture_needs_no_new_ones(qtbot: QtBot, parent: QWidget) -> None:
    filmed = Filmed(parent, silent_ms=50)
    filmed.push(10)
    turns()
    filmed.feed.hold()
    with qtbot.assertNotEmitted(filmed.feed.went_silent, wait=200):
        pass
