"""A tab makes what it holds when it is needed, once, and not any more when the window closes."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.widgets.lazy_tab import LazyTab


class Page(QWidget):
    """Notes what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[object] = []
        self.button = QPushButton("Press")
        QVBoxLayout(self).addWidget(self.button)

    def shut_down(self) -> None:
        self.told.append("shut down")

    def wait(self, timeout_ms: int) -> bool:
        self.told.append(timeout_ms)
        return timeout_ms > 10


class Tab(LazyTab[Page]):
    """Notes what it makes, and each time that it is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.made: list[Page] = []
        self.prepared: list[Page] = []

    def _make_page(self) -> Page:
        self.made.append(Page())
        return self.made[-1]

    def _prepare(self, page: Page) -> None:
        self.prepared.append(page)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.setFixedSize(QSize(300, 200))
    return window


@pytest.fixture
def tab(window: QWidget) -> Tab:
    tab = Tab(window)
    tab.setGeometry(window.rect())
    tab.hide()
    window.show()
    return tab


def test_it_is_empty_until_it_is_shown(tab: Tab) -> None:
    assert tab.made == []
    tab.show()
    assert tab.made == tab.prepared == [tab.page]
    assert tab.page.button.isVisible()  # at once: the focus may go there
    QApplication.processEvents()
    assert tab.page.size() == tab.size()


def test_it_is_made_when_something_is_asked_of_it(tab: Tab) -> None:
    page = tab.page
    assert (tab.made, tab.prepared) == ([page], [])
    assert not page.isVisible()
    tab.show()
    assert (tab.made, tab.prepared) == ([page], [page])
    assert page.isVisible()


def test_it_is_made_once_and_prepared_each_time(tab: Tab) -> None:
    for _ in range(3):
        tab.show()
        tab.hide()
    assert len(tab.made) == 1
    assert len(tab.prepared) == 3


def test_its_page_hears_that_the_window_closes(tab: Tab) -> None:
    page = tab.page
    tab.shut_down()
    assert tab.wait(20)
    assert not tab.wait(5)
    assert page.told == ["shut down", 20, 5]
    tab.show()
    assert tab.prepared == []


def test_one_that_was_never_needed_has_nothing_to_wait_for(tab: Tab) -> None:
    tab.shut_down()
    assert tab.wait(0)
    tab.show()
    assert tab.made == []
