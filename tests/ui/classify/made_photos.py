"""Photos and weights that tests make for themselves."""

import io
from pathlib import Path

import numpy as np
from PIL import Image

from cifar_desktop.evaluation.not_sure_rule import NotSureRule
from cifar_desktop.inference.weights_info import WeightsInfo

PATIENCE_MS = 60_000


def make_photo(seed: int = 0, size: tuple[int, int] = (120, 90)) -> Image.Image:
    """Coloured patches, some pixels wide, so that making it small leaves something to see."""
    patches = np.random.default_rng(seed).integers(0, 255, (6, 6, 3), dtype=np.uint8)
    return Image.fromarray(patches).resize(size, Image.Resampling.BILINEAR)


def png_of(photo: Image.Image) -> bytes:
    content = io.BytesIO()
    photo.save(content, "PNG")
    return content.getvalue()


def write_weights_file(path: Path, class_names: tuple[str, ...], seed: int) -> Path:
    """Write a slim network whose answers differ from photo to photo, though it never learned anything."""
    import torch
    from torch import nn

    from cifar_desktop.inference.weights import write_weights
    from cifar_desktop.models.registry import model_spec

    torch.manual_seed(seed)
    model = model_spec("resnet9-slim").build(len(class_names))
    for norm in model.modules():
        if isinstance(norm, nn.BatchNorm2d):
            nn.init.uniform_(norm.get_buffer("running_mean"), -0.1, 0.1)
            nn.init.uniform_(norm.get_buffer("running_var"), 0.5, 1.5)
    info = WeightsInfo(
        architecture="resnet9-slim",
        class_names=class_names,
        mean=(0.5, 0.4, 0.3),
        std=(0.2, 0.25, 0.3),
        input_size=32,
        not_sure=NotSureRule(score="softmax", threshold=0.4, quantiles=tuple(q / 100 for q in range(101))),
        metrics={"test_accuracy": 0.9},
        data={"name": path.stem.title()},
    )
    write_weights(path, model.state_dict(), info)
    return path
