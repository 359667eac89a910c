"""Looking around in the charts, and reading them off, with a real mouse and with keys."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.theme import LIGHT
from cifar_desktop.ui.train.live_charts import LiveCharts
from tests.ui.train.chart_events import loss_at, progressed, rate_at
from tests.ui.train.chart_tools import A_WHILE_MS, choose, drawn, figure_of, spot, turn_wheel


def test_the_mouse_reads_all_plots_off(qtbot: QtBot, running: LiveCharts) -> None:
    figure = figure_of(running)
    QTest.mouseMove(figure.viewport(), spot(running, 39.8))
    qtbot.waitUntil(figure.reader.readout.isVisible, timeout=A_WHILE_MS)
    text = figure.accessibleDescription()
    assert text.startswith("Step 40 · epoch 2 · 0:20")
    smooth = figure.loss.smooth.points[1][39]
    assert f"Training loss: {smooth:.4f}" in text
    assert "Validation accuracy: 70.0 %" in text
    assert f"Learning rate: {rate_at(40):.4g}" in text
    html = figure.reader.readout.text()
    assert f"this step {loss_at(40):.4f}" in html
    assert "after epoch 2" in html
    assert LIGHT.train_curve in html
    assert LIGHT.validation_curve in html
    for plot in figure.plots:
        assert plot.cross.x == 40
    assert figure.rect().contains(figure.reader.readout.geometry())
    QTest.mouseMove(figure.viewport(), QPoint(spot(running, 0).x() - 30, 100))
    qtbot.waitUntil(figure.reader.readout.isHidden, timeout=A_WHILE_MS)
    assert figure.loss.cross.x is None


def test_the_read_out_stays_inside_at_the_right_edge(qtbot: QtBot, running: LiveCharts) -> None:
    figure = figure_of(running)
    QTest.mouseMove(figure.viewport(), spot(running, 74))
    qtbot.waitUntil(figure.reader.readout.isVisible, timeout=A_WHILE_MS)
    assert figure.accessibleDescription().startswith("Step 60")
    assert figure.rect().contains(figure.reader.readout.geometry())


def test_the_wheel_zooms_around_the_pointer_and_a_double_click_resets(qtbot: QtBot, running: LiveCharts) -> None:
    figure, place = figure_of(running), spot(running, 30)
    before = figure.loss.box.viewRange()[1]
    turn_wheel(running, place, 5)
    drawn(qtbot, running)
    low, high = figure.x_range()
    assert high - low == pytest.approx(75 / 1.25**5)
    assert spot(running, 30).x() == pytest.approx(place.x(), abs=1)
    ((left, right),) = {tuple(plot.box.viewRange()[0]) for plot in figure.plots}
    assert left == low
    assert high < right < high + (high - low) / 50  # so that a dot at the end is not cut in two
    assert figure.loss.box.viewRange()[1] != before  # closer around what is seen
    assert not figure.is_following
    QTest.mouseDClick(figure.viewport(), Qt.MouseButton.LeftButton, pos=place)
    drawn(qtbot, running)
    assert figure.is_following
    assert figure.x_range() == pytest.approx((0, 75))


def test_zooming_ends_at_the_whole_run_and_at_a_few_steps(qtbot: QtBot, running: LiveCharts) -> None:
    figure, place = figure_of(running), spot(running, 30)
    turn_wheel(running, place, 100)
    low, high = figure.x_range()
    assert high - low == pytest.approx(75 * 4 / 60)
    turn_wheel(running, place, -200)
    assert figure.is_following


def test_new_points_do_not_move_what_a_person_looks_at(qtbot: QtBot, running: LiveCharts) -> None:
    figure = figure_of(running)
    turn_wheel(running, spot(running, 30), 3)
    seen = figure.x_range()
    running.add_steps(progressed(range(61, 91)))
    drawn(qtbot, running)
    assert figure.x_range() == seen
    QTest.mouseClick(running.controls.reset_button, Qt.MouseButton.LeftButton)
    drawn(qtbot, running)
    assert figure.x_range() == pytest.approx((0, 100))


def test_dragging_moves_what_is_seen_and_stops_at_the_ends(qtbot: QtBot, running: LiveCharts) -> None:
    figure = figure_of(running)
    turn_wheel(running, spot(running, 30), 5)
    (low, high), viewport = figure.x_range(), figure.viewport()
    start = spot(running, (low + high) / 2)
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    for distance in (20, 60, 100):
        drag_to(viewport, start + QPoint(distance, 0))
    per_pixel = (high - low) / figure.loss.area().width()
    assert figure.x_range()[0] == pytest.approx(low - 100 * per_pixel, rel=0.02)
    for _ in range(3):
        drag_to(viewport, start + QPoint(5000, 0))
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=start)
    assert figure.x_range()[0] == 0
    assert figure.x_range()[1] == pytest.approx(high - low)


def drag_to(viewport, place: QPoint) -> None:
    """Move the mouse with its button down, which QTest.mouseMove cannot."""
    left = Qt.MouseButton.LeftButton
    where = (QPointF(place), QPointF(viewport.mapToGlobal(place)))
    QApplication.sendEvent(
        viewport, QMouseEvent(QEvent.Type.MouseMove, *where, left, left, Qt.KeyboardModifier.NoModifier)
    )


def test_what_is_seen_stays_in_view_on_another_axis(qtbot: QtBot, running: LiveCharts) -> None:
    figure = figure_of(running)
    turn_wheel(running, spot(running, 30), 3)
    low, high = figure.x_range()
    choose(running, "time")
    assert figure.x_range() == pytest.approx((low / 2, high / 2))
    choose(running, "epoch")
    assert figure.x_range() == pytest.approx((low / 20, high / 20))


def test_keys_do_what_the_mouse_does(qtbot: QtBot, running: LiveCharts) -> None:
    figure = figure_of(running)
    figure.setFocus()
    QTest.keyClick(figure, Qt.Key.Key_Right)
    QTest.keyClick(figure, Qt.Key.Key_Right)
    assert figure.accessibleDescription().startswith("Step 2 ")
    QTest.keyClick(figure, Qt.Key.Key_Left)
    assert figure.accessibleDescription().startswith("Step 1 ")
    QTest.keyClick(figure, Qt.Key.Key_Escape)
    assert figure.reader.readout.isHidden()
    QTest.keyClick(figure, Qt.Key.Key_Plus)
    assert figure.x_range()[1] - figure.x_range()[0] == pytest.approx(75 / 1.25)
    low = figure.x_range()[0]
    QTest.keyClick(figure, Qt.Key.Key_PageDown)
    assert figure.x_range()[0] > low
    QTest.keyClick(figure, Qt.Key.Key_Home)
    assert figure.is_following
