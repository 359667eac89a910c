"""Several processes that train one network together, each on its share of every batch.

`torchrun` starts them and says in the environment who is who. Only the leader reports and writes; what it is
asked to do reaches the others with the measurements of a step, so that all of them stop at the same one.
"""

import contextlib
import gc
import os
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, distributed, nn
from torch.nn.parallel import DistributedDataParallel

from cifar_desktop.data.no_compiler import leave_compiler_out
from cifar_desktop.errors import DeviceError


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
        leave_compiler_out()
        on_gpu = next(model.parameters()).is_cuda
        return DistributedDataParallel(
            model, device_ids=[torch.cuda.current_device()] if on_gpu else None, gradient_as_bucket_view=True
        )


def is_distributed() -> bool:
    """Tell whether torchrun started this process as one of several; some clusters set WORLD_SIZE alone."""
    if not {"RANK", "LOCAL_RANK"} <= os.environ.keys():
        return False
    return int(os.environ.get("WORLD_SIZE", "1")) > 1


@contextlib.contextmanager
def joined_team(device: str) -> Iterator[Team]:
    """Join the processes that torchrun started, for as long as the context lasts; alone it is a team of one."""
    if not is_distributed():
        yield Team()
        return
    on_gpu = torch.cuda.is_available() and device != "cpu"
    if on_gpu:
        _take_own_gpu(device)
    distributed.init_process_group("nccl" if on_gpu else "gloo")
    yield Team(distributed.get_rank(), distributed.get_world_size())
    # Not after an error: it would wait for the others, which may wait for us. The end of the process does it then.
    distributed.barrier()  # the leader still tests and writes when the others are done: nobody leaves before it
    # The wrapped network refers to the group and is part of reference cycles. Left to the end of the interpreter, it
    # would tear down the group's threads when nothing can wait for them any more, and abort the process.
    gc.collect()
    distributed.destroy_process_group()


def _take_own_gpu(device: str) -> None:
    """Use the GPU with this process's number on its machine."""
    if device not in ("auto", "cuda"):
        raise DeviceError(f"Several processes cannot all train on {device}.", remedy="Use --device cuda or auto.")
    local_rank = int(os.environ["LOCAL_RANK"])
    if local_rank >= torch.cuda.device_count():
        raise DeviceError(
            f"This machine has {torch.cuda.device_count()} GPUs, and more processes were started on it.",
            remedy="Start as many processes as there are GPUs.",
        )
    torch.cuda.set_device(local_rank)
