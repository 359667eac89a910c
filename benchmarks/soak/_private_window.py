"""The window's main flows in a process that may open no socket; each attempt is written down, and refused."""

import socket
import sys
from pathlib import Path
from typing import Any

from benchmarks._made_photos import write_photos
from benchmarks.soak._driver import Driver, tell
from benchmarks.soak._patients import QUICK, take_few_pictures

# Asking for this computer's own name sends nothing.
_HARMLESS = {"socket.gethostname"}
_FLOWS = ("open", "train", "evaluate", "classify", "camera", "runs", "download")


class Watch:
    """Refuses sockets, but for those within the computer, which Qt's own event loop and the X server need.

    Attributes:
        flow: what is being done.
    """

    def __init__(self) -> None:
        self.flow = "open"
        sys.addaudithook(self._on_event)

    def _on_event(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith("socket.") and event not in _HARMLESS and not _is_within(arguments):
            tell("Socket", flow=self.flow, what=f"{event} {' '.join(map(str, arguments))}")
            raise PermissionError("no socket may be opened")
        if event in ("subprocess.Popen", "os.system", "os.posix_spawn", "os.exec"):
            tell("Program", flow=self.flow, what=str(arguments[:2]))


def walk_through(scratch: str) -> int:
    """Do what people do, one flow after the other; the download last."""
    watch = Watch()
    take_few_pictures()
    photos = write_photos(Path(scratch) / "photos", 3, (160, 120), ".png")
    driver = Driver()
    flows = Flows(driver, photos)
    for name in _FLOWS:
        watch.flow = name
        getattr(flows, name)()
        tell("Done", flow=name)
    driver.close()
    return 0


class Flows:
    """What people do."""

    def __init__(self, driver: Driver, photos: list[Path]) -> None:
        self._driver, self._window, self._photos = driver, driver.window, photos

    def open(self) -> None:
        """Wait until the engine is there."""
        self._driver.load_engine()

    def train(self) -> None:
        """Train to the end."""
        tab = self._window.train_tab
        self._driver.train({**QUICK, "epochs": 1})
        self._driver.until(lambda: not tab.is_training and not tab.session.state.is_active, "the training ended")

    def evaluate(self) -> None:
        """Measure what was trained."""
        self._window.evaluate_with(self._driver.last_weights)
        page = self._window.evaluate_tab.page
        self._driver.until(lambda: page.state is page.result, "the weights were measured")

    def classify(self) -> None:
        """Name some photos, and ask why."""
        self._window.classify_with(self._driver.last_weights)
        page = self._window.classify_tab.page
        self._driver.until(lambda: page.session.desk.loaded, "the weights are there")
        self._driver.drop(self._photos)
        self._driver.until(lambda: page.session.many.num_labelled >= len(self._photos), "the photos are named")

    def camera(self) -> None:
        """Look for a camera; there is the one that was plugged in for this."""
        self._driver.turn_camera(is_on=True)
        self._driver.until(lambda: self._driver.camera and self._driver.camera.frames, "the camera is open")
        for number in range(5):
            self._driver.film(number)
            self._driver.rest(100)
        self._driver.turn_camera(is_on=False)

    def runs(self) -> None:
        """Look at the runs."""
        tab = self._window.runs_tab
        self._window.tabs.setCurrentWidget(tab)
        self._driver.until(lambda: tab.page.model.runs, "the run is listed")

    def download(self) -> None:
        """Press the button: the one thing that may open a socket."""
        panel = self._window.train_tab.data_panel
        self._window.tabs.setCurrentWidget(self._window.train_tab)
        panel.download.button.click()
        self._driver.until(lambda: not panel.download.is_running, "the download has ended")
        tell("Said", words=panel.message.text())


def is_reachable_from_outside(family: int) -> bool:
    """Tell whether a socket of this family leads out of the computer."""
    return family != getattr(socket, "AF_UNIX", None)


def _is_within(arguments: tuple[Any, ...]) -> bool:
    """Tell whether a socket is one within the computer, by its family or by its address, which is then a path."""
    if len(arguments) == 4 and isinstance(arguments[1], int):
        return not is_reachable_from_outside(arguments[1])
    own = arguments[0] if arguments else None
    return isinstance(own, socket.socket) and not is_reachable_from_outside(own.family)
