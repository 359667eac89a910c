"""The file that a transfer model begins with: where it is, and what is to be known before it is fetched."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from cifar_desktop import paths
from cifar_desktop.models.registry import MODELS
from cifar_desktop.tasks import CancelToken, Report

_MB = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class BackboneLook:
    """What was found of a model's file.

    Attributes:
        model: the transfer model.
        path: where a file of that name lies; None where none does.
        is_whole: whether its checksum is the published one.
    """

    model: str
    path: Path | None
    is_whole: bool = False


def needs_backbone(model: str, backbone: str) -> bool:
    """Tell whether a training by these settings begins with ImageNet's weights."""
    return MODELS[model].pretrained is not None and backbone != "random"


def look_for_backbone(model: str, cancel: CancelToken) -> BackboneLook:
    """Look where the file usually lies, and whether it is whole; runs on a thread, where torch is imported."""
    from cifar_desktop.data.checksum import Checksum, checksum_of
    from cifar_desktop.training.backbone import find_backbone

    file = MODELS[model].pretrained
    path = find_backbone(file) if file else None
    if file is None or path is None:
        return BackboneLook(model=model, path=None)
    try:
        found = checksum_of(path, "sha256", cancel=cancel)
    except OSError:
        found = ""
    return BackboneLook(model=model, path=path, is_whole=Checksum("sha256", file.sha256).fits(found))


def fetch_backbone(model: str, cancel: CancelToken, report: Report) -> Path:
    """Download the file; runs on a thread, once a person has said so."""
    from cifar_desktop.training.backbone import download_backbone

    return download_backbone(model, report=report, cancel=cancel)


def megabytes_here(model: str) -> int:
    """Return how much of the file an earlier download has left, in MB."""
    file = MODELS[model].pretrained
    try:
        return (paths.pretrained_weights() / f"{file.name}.partial").stat().st_size // _MB if file else 0
    except OSError:
        return 0


def heading(model: str) -> str:
    """Say what a transfer model builds on."""
    spec = MODELS[model]
    return f"{spec.title} builds on what {spec.pretrained.title if spec.pretrained else 'it'} learned from ImageNet"


def question(look: BackboneLook) -> str:
    """Say what would be downloaded, how large it is, from where and to where."""
    file = MODELS[look.model].pretrained
    if file is None:
        return ""
    if look.path:
        state = f"“{look.path}” is damaged, or another file of that name: its checksum is not the published one."
    else:
        state = "That file is not on this computer."
    here = megabytes_here(look.model)
    had = f", of which {here} MB are here already" if here else ""
    return (
        f"{state} {file.name} ({file.megabytes} MB{had}) can be had from {urlsplit(file.url).hostname}, where the "
        f"makers of PyTorch publish it. It would be kept in {paths.pretrained_weights()}."
    )


def why_not(model: str) -> str:
    """Say why no training can start as long as nobody has answered."""
    return f"The file that {MODELS[model].title} builds on is not on this computer yet; see above."


def on_its_way(model: str) -> str:
    """Say why no training can start as long as the file is looked for or arrives."""
    return f"The file that {MODELS[model].title} builds on is still on its way."


TERMS = (
    "ImageNet's photos are given out for research and teaching; torchvision leaves it to you to find out whether "
    "weights that learned from them may serve your purpose. Nothing is downloaded before you say so."
)
