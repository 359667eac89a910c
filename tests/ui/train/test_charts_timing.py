"""When the charts are loaded and drawn: late, seldom, and not for nobody."""

import subprocess
import sys
from pathlib import Path

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.train.chart_figure import ChartFigure
from cifar_desktop.ui.train.live_charts import LiveCharts
from tests.ui.train.chart_events import progressed, started
from tests.ui.train.chart_tools import A_WHILE_MS, drawn, figure_of

ROOT = Path(__file__).parents[3]


def test_many_events_are_drawn_a_few_times(qtbot: QtBot, running: LiveCharts, monkeypatch: pytest.MonkeyPatch) -> None:
    times = []
    redraw = ChartFigure.redraw
    monkeypatch.setattr(ChartFigure, "redraw", lambda self: (times.append(len(self._record.steps)), redraw(self)))
    for step in range(61, 81):
        running.add_steps(progressed([step]))
        assert running._timer.isActive()
    assert times == []
    drawn(qtbot, running)
    assert times == [80]
    assert not running._timer.isActive()


@pytest.mark.parametrize(("took_s", "least_ms", "most_ms"), [(0.0, 200, 420), (0.006, 700, 910), (1.0, 1800, 2110)])
def test_what_takes_long_to_draw_is_drawn_more_seldom(
    running: LiveCharts, took_s: float, least_ms: int, most_ms: int
) -> None:
    figure_of(running).drawing_s = took_s
    running._drawn.start()
    running.add_steps(progressed([61]))
    assert least_ms <= running._timer.remainingTime() <= most_ms  # Qt takes 5 % of freedom
    running.controls.log_box.click()  # whoever does something sees it at once
    assert running._timer.remainingTime() <= 15


def test_drawing_takes_down_how_long_it_takes(qtbot: QtBot, running: LiveCharts) -> None:
    figure = figure_of(running)
    assert figure.painting_s > 0
    figure.drawing_s = 0.0
    figure.redraw()
    assert figure.drawing_s > 0


def test_nothing_is_drawn_while_nobody_sees_it(qtbot: QtBot, running: LiveCharts) -> None:
    running.add_steps(progressed([61]))
    running.hide()
    assert not running._timer.isActive()
    running.add_steps(progressed([62]))
    assert not running._timer.isActive()
    assert len(figure_of(running).loss.raw.points[0]) == 60
    running.show()
    drawn(qtbot, running)
    assert len(figure_of(running).loss.raw.points[0]) == 62


def test_deleted_charts_leave_no_timer(qtbot: QtBot) -> None:
    charts = LiveCharts()
    charts.show()
    charts.begin(started())
    charts.add_steps(progressed([1]))
    timer = charts._timer
    assert timer.isActive()
    with qtbot.waitSignal(charts.destroyed, timeout=A_WHILE_MS):
        charts.deleteLater()
    assert not shiboken6.isValid(timer)


def test_until_a_training_starts_neither_numpy_nor_pyqtgraph_is_loaded() -> None:
    program = (
        "import sys\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from cifar_desktop.ui.train.live_charts import LiveCharts\n"
        "app = QApplication([])\n"
        "charts = LiveCharts()\n"
        "charts.show()\n"
        "print(*{'torch', 'numpy', 'pyqtgraph', 'OpenGL', 'matplotlib'} & set(sys.modules))\n"
        "charts.prepare()\n"
        "print(*{'torch', 'OpenGL', 'matplotlib', 'scipy'} & set(sys.modules))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
