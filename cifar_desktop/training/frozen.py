"""A backbone that stands still: it looks at every picture once, and only the head is trained, on what it saw.

What it saw is kept as float16: 2,048 features of 50,000 pictures are 205 MB (ResNet-50, Inception-v3), 512 are 51 MB
(ResNet-18, VGG-16). The pictures are looked at as they are: a change to them would have to go through the backbone
again, so the settings that change pictures do nothing here.
"""

from dataclasses import dataclass
from pathlib import Path

import safetensors
import torch
from torch import Tensor, nn

from cifar_desktop.data.dataset import DataSet, ImageSet
from cifar_desktop.data.normalise import normalise
from cifar_desktop.evaluation.evaluate import ImageProgress, evaluating
from cifar_desktop.inference.safetensors_writer import write_tensors
from cifar_desktop.models.transfer import TransferModel
from cifar_desktop.tasks import CancelToken, Report
from cifar_desktop.training.device import DeviceChoice
from cifar_desktop.training.distributed import Team
from cifar_desktop.training.runs import RunFolder
from cifar_desktop.training.seen_so_far import SeenSoFar

_LARGEST = torch.finfo(torch.float16).max
_BACKBONE = "backbone/"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frozen:
    """What a backbone saw, and what it is.

    Attributes:
        model: the whole network; its head is what is trained.
        features: of all training pictures by position, float16 on the device, (number, features).
        mirrored: of the mirror images of the validation pictures; None where nobody asks for them.
    """

    model: TransferModel
    features: Tensor
    mirrored: Tensor | None = None

    def whole_state(self, head: nn.Module) -> dict[str, Tensor]:
        """Return the weights of the whole network with this head."""
        parts = (("backbone", self.model.backbone), ("head", head))
        return {f"{name}.{key}": value for name, part in parts for key, value in part.state_dict().items()}

    def sides(self, positions: Tensor) -> list[Tensor]:
        """Return the features of the validation pictures and, where they were asked for, of their mirror images."""
        own = self.features[positions]
        return [own] if self.mirrored is None else [own, self.mirrored]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Looks:
    """How a backbone looks at pictures.

    Attributes:
        data: whose normalisation counts.
        choice, team: where it computes, and with whom; each process looks at its share.
        report, cancel: as in every long task.
        run: keeps what was seen on the way; None where nobody will take it up.
    """

    data: DataSet
    choice: DeviceChoice
    team: Team
    report: Report
    cancel: CancelToken
    run: RunFolder | None = None

    def at(self, model: TransferModel, images: ImageSet, *, mirrored: ImageSet | None) -> Frozen:
        """Let the backbone look at all pictures and at the mirror images of some; it lies on the CPU afterwards."""
        model.to(self.choice.device, memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's stubs
        features = self.features(model, images, mirror=False, stage="Looking at every picture once")
        turned = None
        if mirrored is not None:
            turned = self.features(model, mirrored, mirror=True, stage="Looking at mirror images")
        model.backbone.cpu()
        return Frozen(model=model, features=features, mirrored=turned)

    def features(self, model: TransferModel, images: ImageSet, *, mirror: bool, stage: str) -> Tensor:
        """Return a backbone's features of the pictures or of their mirror images, float16 where these lie."""
        pictures, team, dtype = images.images, self.team, self.choice.autocast_dtype
        features = torch.zeros((len(pictures), model.num_features), dtype=torch.float16, device=pictures.device)
        own = torch.arange(team.rank, len(pictures), team.size, device=pictures.device)
        kept = SeenSoFar(self.run, "mirrored" if mirror else "upright") if self.run and team.size == 1 else None
        num_seen = kept.take_up(features) if kept else 0
        progress = ImageProgress(self.report, stage, len(own))
        progress.advance(num_seen)
        autocast = torch.autocast(self.choice.device.type, dtype=dtype, enabled=dtype is not None)
        with evaluating(model), torch.no_grad(), autocast:  # not in inference mode: the head is to learn from them
            for positions in torch.split(own[num_seen:], model.pictures_at_once):
                if kept:
                    kept.keep(features, num_seen, at_once=self.cancel.cancelled)
                if team.size == 1:  # one that left alone would keep the others waiting for ever
                    self.cancel.raise_if_cancelled()
                batch = pictures[positions].contiguous(memory_format=torch.channels_last)
                shown = normalise(batch, self.data.mean, self.data.std)
                seen = model.features(shown.flip(3) if mirror else shown)
                features[positions] = seen.clamp(-_LARGEST, _LARGEST).to(torch.float16)
                num_seen += len(positions)
                progress.advance(len(positions))
        if kept:
            kept.keep(features, num_seen, at_once=True)
        return team.total(features)


def write_frozen(destination: Path, frozen: Frozen) -> None:
    """Keep a backbone and what it saw, so that a resumed run need not look again; raises OSError."""
    tensors = {f"{_BACKBONE}{key}": value for key, value in frozen.model.backbone.state_dict().items()}
    tensors["features"] = frozen.features
    if frozen.mirrored is not None:
        tensors["mirrored"] = frozen.mirrored
    write_tensors(destination, tensors, {})


def read_frozen(source: Path, model: TransferModel, device: torch.device) -> Frozen | None:
    """Return what `write_frozen` kept, with the backbone in `model`; None where it is not there or damaged."""
    try:
        with safetensors.safe_open(source, framework="pt") as file:
            # Copies: what still pointed into the file would keep Windows from removing it.
            tensors = {name: file.get_tensor(name).clone() for name in file.keys()}  # noqa: SIM118 - no mapping
        backbone = {
            name.removeprefix(_BACKBONE): value for name, value in tensors.items() if name.startswith(_BACKBONE)
        }
        model.backbone.load_state_dict(backbone)
        features, mirrored = tensors["features"].to(device), tensors.get("mirrored")
    except (OSError, KeyError, RuntimeError, safetensors.SafetensorError):
        return None
    return Frozen(model=model, features=features, mirrored=None if mirrored is None else mirrored.to(device))
