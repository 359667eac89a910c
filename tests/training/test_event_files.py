"""What TensorBoard makes of a run: its own reader reads the files that real trainings leave."""

import math
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cifar_desktop.errors import Cancelled
from cifar_desktop.training.event_files import PATTERN, SETTINGS_TAG, EventFiles
from cifar_desktop.training.events import StepProgressed
from cifar_desktop.training.history import History
from tests.training.conftest import Training
from tests.training.made_runs import epoch, new_run

ROOT = Path(__file__).parents[2]

pytest.importorskip("tensorboard", reason="the extra “tensorboard” is not installed")


def shown(folder: Path):
    """Return the run as TensorBoard reads it, with every point."""
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    reader = EventAccumulator(str(folder), size_guidance={"scalars": 0, "tensors": 0})
    reader.Reload()
    return reader


def points(folder: Path, tag: str) -> dict[int, float]:
    """Return values by step; a step that is there twice fails."""
    read = [(one.step, one.value) for one in shown(folder).Scalars(tag)]
    assert len({step for step, _ in read}) == len(read)
    return dict(read)


def history_of(num_steps: int, num_epochs: int = 0) -> History:
    history = History()
    for step in range(1, num_steps + 1):
        history.add_step(1 / step, 0.5, 0.25)
    history.epochs += [epoch(number) for number in range(1, num_epochs + 1)]
    return history


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob(PATTERN))


def test_a_whole_run_is_shown(new_training: Callable[..., Training]) -> None:
    training = new_training(epochs=2)
    training.run()
    folder = training.folder.path
    history_rows = (folder / "steps.csv").read_text().splitlines()[1:]
    losses = {int(row.split(",")[0]): float(row.split(",")[1]) for row in history_rows}
    assert points(folder, "loss/step") == pytest.approx(losses)
    assert len(points(folder, "learning_rate")) == len(losses)
    header, *rows = [row.split(",") for row in (folder / "epochs.csv").read_text().splitlines()]
    for tag, column in (
        ("loss/train", "train_loss"),
        ("loss/validation", "validation_loss"),
        ("accuracy/train", "train_accuracy"),
        ("accuracy/validation", "validation_accuracy"),
    ):
        wanted = {int(row[header.index("step")]): float(row[header.index(column)]) for row in rows}
        assert points(folder, tag) == pytest.approx(wanted)
    (settings,) = shown(folder).Tensors(SETTINGS_TAG)
    assert b"| learning_rate | 0.05 |" in settings.tensor_proto.string_val[0]


def test_times_do_not_run_backwards(new_training: Callable[..., Training]) -> None:
    training = new_training(epochs=2)
    training.run()
    times = [one.wall_time for one in shown(training.folder.path).Scalars("loss/step")]
    assert times == sorted(times)
    assert times[-1] > times[0]


def test_a_resumed_run_goes_on_and_doubles_nothing(new_training: Callable[..., Training]) -> None:
    training = new_training(epochs=3, checkpoint_seconds=0.0)

    def cancel_in_the_second_epoch(event: object) -> None:
        if isinstance(event, StepProgressed) and event.epoch == 2:
            training.control.cancel()

    training.on_event = cancel_in_the_second_epoch
    with pytest.raises(Cancelled):
        training.run()
    again = training.again()
    again.run()
    folder = training.folder.path
    num_steps = len((folder / "steps.csv").read_text().splitlines()) - 1
    assert list(points(folder, "loss/step")) == list(range(1, num_steps + 1))
    assert len(points(folder, "accuracy/validation")) == 3
    assert len(shown(folder).Tensors(SETTINGS_TAG)) == 1


def test_steps_ahead_of_the_checkpoint_are_taken_back(tmp_path: Path) -> None:
    run = new_run(tmp_path)
    EventFiles(run, History()).record(history_of(30, 3))
    (first,) = files(run.path)
    first.rename(first.with_name(f"{PATTERN[:-1]}0000000001.1.0"))  # as if it had been some time ago
    saved = history_of(12, 1)  # the kill came before the checkpoint of step 30 was written
    resumed = EventFiles(run, saved)
    for _ in range(13):
        saved.add_step(2.0, 0.5, 0.25)
    resumed.record(saved)
    assert len(files(run.path)) == 2
    steps = points(run.path, "loss/step")
    assert list(steps) == list(range(1, 26))
    assert steps[12] == pytest.approx(1 / 12)
    assert steps[13] == 2.0
    assert list(points(run.path, "loss/train")) == [10]


def test_a_session_without_the_package_is_made_up_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = new_run(tmp_path)
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "tensorboard", None)
        EventFiles(run, History()).record(history_of(5))
    assert not files(run.path)
    before = history_of(5)
    later = EventFiles(run, before)
    before.add_step(0.5, 0.5, 0.25)
    later.record(before)
    assert list(points(run.path, "loss/step")) == [1, 2, 3, 4, 5, 6]


def test_files_grow_while_they_are_read(tmp_path: Path) -> None:
    run = new_run(tmp_path)
    history = history_of(2)
    recorder = EventFiles(run, History())
    recorder.record(history)
    reader = shown(run.path)
    history.add_step(0.125, 0.5, 0.25)
    recorder.record(history)
    reader.Reload()
    assert [one.value for one in reader.Scalars("loss/step")][-1] == 0.125
    assert len(files(run.path)) == 1


def test_half_a_record_is_passed_over(tmp_path: Path) -> None:
    run = new_run(tmp_path)
    EventFiles(run, History()).record(history_of(4))
    (first,) = files(run.path)
    first.write_bytes(first.read_bytes()[:-3])
    first.rename(first.with_name(f"{PATTERN[:-1]}0000000001.1.0"))
    saved = history_of(3)
    resumed = EventFiles(run, saved)
    saved.add_step(3.0, 0.5, 0.25)
    resumed.record(saved)
    steps = points(run.path, "loss/step")
    assert list(steps) == [1, 2, 3, 4]
    assert steps[4] == 3.0


def test_a_package_that_breaks_is_noted_once_and_stops_no_training(
    new_training: Callable[..., Training], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "tensorboard.compat.proto.event_pb2", None)  # its import fails
    training = new_training(epochs=2)
    assert math.isfinite(training.run().test_loss)
    log = (training.folder.path / "log.txt").read_text()
    assert log.count("No more is written for TensorBoard") == 1
    assert not files(training.folder.path)


def test_nothing_is_imported_where_it_is_missing(tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['tensorboard'] = None\n"
        "from pathlib import Path\n"
        "from cifar_desktop.training.event_files import EventFiles\n"
        "from cifar_desktop.training.history import History\n"
        "from tests.training.made_runs import new_run\n"
        f"EventFiles(new_run(Path({str(tmp_path)!r})), History()).record(History())\n"
        "print([name for name in sys.modules if name.startswith(('tensorboard.', 'google.protobuf'))])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only glibc is told to keep memory")
def test_the_memory_of_a_training_is_left_alone(tmp_path: Path) -> None:
    """Whoever makes 10,000 messages of protobuf has all memory that is free given back to the system."""
    program = (
        "from pathlib import Path\n"
        "import resource\n"
        "from cifar_desktop.training.event_files import EventFiles\n"
        "from cifar_desktop.heap import kept_heap\n"
        "from cifar_desktop.training.history import History\n"
        "from tests.training.made_runs import new_run\n"
        "from tests.training.test_event_files import history_of\n"
        f"run = new_run(Path({str(tmp_path)!r}))\n"
        "resident = lambda: int(open('/proc/self/statm').read().split()[1]) * resource.getpagesize()\n"
        "with kept_heap():\n"
        "    large = b'x' * 300_000_000\n"
        "    del large\n"
        "    before = resident()\n"
        "    EventFiles(run, History()).record(history_of(4000))\n"
        "    print(before - resident())\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert int(done.stdout) < 100_000_000
    (folder,) = tmp_path.iterdir()
    assert len(points(folder, "loss/step")) == 4000
