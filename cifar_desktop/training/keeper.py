"""Keeps a training on the disk: checkpoints, best weights, measurements."""

import dataclasses
import errno
import time
from collections.abc import Mapping

from torch import Tensor

from cifar_desktop import atomic_files
from cifar_desktop.atomic_files import is_there
from cifar_desktop.data.dataset import DataSet
from cifar_desktop.errors import WeightsError
from cifar_desktop.inference.weights import Weights, read_weights, write_weights
from cifar_desktop.inference.weights_info import WeightsInfo
from cifar_desktop.models.registry import model_spec
from cifar_desktop.tasks import Report
from cifar_desktop.training.checkpoint import Checkpoint, write_checkpoint
from cifar_desktop.training.event_files import EventFiles
from cifar_desktop.training.events import CheckpointFailed, CheckpointSaved, RunFinished
from cifar_desktop.training.history import History
from cifar_desktop.training.preparation import model_options
from cifar_desktop.training.runs import RunFolder, now

_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.ENOENT: "its folder is not there any more",
    errno.EROFS: "the disk can only be read",
    errno.EACCES: "the system does not permit it",
    errno.EPERM: "the system does not permit it",
}


class RunKeeper:
    """Writes what a run leaves; a disk that refuses is reported, and the training goes on.

    Attributes:
        folder: the run folder.
    """

    def __init__(self, folder: RunFolder, data: DataSet, report: Report, history: History) -> None:
        """Keep a run in its folder, from where `history` has come to."""
        self.folder = folder
        self._config = folder.info.config
        self._event_files = EventFiles(folder, history)
        self._class_names, self._mean, self._std = data.class_names, data.mean, data.std
        self._report = report
        self._saved_at = time.monotonic()
        self._unwritten_best: tuple[dict[str, Tensor], WeightsInfo] | None = None
        atomic_files.remove_leftovers(folder.path)

    @property
    def is_due(self) -> bool:
        """Tell whether the last checkpoint is as old as the config allows."""
        return time.monotonic() - self._saved_at >= self._config.checkpoint_seconds

    def save(self, checkpoint: Checkpoint) -> bool:
        """Write a checkpoint and the measurements, or report why that was not possible; tell which."""
        epoch = len(checkpoint.history.epochs)
        self._saved_at = time.monotonic()
        try:
            self._write_best()  # a checkpoint must not get ahead of best weights that the disk refused before
            self._event_files.record(checkpoint.history)
            write_checkpoint(self.folder.checkpoint, checkpoint)
            self.folder.write_history(checkpoint.history)
        except OSError as error:
            self._refused(_in_words(error))
            return False
        except WeightsError as error:
            self._refused(error.what)
            return False
        self._report(CheckpointSaved(path=self.folder.checkpoint, epoch=epoch, step=checkpoint.step))
        return True

    def keep_best(self, state: Mapping[str, Tensor], metrics: Mapping[str, float | int | None]) -> None:
        """Write the best weights so far; where the disk refuses they stay in memory until the end."""
        copies = {name: tensor.detach().cpu().clone() for name, tensor in state.items()}
        self._unwritten_best = (copies, self._describe(metrics))
        try:
            self._write_best()
        except WeightsError as error:
            self._refused(error.what)

    def best_weights(self) -> Weights:
        """Return the best weights as they lie on the disk; a disk that still refuses them is an error now."""
        self._write_best()
        return read_weights(self.folder.best_weights)

    def finish(self, best: Weights, finished: RunFinished) -> None:
        """Write how the run ended, into the weights too."""
        figures = {"test_loss": finished.test_loss, "test_accuracy": finished.test_accuracy}
        info = dataclasses.replace(best.info, metrics={**best.info.metrics, **figures})
        write_weights(self.folder.best_weights, best.state, info)
        try:
            self.folder.write_result(finished)
            self.folder.forget_looks()  # nobody resumes it now
        except OSError as error:
            self._refused(_in_words(error))

    def _write_best(self) -> None:
        if self._unwritten_best:
            write_weights(self.folder.best_weights, *self._unwritten_best)
            self._unwritten_best = None

    def _refused(self, reason: str) -> None:
        self._report(
            CheckpointFailed(path=self.folder.checkpoint, reason=reason, has_older=is_there(self.folder.checkpoint))
        )

    def _describe(self, metrics: Mapping[str, float | int | None]) -> WeightsInfo:
        """Return what the weights file says about itself."""
        info, spec = self.folder.info, model_spec(self._config.model)
        return WeightsInfo(
            architecture=self._config.model,
            options=model_options(self._config),
            class_names=self._class_names,
            mean=self._mean,
            std=self._std,
            input_size=spec.input_size,
            metrics=dict(metrics),
            recipe=self.folder.recipe,
            data={"name": info.data_name, "checksums": dict(info.checksums)},
            versions=dict(info.versions),
            created=now(),
        )


def _in_words(error: OSError) -> str:
    """Return what the system said, with the commonest cases in plain words."""
    return _REASONS.get(error.errno or 0) or str(error.strerror or error)
