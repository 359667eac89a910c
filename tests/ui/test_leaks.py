"""The fixture that fails a leaking test does notice leaks."""

import threading

from PySide6.QtCore import QThread, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui import conftest


class Waiting(QThread):
    def __init__(self) -> None:
        super().__init__()
        self.release = threading.Event()

    def run(self) -> None:
        self.release.wait(30)


def leaks_of(*things) -> list[str]:
    started = conftest.Started()
    for thing in things:
        started.note(thing)
    return conftest.find_leaks(started, set(conftest._top_level_widgets()))


def test_a_thread_that_runs_on(qtbot: QtBot, monkeypatch) -> None:
    monkeypatch.setattr(conftest, "LAST_WORDS_MS", 50)
    thread = Waiting()
    thread.start()
    (leak,) = leaks_of(thread)
    assert leak.startswith("a running QThread, started at\n")
    assert "test_leaks.py" in leak
    thread.release.set()
    assert thread.wait(5000)
    assert leaks_of(thread) == []


def test_a_timer_that_nobody_owns(qtbot: QtBot) -> None:
    timer = QTimer()
    timer.start(60_000)
    (leak,) = leaks_of(timer)
    assert leak.startswith("an active QTimer, started at\n")
    timer.stop()
    assert leaks_of(timer) == []


def test_a_timer_of_a_window_goes_with_it(qtbot: QtBot) -> None:
    window = QWidget()
    timer = QTimer(window)
    timer.start(60_000)
    window.deleteLater()
    assert leaks_of(timer) == []


def test_a_window(qtbot: QtBot) -> None:
    before = set(QApplication.topLevelWidgets())
    window = QWidget()
    window.setWindowTitle("Forgotten")
    assert conftest.find_leaks(conftest.Started(), before) == ["a window: QWidget “Forgotten” "]
    window.deleteLater()


def test_where_something_was_started_is_noted_by_itself(qtbot: QtBot) -> None:
    assert QTimer.start.__name__ == "start_and_note"
    assert QThread.start.__name__ == "start_and_note"
