"""Checkpoints: everything that the next step of a training depends on, in one safetensors file.

Safetensors holds tensors and text and nothing that could be executed, so a checkpoint from a stranger is as
harmless as a picture.
"""

import json
import math
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import safetensors
import torch
from torch import Tensor

from cifar_desktop.errors import RunError
from cifar_desktop.inference.safetensors_writer import write_tensors
from cifar_desktop.training.history import History, epoch_record

FORMAT_VERSION = 1
METADATA_KEY = "cifar_desktop_checkpoint"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Checkpoint:
    """A training between two steps.

    Attributes:
        config: the settings, as plain values.
        step: how many steps of the whole run are done; order, augmentation and learning rate follow from it.
        seconds: of training so far, without pauses.
        tensors, values: the learner's state.
        history: what was measured so far.
    """

    config: Mapping[str, Any]
    step: int
    seconds: float
    tensors: Mapping[str, Tensor]
    values: Mapping[str, Any]
    history: History


def write_checkpoint(destination: Path, checkpoint: Checkpoint) -> None:
    """Write a checkpoint whole or not at all; raises OSError where the system refuses."""
    history = checkpoint.history
    tensors = dict(checkpoint.tensors)
    for name in ("losses", "accuracies", "learning_rates"):
        tensors[f"history/{name}"] = torch.tensor(getattr(history, name), dtype=torch.float32)
    document = {
        "format_version": FORMAT_VERSION,
        "config": dict(checkpoint.config),
        "step": checkpoint.step,
        "seconds": checkpoint.seconds,
        "values": dict(checkpoint.values),
        "epochs": history.epochs_as_dicts(),
    }
    write_tensors(destination, tensors, {METADATA_KEY: json.dumps(document)})


def read_checkpoint(path: Path) -> Checkpoint:
    """Return the checkpoint that `write_checkpoint` wrote, or refuse what is not one."""
    try:
        document, tensors = _read(path)
        history = _history(document, tensors)
        checkpoint = Checkpoint(
            config=_table(document, "config"),
            step=_step(document, history),
            seconds=_seconds(document),
            tensors=tensors,
            values=_table(document, "values"),
            history=history,
        )
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, safetensors.SafetensorError) as error:
        raise RunError(
            f"The checkpoint “{path}” cannot be read: {error}.",
            kept="The run folder was not touched.",
            remedy="Start a new training, or use the best weights of that run if they are there.",
        ) from error
    return checkpoint


def _read(path: Path) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """Return the document and the tensors of a checkpoint file."""
    with safetensors.safe_open(path, framework="pt") as file:
        text = (file.metadata() or {}).get(METADATA_KEY)
        if text is None:
            raise ValueError("it is not a checkpoint of this program")
        document: dict[str, Any] = json.loads(text)
        if not isinstance(document, dict):
            raise ValueError("what it says about itself is no table")
        if document["format_version"] > FORMAT_VERSION:
            raise ValueError("it was made by a newer version of the program")
        # Copies: what still pointed into the file would keep Windows from replacing it.
        return document, {name: file.get_tensor(name).clone() for name in file.keys()}  # noqa: SIM118 - no mapping


def _history(document: Mapping[str, Any], tensors: Mapping[str, Tensor]) -> History:
    """Return the history that a checkpoint carries."""
    history = History()
    for name in ("losses", "accuracies", "learning_rates"):
        column = tensors[f"history/{name}"]
        if column.dtype != torch.float32 or column.ndim != 1:
            raise ValueError(f"its {name.replace('_', ' ')} are no list of numbers")
        setattr(history, name, array("f", column.tolist()))
    if not isinstance(document["epochs"], list):
        raise ValueError("its epochs are no list")
    history.epochs = [epoch_record(record) for record in document["epochs"]]
    return history


def _step(document: Mapping[str, Any], history: History) -> int:
    """Return how many steps are done; each has left its measurements."""
    step = document["step"]
    measured = {len(history.losses), len(history.accuracies), len(history.learning_rates)}
    if not isinstance(step, int) or isinstance(step, bool) or measured != {step}:
        raise ValueError(f"it is of step {step!r}, and has measurements of {max(measured)}")
    if [record.epoch for record in history.epochs] != list(range(1, len(history.epochs) + 1)):
        raise ValueError("an epoch is missing")
    if history.epochs and history.epochs[-1].step > step:
        raise ValueError("it has epochs that are still to come")
    return step


def _seconds(document: Mapping[str, Any]) -> float:
    seconds = document["seconds"]
    if not isinstance(seconds, int | float) or not 0 <= seconds < math.inf:
        raise ValueError(f"it says that it took {seconds!r} seconds")
    return float(seconds)


def _table(document: Mapping[str, Any], name: str) -> dict[str, Any]:
    table = document[name]
    if not isinstance(table, dict):
        raise ValueError(f"its {name} are no table")
    return table
