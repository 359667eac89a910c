"""What the tests of the Train tab's parts get."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.theme import apply_theme
from cifar_desktop.ui.train.data_panel import DataPanel
from cifar_desktop.ui.train.live_charts import LiveCharts
from cifar_desktop.ui.train.train_form import TrainForm
from tests.ui.train.chart_events import finished, progressed, started
from tests.ui.train.chart_tools import LABELS, drawn
from tests.ui.train.data_panels import shown_panel, small_cifar10
from tests.ui.train.form_pages import Page


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


@pytest.fixture
def page(qtbot: QtBot) -> Page:
    page = Page()
    qtbot.addWidget(page)
    page.form.advanced.set_open(True)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    return page


@pytest.fixture
def form(page: Page) -> TrainForm:
    return page.form


@pytest.fixture
def no_cifar10_dir(monkeypatch: pytest.MonkeyPatch) -> None:
    """No CIFAR-10 in the place that this machine may name."""
    monkeypatch.delenv("CIFAR10_DIR", raising=False)


@pytest.fixture
def panel(qtbot: QtBot, no_cifar10_dir: None) -> Iterator[DataPanel]:
    with shown_panel(qtbot) as panel:
        yield panel


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    return small_cifar10(tmp_path, monkeypatch)
