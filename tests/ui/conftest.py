"""What the tests of the window get; and none leaves anything running, open or dressed up for the next one."""

import gc
import traceback
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread, QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from cifar_desktop.ui import task_thread
from tests.ui.train.data_panels import small_cifar10
from tests.ui.train.train_tabs import Stage, stage_on

LAST_WORDS_MS = 5_000  # that a thread has which was told to end
QTS_OWN = {"QTipLabel"}


@pytest.fixture
def photos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A CIFAR-10 of 100 training and 20 test photos."""
    return small_cifar10(tmp_path / "photos", monkeypatch)[0]


@pytest.fixture
def stage(qtbot: QtBot, photos: Path) -> Iterator[Stage]:
    """The window, with its Train tab in front; trainings in it take a few milliseconds a step."""
    with stage_on(qtbot, photos) as stage:
        yield stage


@pytest.fixture(autouse=True)
def as_good_as_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let tasks stand back for no one: several tests run at a time, and those of the window would come last."""
    monkeypatch.setattr(task_thread, "STEPS_BACK", 0)


class Started:
    """What was started during a test, and where; nothing is kept alive by it."""

    def __init__(self) -> None:
        self._things: list[tuple[weakref.ref, str]] = []

    def note(self, thing: QObject) -> None:
        frames = [frame for frame in traceback.extract_stack()[:-2] if "/_pytest/" not in frame.filename]
        place = "".join(traceback.format_list(frames[-4:]))
        self._things.append((weakref.ref(thing), place))

    def alive(self, kind: type) -> list[tuple[QObject, str]]:
        found = [(reference(), place) for reference, place in self._things]
        return [(thing, place) for thing, place in found if isinstance(thing, kind) and shiboken6.isValid(thing)]


@pytest.fixture(autouse=True)
def nothing_left_behind(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test that leaves a running thread, an active timer that nobody owns, or a window."""
    started = Started()
    for kind in (QThread, QTimer):
        monkeypatch.setattr(kind, "start", _noting(kind.start, started))
    before = set(_top_level_widgets())
    yield
    leaks = find_leaks(started, before)
    _undress()
    _empty_clipboard()
    assert not leaks, "\n".join(["this test leaves behind:", *leaks])


def _noting(start, started: Started):
    def start_and_note(self, *arguments):
        started.note(self)
        return start(self, *arguments)

    return start_and_note


def find_leaks(started: Started, before: set[QWidget]) -> list[str]:
    """Return a line for each thing that is still there once everything that was told to go has gone."""
    app = QApplication.instance()
    if app is None:
        return []
    for thread, _ in started.alive(QThread):
        if thread.isFinished() or thread.wait(LAST_WORDS_MS):
            continue
    for _ in range(2):  # what goes may tell others to go
        app.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    if set(_top_level_widgets()) - before or started.alive(QTimer):
        gc.collect()
    leaks = [f"a running QThread, started at\n{place}" for one, place in started.alive(QThread) if one.isRunning()]
    leaks += [f"an active QTimer, started at\n{place}" for one, place in started.alive(QTimer) if _is_orphan(one)]
    windows = set(_top_level_widgets()) - before
    leaks += [f"a window: {type(one).__name__} “{one.windowTitle()}” {one.objectName()}" for one in windows]
    return leaks


def _is_orphan(timer: QTimer) -> bool:
    """Tell whether a timer still runs, and no widget that is still there has it."""
    owner = timer.parent()
    while owner and not isinstance(owner, QWidget | QApplication):
        owner = owner.parent()
    return timer.isActive() and owner is None


def _top_level_widgets() -> list[QWidget]:
    """Return windows that stand alone; one that belongs to another goes with it."""
    if QApplication.instance() is None:
        return []
    return [one for one in QApplication.topLevelWidgets() if one.parent() is None and not _is_qts_own(one)]


def _is_qts_own(widget: QWidget) -> bool:
    return widget.metaObject().className() in QTS_OWN


def _undress() -> None:
    """Take the theme off, which is the whole application's."""
    app = QApplication.instance()
    if app and app.styleSheet():
        app.setStyleSheet("")
        app.setPalette(QPalette())


def _empty_clipboard() -> None:
    """Take away what a test has copied: Qt lets go of it after Python has ended, and crashes where it is Python's."""
    app = QApplication.instance()
    copied = app.clipboard().mimeData() if app else None
    if app and copied and copied.formats():
        app.clipboard().clear()
