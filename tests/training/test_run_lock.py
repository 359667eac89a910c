"""One process at a time trains a run, and everybody else can see that."""

import contextlib
import json
import os
import platform
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cifar_desktop.errors import Cancelled, RunError
from cifar_desktop.tasks import Event, report_nothing
from cifar_desktop.training.control import TrainControl
from cifar_desktop.training.events import RunStarted
from cifar_desktop.training.find_interrupted import find_interrupted, interrupted_run
from cifar_desktop.training.run_bin import remove_run
from cifar_desktop.training.run_history import read_summary
from cifar_desktop.training.run_lock import LOCK_NAME, hold_lock, look_at_lock, refuse_if_trained
from cifar_desktop.training.start import resume_training, start_training
from tests.training.conftest import small_config
from tests.training.made_runs import contents, new_run

ROOT = Path(__file__).parents[2]
unix_only = pytest.mark.skipif(sys.platform == "win32", reason="links and SIGKILL are Unix's")
_HOLDER = """
import sys
from pathlib import Path
from cifar_desktop.training.run_lock import hold_lock
with hold_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextlib.contextmanager
def held_elsewhere(folder: Path) -> Iterator[subprocess.Popen]:
    """Let another process have the lock, until the context ends or the process does."""
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(folder)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with holder:
        assert holder.stdout.readline() == "held\n"
        yield holder
        holder.stdin.close()


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return new_run(tmp_path / "runs").path


def test_a_run_that_another_process_trains_is_refused_by_its_number(run: Path) -> None:
    with held_elsewhere(run) as holder:
        for refused in (lambda: refuse_if_trained(run), lambda: hold_lock(run).__enter__()):
            with pytest.raises(RunError, match=f"is being trained just now, by process {holder.pid}") as caught:
                refused()
            assert "goes on" in caught.value.kept
            assert "Stop it there first" in caught.value.remedy
    refuse_if_trained(run)
    with hold_lock(run):
        assert look_at_lock(run).holder == "this program"


@unix_only
def test_the_lock_of_a_killed_process_is_never_stale(run: Path) -> None:
    with held_elsewhere(run) as holder:
        assert read_summary(run).state == "running"
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        assert (run / LOCK_NAME).exists()
        assert not look_at_lock(run).is_held
        assert read_summary(run).state == "interrupted"
        assert not read_summary(run).may_be_going_on()  # although its files changed a moment ago
        with hold_lock(run):
            pass


def test_a_run_is_seen_to_be_running_by_whoever_looks(run: Path) -> None:
    before = contents(run)
    with held_elsewhere(run) as holder:
        row = read_summary(run)
        assert (row.state, row.can_resume) == ("running", False)
        assert row.reason == f"It is being trained just now, by process {holder.pid}."
        assert row.may_be_going_on(now=2e10)
        with pytest.raises(RunError, match=f"process {holder.pid}"):
            remove_run(run)
    assert contents(run).items() >= before.items()


def test_a_real_training_holds_the_lock_from_its_first_word_to_its_end(tmp_path: Path) -> None:
    control, seen = TrainControl(), []

    def look(event: Event) -> None:
        if isinstance(event, RunStarted):
            seen.append((event.folder, read_summary(event.folder), interrupted_run(event.folder)))
            with pytest.raises(RunError, match="by this program"):
                resume_training(event.folder, report=report_nothing, control=TrainControl())
            control.cancel()

    with pytest.raises(Cancelled):
        start_training(small_config(batch_size=500), "sample", tmp_path, report=look, control=control)
    with pytest.raises(Cancelled):
        resume_training(seen[0][0], report=look, control=control)
    assert [(row.state, interrupted) for _, row, interrupted in seen] == [("running", None)]  # cancelled before a word
    folder = seen[0][0]
    assert read_summary(folder).state == "interrupted"
    assert [found.path for found in find_interrupted(tmp_path)] == [folder]
    control = TrainControl()
    with pytest.raises(Cancelled):
        resume_training(folder, report=look, control=control)
    assert [row.state for _, row, _ in seen] == ["running", "running"]
    assert not look_at_lock(folder).is_held


@unix_only
def test_a_folder_that_cannot_be_locked_is_trained_in_all_the_same(run: Path) -> None:
    (run / LOCK_NAME).symlink_to("nowhere/at/all")
    with hold_lock(run):
        assert look_at_lock(run) is None
    assert read_summary(run).may_be_going_on()  # as its files say: nobody else can tell


def test_a_folder_that_has_gone_is_no_trouble(tmp_path: Path) -> None:
    with hold_lock(tmp_path / "gone"):
        assert look_at_lock(tmp_path / "gone") is None


@pytest.mark.parametrize("note", [b"", b"\xff\xfe", b"[1]", b'{"pid": "x", "host": 7}', b"[" * 4000])
def test_whatever_the_file_says_it_is_the_lock_that_counts(run: Path, note: bytes) -> None:
    (run / LOCK_NAME).write_bytes(note)
    assert look_at_lock(run) is None
    with hold_lock(run):
        (run / LOCK_NAME).write_bytes(note)
        seen = look_at_lock(run)
        assert seen.is_held
        assert seen.holder == "another process"
        assert read_summary(run).state == "running"


def test_a_file_that_another_machine_left_tells_nothing(run: Path) -> None:
    """Some network drives lock among the processes of one machine only."""
    with hold_lock(run):
        assert json.loads((run / LOCK_NAME).read_text()) == {"pid": os.getpid(), "host": platform.node()}
        (run / LOCK_NAME).write_text(json.dumps({"pid": 4711, "host": "lab-7"}))
        assert look_at_lock(run).holder == "process 4711 on lab-7"
    assert look_at_lock(run) is None
    assert read_summary(run).may_be_going_on()


def test_what_is_no_run_is_left_without_a_lock(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="is not a run folder"):
        resume_training(tmp_path, device="cpu", report=report_nothing, control=TrainControl())
    assert not (tmp_path / LOCK_NAME).exists()
