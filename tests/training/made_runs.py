"""Run folders as the engine writes them, made without training."""

from pathlib import Path

from cifar_desktop.training.config import TrainConfig
from cifar_desktop.training.events import RunFinished
from cifar_desktop.training.history import EpochRecord, History
from cifar_desktop.training.runs import RunFolder, RunInfo, create_run, versions


def new_run(runs: Path, *, created: str = "2026-11-20T10:00:00Z", **changes: object) -> RunFolder:
    """Return a run that has just been created."""
    config = TrainConfig(**{"model": "resnet9-slim", "epochs": 3, "device": "cpu", **changes})
    info = RunInfo(
        config=config,
        source="sample",
        data_name="made up",
        checksums={"a": "b"},
        device="CPU",
        precision="float32",
        created=created,
        versions=versions(),
    )
    return create_run(runs, info)


def epoch(number: int, *, validation_accuracy: float | None = 0.5) -> EpochRecord:
    """Return the record of an epoch of ten steps and 2.5 s."""
    return EpochRecord(
        epoch=number,
        step=number * 10,
        train_loss=2.0 / number,
        train_accuracy=0.25 * number,
        validation_loss=None if validation_accuracy is None else 1.0,
        validation_accuracy=validation_accuracy,
        learning_rate=0.125,
        seconds=2.5,
        images_per_second=100.0,
        memory_bytes=1_000,
    )


def finished_run(runs: Path, *, test_accuracy: float = 0.75, created: str = "2026-11-20T10:00:00Z", **changes: object):
    """Return a run that has ended after three epochs."""
    run = new_run(runs, created=created, **changes)
    history = History()
    history.epochs += [epoch(1, validation_accuracy=0.5), epoch(2, validation_accuracy=0.875), epoch(3)]
    run.write_history(history)
    run.best_weights.write_bytes(b"weights")
    run.write_result(
        RunFinished(
            outcome="completed",
            num_epochs=3,
            best_epoch=2,
            best_validation_accuracy=0.875,
            test_loss=0.625,
            test_accuracy=test_accuracy,
            weights=run.best_weights,
            seconds=7.5,
        )
    )
    return run


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder with its bytes."""
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}
