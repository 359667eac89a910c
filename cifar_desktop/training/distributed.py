"""Several processes that train one network together, each on its share of every batch.

`torchrun` starts them and says in the environment who is who. Only the leader reports and writes; what it is
asked to do reaches the others with the measurements of a step, so that all of them stop at the same one.
"""

import contextlib
import datetime
import os
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, distributed, nn
from torch.nn.parallel import DistributedDataParallel

PATIENCE = datetime.timedelta(days=7)  # the others wait in a collective while the leader is paused


@dataclass(frozen=True, slots=True)
class Team:
    """The processes of one training.

    Attributes:
        rank: which of them this is; 0 leads.
        size: how many there are.
    """

    rank: int = 0
    size: int = 1

    @property
    def is_leader(self) -> bool:
        """Tell whether this process reports and writes."""
        return self.rank == 0

    def total(self, values: Tensor) -> Tensor:
        """Return the sum over all processes, element by element."""
        if self.size > 1:
            distributed.all_reduce(values)
        return values

    def leaders_word(self, word: str) -> str:
        """Return what the leader says, such as a precision that each process would measure for itself."""
        if self.size == 1:
            return word
        words = [word]
        distributed.broadcast_object_list(words, src=0)
        return words[0]

    def share_statistics(self, model: nn.Module) -> None:
        """Give all processes the leader's batch-norm statistics: each has only seen its own share of the pictures."""
        if self.size > 1:
            for statistic in model.buffers():
                distributed.broadcast(statistic, src=0)

    def joined(self, model: nn.Module) -> nn.Module:
        """Return the model wrapped so that gradients are averaged over the processes."""
        if self.size == 1:
            return model
        on_gpu = next(model.parameters()).is_cuda
        return DistributedDataParallel(
            model, device_ids=[torch.cuda.current_device()] if on_gpu else None, gradient_as_bucket_view=True
        )


def is_distributed() -> bool:
    """Tell whether torchrun started this process as one of several."""
    return int(os.environ.get("WORLD_SIZE", "1")) > 1


@contextlib.contextmanager
def joined_team(device: str) -> Iterator[Team]:
    """Join the processes that torchrun started, for as long as the context lasts; alone it is a team of one."""
    if not is_distributed():
        yield Team()
        return
    on_gpu = torch.cuda.is_available() and not device.startswith("cpu")
    if on_gpu:
        torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))
    distributed.init_process_group("nccl" if on_gpu else "gloo", timeout=PATIENCE)
    try:
        yield Team(distributed.get_rank(), distributed.get_world_size())
    finally:
        distributed.destroy_process_group()
