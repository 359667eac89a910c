"""Files of a run that are whole and absurd: numbers beyond all, tables in tables, half of what there should be."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import safetensors.torch
import torch

from benchmarks.soak.good_run import NUM_STEPS, GoodRun, make_run, new_learner
from cifar_desktop.errors import RunError
from cifar_desktop.training.checkpoint import METADATA_KEY, read_checkpoint
from cifar_desktop.training.config import number_in_words
from cifar_desktop.training.find_interrupted import interrupted_run
from cifar_desktop.training.json_table import MAX_BYTES, read_table
from cifar_desktop.training.run_history import read_summary
from cifar_desktop.training.runs import open_run


@pytest.fixture
def run(tmp_path: Path) -> GoodRun:
    """A run that was interrupted after 50 steps."""
    made = make_run(tmp_path / "runs")
    (made.path / "result.json").unlink()
    return made


def change_config(run: GoodRun, **changes: object) -> None:
    document = json.loads((run.path / "run.json").read_text())
    (run.path / "run.json").write_text(json.dumps({**document, "config": {**document["config"], **changes}}))


def rewrite_checkpoint(run: GoodRun, change: Callable[[dict[str, Any], dict[str, torch.Tensor]], None]) -> Path:
    """Change a checkpoint's description and tensors."""
    path = run.path / "checkpoint.safetensors"
    content = path.read_bytes()
    header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
    document, tensors = json.loads(header["__metadata__"][METADATA_KEY]), safetensors.torch.load(content)
    change(document, tensors)
    path.write_bytes(safetensors.torch.save(tensors, metadata={METADATA_KEY: json.dumps(document)}))
    return path


@pytest.mark.parametrize("name", ["epochs", "learning_rate", "checkpoint_seconds"])
def test_a_number_beyond_all_is_said_in_words(run: GoodRun, name: str) -> None:
    change_config(run, **{name: 10**400})
    with pytest.raises(RunError, match="a number of 401 digits"):
        open_run(run.path)
    assert read_summary(run.path).state == "broken"
    assert number_in_words(-(10**20)) == "a number of 21 digits"
    assert number_in_words(123_456) == "123,456"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"validation_accuracy": 10**400}, "its validation accuracy is a number of 401 digits"),
        ({"memory_bytes": -(10**30)}, "its memory bytes is a number of 31 digits"),
        ({"validation_loss": None}, "one of validation loss and accuracy without the other"),
    ],
)
def test_an_epoch_beyond_all_is_said_in_words(run: GoodRun, changes: dict[str, Any], words: str) -> None:
    path = rewrite_checkpoint(run, lambda document, _: document["epochs"][0].update(changes))
    with pytest.raises(RunError, match=words):
        read_checkpoint(path)


def test_a_result_beyond_all_breaks_one_row_only(run: GoodRun) -> None:
    result = json.loads(run.files["result.json"])
    (run.path / "result.json").write_text(json.dumps({**result, "num_epochs": 10**400}))
    assert read_summary(run.path).state == "broken"


def test_tables_without_end_are_refused_in_words(run: GoodRun) -> None:
    (run.path / "run.json").write_text('{"a":' * 100_000)
    with pytest.raises(RunError, match="tables in tables"):
        open_run(run.path)


def test_a_file_too_large_for_a_table_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    with path.open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)
    with pytest.raises(ValueError, match="16 MiB"):
        read_table(path)


def test_a_log_that_is_no_text_any_more_stops_nothing(run: GoodRun) -> None:
    (run.path / "log.txt").write_bytes(b"\xff\xfe\x00 damaged\n")
    open_run(run.path).log("Resumed.")
    assert b"Resumed." in (run.path / "log.txt").read_bytes()


def test_a_run_of_a_version_with_fewer_settings_can_go_on(run: GoodRun) -> None:
    rewrite_checkpoint(run, lambda document, _: document["config"].pop("mirror_at_test"))
    found = interrupted_run(run.path)
    assert found is not None
    assert found.steps_done == NUM_STEPS


DOCUMENTS: dict[str, tuple[str, object]] = {
    "a step beyond all": ("step", float("inf")),
    "a step that was not measured": ("step", NUM_STEPS + 1),
    "yes for a step": ("step", True),
    "a time that is no number": ("seconds", float("nan")),
    "epochs in a word": ("epochs", "two"),
    "an epoch of words": ("epochs", [{"epoch": 1}]),
    "values in a list": ("values", []),
    "no settings": ("config", None),
}


@pytest.mark.parametrize("case", DOCUMENTS.values(), ids=DOCUMENTS)
def test_an_absurd_checkpoint_is_refused(run: GoodRun, case: tuple[str, object]) -> None:
    name, value = case
    path = rewrite_checkpoint(run, lambda document, _: document.update({name: value}))
    content = path.read_bytes()
    with pytest.raises(RunError, match=r"checkpoint.*cannot be read"):
        read_checkpoint(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize("name", ["losses", "accuracies", "learning_rates"])
def test_measurements_of_another_form_are_refused(run: GoodRun, name: str) -> None:
    path = rewrite_checkpoint(run, lambda _, tensors: tensors.update({f"history/{name}": torch.zeros(5, 10)}))
    with pytest.raises(RunError, match="no list of numbers"):
        read_checkpoint(path)


@pytest.mark.parametrize("key", ["exp_avg", "step"])
def test_an_optimizer_that_has_forgotten_something_does_not_go_on(run: GoodRun, key: str) -> None:
    """PyTorch would only notice in the midst of the first step."""
    path = rewrite_checkpoint(run, lambda _, tensors: tensors.pop(f"optimizer/3/{key}"))
    checkpoint = read_checkpoint(path)
    with pytest.raises(ValueError, match="not whole"):
        new_learner().restore(checkpoint.tensors, checkpoint.values)


def test_an_optimizer_of_another_shape_does_not_go_on(run: GoodRun) -> None:
    path = rewrite_checkpoint(run, lambda _, tensors: tensors.update({"optimizer/3/exp_avg": torch.zeros(3)}))
    checkpoint = read_checkpoint(path)
    with pytest.raises(ValueError, match="another shape"):
        new_learner().restore(checkpoint.tensors, checkpoint.values)
