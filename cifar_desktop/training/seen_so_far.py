"""What a frozen backbone has seen so far, kept piece by piece while it still looks: that takes hours on a processor.

A piece is a file with the features of some pictures, named after the position of the first. Pieces are only ever
added, so that keeping costs what is new and not what there is.
"""

import contextlib
import time
from pathlib import Path

import safetensors
import safetensors.torch
import torch
from torch import Tensor

from cifar_desktop.inference.safetensors_writer import write_tensors
from cifar_desktop.training.runs import RunFolder

_KEY = "features"


class SeenSoFar:
    """The features of the first pictures, as many as were kept; a disk that refuses costs a second look and no more.

    Attributes:
        interval_s: how much of the look a kill may cost at most.
    """

    def __init__(self, run: RunFolder, name: str) -> None:
        """Keep what is seen under this name in a run folder."""
        self.interval_s = run.info.config.checkpoint_seconds
        self._run, self._name = run, name
        self._num_kept = 0
        self._kept_at = time.monotonic()

    def take_up(self, features: Tensor) -> int:
        """Fill in what was kept before, and return of how many pictures; what is damaged is looked at again."""
        with contextlib.suppress(OSError):
            while (piece := self._piece()).is_file():
                seen = _read(piece, num_features=features.shape[1])
                if seen is None or not 0 < len(seen) <= len(features) - self._num_kept:
                    break
                features[self._num_kept : self._num_kept + len(seen)] = seen.to(features.device)
                self._num_kept += len(seen)
        return self._num_kept

    def keep(self, features: Tensor, num_seen: int, *, at_once: bool = False) -> None:
        """Write what is new, where that is due or wanted at once."""
        is_due = at_once or time.monotonic() - self._kept_at >= self.interval_s
        if not is_due or num_seen == self._num_kept:
            return
        with contextlib.suppress(OSError):
            write_tensors(self._piece(), {_KEY: features[self._num_kept : num_seen]}, {})
            self._num_kept = num_seen
        self._kept_at = time.monotonic()

    def _piece(self) -> Path:
        """Return the file of the next piece."""
        return self._run.piece_seen(f"{self._name}-{self._num_kept}")


def _read(piece: Path, *, num_features: int) -> Tensor | None:
    """Return what a piece holds; None where it is damaged or of another backbone."""
    try:
        seen = safetensors.torch.load(piece.read_bytes())[_KEY]
    except (LookupError, ValueError, RuntimeError, safetensors.SafetensorError):
        return None
    is_fit = seen.dtype is torch.float16 and seen.ndim == 2 and seen.shape[1] == num_features
    return seen if is_fit else None
