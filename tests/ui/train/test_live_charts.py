"""The charts with real events, a real mouse and a real event loop."""

import csv
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLineEdit, QSlider
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.theme import DARK, LIGHT, apply_theme
from cifar_desktop.ui.train.chart_figure import ChartFigure
from cifar_desktop.ui.train.live_charts import LiveCharts
from tests.ui.train.chart_events import accuracy_at, finished, loss_at, progressed, rate_at, started
from tests.ui.train.test_chart_record import saved

ROOT = Path(__file__).parents[3]
A_WHILE_MS = 20_000
LABELS = (0.4, 0.7, 0.6)  # validation accuracies of the epochs


@pytest.fixture
def charts(qtbot: QtBot) -> LiveCharts:
    apply_theme(QApplication.instance(), dark=False)
    charts = LiveCharts()
    qtbot.addWidget(charts)
    charts.resize(900, 640)
    charts.show()
    qtbot.waitExposed(charts)
    return charts


@pytest.fixture
def running(qtbot: QtBot, charts: LiveCharts) -> LiveCharts:
    """Charts of a run that is 3 of 5 epochs old."""
    charts.begin(started())
    for first in range(1, 61, 5):
        charts.add_steps(progressed(range(first, first + 5)))
        if first % 20 == 16:
            epoch = first // 20 + 1
            charts.add_epoch(finished(epoch, LABELS[epoch - 1]))
    drawn(qtbot, charts)
    return charts


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


# Before the first point


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


# Curves


def test_the_curves_are_what_the_events_said(running: LiveCharts) -> None:
    figure, steps = figure_of(running), range(1, 61)
    x, y = figure.loss.raw.getData()
    assert x.tolist() == list(steps)
    np.testing.assert_allclose(y, [loss_at(step) for step in steps])
    np.testing.assert_allclose(figure.accuracy.raw.getData()[1], [100 * accuracy_at(step) for step in steps])
    x, y = figure.loss.marks.getData()
    assert x.tolist() == [20, 40, 60]
    np.testing.assert_allclose(y, [2 - accuracy for accuracy in LABELS])
    np.testing.assert_allclose(figure.accuracy.marks.getData()[1], [100 * accuracy for accuracy in LABELS])
    x, y = figure.rate.smooth.getData()
    assert x.tolist() == list(range(5, 61, 5))
    np.testing.assert_allclose(y, [rate_at(step) for step in range(5, 61, 5)])
    assert figure.x_range() == pytest.approx((0, 75))  # three quarters of the run of 100 steps


def test_the_slider_smooths_all_but_the_learning_rate(qtbot: QtBot, running: LiveCharts) -> None:
    figure, slider = figure_of(running), running.controls.smoothing
    rate_before = figure.rate.smooth.getData()[1].tolist()
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_End)
    drawn(qtbot, running)
    assert running.controls._span_label.text() == "1,000 steps"
    weight, mean, expected = 1 - 1 / 1000, 0.0, []
    for step in range(1, 61):
        mean = weight * mean + (1 - weight) * loss_at(step)
        expected.append(mean / (1 - weight**step))
    np.testing.assert_allclose(figure.loss.smooth.getData()[1], expected)
    QTest.keyClick(slider, Qt.Key.Key_Home)
    drawn(qtbot, running)
    assert running.controls._span_label.text() == "off"
    np.testing.assert_allclose(figure.loss.smooth.getData()[1], [loss_at(step) for step in range(1, 61)])
    assert len(figure.loss.raw.getData()[0]) == 0
    assert figure.rate.smooth.getData()[1].tolist() == rate_before


def test_smoothing_goes_on_as_points_come(qtbot: QtBot, running: LiveCharts) -> None:
    running.add_steps(progressed(range(61, 66)))
    drawn(qtbot, running)
    live = figure_of(running).loss.smooth.getData()[1].copy()
    running.controls.smoothing.setValue(0)
    running.controls.smoothing.setValue(8)
    drawn(qtbot, running)
    again = LiveCharts()
    qtbot.addWidget(again)
    again.begin(started())
    again.add_steps(progressed(range(1, 66)))
    again.controls.smoothing.setValue(8)
    figure_of(again).redraw()
    np.testing.assert_allclose(figure_of(running).loss.smooth.getData()[1], figure_of(again).loss.smooth.getData()[1])
    assert len(live) == 65


def test_each_axis_shows_the_same_points_elsewhere(qtbot: QtBot, running: LiveCharts) -> None:
    figure = figure_of(running)
    choose(running, "epoch")
    drawn(qtbot, running)
    assert figure.loss.raw.getData()[0][[19, 59]].tolist() == [1, 3]
    assert figure.accuracy.marks.getData()[0].tolist() == [1, 2, 3]
    assert figure.axis.labelText == "Epoch"
    choose(running, "time")
    drawn(qtbot, running)
    np.testing.assert_allclose(figure.loss.raw.getData()[0], 0.5 * np.arange(1, 61))
    assert figure.accuracy.marks.getData()[0].tolist() == [10, 20, 30]
    assert figure.x_range() == pytest.approx((0, 30))
    assert figure.axis.tickStrings([10, 95], 1, 1) == ["0:10", "1:35"]


def test_the_best_epoch_has_a_ring_and_says_so(qtbot: QtBot, running: LiveCharts) -> None:
    accuracy = figure_of(running).accuracy
    assert [values.tolist() for values in accuracy._ring.getData()] == [[40.0], [70.0]]
    assert accuracy._best_label.toPlainText() == "70.0 % · epoch 2"
    assert accuracy._best_label.isVisible()
    running.add_epoch(finished(4, 0.947))
    drawn(qtbot, running)
    assert accuracy._best_label.toPlainText() == "94.7 % · epoch 4"


def test_without_validation_there_are_neither_dots_nor_a_ring(qtbot: QtBot, charts: LiveCharts) -> None:
    charts.begin(started(num_validation=0))
    charts.add_steps(progressed(range(1, 21)))
    charts.add_epoch(finished(1, None))
    drawn(qtbot, charts)
    figure = figure_of(charts)
    assert len(figure.accuracy.marks.getData()[0]) == 0
    assert not figure.accuracy._best_label.isVisible()
    assert "validation" not in figure.accuracy._header.text


def test_a_logarithmic_loss_shows_the_same_numbers(qtbot: QtBot, running: LiveCharts) -> None:
    loss = figure_of(running).loss
    QTest.mouseClick(running.controls.log_box, Qt.MouseButton.LeftButton, pos=QPoint(8, 12))
    drawn(qtbot, running)
    np.testing.assert_allclose(10 ** loss.raw.getData()[1], [loss_at(step) for step in range(1, 61)])
    low, high = loss.box.viewRange()[1]
    values = loss.raw.getData()[1]
    assert low <= values.min()
    assert high >= np.percentile(values, 99)
    assert all(
        0.1 < float(text) < 10 for text in loss.axis.tickStrings(loss.axis.tickValues(low, high, 200)[0][1], 1, 1)
    )
    assert figure_of(running).accuracy.raw.getData()[1].max() > 10  # still per cent


def test_a_loaded_run_goes_on(qtbot: QtBot, charts: LiveCharts) -> None:
    charts.load(saved(40, 2))
    charts.begin(started(first_step=40))
    charts.add_steps(progressed([41, 42]))
    drawn(qtbot, charts)
    np.testing.assert_allclose(figure_of(charts).loss.raw.getData()[1], [loss_at(step) for step in range(1, 43)])
    assert figure_of(charts).accuracy.marks.getData()[0].tolist() == [20, 40]


def test_a_second_run_starts_from_nothing(qtbot: QtBot, running: LiveCharts) -> None:
    running.begin(started())
    assert running._placeholder.isVisible()
    running.add_steps(progressed([1, 2, 3]))
    drawn(qtbot, running)
    figure = figure_of(running)
    np.testing.assert_allclose(figure.loss.raw.getData()[1], [loss_at(step) for step in (1, 2, 3)])
    assert figure.loss.smooth.getData()[1][0] == pytest.approx(loss_at(1))
    assert len(figure.loss.marks.getData()[0]) == 0
    assert not figure.accuracy._best_label.isVisible()


def test_100_000_points_are_drawn_with_a_bounded_number(qtbot: QtBot, charts: LiveCharts) -> None:
    charts.begin(started(steps_per_epoch=1000, num_epochs=100))
    for first in range(1, 100_001, 5000):
        charts.add_steps(progressed(range(first, first + 5000), num_steps=100_000))
    drawn(qtbot, charts)
    figure = figure_of(charts)
    assert len(charts.record.steps) == 100_000
    for curve in (figure.loss.raw, figure.loss.smooth, figure.accuracy.raw, figure.accuracy.smooth):
        assert 200 < len(curve.getData()[0]) <= 2 * charts.width() * charts.devicePixelRatioF()
    raw = [loss_at(step) for step in range(1, 100_001)]
    assert figure.loss.raw.getData()[1].max() == pytest.approx(max(raw))
    assert figure.loss.raw.getData()[1].min() == pytest.approx(min(raw))


def test_the_plots_stand_exactly_above_each_other(qtbot: QtBot, running: LiveCharts) -> None:
    figure = figure_of(running)

    def edges() -> set[tuple[int, int]]:
        return {(round(plot.area().left()), round(plot.area().right())) for plot in figure.plots}

    (before,) = edges()
    running.add_steps(progressed(range(61, 66)))
    running.controls.log_box.setChecked(True)
    drawn(qtbot, running)
    assert edges() == {before}
    axis = figure.axis.sceneBoundingRect()
    assert abs(figure.axis.mapRectToScene(figure.axis.rect()).left() - before[0]) <= 1
    assert axis.bottom() <= figure.height() + 1


# Looking around


def test_the_mouse_reads_all_plots_off(qtbot: QtBot, running: LiveCharts) -> None:
    figure = figure_of(running)
    QTest.mouseMove(figure.viewport(), spot(running, 39.8))
    qtbot.waitUntil(figure.reader.readout.isVisible, timeout=A_WHILE_MS)
    text = figure.accessibleDescription()
    assert text.startswith("Step 40 · epoch 2 · 0:20")
    smooth = figure.loss.smooth.getData()[1][39]
    assert f"Training loss: {smooth:.4f}" in text
    assert "Validation accuracy: 70.0 %" in text
    assert f"Learning rate: {rate_at(40):.4g}" in text
    html = figure.reader.readout.text()
    assert f"this step {loss_at(40):.4f}" in html
    assert "after epoch 2" in html
    assert LIGHT.train_curve in html
    assert LIGHT.validation_curve in html
    for plot in figure.plots:
        assert plot._cross.isVisible()
        assert plot._cross.value() == 40
    assert figure.rect().contains(figure.reader.readout.geometry())
    QTest.mouseMove(figure.viewport(), QPoint(spot(running, 0).x() - 30, 100))
    qtbot.waitUntil(figure.reader.readout.isHidden, timeout=A_WHILE_MS)
    assert not figure.loss._cross.isVisible()


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


# Looks


def test_another_theme_changes_every_colour(qtbot: QtBot, running: LiveCharts) -> None:
    figure = figure_of(running)
    assert figure.loss.smooth.opts["pen"].color().name() == LIGHT.train_curve
    apply_theme(QApplication.instance(), dark=True)
    drawn(qtbot, running)
    assert figure.loss.smooth.opts["pen"].color().name() == DARK.train_curve
    assert figure.accuracy._marks_line.opts["pen"].color().name() == DARK.validation_curve
    assert figure.rate.smooth.opts["pen"].color().name() == DARK.rate_curve
    assert figure.backgroundBrush().color().name() == DARK.surface
    assert DARK.quiet in figure.axis.labelString()
    assert DARK.soft in running.controls.styleSheet()
    assert running.grab().toImage().pixelColor(spot(running, 0)).lightness() < 128


def test_narrow_charts_have_their_controls_in_two_rows(qtbot: QtBot, running: LiveCharts) -> None:
    controls = running.controls
    one_row = controls.height()
    assert running.minimumSizeHint().width() <= 540
    running.resize(540, 420)
    qtbot.waitUntil(lambda: controls.height() > 1.5 * one_row, timeout=A_WHILE_MS)
    for widget in (*controls.findChildren(QAbstractButton), *controls.findChildren(QSlider)):
        corner = widget.mapTo(controls, QPoint(0, 0))
        assert controls.rect().contains(corner)
        assert corner.x() + widget.width() <= controls.width()
        assert widget.width() >= widget.minimumSizeHint().width()
    running.resize(900, 640)
    qtbot.waitUntil(lambda: controls.height() == one_row, timeout=A_WHILE_MS)


def test_every_control_is_reached_by_tab_and_has_a_name_and_a_tooltip(running: LiveCharts) -> None:
    controls = running.controls
    widgets = (controls.axis_buttons["step"], controls.smoothing, controls.log_box)
    for widget in (*widgets, controls.reset_button, controls.save_button):
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    for widget in (*controls.axis_buttons.values(), *widgets, controls.reset_button, controls.save_button):
        assert widget.accessibleName() or widget.text()
        assert widget.toolTip()
    assert "debiased exponential moving average" in controls.smoothing.toolTip()
    assert figure_of(running).focusPolicy() & Qt.FocusPolicy.TabFocus
    assert figure_of(running).accessibleName()


def test_a_ring_shows_where_the_keyboard_is(running: LiveCharts) -> None:
    figure = figure_of(running)
    corner = QPoint(figure.width() // 2, 1)
    running.controls.save_button.setFocus()
    assert figure.grab().toImage().pixelColor(corner).name() == LIGHT.surface
    figure.setFocus(Qt.FocusReason.TabFocusReason)
    assert figure.hasFocus()
    assert figure.grab().toImage().pixelColor(corner).name() == LIGHT.accent
    figure.setFocus(Qt.FocusReason.MouseFocusReason)
    assert LIGHT.surface == figure.picture().pixelColor(corner).name()


def test_arrow_keys_choose_another_axis(qtbot: QtBot, running: LiveCharts) -> None:
    button = running.controls.axis_buttons["step"]
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Right)
    assert running.controls.axis == "epoch"
    drawn(qtbot, running)
    assert figure_of(running).axis.labelText == "Epoch"


# Time


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


def test_nothing_is_drawn_while_nobody_sees_it(qtbot: QtBot, running: LiveCharts) -> None:
    running.add_steps(progressed([61]))
    running.hide()
    assert not running._timer.isActive()
    running.add_steps(progressed([62]))
    assert not running._timer.isActive()
    assert len(figure_of(running).loss.raw.getData()[0]) == 60
    running.show()
    drawn(qtbot, running)
    assert len(figure_of(running).loss.raw.getData()[0]) == 62


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


# Saving


def menu_action(charts: LiveCharts, words: str):
    (action,) = [each for each in charts.controls.save_button.menu().actions() if words in each.text().replace("&", "")]
    return action


def answer_the_dialog(path: Path, *, accept: bool = True) -> None:
    """Type a path into the file dialog that is about to open, and press its button."""

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        dialog.findChild(QLineEdit).setText(str(path))
        dialog.accept() if accept else dialog.reject()

    QTimer.singleShot(200, answer)


def colours_in(image: QImage) -> set[str]:
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.bytesPerLine() // 4)
    return {QColor(int(value)).name() for value in np.unique(pixels[:, : image.width()])}


@pytest.fixture(autouse=True)
def own_dialogs() -> Iterator[None]:
    """Have Qt's own file dialogs, which a test can type into."""
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    yield
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs, False)


def test_csv_is_saved_with_every_raw_point(running: LiveCharts, tmp_path: Path) -> None:
    answer_the_dialog(tmp_path / "numbers")
    menu_action(running, "CSV").trigger()
    rows = list(csv.DictReader((tmp_path / "numbers.csv").read_text(encoding="utf-8").splitlines()))
    assert [float(row["loss"]) for row in rows] == pytest.approx([loss_at(step) for step in range(1, 61)], rel=1e-6)
    assert rows[39]["validation_accuracy"] == "0.7"
    assert running._note.text() == f"Saved as “{tmp_path / 'numbers.csv'}”."
    assert running._note.isVisible()


def test_the_picture_has_the_curves_in_their_colours(running: LiveCharts, tmp_path: Path) -> None:
    answer_the_dialog(tmp_path / "curves.png")
    menu_action(running, "PNG").trigger()
    image = QImage(str(tmp_path / "curves.png"))
    assert image.width() > 2 * figure_of(running).width()
    wanted = {LIGHT.surface, LIGHT.train_curve, LIGHT.validation_curve, LIGHT.rate_curve, LIGHT.line}
    assert wanted <= colours_in(image)
    assert figure_of(running).loss.smooth.opts["pen"].width() == 2  # dressed for the screen again


def test_the_picture_goes_to_the_clipboard(running: LiveCharts) -> None:
    menu_action(running, "Copy").trigger()
    assert LIGHT.validation_curve in colours_in(QApplication.clipboard().image())
    assert "copied" in running._note.text()
    QApplication.clipboard().clear()


def test_a_person_may_think_better_of_it(running: LiveCharts, tmp_path: Path) -> None:
    answer_the_dialog(tmp_path / "curves.png", accept=False)
    menu_action(running, "PNG").trigger()
    assert list(tmp_path.glob("*.png")) == []
    assert running._note.isHidden()


@pytest.mark.parametrize("words", ["PNG", "CSV"])
def test_a_folder_that_refuses_is_said_in_words(
    running: LiveCharts, tmp_path: Path, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "gone" / f"curves.{words.lower()}"
    target.parent.mkdir()
    dialog_closed: Callable = QFileDialog.exec

    def vanish(self) -> int:  # between the question and the writing, as a stick that is pulled out
        answer = dialog_closed(self)
        target.parent.rmdir()
        return answer

    monkeypatch.setattr(QFileDialog, "exec", vanish)
    answer_the_dialog(target)
    menu_action(running, words).trigger()
    assert f"“{target}” could not be written" in running._note.text()
    assert "Choose another folder" in running._note.text()
    assert running._note.property("role") == "failed"
    assert not running._note_timer.isActive()
