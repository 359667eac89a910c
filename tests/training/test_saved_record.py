"""A run's measurements come back as they were written, or it is said what is wrong with them."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from cifar_desktop.errors import RunError
from cifar_desktop.training.history import EpochRecord, History
from cifar_desktop.training.saved_record import read_saved_record


def written(folder: Path, *, validation: bool = True) -> History:
    """Write the measurements of 6 steps and 2 epochs as a run does."""
    history = History()
    for step in range(1, 7):
        history.add_step(2.0 / step, step / 10, 0.1 * step)
        if step in (3, 6):
            history.epochs.append(
                EpochRecord(
                    epoch=step // 3,
                    step=step,
                    train_loss=1.25,
                    train_accuracy=0.5,
                    validation_loss=1.5 if validation else None,
                    validation_accuracy=0.25 if validation else None,
                    learning_rate=0.125,
                    seconds=2.5,
                    images_per_second=99.5,
                    memory_bytes=123_456_789_012,
                )
            )
    folder.mkdir(exist_ok=True)
    (folder / "steps.csv").write_text(history.steps_csv())
    (folder / "epochs.csv").write_text(history.epochs_csv())
    return history


@pytest.mark.parametrize("validation", [True, False])
def test_what_was_written_comes_back(tmp_path: Path, validation: bool) -> None:
    history = written(tmp_path, validation=validation)
    record = read_saved_record(tmp_path)
    assert record.num_steps == 6
    np.testing.assert_allclose(record.losses, history.losses, rtol=1e-6)
    np.testing.assert_allclose(record.accuracies, history.accuracies, rtol=1e-6)
    np.testing.assert_allclose(record.learning_rates, history.learning_rates, rtol=1e-6)
    assert record.epochs == tuple(history.epochs)


def test_a_real_run_is_read(new_training: Callable) -> None:
    training = new_training(epochs=2)
    training.run()
    record = read_saved_record(training.folder.path)
    losses = [loss for event in training.events for loss in getattr(event, "losses", ())]
    np.testing.assert_allclose(record.losses, losses, rtol=1e-6)
    assert [each.epoch for each in record.epochs] == [1, 2]
    assert record.epochs[-1].step == record.num_steps


def test_a_run_before_its_first_epoch_is_read(tmp_path: Path) -> None:
    history = History()
    (tmp_path / "steps.csv").write_text(history.steps_csv())
    (tmp_path / "epochs.csv").write_text(history.epochs_csv())
    record = read_saved_record(tmp_path)
    assert record.num_steps == 0
    assert record.epochs == ()


@pytest.mark.parametrize("name", ["steps.csv", "epochs.csv"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    written(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(RunError, match=name) as caught:
        read_saved_record(tmp_path)
    assert "missing" in caught.value.what
    assert caught.value.remedy


DAMAGED = {
    "a word for a number": ("steps.csv", "0.6666667", "many", "line 4"),
    "no number": ("steps.csv", "0.6666667", "nan", "line 4.*loss is nan"),
    "a value too few": ("steps.csv", "2,1,0.2,0.2", "2,1,0.2", "line 3.*3 values"),
    "a step that is gone": ("steps.csv", "2,1,0.2,0.2\n", "", "line 3.*missing"),
    "another table": ("steps.csv", "step,loss", "step,cost", "line 1.*columns"),
    "nothing": ("steps.csv", None, "", "line 1.*columns"),
    "an epoch that is gone": ("epochs.csv", "\n1,3,", "\n0,3,", "line 2.*missing"),
    "half an epoch": ("epochs.csv", ",123456789012\n2", "\n2", "line 2.*9 values"),
    "an empty cell": ("epochs.csv", "\n1,3,1.25", "\n1,3,", "line 2"),
}


@pytest.mark.parametrize("case", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_is_named_with_the_line(tmp_path: Path, case: tuple[str, str | None, str, str]) -> None:
    name, old, new, message = case
    written(tmp_path)
    before = (tmp_path / name).read_text()
    assert old is None or old in before
    damaged = new if old is None else before.replace(old, new, 1)
    (tmp_path / name).write_text(damaged)
    with pytest.raises(RunError, match=f"(?s){name}.*damaged in {message}") as caught:
        read_saved_record(tmp_path)
    assert "not touched" in caught.value.kept
    assert (tmp_path / name).read_text() == damaged


def test_bytes_that_are_no_text_are_refused_in_words(tmp_path: Path) -> None:
    written(tmp_path)
    (tmp_path / "steps.csv").write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(RunError, match="no text"):
        read_saved_record(tmp_path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused_in_words(tmp_path: Path) -> None:
    written(tmp_path)
    (tmp_path / "steps.csv").chmod(0)
    with pytest.raises(RunError, match="cannot be read"):
        read_saved_record(tmp_path)


def test_a_folder_in_place_of_the_file_is_refused_in_words(tmp_path: Path) -> None:
    written(tmp_path)
    (tmp_path / "steps.csv").unlink()
    (tmp_path / "steps.csv").mkdir()
    with pytest.raises(RunError, match="cannot be read"):
        read_saved_record(tmp_path)


def test_reading_needs_no_torch() -> None:
    program = "import sys, cifar_desktop.training.saved_record; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
