"""A run folder as a training leaves it, made of the engine's own parts without training, to be damaged."""

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from benchmarks.soak.good_weights import as_safetensors, small_info, small_state
from cifar_desktop.models.registry import model_spec
from cifar_desktop.training.checkpoint import Checkpoint, write_checkpoint
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.training.device import choose_device
from cifar_desktop.training.distributed import Team
from cifar_desktop.training.events import RunFinished
from cifar_desktop.training.history import EpochRecord, History
from cifar_desktop.training.learner import Learner
from cifar_desktop.training.run_label import note_run, rename_run
from cifar_desktop.training.runs import RunInfo, create_run, versions

NUM_STEPS, STEPS_PER_EPOCH = 50, 20
CONFIG = TrainConfig(model="resnet9-slim", epochs=5, batch_size=8, device="cpu", precision="float32", optimizer="adam")


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodRun:
    """The folder, and what it holds.

    Attributes:
        path: where it lies.
        files: name -> content of each file that is to be damaged.
    """

    path: Path
    files: dict[str, bytes]


def new_learner() -> Learner:
    """Return a learner with random weights, before its first step."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = model_spec(CONFIG.model).build(10)
    return Learner(model, CONFIG, choose_device("cpu", "float32"), Team(rank=0, size=1))


def pictures() -> tuple[Tensor, Tensor]:
    """Return a batch, the same each time."""
    generator = torch.Generator().manual_seed(0)
    return torch.randn(CONFIG.batch_size, 3, 32, 32, generator=generator), torch.arange(CONFIG.batch_size)


def take_step(learner: Learner, step: int) -> None:
    """Learn from the batch once."""
    loss, _ = learner.look(*pictures())
    learner.move(step, 1e-3, loss)


def make_run(runs: Path) -> GoodRun:
    """Make a run that was interrupted in its third epoch, and has a result as well."""
    learner, history = new_learner(), History()
    take_step(learner, 0)
    for step in range(1, NUM_STEPS + 1):
        history.add_step(2.0 / step, step / 100, 0.001)
        if step % STEPS_PER_EPOCH == 0:
            history.epochs.append(_epoch(step // STEPS_PER_EPOCH, step))
    info = RunInfo(
        config=CONFIG, source="sample", data_name="CIFAR-10 sample", checksums={"train.webp": "0" * 32}, device="CPU",
        precision="float32", created="2026-11-20T10:00:00Z", versions=versions(),
    )  # fmt: skip
    folder = create_run(runs, info)
    folder.write_history(history)
    tensors, values = learner.state()
    whole = Checkpoint(
        config=CONFIG.as_dict(), step=NUM_STEPS, seconds=12.5, tensors=tensors, values=values, history=history
    )
    write_checkpoint(folder.checkpoint, whole)
    folder.best_weights.write_bytes(as_safetensors(small_state(), small_info().as_json()))
    folder.write_result(_finished(folder.best_weights))
    folder.log("Started.")
    rename_run(folder.path, "A run")
    note_run(folder.path, "With a note,\nof two lines.")
    return GoodRun(path=folder.path, files={file.name: file.read_bytes() for file in folder.path.iterdir()})


def _epoch(number: int, step: int) -> EpochRecord:
    return EpochRecord(
        epoch=number, step=step, train_loss=1.5, train_accuracy=0.5, validation_loss=1.25,
        validation_accuracy=0.25 * number, learning_rate=0.001, seconds=2.5, images_per_second=100.0,
        memory_bytes=1_000_000,
    )  # fmt: skip


def _finished(weights: Path) -> RunFinished:
    return RunFinished(
        outcome="completed", num_epochs=2, best_epoch=2, best_validation_accuracy=0.5, test_loss=1.0, test_accuracy=0.5,
        weights=weights, seconds=12.5,
    )  # fmt: skip
