"""What the tests of the photo in the middle share: a stage, photos of plain colours, and a mouse."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.classify.photo_canvas import PhotoCanvas
from cifar_desktop.ui.classify.photo_stage import PhotoStage

PATIENCE_MS = 20_000
WIDTH, HEIGHT = 400, 300
RED, GREEN, BLUE, GREY = (200, 30, 30), (30, 180, 40), (40, 60, 210), (130, 130, 130)
BOX = (100.0, 80.0, 220.0, 200.0)


def shown_stage(qtbot: QtBot) -> PhotoStage:
    """Return a stage that shows a grey photo."""
    stage = PhotoStage()
    qtbot.addWidget(stage)
    stage.resize(520, 440)
    stage.show()
    qtbot.waitExposed(stage)
    stage.show_photo(plain())
    return stage


def plain(colour: tuple[int, int, int] = GREY, size: tuple[int, int] = (WIDTH, HEIGHT)) -> np.ndarray:
    return np.full((size[1], size[0], 3), colour, dtype=np.uint8)


def quarters() -> np.ndarray:
    """A photo whose quarters have four colours."""
    photo = plain()
    photo[: HEIGHT // 2, : WIDTH // 2] = RED
    photo[: HEIGHT // 2, WIDTH // 2 :] = GREEN
    photo[HEIGHT // 2 :, : WIDTH // 2] = BLUE
    return photo


def place_of(canvas: PhotoCanvas, x: float, y: float) -> QPoint:
    """Where a point of the photo lies on the screen, reckoned from the room and the photo's size alone."""
    width, height = canvas.photo.size
    scale = min((canvas.width() - 12) / width, (canvas.height() - 12) / height)
    left, top = (canvas.width() - width * scale) / 2, (canvas.height() - height * scale) / 2
    return QPointF(left + x * scale, top + y * scale).toPoint()


def drag(qtbot: QtBot, canvas: PhotoCanvas, *points: tuple[float, float], release: bool = True) -> None:
    """Press at the first point of the photo and go to the others."""
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=place_of(canvas, *points[0]))
    for point in points[1:]:
        qtbot.mouseMove(canvas, place_of(canvas, *point))
    if release:
        qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=place_of(canvas, *points[-1]))


def colour_at(canvas: PhotoCanvas, x: float, y: float) -> QColor:
    return canvas.grab().toImage().pixelColor(place_of(canvas, x, y))


def near(colour: QColor, wanted: tuple[int, int, int], by: int = 3) -> bool:
    return all(
        abs(one - other) <= by for one, other in zip((colour.red(), colour.green(), colour.blue()), wanted, strict=True)
    )


def about(box: tuple[float, ...]) -> object:
    return pytest.approx(box, abs=2.0)  # the mouse stands on whole pixels of the screen
