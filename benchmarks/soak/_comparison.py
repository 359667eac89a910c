"""Whether a training that was harmed ends with the very weights of one that was not."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.soak._nursery import Nursery
from benchmarks.soak._patients import QUICK, as_options

TRAIN = "benchmarks.soak._patients:train"


def undisturbed(nursery: Nursery, scratch: Path) -> dict[str, Any]:
    """Return the last state of a training that nothing happened to."""
    runs = scratch / "undisturbed"
    child = nursery.begin(TRAIN, scratch / "undisturbed.log", arguments=["--runs", str(runs), *as_options(QUICK)])
    if child.code() != 0:
        raise RuntimeError(child.text)
    return _state(next(iter(runs.iterdir())))


def differences(run: Path, expected: Mapping[str, Any]) -> list[str]:
    """Return in a sentence what is not as it was expected."""
    import torch

    state = _state(run)
    if state.keys() != expected.keys():
        return [f"the tensors are others: {', '.join(sorted(state.keys() ^ expected.keys())[:5])}"]
    names = [name for name in expected if not torch.equal(state[name], expected[name])]
    return [f"{len(names)} tensors differ from an undisturbed training: {', '.join(names[:5])}"] if names else []


def _state(run: Path) -> dict[str, Any]:
    """Return all tensors of the last checkpoint and of the best weights."""
    from cifar_desktop.inference.weights import read_weights
    from cifar_desktop.training.checkpoint import read_checkpoint

    best = {f"best/{name}": value for name, value in read_weights(run / "best.safetensors").state.items()}
    return {**read_checkpoint(run / "checkpoint.safetensors").tensors, **best}
