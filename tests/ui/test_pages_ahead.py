"""What the tabs hold is made before somebody looks, but not beside a training."""

from pytestqt.qtbot import QtBot

from cifar_desktop.ui.main_window import MainWindow
from cifar_desktop.ui.pages_ahead import REST_MS
from tests.ui.train.train_tabs import Stage


def tabs_of(window: MainWindow) -> list:
    return [window.evaluate_tab, window.classify_tab, window.runs_tab]


def test_all_pages_are_there_soon_after_the_engine(qtbot: QtBot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    assert not any(tab.has_page for tab in tabs_of(window))
    window.tabs.setCurrentWidget(window.train_tab)
    window.show()
    qtbot.waitUntil(lambda: window.pages_ahead.are_made, timeout=60_000)
    assert all(tab.has_page for tab in tabs_of(window))
    assert not any(tab.page.isVisible() for tab in tabs_of(window))
    window.close()


def test_a_training_is_not_held_up_by_them(stage: Stage) -> None:
    stage.start_and_reach_epoch(1)
    assert stage.tab.is_training
    made = [tab.has_page for tab in tabs_of(stage.window)]
    stage.window.pages_ahead._make_one()
    assert [tab.has_page for tab in tabs_of(stage.window)] == made


def test_none_is_made_in_a_window_that_is_closed(qtbot: QtBot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.tabs.setCurrentWidget(window.train_tab)
    window.show()
    qtbot.waitUntil(lambda: window.engine.devices is not None, timeout=60_000)
    window.close()
    qtbot.wait(2 * REST_MS)
    assert not any(tab.has_page for tab in tabs_of(window))
