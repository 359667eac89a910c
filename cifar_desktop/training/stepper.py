"""One step of a training: a batch, a look, the measurements, a move."""

import enum

import torch

from cifar_desktop.data.batches import Batches
from cifar_desktop.heap import keep_heap
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.training.control import TrainControl
from cifar_desktop.training.distributed import Team
from cifar_desktop.training.learner import Learner
from cifar_desktop.training.meter import Meter
from cifar_desktop.training.schedule import learning_rate_at


class Wish(enum.IntEnum):
    """What the leader wants after a step; it reaches the other processes with the step's measurements."""

    GO_ON = 0
    CANCEL = 1
    STOP = 2


class Stepper:
    """Takes the steps of a training, one at a time.

    Attributes:
        meter: has what the steps measured.
    """

    def __init__(
        self,
        config: TrainConfig,
        learner: Learner,
        batches: Batches,
        meter: Meter,
        *,
        control: TrainControl,
        team: Team,
    ) -> None:
        self.meter = meter
        self._config, self._learner, self._batches = config, learner, batches
        self._control, self._team = control, team

    def take(self, step: int) -> Wish | None:
        """Take a step, counted from 0; return what is wished, None where nobody has looked.

        Raises FloatingPointError before the weights move where the loss is no number.
        """
        epoch, step_in_epoch = divmod(step, self._batches.steps_per_epoch)
        pictures, labels = self._batches.batch(epoch, step_in_epoch)
        rate = learning_rate_at(self._config, step, self._batches.steps_per_epoch)
        loss, accuracy = self._learner.look(pictures, labels)
        own_wish = self._own_wish()
        totals = self._team.total(torch.stack([loss, accuracy, torch.full_like(loss, float(own_wish))]))
        self.meter.add(totals, rate)
        ends_epoch = step_in_epoch == self._batches.steps_per_epoch - 1
        # Alone it looks as soon as something is wished. Several must look at the same steps, or they would part.
        is_due = self.meter.is_due(step) or ends_epoch or (own_wish != Wish.GO_ON and self._team.size == 1)
        read = self.meter.read() if is_due else None
        self._learner.move(step, rate, totals[0])
        keep_heap()  # what stays, gradients above all, was allocated by the first step
        return None if read is None else Wish(round(read[2]))

    def _own_wish(self) -> Wish:
        """Return what this process wishes: only the leader has a say."""
        if not self._team.is_leader:
            return Wish.GO_ON
        if self._control.cancelled:
            return Wish.CANCEL
        return Wish.STOP if self._control.stopping else Wish.GO_ON
