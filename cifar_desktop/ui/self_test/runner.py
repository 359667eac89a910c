"""Goes through the steps of a self-test, one after the other, inside the program's own event loop."""

import re
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from cifar_desktop.ui.self_test.report import Report
from cifar_desktop.ui.self_test.script import Moment, Script, Step, Unmet, Until
from cifar_desktop.ui.self_test.troubles import Troubles
from cifar_desktop.ui.self_test.watchdog import Watchdog
from cifar_desktop.ui.self_test.window_picture import picture_of

_LOOK_EVERY_MS = 20
SETTLE_S = 0.6  # after a step: what glides comes to rest, and what Qt says late still belongs to it


class Runner(QObject):
    """Lets each script act, waits for what it waits for, and takes a picture after it.

    A step that fails leaves the others to be tried, but for those that need it.

    Signals:
        done: every step was tried.
    """

    done = Signal()

    def __init__(
        self,
        window: QWidget,
        steps: Sequence[Step],
        *,
        report: Report,
        troubles: Troubles,
        watchdog: Watchdog,
        folder: Path,
        told_problem: Callable[[], str],
        describe: Callable[[], str],
        clear_up: Callable[[], None],
    ) -> None:
        """Ask `told_problem` what the window itself reports, `describe` in which state it is; `clear_up` after a fault.

        All of them are asked on the window's thread.
        """
        super().__init__(window)
        self._window, self._waiting = window, list(steps)
        self._report, self._troubles, self._watchdog, self._folder = report, troubles, watchdog, folder
        self._told_problem, self._describe, self._clear_up = told_problem, describe, clear_up
        self._step: Step | None = None
        self._script: Script | None = None
        self._wanted: Until | Moment | None = None
        self._rest_of_step = 0.0  # when a step that has done its work is over
        self._began = self._paused = 0.0
        self._failed: set[str] = set()
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._on_time)

    def start(self) -> None:
        """Begin with the first step."""
        self._timer.start()

    @Slot()
    def _on_time(self) -> None:
        self._watchdog.pet()
        if self._step is None:
            self._begin_next()
            return
        try:
            self._go_on(self._step)
        except Unmet as unmet:
            self._end(str(unmet))
        except Exception:  # noqa: BLE001 - whatever a step meets is what it is for
            self._end(traceback.format_exc())

    def _begin_next(self) -> None:
        if not self._waiting:
            self._timer.stop()
            self._report.complete()
            self.done.emit()
            return
        step = self._step = self._waiting.pop(0)
        self._script, self._wanted, self._rest_of_step = None, None, 0.0
        self._began = time.monotonic()
        self._report.begin(step)
        missing = [name for name in step.needs if name in self._failed]
        if missing:
            self._end(f"Not tried, because this failed: {missing[0]}.")
        else:
            self._script = step.script()

    def _go_on(self, step: Step) -> None:
        """Do the next piece of a step, if what it waits for has come about."""
        self._refuse_troubles()
        now = time.monotonic()
        if self._rest_of_step:
            if now >= self._rest_of_step:
                self._end("")
        elif self._has_come_about(now):
            self._act(now)
        elif now - self._began > step.limit_s:
            what = self._wanted.what if isinstance(self._wanted, Until) else "the step to end"
            raise Unmet(f"Waited in vain for {what}, {step.limit_s:.0f} s long. {self._describe()}")

    def _refuse_troubles(self) -> None:
        """End the step where something went wrong that nobody waits for."""
        if self._troubles.faults:
            raise Unmet(self._troubles.faults[0])
        problem = self._told_problem()
        if problem:
            raise Unmet(f"The window reports a problem: {problem}")

    def _has_come_about(self, now: float) -> bool:
        if isinstance(self._wanted, Moment):
            return now - self._paused >= self._wanted.seconds
        return self._wanted is None or bool(self._wanted.holds())

    def _act(self, now: float) -> None:
        """Let the script go on to the next thing that it waits for."""
        if self._script is None:
            return
        try:
            self._wanted, self._paused = next(self._script), now
        except StopIteration as stop:
            self._report.results[-1].seen = stop.value
            self._report.results[-1].seconds = round(now - self._began, 2)
            self._rest_of_step = now + SETTLE_S

    def _end(self, error: str) -> None:
        """Write down how the step went; `error` is empty where it went well."""
        step, result = self._step, self._report.results[-1]
        if step is None:
            return
        was_tried = self._script is not None
        if error:
            self._failed.add(step.name)
            result.seconds = round(time.monotonic() - self._began, 2) if was_tried else 0.0
        elif self._troubles.warnings:
            error = f"Qt warned: {self._troubles.warnings[0]}"
        result.ok, result.error = not error, error
        if was_tried and self._window.isVisible() and (step.has_picture or error):
            result.picture = self._take_picture(step)
        result.messages = self._troubles.take()
        if error:
            self._clear_up()
        self._report.end()
        self._step, self._script = None, None

    def _take_picture(self, step: Step) -> str:
        words = re.sub(r"\W+", "-", step.name.lower()).strip("-")
        name = f"{len(self._report.results):02}-{words}.png"
        return name if picture_of(self._window).save(str(self._folder / name)) else ""
