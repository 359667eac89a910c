"""Which runs can go on, told by their folders alone."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cifar_desktop.errors import Cancelled
from cifar_desktop.training import checkpoint, find_interrupted
from cifar_desktop.training.events import EpochFinished
from tests.training.conftest import Training

NewTraining = Callable[..., Training]


def interrupted(new_training: NewTraining, *, after_epoch: int = 1, **changes: object) -> Training:
    """Return a training that was cancelled after an epoch."""
    training = new_training(**changes)
    seen = []

    def stop(event: object) -> None:
        if isinstance(event, EpochFinished):
            seen.append(event)
            if len(seen) == after_epoch:
                training.control.cancel()

    training.on_event = stop
    with pytest.raises(Cancelled):
        training.run()
    return training


def set_age(run: Path, seconds: float) -> None:
    saved = run / "checkpoint.safetensors"
    os.utime(saved, (1_700_000_000 - seconds,) * 2)


def test_an_interrupted_run_is_found_with_where_it_was(new_training: NewTraining) -> None:
    training = interrupted(new_training, after_epoch=2)
    (run,) = find_interrupted.find_interrupted(training.folder.path.parent)
    assert run.path == training.folder.path
    assert run.config == training.folder.info.config
    assert run.epochs_done == 2
    steps_per_epoch = 256 * 3 // 4 // 32
    assert steps_per_epoch * 2 <= run.steps_done <= steps_per_epoch * 2 + 1
    assert run.saved_at == (run.path / "checkpoint.safetensors").stat().st_mtime
    assert run.data_name == training.data.name


def test_a_finished_run_and_one_without_a_checkpoint_are_left_out(new_training: NewTraining) -> None:
    finished = new_training(epochs=1)
    finished.run()
    never_saved = new_training()
    runs = finished.folder.path.parent
    assert never_saved.folder.path.parent == runs
    assert find_interrupted.find_interrupted(runs) == []
    (finished.folder.path / "result.json").unlink()
    assert [run.path for run in find_interrupted.find_interrupted(runs)] == [finished.folder.path]


def test_the_last_saved_comes_first(new_training: NewTraining) -> None:
    first = interrupted(new_training).folder.path
    for name, age in (("old", 300), ("new", 10), ("middle", 100)):
        shutil.copytree(first, first.parent / name)
        set_age(first.parent / name, age)
    shutil.rmtree(first)
    names = [run.path.name for run in find_interrupted.find_interrupted(first.parent)]
    assert names == ["new", "middle", "old"]


def truncate(run: Path) -> None:
    file = run / "checkpoint.safetensors"
    file.write_bytes(file.read_bytes()[:-100])


def write_no_json(run: Path) -> None:
    (run / "run.json").write_text("{")


def write_a_list(run: Path) -> None:
    (run / "run.json").write_text("[1, 2]")


def write_an_unknown_setting(run: Path) -> None:
    document = json.loads((run / "run.json").read_text())
    document["config"]["colour"] = "blue"
    (run / "run.json").write_text(json.dumps(document))


def change_a_setting(run: Path) -> None:
    document = json.loads((run / "run.json").read_text())
    document["config"]["batch_size"] = 64
    (run / "run.json").write_text(json.dumps(document))


def put_a_picture_there(run: Path) -> None:
    (run / "checkpoint.safetensors").write_bytes(b"\x89PNG" * 100)


def empty_the_checkpoint(run: Path) -> None:
    (run / "checkpoint.safetensors").write_bytes(b"")


def make_the_checkpoint_a_folder(run: Path) -> None:
    (run / "checkpoint.safetensors").unlink()
    (run / "checkpoint.safetensors").mkdir()


BREAKS = [
    truncate,
    write_no_json,
    write_a_list,
    write_an_unknown_setting,
    change_a_setting,
    put_a_picture_there,
    empty_the_checkpoint,
    make_the_checkpoint_a_folder,
]


def test_broken_folders_harm_nothing_and_are_left_out(new_training: NewTraining) -> None:
    whole = interrupted(new_training).folder.path
    for damage in BREAKS:
        broken = whole.parent / damage.__name__
        shutil.copytree(whole, broken)
        damage(broken)
    (whole.parent / "a file").write_text("no folder")
    (whole.parent / "empty").mkdir()
    assert [run.path for run in find_interrupted.find_interrupted(whole.parent)] == [whole]
    assert {path.name for path in whole.parent.iterdir()} >= {damage.__name__ for damage in BREAKS}


def test_without_a_folder_there_is_nothing(tmp_path: Path) -> None:
    assert find_interrupted.find_interrupted(tmp_path / "nowhere") == []
    (tmp_path / "file").write_text("")
    assert find_interrupted.find_interrupted(tmp_path / "file") == []


def test_it_looks_for_what_checkpoints_write() -> None:
    assert find_interrupted._KEY == checkpoint.METADATA_KEY


def test_it_needs_no_torch() -> None:
    program = "import sys, cifar_desktop.training.find_interrupted; sys.exit('torch' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)
