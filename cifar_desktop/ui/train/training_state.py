"""Where a training is, as the window sees it."""

from enum import Enum


class TrainState(Enum):
    """The states of the Train tab; each looks its own way."""

    READY = "ready"
    LOADING = "loading"
    RUNNING = "running"
    PAUSING = "pausing"
    PAUSED = "paused"
    STOPPING = "stopping"
    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"

    @property
    def is_active(self) -> bool:
        """Tell whether a training is under way."""
        return self in _ACTIVE


class StopWish(Enum):
    """What becomes of a training that is asked to stop."""

    KEEP_BEST = "keep best"
    SAVE = "save"
    DISCARD = "discard"


_ACTIVE = {TrainState.LOADING, TrainState.RUNNING, TrainState.PAUSING, TrainState.PAUSED, TrainState.STOPPING}
