"""How the Runs tab words settings and names, and what it does where there is little room for them."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication

from cifar_desktop.training.config import TrainConfig
from cifar_desktop.training.run_history import RunSummary
from cifar_desktop.ui.runs.run_columns import Column
from cifar_desktop.ui.runs.run_titles import shortened
from cifar_desktop.ui.runs.setting_words import setting_in_words
from cifar_desktop.ui.theme import current_colours
from tests.ui.runs.run_tabs import Desk


def settings(desk: Desk) -> dict[str, str]:
    table = desk.details.settings.table
    return {table.item(row, 0).text(): table.item(row, 1).text() for row in range(table.rowCount())}


def titles(desk: Desk) -> list[str]:
    table = desk.comparison.differences.table
    return [table.horizontalHeaderItem(column).text() for column in range(table.columnCount())]


def test_settings_are_named_as_in_the_form(desk: Desk) -> None:
    desk.choose("second")
    shown = settings(desk)
    assert shown["Model"] == "ResNet-9 slim"
    assert shown["Optimizer"] == "SGD"
    assert shown["Schedule"] == "One cycle"
    assert shown["Validation share"] == "0.1"
    assert shown["Precision"] == "Automatic"


def test_every_setting_has_words() -> None:
    for name, value in TrainConfig().as_dict().items():
        assert setting_in_words(name, value)
    assert setting_in_words("decay_biases_and_norms", False) == "no"
    assert setting_in_words("started_from", "random weights") == "random weights"
    assert setting_in_words("optimizer", "of tomorrow") == "of tomorrow"


def test_what_is_not_known_is_quiet(desk: Desk) -> None:
    broken = desk.names().index("20261101-000000-broken")
    for column in (Column.VALIDATION, Column.TEST):
        index = desk.page.model.index(broken, column)
        assert index.data() == "–"
        assert index.data(Qt.ItemDataRole.ForegroundRole).name() == current_colours().quiet
    assert desk.page.model.index(1, Column.TEST).data(Qt.ItemDataRole.ForegroundRole) is None


def test_titles_take_the_room_that_is_left(desk: Desk) -> None:
    from cifar_desktop.training.run_label import rename_run

    name = "Larger steps, and a square cut out of every picture, twice as long"
    folder = next(run.path for run in desk.page.model.runs if run.name == "second")
    rename_run(folder, name)
    desk.tab.refresh()
    desk.settle()
    desk.choose(name, "first")
    assert titles(desk)[0].endswith("…")
    desk.tab.resize(1700, 700)
    desk.qtbot.waitUntil(lambda: titles(desk) == [name, "first"])


def test_names_of_folders_keep_their_ends(qapp: QApplication) -> None:
    metrics = QFontMetricsF(qapp.font())
    own = RunSummary(path=Path("/runs/20261120-100000-resnet9"), name="A name of some length", state="finished")
    plain = RunSummary(path=own.path, name=own.path.name, state="finished")
    assert shortened(own, metrics, 90).startswith("A n")
    assert shortened(own, metrics, 90).endswith("…")
    assert shortened(plain, metrics, 90).startswith("…")
    assert shortened(plain, metrics, 90).endswith("9")
    assert shortened(own, metrics, 900) == own.name


def test_the_box_leaves_the_numbers_at_the_axis_free(desk: Desk) -> None:
    desk.choose("second", "first")
    chart = desk.comparison.chart
    desk.tab.resize(944, 540)
    for place in (1.0, 2.0, 3.0):
        chart.place = None
        scale = chart.scale()
        left = round(scale.area.left()) - 8  # marks on the first point reach beyond it
        before = chart.grab().toImage().copy(0, 0, left, chart.height())
        desk.qtbot.mouseMove(chart, scale.place(place, scale.low).toPoint())
        assert chart.place == place
        assert chart.grab().toImage().copy(0, 0, left, chart.height()) == before
