"""The charts with real events: what their curves are."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.train.live_charts import LiveCharts
from tests.ui.train.chart_events import accuracy_at, finished, loss_at, progressed, rate_at, started
from tests.ui.train.chart_tools import LABELS, choose, drawn, figure_of
from tests.ui.train.test_chart_record import saved


def test_before_the_first_point_there_is_a_sentence_and_nothing_to_save(qtbot: QtBot, charts: LiveCharts) -> None:
    placeholder = charts._placeholder
    assert placeholder.isVisible()
    assert placeholder._sentence.text() == "The curves appear here when the training starts."
    assert not charts.controls.save_button.isEnabled()
    assert "nothing to save" in charts.controls.save_button.toolTip()
    charts.begin(started())
    assert placeholder.isVisible()
    assert "in a moment" in placeholder._sentence.text()
    charts.add_steps(progressed([1]))
    assert figure_of(charts).isVisible()
    assert charts.controls.save_button.isEnabled()
    charts.clear()
    assert placeholder.isVisible()
    assert not charts.controls.save_button.isEnabled()


def test_the_curves_are_what_the_events_said(running: LiveCharts) -> None:
    figure, steps = figure_of(running), range(1, 61)
    x, y = figure.loss.raw.points
    assert x.tolist() == list(steps)
    np.testing.assert_allclose(y, [loss_at(step) for step in steps])
    np.testing.assert_allclose(figure.accuracy.raw.points[1], [100 * accuracy_at(step) for step in steps])
    x, y = figure.loss.marks.points
    assert x.tolist() == [20, 40, 60]
    np.testing.assert_allclose(y, [2 - accuracy for accuracy in LABELS])
    np.testing.assert_allclose(figure.accuracy.marks.points[1], [100 * accuracy for accuracy in LABELS])
    x, y = figure.rate.smooth.points
    assert x.tolist() == list(range(5, 61, 5))
    np.testing.assert_allclose(y, [rate_at(step) for step in range(5, 61, 5)])
    assert figure.x_range() == pytest.approx((0, 75))  # three quarters of the run of 100 steps


def test_the_slider_smooths_all_but_the_learning_rate(qtbot: QtBot, running: LiveCharts) -> None:
    figure, slider = figure_of(running), running.controls.smoothing
    rate_before = figure.rate.smooth.points[1].tolist()
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_End)
    drawn(qtbot, running)
    assert running.controls._span_label.text() == "1,000 steps"
    weight, mean, expected = 1 - 1 / 1000, 0.0, []
    for step in range(1, 61):
        mean = weight * mean + (1 - weight) * loss_at(step)
        expected.append(mean / (1 - weight**step))
    np.testing.assert_allclose(figure.loss.smooth.points[1], expected)
    QTest.keyClick(slider, Qt.Key.Key_Home)
    drawn(qtbot, running)
    assert running.controls._span_label.text() == "off"
    np.testing.assert_allclose(figure.loss.smooth.points[1], [loss_at(step) for step in range(1, 61)])
    assert len(figure.loss.raw.points[0]) == 0
    assert figure.rate.smooth.points[1].tolist() == rate_before


def test_smoothing_goes_on_as_points_come(qtbot: QtBot, running: LiveCharts) -> None:
    running.add_steps(progressed(range(61, 66)))
    drawn(qtbot, running)
    live = figure_of(running).loss.smooth.points[1].copy()
    running.controls.smoothing.setValue(0)
    running.controls.smoothing.setValue(8)
    drawn(qtbot, running)
    again = LiveCharts()
    qtbot.addWidget(again)
    again.begin(started())
    again.add_steps(progressed(range(1, 66)))
    again.controls.smoothing.setValue(8)
    figure_of(again).redraw()
    np.testing.assert_allclose(figure_of(running).loss.smooth.points[1], figure_of(again).loss.smooth.points[1])
    assert len(live) == 65


def test_each_axis_shows_the_same_points_elsewhere(qtbot: QtBot, running: LiveCharts) -> None:
    figure = figure_of(running)
    choose(running, "epoch")
    drawn(qtbot, running)
    assert figure.loss.raw.points[0][[19, 59]].tolist() == [1, 3]
    assert figure.accuracy.marks.points[0].tolist() == [1, 2, 3]
    assert figure.axis.labelText == "Epoch"
    choose(running, "time")
    drawn(qtbot, running)
    np.testing.assert_allclose(figure.loss.raw.points[0], 0.5 * np.arange(1, 61))
    assert figure.accuracy.marks.points[0].tolist() == [10, 20, 30]
    assert figure.x_range() == pytest.approx((0, 30))
    assert figure.axis.tickStrings([10, 95], 1, 1) == ["0:10", "1:35"]


def test_the_best_epoch_has_a_ring_and_says_so(qtbot: QtBot, running: LiveCharts) -> None:
    accuracy = figure_of(running).accuracy
    assert accuracy.best.point == (40.0, 70.0)
    assert accuracy.best.text == "70.0 % · epoch 2"
    running.add_epoch(finished(4, 0.947))
    drawn(qtbot, running)
    assert accuracy.best.text == "94.7 % · epoch 4"


def test_without_validation_there_are_neither_dots_nor_a_ring(qtbot: QtBot, charts: LiveCharts) -> None:
    charts.begin(started(num_validation=0))
    charts.add_steps(progressed(range(1, 21)))
    charts.add_epoch(finished(1, None))
    drawn(qtbot, charts)
    figure = figure_of(charts)
    assert len(figure.accuracy.marks.points[0]) == 0
    assert figure.accuracy.best.point is None
    assert "validation" not in figure.accuracy._header.text


def test_a_logarithmic_loss_shows_the_same_numbers(qtbot: QtBot, running: LiveCharts) -> None:
    loss = figure_of(running).loss
    QTest.mouseClick(running.controls.log_box, Qt.MouseButton.LeftButton, pos=QPoint(8, 12))
    drawn(qtbot, running)
    np.testing.assert_allclose(10 ** loss.raw.points[1], [loss_at(step) for step in range(1, 61)], rtol=1e-6)
    low, high = loss.box.viewRange()[1]
    values = loss.raw.points[1]
    assert low <= values.min()
    assert high >= np.percentile(values, 99)
    assert all(
        0.1 < float(text) < 10 for text in loss.axis.tickStrings(loss.axis.tickValues(low, high, 200)[0][1], 1, 1)
    )
    assert figure_of(running).accuracy.raw.points[1].max() > 10  # still per cent


def test_a_loaded_run_goes_on(qtbot: QtBot, charts: LiveCharts) -> None:
    charts.load(saved(40, 2))
    charts.begin(started(first_step=40))
    charts.add_steps(progressed([41, 42]))
    drawn(qtbot, charts)
    np.testing.assert_allclose(figure_of(charts).loss.raw.points[1], [loss_at(step) for step in range(1, 43)])
    assert figure_of(charts).accuracy.marks.points[0].tolist() == [20, 40]


def test_a_second_run_starts_from_nothing(qtbot: QtBot, running: LiveCharts) -> None:
    running.begin(started())
    assert running._placeholder.isVisible()
    running.add_steps(progressed([1, 2, 3]))
    drawn(qtbot, running)
    figure = figure_of(running)
    np.testing.assert_allclose(figure.loss.raw.points[1], [loss_at(step) for step in (1, 2, 3)])
    assert figure.loss.smooth.points[1][0] == pytest.approx(loss_at(1))
    assert len(figure.loss.marks.points[0]) == 0
    assert figure.accuracy.best.point is None


def test_100_000_points_are_drawn_with_a_bounded_number(qtbot: QtBot, charts: LiveCharts) -> None:
    charts.begin(started(steps_per_epoch=1000, num_epochs=100))
    for first in range(1, 100_001, 5000):
        charts.add_steps(progressed(range(first, first + 5000), num_steps=100_000))
    drawn(qtbot, charts)
    figure = figure_of(charts)
    assert len(charts.record.steps) == 100_000
    for curve in (figure.loss.raw, figure.loss.smooth, figure.accuracy.raw, figure.accuracy.smooth):
        assert 200 < len(curve.points[0]) <= 2 * charts.width() * charts.devicePixelRatioF()
    raw = [loss_at(step) for step in range(1, 100_001)]
    assert figure.loss.raw.points[1].max() == pytest.approx(max(raw))
    assert figure.loss.raw.points[1].min() == pytest.approx(min(raw))
