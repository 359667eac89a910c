"""What is drawn between the axes, painted into a picture and looked at."""

import numpy as np
import pytest
from PySide6.QtGui import QBrush, QColor, QFont, QImage, QPainter, QPen
from PySide6.QtWidgets import QApplication

from cifar_desktop.ui.widgets.plot_canvas import Layer
from cifar_desktop.ui.widgets.plot_layers import BestMark, Curve, Dots, Ground, UprightLine

WHITE, INK = "#ffffff", "#203080"
GROUND = Ground(left=0, right=200, low=0, high=10, width=200, height=100)


def painted(layer: Layer, ground: Ground = GROUND) -> QImage:
    image = QImage(int(ground.width), int(ground.height), QImage.Format.Format_RGB32)
    image.fill(QColor(WHITE))
    painter = QPainter(image)
    layer.draw(painter, ground)
    painter.end()
    return image


def inked(image: QImage) -> list[tuple[int, int]]:
    """Return the places that are not white."""
    places = [(x, y) for x in range(image.width()) for y in range(image.height())]
    return [place for place in places if image.pixelColor(*place).name() != WHITE]


@pytest.mark.parametrize("is_smooth", [False, True])
def test_a_curve_goes_through_its_points(is_smooth: bool) -> None:
    curve = Curve(is_smooth=is_smooth)
    curve.pen = QPen(QColor(INK), 2)
    assert inked(painted(curve)) == []
    curve.points = np.array([0.0, 100.0, 200.0]), np.array([5.0, 5.0, 5.0])
    places = inked(painted(curve))
    assert {x for x, _ in places} >= set(range(1, 199))
    assert {y for _, y in places} <= {48, 49, 50, 51}
    assert painted(curve).pixelColor(100, 50).name() == INK


def test_a_curve_leads_beyond_the_edges_of_what_is_seen() -> None:
    curve = Curve(is_smooth=False)
    curve.pen = QPen(QColor(INK), 1)
    curve.points = np.linspace(-1e9, 1e9, 1_000_001), np.full(1_000_001, 2.5)
    part, _ = GROUND.visible_pixels(curve.points)
    assert len(part) <= 3  # what nobody sees is not drawn
    assert {y for _, y in inked(painted(curve))} <= {74, 75}
    curve.points = np.array([50.0, 100.0, 150.0]), np.array([5.0, 1e300, 5.0])
    assert all(40 <= x <= 160 for x, _ in inked(painted(curve)))  # a wild value is a peak, and no fault


def test_dots_are_filled_in_turn() -> None:
    dots = Dots(size_px=10)
    dots.points = np.array([50.0, 150.0]), np.array([5.0, 5.0])
    dots.brushes = [QBrush(QColor("#ff0000")), QBrush(QColor("#00ff00"))]
    image = painted(dots)
    assert [image.pixelColor(x, 50).name() for x in (50, 100, 150)] == ["#ff0000", WHITE, "#00ff00"]


def test_an_upright_line_goes_from_top_to_bottom() -> None:
    line = UprightLine()
    line.pen = QPen(QColor(INK), 1)
    assert inked(painted(line)) == []
    line.x = 30.0
    places = inked(painted(line))
    assert {y for _, y in places} == set(range(100))
    assert {x for x, _ in places} <= {29, 30}


@pytest.mark.parametrize("point", [(0.0, 0.0), (0.0, 10.0), (200.0, 0.0), (200.0, 10.0), (100.0, 9.0), (100.0, 2.0)])
def test_the_words_at_the_best_dot_are_inside_wherever_it_is(qapp: QApplication, point: tuple[float, float]) -> None:
    best = BestMark(size_px=15)
    best.font = QFont(qapp.font())
    best.font.setPixelSize(12)
    best.ink, best.paper = QColor(INK), QColor("#ffffee")
    assert inked(painted(best)) == []
    best.point, best.text = point, "94.7 % · epoch 4"
    across, down = (float(each[0]) for each in GROUND.pixels(*(np.array([each]) for each in point)))
    place = best._label_place(across, down, GROUND.width)
    assert 0 <= place.left() <= place.right() <= GROUND.width
    assert 0 <= place.top() <= place.bottom() <= GROUND.height
    assert len([each for each in inked(painted(best)) if place.contains(*each)]) > 100
    low = Ground(left=0, right=200, low=0, high=10, width=200, height=40)
    assert not any(painted(best, low).pixelColor(*each).name() == "#ffffee" for each in inked(painted(best, low)))


def test_a_best_dot_that_is_not_seen_is_not_marked() -> None:
    best = BestMark(size_px=15)
    best.pen = QPen(QColor(INK), 2)
    best.point, best.text = (300.0, 5.0), "94.7 %"
    assert inked(painted(best)) == []
