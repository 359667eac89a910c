"""What ImageNet has taught the backbone of a transfer model: found, fetched, or taken from a file that a person has."""

from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor, nn

from cifar_desktop import paths
from cifar_desktop.atomic_files import is_there
from cifar_desktop.data.checksum import Checksum, checksum_of
from cifar_desktop.data.download import download
from cifar_desktop.errors import ConfigError, UserError, WeightsError
from cifar_desktop.inference.foreign import bared, unwrapped
from cifar_desktop.inference.state_check import refuse_odd_tensors
from cifar_desktop.inference.torch_file import is_torch_file, read_torch_file
from cifar_desktop.inference.weights import is_safetensors, refusals_by_name, start_of
from cifar_desktop.models.pretrained_files import PretrainedFile
from cifar_desktop.models.registry import ModelSpec, model_spec
from cifar_desktop.tasks import CancelToken, Report
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.training.origin import Origin, origin_of

State = dict[str, Tensor]
_COUNTER = ".num_batches_tracked"


def find_backbone(file: PretrainedFile) -> Path | None:
    """Return where ImageNet's weights lie: where we put them, or where torchvision does; None where they do not."""
    folders = (paths.pretrained_weights(), Path(torch.hub.get_dir()) / "checkpoints")
    return next((folder / file.name for folder in folders if is_there(folder / file.name)), None)


def download_backbone(model: str, *, report: Report, cancel: CancelToken, url: str | None = None) -> Path:
    """Download what a transfer model begins with from torchvision's server, or another one, and return the file.

    Nobody else calls it: a person is asked first, or has said so on the command line.
    """
    spec = model_spec(model)
    file = spec.pretrained
    if file is None:
        raise ConfigError("model", f"{spec.title} begins at random; there is nothing to download for it.")
    return download(
        url or file.url,
        paths.pretrained_weights() / file.name,
        sha256=file.sha256,
        report=report,
        cancel=cancel,
        alternative=f"You can also get {file.name} elsewhere and start from that file.",
    )


def starting_point(config: TrainConfig, start_from: Path | None) -> Origin | None:
    """Return the weights that a training is to begin with; None where they are random.

    `start_from` may be a file of ImageNet's weights, in the layout of torchvision, as well as any weights of the
    same network.
    """
    spec = model_spec(config.model)
    if spec.pretrained is None:
        return origin_of(start_from) if start_from else None
    if config.backbone == "random":
        if start_from:
            raise ConfigError(
                "backbone",
                f"The network is to begin at random, and yet with the weights in “{start_from}”.",
                remedy="Choose frozen or fine-tuned, or name no weights.",
            )
        return None
    if start_from is None:
        return _imagenet_origin(spec, spec.pretrained)
    if backbone_in(start_from, spec) is None:
        return origin_of(start_from)
    return _backbone_origin(start_from)


def backbone_in(path: Path, spec: ModelSpec) -> State | None:
    """Return a backbone's weights as torchvision names them, where a file of PyTorch holds them; None otherwise."""
    with refusals_by_name(path):
        if not path.is_file():
            return None  # whoever reads it next says so
        start = start_of(path)
        if is_safetensors(start) or not is_torch_file(path, start):
            return None
        state = unwrapped(read_torch_file(path))
        with torch.device("meta"):
            wanted = backbone_of(spec.build(2)).state_dict()
        fitting = (_fitting(bare, wanted) for bare in bared(state))
        return next((found for found in fitting if found is not None), None)


def load_backbone(model: nn.Module, origin: Origin, spec: ModelSpec) -> bool:
    """Give a transfer model its backbone where that is what the origin holds; tell whether it is."""
    path = Path(origin.path)
    state = backbone_in(path, spec)
    if state is None:
        return False
    if checksum_of(path, "sha256") != origin.sha256:
        raise WeightsError(
            f"“{path}” has changed since the training was started from it.",
            kept="The run folder was not touched.",
            remedy="Put the former file back, or start a new training.",
        )
    backbone_of(model).load_state_dict(state)
    return True


def backbone_of(model: nn.Module) -> nn.Module:
    """Return the part of a transfer model that others have trained."""
    return model.get_submodule("backbone")


def missing_backbone(spec: ModelSpec, file: PretrainedFile) -> UserError:
    """Return what to tell a person who has not got ImageNet's weights."""
    return WeightsError(
        f"{spec.title} begins with what {file.title} learned from ImageNet, and that file ({file.name}, "
        f"{file.megabytes} MB) is not on this computer.",
        kept="Nothing was trained.",
        remedy=f"Download it (cifar-desktop download {spec.name}), or start from a copy of it that you have "
        "(--start-from), or choose “From scratch” (--backbone random).",
    )


def _imagenet_origin(spec: ModelSpec, file: PretrainedFile) -> Origin:
    path = find_backbone(file)
    if path is None:
        raise missing_backbone(spec, file)
    origin = _backbone_origin(path)
    if not Checksum("sha256", file.sha256).fits(origin.sha256):
        raise WeightsError(
            f"“{path}” is not the file that torchvision publishes: its sha256 is {origin.sha256}.",
            remedy=f"Delete it and download it again (cifar-desktop download {spec.name}).",
        )
    return origin


def _backbone_origin(path: Path) -> Origin:
    return Origin(path=str(path.expanduser().resolve()), sha256=checksum_of(path, "sha256"))


def _fitting(state: Mapping[str, Tensor], wanted: Mapping[str, Tensor]) -> State | None:
    """Return what a backbone takes of a network's weights, or None where one is missing or of another shape.

    What else there is belongs to torchvision's own last layers. Files from before PyTorch 0.4.1 lack the counters of
    batches, which prediction ignores.
    """
    found: State = {}
    for key, empty in wanted.items():
        if key.endswith(_COUNTER) and key not in state:
            found[key] = torch.zeros((), dtype=torch.int64)
        elif key in state and state[key].shape == empty.shape:
            found[key] = state[key].detach()
        else:
            return None
    refuse_odd_tensors(found)
    return found
