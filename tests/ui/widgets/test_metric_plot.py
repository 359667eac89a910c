"""The parts of a chart: smoothing, thinning out, round numbers, and one plot."""

import math
from collections.abc import Iterator

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtGui import QFont, QFontMetricsF
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.theme import DARK, LIGHT
from cifar_desktop.ui.widgets.metric_plot import MetricPlot, PlotKind
from cifar_desktop.ui.widgets.plot_array import GrowingArray
from cifar_desktop.ui.widgets.plot_reduce import envelope, thinned, visible_part
from cifar_desktop.ui.widgets.plot_smoothing import SmoothedCurve
from cifar_desktop.ui.widgets.plot_ticks import (
    decade_ticks,
    duration_text,
    duration_ticks,
    linear_ticks,
    number_text,
    round_duration,
    round_range,
    round_up,
    short_number_text,
)

# Smoothing


def smoothed_by_a_loop(values: list[float], span: int) -> list[float]:
    weight, mean, result = 1 - 1 / span, 0.0, []
    for count, value in enumerate(values, start=1):
        mean = weight * mean + (1 - weight) * value
        result.append(mean / (1 - weight**count))
    return result


@pytest.mark.parametrize("span", [2, 20, 1000])
def test_smoothing_is_what_a_loop_does_however_the_values_come(span: int) -> None:
    values = np.random.default_rng(1).normal(2, 1, 5000)
    curve = SmoothedCurve(span)
    for end in (1, 2, 30, 31, 1000, 4999, 5000):
        smoothed = curve.follow(values[:end])
        assert len(smoothed) == end
    np.testing.assert_allclose(smoothed, smoothed_by_a_loop(values.tolist(), span), rtol=2e-7)


def test_smoothing_that_is_off_changes_nothing_and_can_be_turned_on() -> None:
    values = np.arange(10.0)
    curve = SmoothedCurve(1)
    assert curve.follow(values).tolist() == values.tolist()
    curve.restart(3)
    np.testing.assert_allclose(curve.follow(values), smoothed_by_a_loop(values.tolist(), 3))


def test_an_array_keeps_its_values_while_it_grows_and_shrinks() -> None:
    array = GrowingArray()
    for start in range(0, 10_000, 100):
        array.extend(np.arange(start, start + 100, dtype=float))
    assert array.values.tolist() == list(range(10_000))
    array.truncate(3)
    array.extend(np.array([9.0]))
    assert array.values.tolist() == [0, 1, 2, 9]


# Thinning out


def test_the_envelope_keeps_each_peak_and_few_points() -> None:
    x, y = np.arange(100_000.0), np.random.default_rng(2).normal(size=100_000)
    y[[12_345, 77_777]] = 50.0, -50.0
    drawn_x, drawn_y = envelope(x, y, 0, 99_999, 800)
    assert len(drawn_x) == len(drawn_y) <= 1600
    assert (np.diff(drawn_x) >= 0).all()
    assert (drawn_y.max(), drawn_y.min()) == (50.0, -50.0)
    column = 99_999 / 800
    assert abs(drawn_x[drawn_y.argmax()] - 12_345) <= column
    assert abs(drawn_x[drawn_y.argmin()] - 77_777) <= column


def test_the_envelope_of_an_odd_number_of_columns_is_that_of_each_column() -> None:
    x, y = np.arange(30.0), np.arange(30.0) % 7
    _, drawn = envelope(x, y, 0, 30, 3)
    assert sorted(drawn[0:2]) == [y[:10].min(), y[:10].max()]
    assert sorted(drawn[2:4]) == [y[10:20].min(), y[10:20].max()]
    assert sorted(drawn[4:6]) == [y[20:].min(), y[20:].max()]


def test_few_points_are_drawn_as_they_are() -> None:
    x, y = np.arange(50.0), np.sin(np.arange(50.0))
    for reduce in (envelope, thinned):
        drawn_x, drawn_y = reduce(x, y, 0, 49, 100)
        assert drawn_x.tolist() == x.tolist()
        assert drawn_y.tolist() == y.tolist()


def test_a_curve_goes_on_to_the_edges_of_what_is_shown() -> None:
    x = np.arange(0.0, 100.0, 10.0)
    assert x[visible_part(x, 25, 55)].tolist() == [20, 30, 40, 50, 60]
    assert x[visible_part(x, -5, 1000)].tolist() == x.tolist()
    assert visible_part(np.empty(0), 0, 1) == slice(0, 0)


def test_a_thinned_curve_keeps_its_ends() -> None:
    x = np.arange(10_000.0)
    drawn, _ = thinned(x, x, 0, 9_999, 100)
    assert len(drawn) <= 103
    assert (drawn[0], drawn[-1]) == (0, 9_999)


# Round numbers


def test_round_numbers() -> None:
    assert round_up(2.31) == 2.5
    assert round_up(0.0123) == pytest.approx(0.015)
    assert round_up(10) == 10
    assert round_range(86.2, 94.1) == (86, 96)
    low, high = round_range(0.5, 0.5)
    assert low < 0.5 < high
    assert [round_duration(seconds) for seconds in (1, 31, 61, 3601)] == [10, 45, 90, pytest.approx(1.2 * 3600)]


def test_ticks_are_round_and_few() -> None:
    assert linear_ticks(0, 100, 5) == [0, 20, 40, 60, 80, 100]
    assert linear_ticks(0, 3, 10, whole=True) == [0, 1, 2, 3]
    assert duration_ticks(0, 600, 6) == [0, 120, 240, 360, 480, 600]
    assert decade_ticks(0.01, 10, 4) == pytest.approx([0.01, 0.1, 1, 10])
    assert len(decade_ticks(0.4, 0.45, 4)) >= 2
    assert len(linear_ticks(0, 1e-300, 5)) <= 101


def test_words_at_axes() -> None:
    minus = "\N{MINUS SIGN}"
    texts = [number_text(value) for value in (20_000.0, 0.25, 0.0, 1e-5, -3.0)]
    assert texts == ["20,000", "0.25", "0", f"1e{minus}5", f"{minus}3"]
    assert [short_number_text(value) for value in (999_999.0, 1_250_000.0, -3e7)] == [
        "999,999",
        "1.25e6",
        f"{minus}3e7",
    ]
    assert [duration_text(seconds) for seconds in (0, 245, 3845)] == ["0:00", "4:05", "1:04:05"]


# One plot


@pytest.fixture
def plot(qtbot: QtBot) -> Iterator[MetricPlot]:
    view = pg.GraphicsView()
    qtbot.addWidget(view)
    plot = MetricPlot(PlotKind(title="Loss", colour="train_curve"))
    view.setCentralItem(plot)
    view.resize(800, 300)
    view.show()
    font = QFont(view.font())
    font.setPixelSize(12)
    plot.wear(LIGHT, font, [("━", "train_curve", "training")])
    yield plot
    view.hide()  # and not before: the plot lives as long as its view


def shown(plot: MetricPlot) -> tuple[float, float]:
    return tuple(plot.box.viewRange()[1])


def test_a_plot_draws_what_it_is_given(plot: MetricPlot) -> None:
    x = np.arange(1.0, 21.0)
    plot.draw_curve(x, x / 10, x / 20, 0, 20)
    assert plot.raw.points[1].tolist() == (x / 10).tolist()
    assert plot.smooth.points[1].tolist() == (x / 20).tolist()
    plot.draw_curve(x, x / 10, None, 0, 20)
    assert len(plot.raw.points[0]) == 0
    assert plot.smooth.points[1].tolist() == (x / 10).tolist()


def test_a_logarithmic_plot_draws_logarithms_even_of_nothing(plot: MetricPlot) -> None:
    plot.set_log(True)
    y = np.array([0.0, 0.1, 1.0, 10.0])
    plot.draw_curve(np.arange(4.0), y, y, 0, 3)
    drawn = plot.smooth.points[1]
    assert np.isfinite(drawn).all()
    assert drawn[1:].tolist() == [-1, 0, 1]
    plot.make_room(y[1:])
    plot.show_range(is_zoomed=False)
    assert shown(plot)[0] == pytest.approx(-1)
    assert shown(plot)[1] >= 1
    assert plot.axis.tickStrings([-1, 0, 1], 1, 1) == ["0.1", "1", "10"]
    assert all(math.isfinite(tick) for tick in plot.axis.tickValues(*shown(plot), 300)[0][1])


def test_a_range_grows_at_once_and_shrinks_only_when_much_is_empty(plot: MetricPlot) -> None:
    def after(high: float) -> float:
        plot.make_room(np.array([high / 2, high]))
        plot.show_range(is_zoomed=False)
        assert shown(plot)[0] == 0
        return shown(plot)[1]

    first = after(2.31)
    assert first == pytest.approx(2.5, rel=0.1)
    assert after(2.4) == first
    assert after(1.9) == first
    assert after(3.0) > first
    assert after(0.4) == pytest.approx(0.4, rel=0.1)


@pytest.mark.parametrize("is_log", [False, True])
def test_the_axis_has_room_for_its_numbers_however_large_they_are(plot: MetricPlot, is_log: bool) -> None:
    plot.set_log(is_log)
    letters = QFontMetricsF(plot.axis.style["tickFont"])
    for high in (3.0, 88.0, 7_400.0, 812_000.0, 45_000_000.0, 3e11, 1e28):
        plot.make_room(np.array([high / 100, high]))
        plot.show_range(is_zoomed=False)
        texts = plot.axis.tickStrings(plot.axis.tickValues(*shown(plot), 200)[0][1], 1, 1)
        assert len(texts) >= 2
        assert max(map(letters.horizontalAdvance, texts)) <= plot.axis.width() - 8, texts  # 8: from text to curve


def test_zoomed_in_a_range_fits_closely_but_not_beyond_its_limits(plot: MetricPlot) -> None:
    plot.kind = PlotKind(title="Accuracy, %", colour="train_curve", factor=100, limits=(0, 100), fixed_range=(0, 100))
    plot.make_room(np.array([0.91, 0.99]))
    plot.show_range(is_zoomed=False)
    assert shown(plot)[0] == 0
    plot.make_room(np.array([0.91, 0.99]))
    plot.show_range(is_zoomed=True)
    assert shown(plot)[0] == pytest.approx(90)
    assert 100 <= shown(plot)[1] < 101


def test_another_theme_changes_pens_but_not_the_width_of_the_axis(plot: MetricPlot) -> None:
    width = plot.axis.width()
    assert plot.smooth.pen.color().name() == LIGHT.train_curve
    light_raw = plot.raw.pen.color().name()
    plot.wear(DARK, plot.axis.style["tickFont"], [])
    assert plot.smooth.pen.color().name() == DARK.train_curve
    assert plot.raw.pen.color().name() != light_raw
    assert plot.axis.textPen().color().name() == DARK.quiet
    assert plot.axis.width() == width
