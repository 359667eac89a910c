"""The runner of the self-test, on a small window and with steps that go wrong in every way."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import qWarning
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.self_test.report import FILE_NAME, Report
from cifar_desktop.ui.self_test.runner import Runner
from cifar_desktop.ui.self_test.script import Moment, Script, Step, need, until
from cifar_desktop.ui.self_test.troubles import Troubles
from cifar_desktop.ui.self_test.watchdog import Watchdog

PATIENCE_MS = 60_000


class Bench:
    """Runs steps on a label, and has what they leave."""

    def __init__(self, qtbot: QtBot, folder: Path, troubles: Troubles) -> None:
        self.qtbot, self.folder, self.troubles = qtbot, folder, troubles
        self.lines: list[str] = []
        self.problem = ""
        self.num_cleared = 0
        self.label = QLabel("A window")
        self.label.resize(120, 40)
        qtbot.addWidget(self.label)
        self.label.show()

    def run(self, *steps: Step) -> list[dict]:
        watchdog = Watchdog(self.lines.append)
        self.report = Report(self.folder, self.lines.append)
        runner = Runner(
            self.label,
            steps,
            report=self.report,
            troubles=self.troubles,
            watchdog=watchdog,
            folder=self.folder,
            told_problem=lambda: self.problem,
            describe=lambda: "The label says nothing new.",
            clear_up=self.clear_up,
        )
        with self.qtbot.waitSignal(runner.done, timeout=PATIENCE_MS):
            runner.start()
        watchdog.leave()
        content = json.loads((self.folder / FILE_NAME).read_text(encoding="utf-8"))
        assert content["complete"]
        assert content["ok"] == self.report.is_ok == all(step["ok"] for step in content["steps"])
        return content["steps"]

    def clear_up(self) -> None:
        self.problem = ""
        self.num_cleared += 1


@pytest.fixture
def bench(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    troubles = Troubles()
    yield Bench(qtbot, tmp_path, troubles)
    troubles.remove()


def step(name: str, script: Callable[[], Script], **details: object) -> Step:
    return Step(name=name, expected="Nothing much.", script=script, **details)


def seeing(text: str) -> Callable[[], Script]:
    def script() -> Script:
        yield Moment(seconds=0.01)
        return text

    return script


def test_what_goes_well_is_written_down_with_a_picture(bench: Bench) -> None:
    seen: list[str] = []

    def write() -> Script:
        seen.append("begun")
        bench.label.setText("Written")
        yield until(lambda: len(seen) == 1, "the beginning")
        seen.append("ended")
        return "It says “Written”."

    first, second = bench.run(step("write: on it!", write), step("look", seeing("Fine."), has_picture=False))
    assert seen == ["begun", "ended"]
    assert first["ok"]
    assert (first["seen"], first["error"], first["picture"]) == ("It says “Written”.", "", "01-write-on-it.png")
    assert QImage(str(bench.folder / "01-write-on-it.png")).width() == bench.label.grab().width()
    assert second["picture"] == ""
    assert bench.lines[0].startswith("ok ")
    assert "every step did what it should" in bench.lines[-1]


def test_what_does_not_come_about_ends_in_time_and_says_in_which_state(bench: Bench) -> None:
    def wait() -> Script:
        yield until(lambda: False, "better weather")
        return "never"

    (waited,) = bench.run(step("wait", wait, limit_s=0.05))
    assert not waited["ok"]
    assert waited["error"].startswith("Waited in vain for better weather")
    assert waited["error"].endswith("The label says nothing new.")
    assert (bench.folder / waited["picture"]).is_file()
    assert bench.lines[0].startswith("FAILED")
    assert bench.lines[-1].startswith("In ")
    assert "1 of 1 steps failed" in bench.lines[-1]


def test_what_needs_a_step_that_failed_is_not_tried(bench: Bench) -> None:
    def fail() -> Script:
        need(False, "It is Monday.")
        yield Moment(seconds=0)
        return ""

    def crash() -> Script:
        yield Moment(seconds=0)
        raise ZeroDivisionError("by nothing")

    steps = (
        step("fail", fail),
        step("crash", crash),
        step("follow", seeing("?"), needs=("fail",)),
        step("go after that", seeing("?"), needs=("follow",)),
        step("be independent", seeing("I am.")),
    )
    failed, crashed, followed, after, independent = bench.run(*steps)
    assert failed["error"] == "It is Monday."
    assert "ZeroDivisionError: by nothing" in crashed["error"]
    assert "in crash" in crashed["error"]
    assert followed["error"] == "Not tried, because this failed: fail."
    assert (followed["picture"], followed["seconds"]) == ("", 0)
    assert after["error"] == "Not tried, because this failed: follow."
    assert independent["ok"]
    assert bench.num_cleared == 4


def test_a_warning_of_qt_fails_its_step_and_not_those_that_need_it(bench: Bench) -> None:
    def careless() -> Script:
        yield Moment(seconds=0)
        qWarning("the paint is wet")
        return "Painted."

    warned, next_one = bench.run(step("paint", careless), step("dry", seeing("Dry."), needs=("paint",)))
    assert not warned["ok"]
    assert warned["error"] == "Qt warned: the paint is wet"
    assert warned["seen"] == "Painted."
    assert warned["messages"] == ["the paint is wet"]
    assert next_one["ok"]
    assert next_one["messages"] == []


def test_what_qt_says_about_the_machine_is_only_noted(bench: Bench) -> None:
    def dialog() -> Script:
        yield Moment(seconds=0)
        qWarning("This plugin does not support raise()")
        return ""

    (noted,) = bench.run(step("open", dialog))
    assert noted["ok"]
    assert noted["messages"] == ["This plugin does not support raise()"]


def test_a_fault_in_a_slot_and_a_problem_that_is_told_fail_what_waits(bench: Bench) -> None:
    def meet_a_fault() -> Script:
        bench.troubles.on_fault("Traceback: a slot\nValueError: odd")
        yield until(lambda: False, "something else")
        return ""

    def be_told() -> Script:
        bench.problem = "The disk is full."
        yield until(lambda: False, "something else")
        return ""

    fault, told, after = bench.run(step("slot", meet_a_fault), step("disk", be_told), step("rest", seeing("Still.")))
    assert fault["error"] == "Traceback: a slot\nValueError: odd"
    assert "ValueError: odd" in bench.lines[0]
    assert told["error"] == "The window reports a problem: The disk is full."
    assert after["ok"]


def test_a_step_under_way_stands_in_the_report_already(bench: Bench) -> None:
    found: list[dict] = []

    def look() -> Script:
        found.append(json.loads((bench.folder / FILE_NAME).read_text(encoding="utf-8")))
        yield Moment(seconds=0)
        return ""

    bench.run(step("look", look))
    (content,) = found
    assert not content["ok"]
    assert not content["complete"]
    assert content["steps"][0]["name"] == "look"
    assert "under way" in content["steps"][0]["error"]


def test_the_watchdog_bites_when_nobody_pets_it() -> None:
    said: list[str] = []
    bitten = threading.Event()

    def bite(words: str) -> None:
        said.append(words)
        bitten.set()

    def hang_for_ever(watchdog: Watchdog) -> None:
        watchdog.pet()
        while not bitten.is_set():
            time.sleep(0.01)

    watchdog = Watchdog(bite, limit_s=0.1)
    hang_for_ever(watchdog)
    watchdog.leave()
    (words,) = said
    assert "hang_for_ever" in words
    assert "has not answered for" in words
