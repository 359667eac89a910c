"""Frames through a real capture session come out as the world is, whatever their memory looks like."""

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QtVideo, QVideoFrame
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.classify.camera_feed import CameraFeed
from cifar_desktop.ui.classify.camera_frames import CameraMode, best_mode, rgb_of
from tests.ui.classify.camera_sessions import (
    FRONT,
    PATIENCE_MS,
    PixelFormat,
    PushedHub,
    corners,
    frame_of,
    scene,
    turns,
)

# Once for each thread, where there is no graphics card.
pytestmark = pytest.mark.qt_log_ignore("No RHI backend", extend=True)

Rotation = QtVideo.Rotation


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    parent = QWidget()
    qtbot.addWidget(parent)
    return parent


@pytest.fixture
def hub(parent: QWidget) -> PushedHub:
    return PushedHub(FRONT).for_panel(parent)


@pytest.fixture
def feed(hub: PushedHub, parent: QWidget) -> CameraFeed:
    feed = CameraFeed(parent)
    feed.attach(hub.open(FRONT.identity))
    return feed


def through(qtbot: QtBot, hub: PushedHub, feed: CameraFeed, frame: QVideoFrame) -> np.ndarray:
    """Return what the network gets of a frame."""
    feed.frame_done()
    with qtbot.waitSignal(feed.frame_ready, timeout=PATIENCE_MS) as ready:
        hub.push(frame)
    return ready.args[0]


def test_every_pixel_arrives_as_it_was_filmed(qtbot: QtBot, hub: PushedHub, feed: CameraFeed) -> None:
    rgb = np.random.default_rng(0).integers(0, 256, (37, 53, 3), dtype=np.uint8)  # lines that fill no whole words
    assert (through(qtbot, hub, feed, frame_of(rgb)) == rgb).all()


@pytest.mark.parametrize(
    ("told", "stored"),
    [
        ({"stored_mirrored": True}, scene()[:, ::-1]),
        ({"stored_upside_down": True}, scene()[::-1]),
        ({"stored_turned": Rotation.Clockwise90}, np.rot90(scene())),
        ({"turned": Rotation.Clockwise90}, np.rot90(scene())),
        ({"turned": Rotation.Clockwise180}, np.rot90(scene(), 2)),
        ({"turned": Rotation.Clockwise270}, np.rot90(scene(), 3)),
        ({"stored_turned": Rotation.Clockwise90, "turned": Rotation.Clockwise180}, np.rot90(scene(), 3)),
        ({"stored_mirrored": True, "turned": Rotation.Clockwise90}, np.rot90(scene())[:, ::-1]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, dict) else "",
)
def test_what_a_frame_says_about_itself_is_undone(
    qtbot: QtBot, hub: PushedHub, feed: CameraFeed, told: dict, stored: np.ndarray
) -> None:
    got = through(qtbot, hub, feed, frame_of(np.ascontiguousarray(stored), **told))
    assert (got == scene()).all()


def test_a_frame_that_wants_to_be_shown_mirrored_is_not_mirrored_for_the_network(
    qtbot: QtBot, hub: PushedHub, feed: CameraFeed
) -> None:
    assert (through(qtbot, hub, feed, frame_of(scene(), mirrored=True)) == scene()).all()


def test_a_frame_made_from_a_picture_is_turned_too(qtbot: QtBot, hub: PushedHub, feed: CameraFeed) -> None:
    rgb = np.ascontiguousarray(np.rot90(scene()))
    image = QImage(rgb.tobytes(), 48, 64, 3 * 48, QImage.Format.Format_RGB888)
    frame = QVideoFrame(image)
    frame.setRotation(Rotation.Clockwise90)
    assert (through(qtbot, hub, feed, frame) == scene()).all()


@pytest.mark.parametrize("pixel_format", [PixelFormat.Format_YUYV, PixelFormat.Format_NV12])
def test_the_formats_of_webcams_have_the_right_colours(
    qtbot: QtBot, hub: PushedHub, feed: CameraFeed, pixel_format: PixelFormat
) -> None:
    got = through(qtbot, hub, feed, frame_of(scene(640, 480), pixel_format=pixel_format))
    assert got.shape == (480, 640, 3)
    assert corners(got) == "RGBW"
    assert np.abs(got[240, 320].astype(int) - (0, 0, 0)).max() < 12


def test_grey_becomes_rgb(qtbot: QtBot, hub: PushedHub, feed: CameraFeed) -> None:
    got = through(qtbot, hub, feed, frame_of(scene(), pixel_format=PixelFormat.Format_Y8))
    assert got.shape == (48, 64, 3)
    assert tuple(got[3, 3]) == (250, 250, 250)
    assert tuple(got[3, 60]) == (0, 0, 0)


@pytest.mark.parametrize("pixel_format", PixelFormat, ids=lambda each: each.name)
def test_no_pixel_format_stops_the_camera(
    qtbot: QtBot, hub: PushedHub, feed: CameraFeed, pixel_format: PixelFormat
) -> None:
    hub.push(frame_of(scene(), pixel_format=pixel_format))
    turns()
    was_read = not feed.picture.isNull()
    assert feed.num_unreadable == (0 if was_read else 1)
    assert was_read or pixel_format.name in {
        "Format_Invalid",
        "Format_Jpeg",  # what lies in the frame is none
        "Format_SamplerExternalOES",
        "Format_SamplerRect",
        "Format_YUV420P10",
    }
    assert corners(through(qtbot, hub, feed, frame_of(scene()))) == "RGBW"


def test_the_picture_has_memory_of_its_own(qtbot: QtBot, hub: PushedHub, feed: CameraFeed) -> None:
    first = through(qtbot, hub, feed, frame_of(scene()))
    first[:] = 7
    assert (rgb_of(feed.picture) == scene()).all()
    assert first.flags.owndata or first.base.flags.owndata


def mode(width: int, height: int, rate: float, *, is_packed: bool = False) -> CameraMode:
    return CameraMode(width=width, height=height, frames_per_second=rate, is_packed=is_packed)


@pytest.mark.parametrize(
    ("modes", "best"),
    [
        ([], None),
        ([mode(320, 240, 30), mode(1920, 1080, 5)], None),
        ([mode(1920, 1080, 30), mode(640, 480, 30), mode(320, 240, 60)], 1),
        ([mode(640, 480, 30, is_packed=True), mode(640, 480, 29.97)], 1),
        ([mode(640, 480, 15), mode(1280, 720, 30, is_packed=True)], 1),
        ([mode(480, 640, 60), mode(480, 640, 30)], 1),
    ],
)
def test_the_camera_works_no_harder_than_it_must(modes: list[CameraMode], best: int | None) -> None:
    assert best_mode(modes) == best
