"""Several runs beside each other."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from cifar_desktop.training.run_curves import RunCurve
from cifar_desktop.training.run_history import RunSummary
from cifar_desktop.ui.runs.curve_readout import nearest, places_of, read_at
from cifar_desktop.ui.runs.curve_scale import CurveScale
from cifar_desktop.ui.runs.run_marks import run_colour
from cifar_desktop.ui.theme import apply_theme, current_colours
from tests.ui.runs.run_tabs import Desk, named_run


def curve(*values: float, first: float = 1.0) -> RunCurve:
    run = RunSummary(path=Path("a"), name="a", state="finished")
    return RunCurve(run=run, along=tuple(first + index for index in range(len(values))), values=values)


def cells(desk: Desk) -> dict[str, list[str]]:
    table = desk.comparison.differences.table
    return {
        table.verticalHeaderItem(row).text(): [table.item(row, column).text() for column in range(table.columnCount())]
        for row in range(table.rowCount())
    }


def test_two_runs_show_their_curves_and_what_differs(desk: Desk) -> None:
    desk.choose("second", "first")
    assert desk.comparison.isVisible()
    assert [curve.run.name for curve in desk.comparison.chart.curves] == ["second", "first"]
    assert desk.comparison.chart.curves[0].values == (0.5, 0.875, 0.5)
    assert cells(desk) == {
        "Test accuracy": ["81.25 %", "75.00 %"],
        "Best validation": ["87.50 %", "87.50 %"],
        "Time": ["0:07", "0:07"],
        "Learning rate": ["0.3", "0.2"],
        "Cutout": ["8", "0"],
    }
    assert desk.comparison.differences.remark.text() == "2 settings differ."
    desk.choose("first")
    assert desk.details.isVisible()


def test_another_measure_and_another_axis_are_read(desk: Desk) -> None:
    desk.choose("second", "first")
    choose_value(desk, desk.comparison.measure_field, "train_loss")
    choose_value(desk, desk.comparison.along_field, "seconds")
    (curve, _) = desk.comparison.chart.curves
    assert curve.along == (2.5, 5.0, 7.5)
    assert curve.values == pytest.approx((2.0, 1.0, 2.0 / 3))


def choose_value(desk: Desk, field, value: str) -> None:
    field.setCurrentIndex(field.findData(value))
    field.activated.emit(field.currentIndex())
    desk.settle()


def test_a_broken_run_among_them_is_said_and_harms_no_other(desk: Desk) -> None:
    desk.choose("second", "20261101-000000-broken")
    chart = desk.comparison.chart
    assert [bool(curve.along) for curve in chart.curves] == [True, False]
    assert "missing" in chart.toolTip()
    assert "cannot be read" in desk.comparison.differences.remark.text()


def test_too_many_runs_are_said(desk: Desk, runs: Path) -> None:
    for number in range(5):
        named_run(runs, f"run {number}", created=f"2026-11-1{number}T12:00:00Z")
    desk.tab.refresh()
    desk.settle()
    desk.table.selectAll()
    assert len(desk.chosen()) == 9
    assert "9 runs are chosen. At most 6" in desk.page.places._message.text()
    assert not desk.comparison.isVisible()
    desk.table.clearSelection()
    assert desk.page.places._message.text().startswith("Choose a run")


def test_the_mouse_and_the_arrow_keys_read_the_curves_off(desk: Desk) -> None:
    desk.choose("second", "first")
    chart = desk.comparison.chart
    where = chart.scale().place(2.0, 0.6).toPoint()
    desk.qtbot.mouseMove(chart, where + QPoint(3, 0))
    assert chart.place == 2.0
    assert [one.value for one in chart.readings()] == [0.875, 0.875]
    assert chart.accessibleDescription() == "Epoch 2: second 87.50 %; first 87.50 %"
    chart.setFocus()
    desk.qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert chart.place == 3.0
    desk.qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert chart.place == 3.0
    desk.qtbot.keyClick(chart, Qt.Key.Key_Home)
    assert chart.place == 1.0
    desk.qtbot.keyClick(chart, Qt.Key.Key_Escape)
    assert chart.place is None


def test_the_curves_are_drawn_each_in_its_colour(desk: Desk) -> None:
    for is_dark in (False, True):
        apply_theme(QApplication.instance(), dark=is_dark)
        desk.choose("second", "third")
        image = desk.comparison.chart.grab().toImage()
        colours = {QColor(image.pixel(x, y)).name() for x in range(image.width()) for y in range(image.height())}
        assert {run_colour(0).name(), run_colour(1).name()} <= colours


@pytest.mark.parametrize("is_dark", [False, True])
def test_marks_are_seen_on_their_ground(qapp: QApplication, is_dark: bool) -> None:
    apply_theme(qapp, dark=is_dark)
    ground = luminance(QColor(current_colours().surface))
    names = {run_colour(number).name() for number in range(6)}
    assert len(names) == 6
    for name in names:
        lighter, darker = sorted((luminance(QColor(name)), ground), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 3, name


def luminance(colour: QColor) -> float:
    parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def test_a_close_up_is_of_the_later_halves() -> None:
    curves = [curve(0.1, 0.5, 0.90, 0.92), curve(0.1, 0.6, 0.93, 0.94)]
    area = QRectF(0, 0, 300, 200)
    whole = CurveScale.of(curves, "validation_accuracy", "epoch", area)
    close = CurveScale.of(curves, "validation_accuracy", "epoch", area, is_close=True)
    assert (whole.low, whole.high) == (0.0, 1.0)
    assert close.low == pytest.approx(0.9)
    assert close.high == pytest.approx(0.94)
    assert (close.left, close.right) == (whole.left, whole.right) == (1.0, 4.0)


def test_a_scale_survives_curves_without_points() -> None:
    for curves in ([], [curve()], [curve(0.5)]):
        scale = CurveScale.of(curves, "validation_loss", "seconds", QRectF(0, 0, 300, 200))
        assert scale.right > scale.left
        assert scale.high > scale.low
        assert scale.value_ticks()
        assert scale.along_ticks()


def test_curves_are_read_at_the_last_point_up_to_a_place() -> None:
    curves = [curve(0.1, 0.2, 0.3), curve(0.5, 0.6, first=1.5), curve()]
    assert places_of(curves) == [1.0, 1.5, 2.0, 2.5, 3.0]
    assert [(one.number, one.value) for one in read_at(curves, 2.0)] == [(0, 0.2), (1, 0.5)]
    assert [(one.number, one.value) for one in read_at(curves, 1.0)] == [(0, 0.1)]
    assert [(one.number, one.value) for one in read_at(curves, 3.0)] == [(0, 0.3)]
    assert nearest(places_of(curves), 2.3) == 2.5
    assert nearest([], 1.0) is None


def test_the_close_up_box_stretches_the_chart(desk: Desk) -> None:
    desk.choose("second", "first")
    before = desk.comparison.chart.scale()
    desk.comparison.close_box.click()
    after = desk.comparison.chart.scale()
    assert after.high - after.low <= before.high - before.low
    assert after.low >= before.low
