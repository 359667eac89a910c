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
from functools import cache, partial

import torch
from torch import Tensor, nn
from torch.nn import functional

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
            _replace(result, norm, nn.Identity())
        said = result(example)
    limit = TOLERANCE * (1 + float(expected.abs().max()))
    is_same = float((said - expected).abs().max()) <= limit
    return result if is_same else copy.deepcopy(model).requires_grad_(False)


def in_bfloat16(model: nn.Module) -> nn.Module:
    """Return a copy whose convolutions and linear layers compute in bf16: half the bytes, often twice the speed.

    The first and the last layer stay in float32, as norms do. The first costs next to nothing, and what it rounds
    away goes through all the others: with it in bf16, ResNet-9's answers were off more than twice as much. Biases stay
    in float32 too: what is rounded off a weight or a pixel is now too much and now too little, but what is rounded off
    a bias is the same for every pixel of every picture, and it was half of all that ResNet-9's answers were off.
    """
    result = copy.deepcopy(model)
    first = next((module for module in result.modules() if isinstance(module, nn.Conv2d)), None)
    last = last_layer(result)
    for module in list(result.modules()):
        if isinstance(module, nn.Conv2d | nn.Linear):
            if module is not first and module is not last:
                _round(result, module)
            module.register_forward_pre_hook(_in_own_dtype)
    return result


def sharing(model: nn.Module) -> nn.Module:
    """Return a copy that holds the same values, not copies of them: hooks on one do not run in the other."""
    return copy.deepcopy(model, {id(tensor): tensor for tensor in (*model.parameters(), *model.buffers())})


@dataclass(slots=True)
class _Sightings:
    """What was seen of a forward pass.

    Attributes:
        outputs: what each convolution gave, pooled or not, and how often that had been changed in place by then.
        pooled: the convolutions of which only the largest values went on.
        pairs: convolutions, each with the norm that was given its output untouched.
        num_calls: of each module; one that runs twice is no pair's.
    """

    outputs: list[tuple[nn.Conv2d, Tensor, int]] = field(default_factory=list)
    pooled: set[nn.Conv2d] = field(default_factory=set)
    pairs: list[tuple[nn.Conv2d, nn.BatchNorm2d]] = field(default_factory=list)
    num_calls: Counter[nn.Module] = field(default_factory=Counter)

    def note_convolution(self, module: nn.Module, _: tuple[Tensor, ...], output: Tensor) -> None:
        """Remember what a convolution gave."""
        self.num_calls[module] += 1
        if isinstance(module, nn.Conv2d):
            self.outputs.append((module, output, output._version))

    def note_pool(self, _: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        """Remember which convolution's values were pooled, if any's."""
        for convolution in self._sources(inputs[0]):
            self.pooled.add(convolution)
            self.outputs.append((convolution, output, output._version))

    def note_norm(self, module: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        """Remember which convolution a norm follows, if any."""
        self.num_calls[module] += 1
        if isinstance(module, nn.BatchNorm2d):
            self.pairs += [(convolution, module) for convolution in self._sources(inputs[0])]

    def _sources(self, seen: Tensor) -> list[nn.Conv2d]:
        """Return the convolution that gave this, untouched since."""
        return [
            convolution for convolution, output, version in self.outputs if seen is output and seen._version == version
        ]


@contextmanager
def _watched(model: nn.Module) -> Iterator[_Sightings]:
    """Note what happens in the forward passes within the context."""
    seen = _Sightings()
    handles = []
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            handles.append(module.register_forward_hook(seen.note_convolution))
        elif isinstance(module, nn.MaxPool2d):
            handles.append(module.register_forward_hook(seen.note_pool))
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
        if seen.num_calls[convolution] == seen.num_calls[norm] == 1
        and norm.running_mean is not None
        and (convolution not in seen.pooled or _keeps_order(norm))
    ]
    return pairs, logits


def _keeps_order(norm: nn.BatchNorm2d) -> bool:
    """Tell whether the largest value stays the largest, so that it does not matter whether pooling comes before."""
    return norm.weight is None or bool((norm.weight > 0).all())


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


def _replace(model: nn.Module, old: nn.Module, new: nn.Module) -> None:
    """Put a module in another one's place, or places."""
    for parent in list(model.modules()):
        for name, child in list(parent.named_modules(remove_duplicate=False)):
            if child is old and name and "." not in name:
                setattr(parent, name, new)


class _RoundedConvolution(nn.Module):
    """Convolves in bf16 and adds the bias in float32, in one go: `Conv2d` takes no bias of another type.

    Attributes:
        convolution: has the weights.
    """

    def __init__(self, convolution: nn.Conv2d) -> None:
        super().__init__()
        self.convolution = convolution

    def forward(self, pictures: Tensor) -> Tensor:
        """Return what the convolution gives, in bf16."""
        own, pictures = self.convolution, pictures.to(torch.bfloat16)
        if isinstance(own.padding, str):
            raise TypeError("_round has looked")
        return torch.mkldnn_convolution(
            pictures, own.weight, own.bias, own.padding, own.stride, own.dilation, own.groups
        )


def _round(model: nn.Module, layer: nn.Conv2d | nn.Linear) -> None:
    """Have a layer compute in bf16, and add its bias in float32."""
    bias, layer.bias = layer.bias, None
    layer.to(torch.bfloat16)
    if bias is None:
        return
    if isinstance(layer, nn.Conv2d) and _is_plain(layer) and _adds_exact_biases():
        layer.bias = bias
        _replace(model, layer, _RoundedConvolution(layer))
        return
    shape = (-1, 1, 1) if isinstance(layer, nn.Conv2d) else (-1,)
    layer.register_forward_hook(partial(_add, bias.detach().view(shape)))


def _is_plain(convolution: nn.Conv2d) -> bool:
    """Tell whether zeros are around the pictures, as many as a number says."""
    return convolution.padding_mode == "zeros" and not isinstance(convolution.padding, str)


@cache
def _adds_exact_biases() -> bool:
    """Tell whether this processor, and this build of torch, convolve in bf16 with a bias in float32.

    Adding it afterwards gives the same, but takes a third longer where many pictures are looked at.
    """
    pictures, weight, bias = torch.ones(1, 8, 4, 4), torch.ones(8, 8, 3, 3), torch.ones(8)
    rounded = weight.to(torch.bfloat16)
    try:
        said = torch.mkldnn_convolution(pictures.to(torch.bfloat16), rounded, bias, (1, 1), (1, 1), (1, 1), 1)
    except (AttributeError, RuntimeError):
        return False
    return torch.equal(said.float(), functional.conv2d(pictures, weight, bias, padding=1))


def _add(bias: Tensor, _: nn.Module, __: tuple[Tensor, ...], output: Tensor) -> Tensor:
    """Add a bias to what a layer gave."""
    return output + bias


def _in_own_dtype(module: nn.Module, inputs: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    """Hand a layer its input in what it computes in."""
    return (inputs[0].to(next(module.parameters()).dtype), *inputs[1:])
