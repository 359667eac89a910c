"""The weights are there before anybody looks at the Classify tab."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cifar_desktop.inference.photo_source import PhotoSource
from cifar_desktop.ui.classify.classify_page import ClassifyPage
from cifar_desktop.ui.classify.classify_tab import ClassifyTab
from cifar_desktop.ui.settings import Settings
from cifar_desktop.ui.task_thread import TaskFailed
from tests.ui.classify.made_photos import PATIENCE_MS


@pytest.fixture
def tab(qtbot: QtBot) -> Iterator[ClassifyTab]:
    """A tab that nobody looks at."""
    tab = ClassifyTab(Settings())
    yield tab
    tab.shut_down()
    assert tab.wait(PATIENCE_MS)
    tab.close()
    tab.deleteLater()


def pages(tab: ClassifyTab) -> list[ClassifyPage]:
    return tab.findChildren(ClassifyPage)


def test_they_load_with_the_engine_and_the_page_finds_them(
    qtbot: QtBot, tab: ClassifyTab, kitchen_weights: Path, source: PhotoSource
) -> None:
    tab.session.use(kitchen_weights)
    assert not tab.session.desk.loaded
    tab.on_engine_ready()
    qtbot.waitUntil(lambda: tab.session.desk.loaded is not None, timeout=PATIENCE_MS)
    assert pages(tab) == []

    tab.show()
    (page,) = pages(tab)
    assert page.weights_bar.network.text() == "ResNet-9 slim"
    assert page.weights_bar.loaded is tab.session.desk.loaded
    assert page.answer_panel.threshold == tab.session.desk.loaded.info.not_sure.threshold
    page.photos.sources_given.emit([source])
    qtbot.waitUntil(page.answer_panel.headline.why_button.isEnabled, timeout=PATIENCE_MS)
    assert [name for name in tab.session.class_names if name in page.answer_panel.headline.accessibleName().lower()]


def test_refused_ones_are_told_of_once_somebody_looks(qtbot: QtBot, tab: ClassifyTab, tmp_path: Path) -> None:
    told: list[object] = []
    tab.failed.connect(told.append)
    tab.session.use(tmp_path / "missing.safetensors")
    tab.on_engine_ready()
    qtbot.waitUntil(lambda: tab.session.was_refused, timeout=PATIENCE_MS)
    assert not told

    tab.show()
    qtbot.waitUntil(lambda: bool(told), timeout=PATIENCE_MS)
    (failure,) = told
    assert isinstance(failure, TaskFailed)
    assert "missing.safetensors" in str(failure.error)
    assert pages(tab)[0].weights_bar.network.text() == "No weights"


def test_a_tab_that_was_shut_down_loads_nothing(qtbot: QtBot, tab: ClassifyTab) -> None:
    tab.shut_down()
    tab.on_engine_ready()
    assert tab.wait(0)
    assert not tab.session.desk.loaded


def test_refused_ones_are_not_told_of_by_a_page_that_nobody_sees(
    qtbot: QtBot, tab: ClassifyTab, tmp_path: Path
) -> None:
    told: list[object] = []
    tab.failed.connect(told.append)
    tab.session.use(tmp_path / "missing.safetensors")
    tab.on_engine_ready()
    qtbot.waitUntil(lambda: tab.session.was_refused, timeout=PATIENCE_MS)
    tab.make_ahead()
    qtbot.wait(300)
    assert not told
    for _ in range(2):
        tab.show()
        qtbot.waitUntil(lambda: bool(told), timeout=PATIENCE_MS)
        tab.hide()
    assert len(told) == 1
