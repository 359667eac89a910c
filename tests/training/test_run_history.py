"""The table of runs tells what their folders hold, and a broken folder harms nothing."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cifar_desktop.errors import Cancelled, RunError
from cifar_desktop.training.events import EpochFinished
from cifar_desktop.training.origin import Origin
from cifar_desktop.training.run_history import RunSummary, read_history, read_summary
from cifar_desktop.training.runs import FORMAT_VERSION, create_run
from tests.training.conftest import Training
from tests.training.made_runs import contents, finished_run, new_run


def change(file: Path, **values: object) -> None:
    """Change entries of a JSON file."""
    file.write_text(json.dumps({**json.loads(file.read_text()), **values}))


def test_a_finished_run_tells_all(runs: Path) -> None:
    run = finished_run(runs)
    (row,) = read_history(runs)
    assert row == RunSummary(
        path=run.path,
        name=run.path.name,
        state="finished",
        created="2026-11-20T10:00:00Z",
        config=run.info.config,
        model="resnet9-slim",
        data_name="made up",
        device="CPU",
        precision="float32",
        epochs_done=3,
        epochs=3,
        best_epoch=2,
        best_validation_accuracy=0.875,
        test_accuracy=0.75,
        test_loss=0.625,
        seconds=7.5,
        outcome="completed",
        weights=run.best_weights,
    )
    assert not row.may_be_going_on()
    assert json.loads(json.dumps(row.as_dict(), allow_nan=False))["config"]["epochs"] == 3


def test_what_it_started_from_is_named(runs: Path) -> None:
    info = replace(new_run(runs).info, started_from=Origin(path="/some/where/old.safetensors", sha256="0"))
    assert read_summary(create_run(runs, info).path).started_from == "old.safetensors"


def test_a_real_training_that_was_interrupted_and_then_ended(new_training: Callable[..., Training]) -> None:
    training = new_training(epochs=2)
    training.on_event = lambda event: training.control.cancel() if isinstance(event, EpochFinished) else None
    with pytest.raises(Cancelled):
        training.run()
    (row,) = read_history(training.folder.path.parent)
    (first,) = training.of(EpochFinished)
    assert (row.state, row.can_resume, row.reason) == ("interrupted", True, "")
    assert (row.epochs_done, row.epochs, row.best_epoch) == (1, 2, 1)
    assert row.best_validation_accuracy == pytest.approx(first.validation_accuracy, rel=1e-6)
    assert row.seconds == pytest.approx(first.seconds, rel=1e-6)
    assert row.test_accuracy is None
    assert row.may_be_going_on()
    assert not row.may_be_going_on(now=time.time() + 3600)

    (row.path / "epochs.csv").write_text("spoilt")
    spoilt = read_summary(row.path)
    assert (spoilt.state, spoilt.can_resume, spoilt.epochs_done) == ("interrupted", True, 1)
    assert "epochs.csv” is damaged" in spoilt.reason

    finished = training.again().run()
    ended = read_summary(row.path)
    assert ended.state == "finished"
    assert ended.test_accuracy == finished.test_accuracy
    assert ended.best_validation_accuracy == finished.best_validation_accuracy
    assert ended.weights == finished.weights


def test_a_run_that_was_never_saved_cannot_go_on(runs: Path) -> None:
    row = read_summary(new_run(runs).path)
    assert (row.state, row.can_resume, row.epochs_done, row.epochs) == ("interrupted", False, 0, 3)
    assert "before it was first saved" in row.reason
    assert row.weights is None


def no_json(run: Path) -> None:
    (run / "run.json").write_text("{")


def no_text(run: Path) -> None:
    (run / "run.json").write_bytes(b"\xff\xfe\x00")


def a_list(run: Path) -> None:
    (run / "run.json").write_text("[1, 2]")


def a_deep_list(run: Path) -> None:
    (run / "run.json").write_text("[" * 100_000 + "]" * 100_000)


def gone(run: Path) -> None:
    (run / "run.json").unlink()


def a_folder(run: Path) -> None:
    (run / "run.json").unlink()
    (run / "run.json").mkdir()


def an_unknown_setting(run: Path) -> None:
    change(run / "run.json", config={"colour": "blue"})


def an_unknown_model(run: Path) -> None:
    change(run / "run.json", config={"model": ["resnet9"]})


def an_origin_that_is_none(run: Path) -> None:
    change(run / "run.json", started_from={"path": 7})


def a_newer_version(run: Path) -> None:
    change(run / "run.json", format_version=FORMAT_VERSION + 1)


def a_result_without_end(run: Path) -> None:
    (run / "result.json").write_text('{"outcome": "comp')


def a_result_in_words(run: Path) -> None:
    change(run / "result.json", test_accuracy="good")


def a_result_beyond_all(run: Path) -> None:
    change(run / "result.json", test_accuracy=75.0)


def a_result_that_lacks_something(run: Path) -> None:
    (run / "result.json").write_text('{"outcome": "completed"}')


def a_result_that_is_a_folder(run: Path) -> None:
    (run / "result.json").unlink()
    (run / "result.json").mkdir()


def a_spoilt_checkpoint(run: Path) -> None:
    (run / "result.json").unlink()
    (run / "checkpoint.safetensors").write_bytes(b"\x89PNG" * 100)


BREAKS = {
    no_json: "cannot be used",
    no_text: "cannot be used",
    a_list: "cannot be used",
    a_deep_list: "cannot be used",
    gone: "has no run.json",
    a_folder: "has no run.json",
    an_unknown_setting: "no setting called “colour”",
    an_unknown_model: "cannot be used",
    an_origin_that_is_none: "cannot be used",
    a_newer_version: "newer version",
    a_result_without_end: "result.json” is damaged",
    a_result_in_words: "its test_accuracy is 'good'",
    a_result_beyond_all: "its test_accuracy is 75.0",
    a_result_that_lacks_something: "num_epochs",
    a_result_that_is_a_folder: "result.json",
    a_spoilt_checkpoint: "checkpoint is damaged",
}


def test_broken_folders_are_shown_as_such_and_harm_nothing(runs: Path) -> None:
    whole = finished_run(runs).path
    for damage in BREAKS:
        shutil.copytree(whole, runs / damage.__name__)
        damage(runs / damage.__name__)
    before = contents(runs)
    rows = {row.path.name: row for row in read_history(runs)}
    assert contents(runs) == before
    assert rows.pop(whole.name).state == "finished"
    assert set(rows) == {damage.__name__ for damage in BREAKS}
    for damage, words in BREAKS.items():
        row = rows[damage.__name__]
        assert row.state == "broken", row
        assert words in row.reason, row
        assert "\n" not in row.reason
        assert not row.can_resume
        assert row.created
        assert row.weights == row.path / "best.safetensors"  # which may still be of use
        json.dumps(row.as_dict(), allow_nan=False)
    assert rows["a_result_in_words"].model == "resnet9-slim"  # what can be read is told


def test_figures_that_are_no_numbers_are_left_out(runs: Path) -> None:
    run = finished_run(runs)
    change(run.result, test_loss=float("nan"), best_validation_accuracy=None)
    row = read_summary(run.path)
    assert (row.state, row.test_loss, row.best_validation_accuracy) == ("finished", None, None)


def test_other_things_are_no_runs(runs: Path) -> None:
    run = finished_run(runs)
    (runs / "a file").write_text("no folder")
    (runs / "photos").mkdir()
    (runs / "photos" / "holiday.jpg").write_bytes(b"")
    shutil.copytree(run.path, runs / ".hidden")
    assert [row.path for row in read_history(runs)] == [run.path]


def test_no_folder_holds_no_runs_and_a_file_is_refused(tmp_path: Path) -> None:
    assert read_history(tmp_path / "nowhere") == []
    (tmp_path / "file").write_text("")
    with pytest.raises(RunError, match="cannot be read"):
        read_history(tmp_path / "file")


def test_the_newest_comes_first(runs: Path) -> None:
    days = {day: finished_run(runs, created=f"2026-11-{day}T10:00:00Z").path for day in (11, 13, 12)}
    broken = runs / "broken"
    shutil.copytree(days[11], broken)
    gone(broken)
    os.utime(broken, (1_000_000_000,) * 2)
    assert [row.path for row in read_history(runs)] == [days[13], days[12], days[11], broken]


def test_the_history_needs_no_torch() -> None:
    names = ("run_history", "run_label", "run_bin", "run_difference", "run_curves")
    imports = ", ".join(f"cifar_desktop.training.{name}" for name in names)
    program = f"import sys, {imports}, cifar_desktop.cli.runs; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
