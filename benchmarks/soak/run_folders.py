"""Run folders with a damaged file: shown in the history, resumed, or refused in words; nothing in them is touched."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import torch

from benchmarks.soak.fault import Fault, Outcome
from benchmarks.soak.good_run import GoodRun, make_run, new_learner, take_step
from benchmarks.soak.mutations import mutated
from benchmarks.soak.odd_documents import odd_csv, odd_json, odd_tensors
from benchmarks.soak.refusals import read_or_refused
from benchmarks.soak.trials import Trial, Unsurvived, tried_apart
from cifar_desktop.errors import UserError
from cifar_desktop.inference.weights import METADATA_KEY as WEIGHTS_KEY
from cifar_desktop.inference.weights import read_weights
from cifar_desktop.training.checkpoint import METADATA_KEY, read_checkpoint
from cifar_desktop.training.find_interrupted import find_interrupted
from cifar_desktop.training.run_curves import read_curves
from cifar_desktop.training.run_difference import setting_differences
from cifar_desktop.training.run_history import read_history
from cifar_desktop.training.runs import open_run
from cifar_desktop.training.saved_record import read_saved_record

# What `Trainer` turns into a refusal in words where a checkpoint does not fit its run.
_DOES_NOT_FIT = (LookupError, TypeError, ValueError, RuntimeError)


def trial(scratch: Path, seed: int) -> Trial:
    """Return what damages a file of the run and then looks at the run in every way in which the program does."""
    torch.set_num_threads(1)
    run = make_run(scratch / "runs")
    names = sorted(name for name in run.files if name not in ("best.safetensors", "training.lock"))
    if _look_at(run) != "read":
        raise AssertionError("the good run is refused")

    def try_case(case: int) -> str:
        random = Random(f"{seed} {case}")
        name = random.choice([*names, "checkpoint.safetensors", "checkpoint.safetensors", "best.safetensors"])
        damaged = {name: _damaged(name, run.files[name], random)}
        if random.random() < 0.5 and name != "result.json":
            damaged["result.json"] = None  # a run that was interrupted
        _write(run, damaged)
        try:
            return _look_at(run)
        except Exception as error:
            error.add_note(f"{name} is damaged")
            raise
        finally:
            _write(run, dict(run.files))

    return try_case


def _damaged(name: str, content: bytes, random: Random) -> bytes | None:
    """Return a file's content after a damage; None where it is gone."""
    if random.random() < 0.03:
        return None
    if random.random() < 0.4:
        return mutated(content, random)
    if name.endswith(".json"):
        return odd_json(content, random)
    if name.endswith(".csv"):
        return odd_csv(content, random)
    if name.endswith(".safetensors"):
        return odd_tensors(content, METADATA_KEY if name.startswith("checkpoint") else WEIGHTS_KEY, random)
    return mutated(content, random)


def _write(run: GoodRun, files: dict[str, bytes | None]) -> None:
    for name, content in files.items():
        if content is None:
            (run.path / name).unlink(missing_ok=True)
        else:
            (run.path / name).write_bytes(content)


def _look_at(run: GoodRun) -> str:
    """Return "read" or "refused"."""
    before = {file.name: file.stat().st_mtime_ns for file in run.path.iterdir()}
    (row,) = read_history(run.path.parent)
    json.dumps(row.as_dict(), allow_nan=False).encode()
    find_interrupted(run.path.parent)
    read_curves([row])
    if row.config:
        setting_differences([row, replace(row, path=run.path / "other")])
    looks: list[tuple[str, Callable[[], object]]] = [
        (run.path.name, lambda: open_run(run.path)),
        (run.path.name, lambda: read_saved_record(run.path)),
        ("checkpoint.safetensors", lambda: _resume(run)),
        ("best.safetensors", lambda: read_weights(run.path / "best.safetensors")),
    ]
    words = {read_or_refused(look, name=name) for name, look in looks}
    if before != {file.name: file.stat().st_mtime_ns for file in run.path.iterdir()}:
        raise Unsurvived("looking at the folder changed it")
    return "refused" if "refused" in words or row.state == "broken" else "read"


def _resume(run: GoodRun) -> None:
    """Take a step from the checkpoint, as a resumed training does."""
    checkpoint = read_checkpoint(run.path / "checkpoint.safetensors")
    learner = new_learner()
    try:
        learner.restore(checkpoint.tensors, checkpoint.values)
    except _DOES_NOT_FIT as error:
        raise UserError("The checkpoint.safetensors does not fit.") from error
    take_step(learner, checkpoint.step)
    checkpoint.history.epochs_csv()
    checkpoint.history.steps_csv()
    checkpoint.history.best_epoch()
    for record in checkpoint.history.epochs:
        record.summary()


def _run(times: int, seed: int, scratch: Path) -> Outcome:
    return tried_apart(__name__, times, seed, scratch)


FAULTS = (Fault(name="run-folders", title="run folders with a damaged file", run=_run, times=5000),)
