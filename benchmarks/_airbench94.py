"""The peer in the race to 94 %: airbench94 by K. Jordan (2024), its method as published, on a processor.

Two million parameters: a frozen whitening layer, three groups of two convolutions, GELU; SGD with Nesterov momentum, a
64 times higher rate for the biases of its norms, label smoothing 0.2, alternating mirror images, shifts by two pixels,
a running mean that is given back to the weights, and answers averaged over mirror images and shifts. Written anew from
those facts. Two things differ from the original: the arithmetic is bf16 by autocast over float32 weights, for half
precision has no kernels on processors, or float32 where the program's own trainings would choose that; and nothing is
compiled, as in the variant that it names for that.
"""

import itertools
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from cifar_desktop.data.dataset import DataSet, ImageSet
from cifar_desktop.data.normalise import normalise
from cifar_desktop.training.device import choose_device

EPOCHS = 9.9
BATCH = 1024
MOMENTUM = 0.85
RATE = 11.5  # for a batch's sum of losses, over all steps that a gradient has a say in
DECAY = 0.0153  # likewise
NORM_BIAS_TIMES = 64
SMOOTHING = 0.2
SHIFT = 2
WHITENING_BIAS_EPOCHS = 3
WIDTHS = (24, 64, 256, 256)


class Airbench94(nn.Module):
    """The network; its first layer is set by `whiten`."""

    def __init__(self) -> None:
        super().__init__()
        self.whitening = nn.Conv2d(3, WIDTHS[0], kernel_size=2)
        self.whitening.weight.requires_grad = False
        pairs = itertools.pairwise(WIDTHS)
        self.groups = nn.Sequential(*(group(narrow, wide) for narrow, wide in pairs))
        self.head = nn.Linear(WIDTHS[-1], 10, bias=False)

    def forward(self, pictures: Tensor) -> Tensor:
        """Return the logits."""
        features = self.groups(functional.gelu(self.whitening(pictures))).amax((2, 3))
        logits: Tensor = self.head(features) / 9
        return logits

    @torch.no_grad()
    def whiten(self, pictures: Tensor) -> None:
        """Set the first layer to the directions of 2x2 patches, each scaled to variance 1, with both signs."""
        vectors = pictures.unfold(2, 2, 1).unfold(3, 2, 1).permute(0, 2, 3, 1, 4, 5).reshape(-1, 12)
        variances, directions = torch.linalg.eigh(vectors.T @ vectors / len(vectors))
        filters = (directions / (variances + 5e-4).sqrt()).T.reshape(12, 3, 2, 2)
        self.whitening.weight.copy_(torch.cat([filters, -filters]))
        assert self.whitening.bias is not None
        nn.init.zeros_(self.whitening.bias)


def group(narrow: int, wide: int) -> nn.Sequential:
    """Return two convolutions, the first of which halves the picture."""
    return nn.Sequential(
        convolution(narrow, wide),
        nn.MaxPool2d(2),
        norm(wide),
        nn.GELU(),
        convolution(wide, wide),
        norm(wide),
        nn.GELU(),
    )


def convolution(narrow: int, wide: int) -> nn.Conv2d:
    """Return one that begins with an identity in its first channels."""
    layer = nn.Conv2d(narrow, wide, kernel_size=3, padding=1, bias=False)
    nn.init.dirac_(layer.weight[:narrow])
    return layer


def norm(wide: int) -> nn.BatchNorm2d:
    """Return a batch norm whose scale stays 1."""
    layer = nn.BatchNorm2d(wide, eps=1e-12, momentum=0.4)
    layer.weight.requires_grad = False
    return layer


@dataclass(frozen=True, slots=True, kw_only=True)
class Race:
    """How a training went.

    Attributes:
        seconds: from the first look at the data to the end of the test.
        seconds_an_epoch: of training.
        accuracy: on the test set, with mirror images and shifts.
    """

    seconds: float
    seconds_an_epoch: float
    accuracy: float


def race(data: DataSet, *, epochs: float = EPOCHS, seed: int = 1) -> Race:
    """Train and test."""
    began = time.perf_counter()
    in_bf16 = torch.autocast("cpu", torch.bfloat16, enabled=choose_device("cpu").precision == "bf16")
    torch.manual_seed(seed)
    model = Airbench94()
    model.whiten(normalise(data.train.images[:5000], data.mean, data.std))
    model = model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    steps_an_epoch = len(data.train.images) // BATCH
    total = math.ceil(steps_an_epoch * epochs)
    optimizer = _optimizer(model)
    base_rates = [group["lr"] for group in optimizer.param_groups]
    kept = {name: value.clone() for name, value in model.state_dict().items() if value.is_floating_point()}
    trained = time.perf_counter()
    for step, (pictures, labels) in zip(range(total), _batches(data), strict=False):
        model.whitening.bias.requires_grad = step < WHITENING_BIAS_EPOCHS * steps_an_epoch
        for rate, parameters in zip(base_rates, optimizer.param_groups, strict=True):
            parameters["lr"] = rate * _share(step, total)
        model.train()
        with in_bf16:
            logits = model(pictures)
        loss = functional.cross_entropy(logits.float(), labels, label_smoothing=SMOOTHING, reduction="sum")
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        if (step + 1) % 5 == 0 or step + 1 == total:
            decay = 0.95**5 * ((step + 1) / total) ** 3 if step + 1 < total else 1.0
            _look_ahead(model, kept, decay)
    seconds_an_epoch = (time.perf_counter() - trained) / total * steps_an_epoch
    accuracy = _accuracy(model, data.test, data, in_bf16)
    return Race(seconds=time.perf_counter() - began, seconds_an_epoch=seconds_an_epoch, accuracy=accuracy)


def _optimizer(model: Airbench94) -> torch.optim.SGD:
    rate = RATE / (1024 * (1 + 1 / (1 - MOMENTUM)))
    decay = DECAY * BATCH / RATE
    biases = [layer.bias for layer in model.modules() if isinstance(layer, nn.BatchNorm2d)]
    known = {id(bias) for bias in biases}
    others = [p for p in model.parameters() if id(p) not in known and p.requires_grad]
    groups = [
        {"params": biases, "lr": rate * NORM_BIAS_TIMES, "weight_decay": decay / NORM_BIAS_TIMES},
        {"params": others, "lr": rate, "weight_decay": decay},
    ]
    return torch.optim.SGD(groups, lr=rate, momentum=MOMENTUM, nesterov=True)


def _share(step: int, total: int) -> float:
    """Return the learning rate as a share of the highest: 0.2, up to 1 at 23 % of the steps, down to 0.07."""
    done = step / total
    return 0.2 + 0.8 * done / 0.23 if done < 0.23 else 1 + (0.07 - 1) * (done - 0.23) / 0.77


@torch.no_grad()
def _look_ahead(model: nn.Module, kept: dict[str, Tensor], decay: float) -> None:
    """Move the running mean towards the weights by what is missing of `decay`, and give it back to them."""
    for name, value in model.state_dict().items():
        if name in kept:
            kept[name].lerp_(value, 1 - decay)
            value.copy_(kept[name])


def _batches(data: DataSet) -> Iterator[tuple[Tensor, Tensor]]:
    """Give augmented batches for ever; whole epochs in new orders."""
    images, labels = data.train.images, data.train.labels
    mirrored_at_first = torch.rand(len(images)) < 0.5
    epoch = 0
    while True:
        order, mirrored = torch.randperm(len(images)), mirrored_at_first ^ bool(epoch % 2)
        for some in torch.split(order, BATCH)[: len(images) // BATCH]:
            yield _moved(normalise(images[some], data.mean, data.std), mirrored[some]), labels[some]
        epoch += 1


def _moved(pictures: Tensor, mirrored: Tensor) -> Tensor:
    """Mirror some of the pictures and shift all."""
    pictures = torch.where(mirrored[:, None, None, None], pictures.flip(3), pictures)
    height, width = pictures.shape[-2:]
    padded = functional.pad(pictures, (SHIFT,) * 4, mode="reflect").permute(0, 2, 3, 1)
    by = torch.randint(0, 2 * SHIFT + 1, (len(pictures), 2))
    rows, columns = by[:, :1] + torch.arange(height), by[:, 1:] + torch.arange(width)
    return padded[torch.arange(len(pictures))[:, None, None], rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2)


@torch.inference_mode()
def _accuracy(model: nn.Module, test: ImageSet, data: DataSet, in_bf16: torch.autocast) -> float:
    """Test on each picture, moved by a pixel in two directions, and the mirror images of all three."""
    model.eval()
    right = 0
    for images, labels in zip(torch.split(test.images, 500), torch.split(test.labels, 500), strict=True):
        pictures = normalise(images, data.mean, data.std)
        height, width = pictures.shape[-2:]
        padded = functional.pad(pictures, (1,) * 4, mode="reflect")
        moved = [padded[:, :, at : at + height, at : at + width] for at in (0, 2)]
        with in_bf16:
            both = [
                sum(model(side.contiguous(memory_format=torch.channels_last)).float() for side in (one, one.flip(3)))
                for one in (pictures, *moved)
            ]
        right += int(((both[0] / 2 + (both[1] + both[2]) / 4).argmax(1) == labels).sum())
    return right / len(test.labels)
