"""A monkey at the window: it clicks, types, drags, drops and changes tabs while the window trains, labels and films.

It keeps its hands off what lies outside: file dialogs are closed as they come, and nothing is opened elsewhere.
"""

import contextlib
import os
import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QSize, Qt, QTimer, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QDropEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QMenu, QWidget

from benchmarks._made_photos import write_photos
from benchmarks.soak._driver import Driver, tell
from benchmarks.soak._monkey_watch import MonkeyWatch
from benchmarks.soak._patients import QUICK, take_few_pictures
from cifar_desktop import paths
from cifar_desktop.training.config import TrainConfig

_NUM_PHOTOS = 60
_STEP_MS = (5, 60)
_FILM_MS = 66
_SETTINGS = {**QUICK, "epochs": 100_000}
_KEYS = [
    *(Qt.Key(code) for code in range(Qt.Key.Key_A, Qt.Key.Key_Z + 1)),
    *(Qt.Key(code) for code in range(Qt.Key.Key_0, Qt.Key.Key_9 + 1)),
    *[Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Space] * 4,
    *[Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End] * 2,
    *[Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_F2, Qt.Key.Key_F5, Qt.Key.Key_F11, Qt.Key.Key_Period],
    *[Qt.Key.Key_Minus, Qt.Key.Key_Plus, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Menu],
]
_HELD = [*[Qt.KeyboardModifier.NoModifier] * 8, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier]
_HELD += [Qt.KeyboardModifier.ShiftModifier]


def let_loose(seed: int, seconds: float, scratch: str) -> int:
    """Open the window, let the monkey at it for so long, then close it as a person would."""
    os.environ["CIFAR10_URL"] = "http://127.0.0.1:9/nothing-is-there.tar.gz"
    take_few_pictures()
    driver = Driver()
    monkey = Monkey(driver, seed, seconds, Path(scratch))
    QTimer.singleShot(0, monkey.begin)
    driver.app.exec()
    driver.window.wait(60_000)
    return 0


class Monkey(QObject):
    """Does one thing after the other, whatever the last one led to.

    Attributes:
        watch: notices what must not happen.
    """

    def __init__(self, driver: Driver, seed: int, seconds: float, scratch: Path) -> None:
        super().__init__(driver.app)
        self._driver, self._window, self._app = driver, driver.window, driver.app
        self._chance, self._seconds = random.Random(seed), seconds
        self._things = _things_to_drop(scratch, seed)
        self._film = QTimer(self, interval=_FILM_MS)
        self._film.timeout.connect(self._on_film)
        self._is_over = False
        self._ends_at = float("inf")
        self.watch = MonkeyWatch(self)
        QDesktopServices.openUrl = self._leave_closed  # type: ignore[method-assign,assignment]
        self._deeds: dict[str, tuple[int, Callable[[], None]]] = {
            "click": (40, self._click),
            "type": (20, self._type),
            "change tab": (8, self._change_tab),
            "drop": (5, self._drop),
            "wheel": (5, self._wheel),
            "drag": (5, self._drag),
            "menu": (5, self._choose_action),
            "film": (4, self._turn_camera),
            "resize": (3, self._resize),
            "train": (4, self._train),
        }

    @Slot()
    def begin(self) -> None:
        """Set everything going."""
        self._driver.load_engine()
        self._window.menus.quit.setEnabled(False)
        self._driver.drop([self._things[0]])
        self._train()
        self._film.start()
        self.watch.begin()
        self._ends_at = time.monotonic() + self._seconds
        self._act()

    def _leave_closed(self, url: QUrl) -> bool:
        """Stand in for what would open a folder or a page outside."""
        self.watch.deed += f", which would open {url.scheme()}"
        return True

    # What it does

    @Slot()
    def _act(self) -> None:
        """Do something; the next deed is due whether or not this one comes back, as one that opens a menu does not."""
        if self._is_over:
            return
        if time.monotonic() > self._ends_at:
            self._is_over = True
            QTimer.singleShot(0, self._end)
            return
        QTimer.singleShot(self._chance.randint(*_STEP_MS), self._act)
        self._leave_file_dialogs()
        names = list(self._deeds)
        name = self._chance.choices(names, [self._deeds[each][0] for each in names])[0]
        self.watch.deed = name
        self._deeds[name][1]()

    def _leave_file_dialogs(self) -> None:
        for widget in self._app.topLevelWidgets():
            if isinstance(widget, QFileDialog) and widget.isVisible():
                widget.reject()

    def _ground(self) -> QWidget:
        """Return what can be reached: the menu that is open, else the dialog, else the window."""
        return QApplication.activePopupWidget() or QApplication.activeModalWidget() or self._window

    def _target(self) -> QWidget:
        ground = self._ground()
        below = [each for each in ground.findChildren(QWidget) if each.isVisible() and each.isEnabled()]
        target = self._chance.choice(below) if below else ground
        text = target.text() if isinstance(target, QAbstractButton) else ""
        name = target.accessibleName() or target.objectName() or text
        self.watch.deed += f" on {type(target).__name__} “{name}”"
        return target

    def _place(self, widget: QWidget) -> QPoint:
        return QPoint(self._chance.randrange(max(1, widget.width())), self._chance.randrange(max(1, widget.height())))

    def _click(self) -> None:
        target = self._target()
        button = self._chance.choices([Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton], [9, 1])[0]
        deed = QTest.mouseDClick if self._chance.random() < 0.05 else QTest.mouseClick
        deed(target, button, Qt.KeyboardModifier.NoModifier, self._place(target))

    def _type(self) -> None:
        ground = self._ground()
        target = ground if isinstance(ground, QMenu) else QApplication.focusWidget() or ground
        for _ in range(self._chance.randrange(1, 5)):
            key, held = self._chance.choice(_KEYS), self._chance.choice(_HELD)
            self.watch.deed += f" {key.name}"
            QTest.keyClick(target, key, held)
            if not target.isVisible():
                return

    def _change_tab(self) -> None:
        self._window.tabs.setCurrentIndex(self._chance.randrange(self._window.tabs.count()))

    def _drop(self) -> None:
        thing = self._chance.choice(self._things)
        self.watch.deed += f" {thing.name}"
        mime = self._driver.mime_of([thing])
        place, held, no = QPointF(400, 300), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        event = QDropEvent(place, Qt.DropAction.CopyAction, mime, held, no, QEvent.Type.Drop)
        QApplication.sendEvent(self._window, event)

    def _wheel(self) -> None:
        target = self._target()
        place = QPointF(target.rect().center())
        turn = QPoint(0, self._chance.choice([-360, -120, 120, 360]))
        buttons, held = Qt.MouseButton.NoButton, self._chance.choice(_HELD)
        where = QPointF(target.mapToGlobal(target.rect().center()))
        phase = Qt.ScrollPhase.NoScrollPhase
        QApplication.sendEvent(target, QWheelEvent(place, where, QPoint(), turn, buttons, held, phase, False))

    def _drag(self) -> None:
        target = self._target()
        left, no = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QTest.mousePress(target, left, no, self._place(target))
        for _ in range(3):
            QTest.mouseMove(target, self._place(target))
        if target.isVisible():
            QTest.mouseRelease(target, left, no, self._place(target))

    def _choose_action(self) -> None:
        if QApplication.activeModalWidget():
            return
        menus = self._window.menuBar().findChildren(QMenu)
        actions = [each for menu in menus for each in menu.actions() if each.isEnabled() and not each.menu()]
        action = self._chance.choice(actions)
        self.watch.deed += f" {action.text()}"
        action.trigger()

    def _turn_camera(self) -> None:
        self._driver.turn_camera(is_on=self._chance.random() < 0.7)

    def _resize(self) -> None:
        least = self._window.minimumSize()
        self._window.resize(least + QSize(self._chance.randrange(700), self._chance.randrange(500)))

    def _train(self) -> None:
        tab = self._window.train_tab
        if not tab.is_training and not QApplication.activeModalWidget():
            tab.form.set_config(TrainConfig(**_SETTINGS))
            tab.start()

    @Slot()
    def _on_film(self) -> None:
        self._driver.film(self._chance.randrange(4))

    # How it ends

    @Slot()
    def _end(self) -> None:
        """Put everything away, see that nothing is stuck, and close the window in mid-training."""
        self.watch.end()
        for _ in range(100):
            if not (open_one := QApplication.activePopupWidget() or QApplication.activeModalWidget()):
                break
            open_one.close()
            self._driver.rest(20)
        else:
            tell("Trouble", what="a dialog does not close", after=self.watch.deed)
        self._see_that_nothing_is_stuck()
        self._film.stop()
        self._driver.close_in_mid_training()

    def _see_that_nothing_is_stuck(self) -> None:
        """A training that is about to end has to end, and another one has to begin."""
        tab = self._window.train_tab
        try:
            if tab.session.wish is not None:
                self._driver.until(lambda: not tab.is_training, "a training that was stopped ended")
            if not tab.is_training:
                self._driver.train(_SETTINGS)
            tab.session.go_on()
            self._driver.until(lambda: tab.session.started or not tab.is_training, "the training began")
            self._window.tabs.setCurrentWidget(self._window.classify_tab)
            self._driver.until(self._window.classify_tab.page.isVisible, "a tab is shown")
        except TimeoutError as error:
            tell("Trouble", what=str(error), after=self.watch.deed)


def _things_to_drop(scratch: Path, seed: int) -> list[Path]:
    """Return what is dropped: a folder, photos, what is none, and weights; the folder first."""
    photos = write_photos(scratch / "photos", _NUM_PHOTOS, (96, 64), ".jpg")
    broken, words, empty = scratch / "broken.png", scratch / "words.txt", scratch / "empty"
    Image.new("RGB", (40, 30), "teal").save(broken)
    broken.write_bytes(broken.read_bytes()[:-30])
    words.write_text("no picture\n" * seed)
    empty.mkdir()
    with contextlib.suppress(OSError):  # file names are text on some systems
        shutil.copy(photos[0], photos[0].with_name(os.fsdecode(b"caf\xe9.jpg")))
    weights = scratch / "weights.safetensors"
    shutil.copy(paths.shipped_weights(), weights)
    return [scratch / "photos", *photos[:3], broken, words, empty, weights]
