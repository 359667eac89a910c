"""What tests of the charts share: looking at what is drawn, and handling it with the mouse."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.train.chart_figure import ChartFigure
from cifar_desktop.ui.train.live_charts import LiveCharts

A_WHILE_MS = 20_000
LABELS = (0.4, 0.7, 0.6)  # validation accuracies of the epochs


def drawn(qtbot: QtBot, charts: LiveCharts) -> None:
    """Wait until everything that came is drawn."""
    qtbot.waitUntil(lambda: not charts._is_stale, timeout=A_WHILE_MS)
    assert not charts._timer.isActive()


def figure_of(charts: LiveCharts) -> ChartFigure:
    assert charts.figure is not None
    return charts.figure


def spot(charts: LiveCharts, x: float) -> QPoint:
    """Return where the middle of the loss plot is, at a position of the axis."""
    figure = figure_of(charts)
    return QPoint(figure.pixel_at(x), int(figure.loss.area().center().y()))


def choose(charts: LiveCharts, axis: str) -> None:
    QTest.mouseClick(charts.controls.axis_buttons[axis], Qt.MouseButton.LeftButton)


def turn_wheel(charts: LiveCharts, place: QPoint, notches: int) -> None:
    viewport = figure_of(charts).viewport()
    event = QWheelEvent(
        QPointF(place),
        QPointF(viewport.mapToGlobal(place)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)
