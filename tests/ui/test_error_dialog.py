"""What a person sees when something fails."""

import sys
import threading

import pytest
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from cifar_desktop.errors import UserError
from cifar_desktop.ui.error_desk import MAX_WAITING, ErrorDesk
from cifar_desktop.ui.error_dialog import ErrorDialog, Problem, problem_of
from cifar_desktop.ui.fault_hook import FaultHook
from cifar_desktop.ui.task_thread import TaskFailed

TRACEBACK = 'Traceback (most recent call last):\n  File "a.py", line 1\nZeroDivisionError: of our own making\n'
FULL_DISK = UserError("The disk is <full>.", kept="The run is safe.", remedy="Free some space.")


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    window.resize(960, 640)
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def desk(window: QWidget) -> ErrorDesk:
    return ErrorDesk(window)


def texts(dialog: ErrorDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]


def test_what_the_person_can_mend_is_said_in_three_sentences(desk: ErrorDesk) -> None:
    desk.show(FULL_DISK)
    assert texts(desk.dialog) == ["The disk is <full>.", "The run is safe.", "Free some space."]
    assert not desk.dialog.details_button.isVisible()
    assert not desk.dialog.copy_button.isVisible()
    desk.dismiss()
    assert desk.dialog is None


def test_a_fault_of_ours_has_details_to_copy(qtbot: QtBot, desk: ErrorDesk) -> None:
    desk.show(TaskFailed(None, TRACEBACK))
    dialog = desk.dialog
    details = dialog.findChild(QPlainTextEdit)
    assert texts(dialog)[0] == "The program met a fault of its own."
    assert not details.isVisible()
    height = dialog.height()
    qtbot.mouseClick(dialog.details_button, Qt.MouseButton.LeftButton)
    assert details.isVisible()
    assert "of our own making" in details.toPlainText()
    qtbot.waitUntil(lambda: dialog.height() > height)
    qtbot.mouseClick(dialog.details_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.height() == height)
    qtbot.mouseClick(dialog.copy_button, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text().endswith(TRACEBACK)
    assert dialog.copy_button.text() == "Copied"
    qtbot.mouseClick(dialog.close_button, Qt.MouseButton.LeftButton)
    assert desk.dialog is None


def test_never_two_at_once(qtbot: QtBot, window: QWidget, desk: ErrorDesk) -> None:
    desk.show(TRACEBACK)
    first = desk.dialog
    desk.show(FULL_DISK)
    desk.show(FULL_DISK)
    desk.show(TRACEBACK)
    assert [one for one in window.findChildren(ErrorDialog) if one.isVisible()] == [first]
    qtbot.keyClick(first, Qt.Key.Key_Escape)
    assert desk.dialog.problem == problem_of(FULL_DISK)
    qtbot.keyClick(desk.dialog, Qt.Key.Key_Return)
    assert desk.dialog is None


def test_a_flood_ends(qtbot: QtBot, desk: ErrorDesk) -> None:
    for number in range(50):
        desk.show(Problem(what=f"Trouble {number}."))
    seen = 0
    while desk.dialog:
        seen += 1
        desk.dialog.accept()
    assert seen == 1 + MAX_WAITING


def test_a_very_long_text_stays_within_the_dialog(qtbot: QtBot, desk: ErrorDesk) -> None:
    desk.show(UserError("The folder “/" + "a-long-name/" * 60 + "” has gone.", remedy="Choose another one. " * 20))
    qtbot.wait(10)
    for label in desk.dialog.findChildren(QLabel):
        assert label.height() >= label.heightForWidth(label.width())
    desk.dismiss()


class Faulty(QObject):
    pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.pressed.connect(self.fail)

    def fail(self) -> None:
        raise ZeroDivisionError("in a slot")


@pytest.fixture
def hook():
    before = sys.excepthook, threading.excepthook
    hook = FaultHook()
    hook.install()
    yield hook
    hook.remove()
    assert (sys.excepthook, threading.excepthook) == before


def test_an_exception_in_a_slot_is_seen(qtbot: QtBot, desk: ErrorDesk, hook: FaultHook, capsys) -> None:
    hook.met.connect(desk.show)
    faulty = Faulty()
    faulty.pressed.emit()
    assert "ZeroDivisionError: in a slot" in desk.dialog.problem.details
    desk.dialog.accept()
    faulty.pressed.emit()  # the same again, as in painting
    assert desk.dialog is None
    assert capsys.readouterr().err.count("ZeroDivisionError: in a slot") == 2


def test_an_exception_on_another_thread_is_seen_on_ours(qtbot: QtBot, desk: ErrorDesk, hook: FaultHook, capsys) -> None:
    hook.met.connect(desk.show)

    def fail() -> None:
        raise LookupError("elsewhere")

    with qtbot.waitSignal(hook.met, timeout=5000):
        thread = threading.Thread(target=fail)
        QTimer.singleShot(0, thread.start)
    thread.join()
    qtbot.waitUntil(lambda: desk.dialog is not None)
    assert "LookupError: elsewhere" in desk.dialog.problem.details
    desk.dismiss()


def test_ctrl_c_is_no_fault(qtbot: QtBot, hook: FaultHook, capsys) -> None:
    with qtbot.assertNotEmitted(hook.met):
        sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
