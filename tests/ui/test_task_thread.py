"""One task on a thread of its own: what it reports, how it ends, with a real event loop."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QThread, Slot
from pytestqt.qtbot import QtBot

from cifar_desktop.errors import Cancelled, UserError
from cifar_desktop.tasks import Event, Report, StageProgressed
from cifar_desktop.ui import task_thread
from cifar_desktop.ui.task_thread import TaskCancelled, TaskFailed, TaskSucceeded, TaskThread

ROOT = Path(__file__).parents[2]


class Listener(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.events: list[Event] = []
        self.threads: set[QThread] = set()

    @Slot(object)
    def hear(self, event: Event) -> None:
        self.events.append(event)
        self.threads.add(QThread.currentThread())


@pytest.fixture
def listener() -> Listener:
    return Listener()


def run(qtbot: QtBot, listener: Listener, task) -> list[Event]:
    thread = TaskThread()
    thread.reported.connect(listener.hear)
    with qtbot.waitSignal(thread.ended, timeout=10_000):
        thread.start(task)
        assert thread.is_running
    assert not thread.is_running
    return listener.events


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere a thread's rank is Qt's affair")
def test_a_task_and_what_it_starts_stand_back_for_the_window(
    qtbot: QtBot, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(task_thread, "STEPS_BACK", 5)
    ranks = []

    def task(_: Report) -> None:
        def note() -> None:
            ranks.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))

        note()
        helper = threading.Thread(target=note)
        helper.start()
        helper.join()

    own = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    run(qtbot, listener, task)
    assert ranks == [own + 5, own + 5]
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == own


def test_events_arrive_in_order_on_the_thread_of_the_listener(qtbot: QtBot, listener: Listener) -> None:
    where = []

    def task(report: Report) -> str:
        where.append(threading.current_thread())
        for number in range(1000):
            report(StageProgressed("Counting", number, 1000, "numbers"))
        return "done"

    events = run(qtbot, listener, task)
    assert [event.done for event in events[:-1]] == list(range(1000))
    assert events[-1] == TaskSucceeded("done")
    assert listener.threads == {QThread.currentThread()}
    assert where != [threading.current_thread()]


def test_a_cancelled_task_says_so_once(qtbot: QtBot, listener: Listener) -> None:
    def task(report: Report) -> None:
        raise Cancelled

    assert run(qtbot, listener, task) == [TaskCancelled()]


def test_an_error_of_the_person_is_a_sentence(qtbot: QtBot, listener: Listener) -> None:
    error = UserError("The disk is full.", kept="The run is safe.", remedy="Free some space.")

    def task(report: Report) -> None:
        raise error

    assert run(qtbot, listener, task) == [TaskFailed(error, "")]


class Panic(BaseException):
    """As libraries in Rust raise it: no Exception."""


@pytest.mark.parametrize("kind", [ZeroDivisionError, Panic])
def test_a_fault_of_ours_is_a_traceback(qtbot: QtBot, listener: Listener, kind: type[BaseException]) -> None:
    def task(report: Report) -> None:
        raise kind("of our own making")

    (failed,) = run(qtbot, listener, task)
    assert failed.error is None
    assert f"{kind.__name__}: of our own making" in failed.details


def test_one_task_at_a_time_and_then_the_next(qtbot: QtBot, listener: Listener) -> None:
    release = threading.Event()
    thread = TaskThread()
    thread.reported.connect(listener.hear)
    with qtbot.waitSignal(thread.ended, timeout=10_000):
        thread.start(lambda report: release.wait(5))
        with pytest.raises(RuntimeError, match="a task is under way"):
            thread.start(lambda report: None)
        release.set()
    with qtbot.waitSignal(thread.ended, timeout=10_000):
        thread.start(lambda report: "second")
    assert listener.events[-1] == TaskSucceeded("second")


def test_thousands_of_threads_end_without_a_crash_beside_other_work() -> None:
    """What a thread deletes at its very end must not be deleted by Python as well: on a busy machine that crashed."""
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(4)]
    chain = (sys.executable, "-X", "faulthandler", "-m", "tests.ui.task_chain", "5000")
    try:
        codes = [process.wait() for process in [subprocess.Popen(chain, cwd=ROOT) for _ in range(3)]]
    finally:
        for process in busy:
            process.kill()
            process.wait()
    assert codes == [0, 0, 0]
