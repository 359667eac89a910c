"""Networks made ready to answer: batch norms folded into the convolutions before them, and fewer digits where wanted.

Outside of training a batch norm only scales and shifts what a convolution gives, which other weights and another bias
of that convolution do as well. Which norm follows which convolution shows in a forward pass, so that it works for
every network, however its forward is written.
"""

import copy
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from cifar_desktop.models.features import last_layer

# How far the folded network may be off, as a share of the largest logit: float32 rounds otherwise in another order.
TOLERANCE = 1e-3


def folded(model: nn.Module, input_size: int) -> nn.Module:
    """Return a copy of a network on the CPU, in evaluation mode, that says the same with fewer steps.

    It is compared with the network itself; where they differ, as they would if something else used what a
    convolution gave, the copy keeps its batch norms.
    """
    generator = torch.Generator().manual_seed(0)
    example = torch.randn(2, 3, input_size, input_size, generator=generator)
    example = example.contiguous(memory_format=torch.channels_last)
    result = copy.deepcopy(model).requires_grad_(False)
    with torch.inference_mode(mode=False), torch.no_grad():  # whoever calls: what follows counts changes of tensors
        pairs, expected = _pairs(result, example)
        for convolution, norm in pairs:
            _fold(convolution, norm)
            _replace(result, norm)
        said = result(example)
    limit = TOLERANCE * (1 + float(expected.abs().max()))
    is_same = float((said - expected).abs().max()) <= limit
    return result if is_same else copy.deepcopy(model).requires_grad_(False)


def in_bfloat16(model: nn.Module) -> nn.Module:
    """Return a copy whose convolutions and linear layers compute in bf16: half the bytes, often twice the speed.

    The first and the last layer stay in float32, as norms do. The first costs next to nothing, and what it rounds
    away goes through all the others: with it in bf16, ResNet-9's answers were off more than twice as much.
    """
    result = copy.deepcopy(model)
    first = next((module for module in result.modules() if isinstance(module, nn.Conv2d)), None)
    last = last_layer(result)
    for module in result.modules():
        if isinstance(module, nn.Conv2d | nn.Linear):
            if module is not first and module is not last:
                module.to(torch.bfloat16)
            module.register_forward_pre_hook(_in_own_dtype)
    return result


def sharing(model: nn.Module) -> nn.Module:
    """Return a copy that holds the same values, not copies of them: hooks on one do not run in the other."""
    return copy.deepcopy(model, {id(tensor): tensor for tensor in (*model.parameters(), *model.buffers())})


@dataclass(slots=True)
class _Sightings:
    """What was seen of a forward pass.

    Attributes:
        outputs: what each convolution gave, and how often that had been changed in place by then.
        pairs: convolutions, each with the norm that was given its output untouched.
        num_calls: of each module; one that runs twice is no pair's.
    """

    outputs: list[tuple[nn.Conv2d, Tensor, int]] = field(default_factory=list)
    pairs: list[tuple[nn.Conv2d, nn.BatchNorm2d]] = field(default_factory=list)
    num_calls: Counter[nn.Module] = field(default_factory=Counter)

    def note_convolution(self, module: nn.Module, _: tuple[Tensor, ...], output: Tensor) -> None:
        """Remember what a convolution gave."""
        self.num_calls[module] += 1
        if isinstance(module, nn.Conv2d):
            self.outputs.append((module, output, output._version))

    def note_norm(self, module: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        """Remember which convolution a norm follows, if any."""
        self.num_calls[module] += 1
        for convolution, output, version in self.outputs:
            if inputs[0] is output and output._version == version and isinstance(module, nn.BatchNorm2d):
                self.pairs.append((convolution, module))


@contextmanager
def _watched(model: nn.Module) -> Iterator[_Sightings]:
    """Note what happens in the forward passes within the context."""
    seen = _Sightings()
    handles = []
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            handles.append(module.register_forward_hook(seen.note_convolution))
        elif isinstance(module, nn.BatchNorm2d):
            handles.append(module.register_forward_pre_hook(seen.note_norm))
    try:
        yield seen
    finally:
        for handle in handles:
            handle.remove()


def _pairs(model: nn.Module, example: Tensor) -> tuple[list[tuple[nn.Conv2d, nn.BatchNorm2d]], Tensor]:
    """Return each convolution whose output goes into a batch norm that can be folded, and that norm; and the logits."""
    with _watched(model) as seen:
        logits = model(example)
    pairs = [
        (convolution, norm)
        for convolution, norm in seen.pairs
        if seen.num_calls[convolution] == seen.num_calls[norm] == 1 and norm.running_mean is not None
    ]
    return pairs, logits


def _fold(convolution: nn.Conv2d, norm: nn.BatchNorm2d) -> None:
    """Let a convolution do what the norm after it does; worked out in double precision."""
    mean, variance = norm.running_mean, norm.running_var
    if mean is None or variance is None:
        raise AssertionError("_pairs has looked")
    scale = (variance.double() + norm.eps).rsqrt()
    if norm.weight is not None:
        scale *= norm.weight.double()
    bias = (0.0 if convolution.bias is None else convolution.bias.double()) - mean.double()
    bias = bias * scale + (0.0 if norm.bias is None else norm.bias.double())
    weight = convolution.weight
    kernel = (weight.double() * scale[:, None, None, None]).to(weight.dtype)
    convolution.weight = nn.Parameter(kernel.contiguous(memory_format=torch.channels_last), requires_grad=False)
    convolution.bias = nn.Parameter(bias.to(weight.dtype), requires_grad=False)


def _replace(model: nn.Module, norm: nn.Module) -> None:
    """Put something that does nothing in a module's place."""
    for parent in list(model.modules()):
        for name, child in list(parent.named_children()):
            if child is norm:
                setattr(parent, name, nn.Identity())


def _in_own_dtype(module: nn.Module, inputs: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    """Hand a layer its input in what it computes in."""
    return (inputs[0].to(next(module.parameters()).dtype), *inputs[1:])
