"""How the charts look, and that everybody can use them."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QSlider
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.theme import DARK, LIGHT, apply_theme
from cifar_desktop.ui.train.live_charts import LiveCharts
from tests.ui.train.chart_events import progressed
from tests.ui.train.chart_tools import A_WHILE_MS, drawn, figure_of, spot


def test_another_theme_changes_every_colour(qtbot: QtBot, running: LiveCharts) -> None:
    figure = figure_of(running)
    assert figure.loss.smooth.pen.color().name() == LIGHT.train_curve
    apply_theme(QApplication.instance(), dark=True)
    drawn(qtbot, running)
    assert figure.loss.smooth.pen.color().name() == DARK.train_curve
    assert figure.accuracy.marks_line.pen.color().name() == DARK.validation_curve
    assert figure.rate.smooth.pen.color().name() == DARK.rate_curve
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
