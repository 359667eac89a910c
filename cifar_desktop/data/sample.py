"""The bundled sample: 5,000 + 1,000 pictures of the real CIFAR-10, for a first training without a download.

`train.webp` and `test.webp` are mosaics of 32x32 tiles, lossless, class after class from the top; opened
in any viewer they show what the network is given. `sample.json` says what stands where, and where each
tile lay in the original. `python -m train.make_sample` makes all three.
"""

import hashlib
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image

from cifar_desktop.data.dataset import DataSet, ImageSet
from cifar_desktop.errors import DataError
from cifar_desktop.paths import resources

NAME = "CIFAR-10 sample"
FORMAT = 1
INDEX_NAME = "sample.json"

_REMEDY = "Install the program again, or choose the full CIFAR-10."


def sample_folder() -> Path:
    """Return where the sample lies that came with the program."""
    return resources() / "sample"


def read_sample(folder: Path | None = None) -> DataSet:
    """Read the sample, the bundled one unless another `folder` is given.

    Raises:
        DataError: where one of its files is missing or not the one that was written.
    """
    folder = folder or sample_folder()
    index_file = folder / INDEX_NAME
    content = _read_bytes(index_file)
    try:
        index = json.loads(content)
        if index["format"] != FORMAT:
            raise ValueError(f"its format is {index['format']} instead of {FORMAT}")
        return DataSet(
            name=NAME,
            class_names=tuple(index["class_names"]),
            mean=tuple(index["mean"]),
            std=tuple(index["std"]),
            train=_read_split(folder, index["train"], index["tile_pixels"]),
            test=_read_split(folder, index["test"], index["tile_pixels"]),
            checksums={index[split]["file"]: index[split]["md5"] for split in ("train", "test")},
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"{index_file} is damaged: {error}.", remedy=_REMEDY) from error


def _read_split(folder: Path, split: Mapping[str, Any], tile_pixels: int) -> ImageSet:
    """Cut one mosaic into its tiles."""
    file = folder / Path(split["file"]).name
    content = _read_bytes(file)
    md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
    if md5 != split["md5"]:
        raise DataError(f"{file} is damaged: its md5 is {md5} instead of {split['md5']}.", remedy=_REMEDY)
    with Image.open(io.BytesIO(content), formats=["WEBP"]) as mosaic:
        pixels = np.asarray(mosaic.convert("RGB"))
    rows = pixels.shape[0] // tile_pixels
    tiles = pixels.reshape(rows, tile_pixels, split["columns"], tile_pixels, 3).transpose(0, 2, 4, 1, 3)
    images = torch.from_numpy(np.ascontiguousarray(tiles.reshape(-1, 3, tile_pixels, tile_pixels)))
    numbers = torch.tensor([len(positions) for positions in split["positions"]])
    return ImageSet(images, torch.repeat_interleave(torch.arange(len(numbers)), numbers))


def _read_bytes(file: Path) -> bytes:
    """Return a file's content."""
    try:
        return file.read_bytes()
    except FileNotFoundError as error:
        raise DataError(f"The bundled sample is incomplete: {file} is missing.", remedy=_REMEDY) from error
    except OSError as error:
        raise DataError(f"{file} cannot be read: {error.strerror}.", remedy=_REMEDY) from error
