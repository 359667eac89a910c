"""What a network knows of a picture just before it names it: the input of its last layer."""

from collections.abc import Iterator
from contextlib import contextmanager

from torch import Tensor, nn


def last_layer(model: nn.Module) -> nn.Linear:
    """Return the layer that makes the logits."""
    return [module for module in model.modules() if isinstance(module, nn.Linear)][-1]


@contextmanager
def features_seen(model: nn.Module) -> Iterator[list[Tensor]]:
    """Collect the features of every forward pass within the context, (number, features) each."""
    seen: list[Tensor] = []

    def note(_: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        seen.append(inputs[0].float())

    handle = last_layer(model).register_forward_pre_hook(note)
    try:
        yield seen
    finally:
        handle.remove()
