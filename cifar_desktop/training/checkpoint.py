"""Checkpoints: everything that the next step of a training depends on, in one safetensors file.

Safetensors holds tensors and text and nothing that could be executed, so a checkpoint from a stranger is as
harmless as a picture.
"""

import json
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import safetensors
import safetensors.torch
import torch
from torch import Tensor

from cifar_desktop import atomic_files
from cifar_desktop.errors import RunError
from cifar_desktop.training.history import EpochRecord, History

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
    tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in checkpoint.tensors.items()}
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
    content = safetensors.torch.save(tensors, metadata={METADATA_KEY: json.dumps(document)})
    atomic_files.write_bytes(destination, content)


def read_checkpoint(path: Path) -> Checkpoint:
    """Return the checkpoint that `write_checkpoint` wrote, or refuse what is not one."""
    try:
        document, tensors = _read(path)
        history = _history(document, tensors)
        checkpoint = Checkpoint(
            config=document["config"],
            step=int(document["step"]),
            seconds=float(document["seconds"]),
            tensors=tensors,
            values=document["values"],
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
        if document["format_version"] > FORMAT_VERSION:
            raise ValueError("it was made by a newer version of the program")
        # Copies: what still pointed into the file would keep Windows from replacing it.
        return document, {name: file.get_tensor(name).clone() for name in file.keys()}  # noqa: SIM118 - no mapping


def _history(document: Mapping[str, Any], tensors: Mapping[str, Tensor]) -> History:
    """Return the history that a checkpoint carries."""
    history = History()
    for name in ("losses", "accuracies", "learning_rates"):
        setattr(history, name, array("f", tensors[f"history/{name}"].tolist()))
    history.epochs = [EpochRecord(**record) for record in document["epochs"]]
    return history
