"""Make the bundled sample from the real CIFAR-10: `python -m train.make_sample --data DIR`.

Draws the same number of pictures of each class from the training set and from the test set, each for its
own mosaic. With the same versions of numpy, Pillow and libwebp the same bytes come out again.
"""

import argparse
import hashlib
import io
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cifar_desktop import atomic_files
from cifar_desktop.data.cifar10 import read_cifar10
from cifar_desktop.data.dataset import DataSet, ImageSet
from cifar_desktop.data.sample import FORMAT, INDEX_NAME
from cifar_desktop.errors import UserError

ATTRIBUTION = (
    "A subset of CIFAR-10 by Alex Krizhevsky, Vinod Nair and Geoffrey Hinton, University of Toronto, 2009 "
    "(https://www.cs.toronto.edu/~kriz/cifar.html; Learning Multiple Layers of Features from Tiny Images); "
    "published without a licence of its own, passed on for research and teaching with this attribution."
)
SEED = 2009
NUM_TRAIN_PER_CLASS, NUM_TEST_PER_CLASS = 500, 100
# Whole rows for each class: 5 rows of 100 and 2 rows of 50.
TRAIN_COLUMNS, TEST_COLUMNS = 100, 50


def write_sample(
    data: DataSet,
    out: Path,
    *,
    num_train_per_class: int = NUM_TRAIN_PER_CLASS,
    num_test_per_class: int = NUM_TEST_PER_CLASS,
    train_columns: int = TRAIN_COLUMNS,
    test_columns: int = TEST_COLUMNS,
    seed: int = SEED,
) -> None:
    """Write both mosaics and the index into `out`."""
    out.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(seed)
    num_classes = len(data.class_names)
    splits = {}
    for name, images, number, columns in (
        ("train", data.train, num_train_per_class, train_columns),
        ("test", data.test, num_test_per_class, test_columns),
    ):
        positions = _draw(images.labels.numpy(), num_classes, number, random)
        content = _mosaic(images, positions, columns)
        file = f"{name}.webp"
        atomic_files.write_bytes(out / file, content)
        md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
        splits[name] = {"file": file, "md5": md5, "columns": columns, "positions": positions}
    index = {
        "format": FORMAT,
        "attribution": ATTRIBUTION,
        "class_names": data.class_names,
        "mean": data.mean,
        "std": data.std,
        "tile_pixels": data.input_size,
        "layout": "tiles from left to right, then downwards; positions[label] are those of its tiles in the original",
        "seed": seed,
        "source_md5": dict(data.checksums),
        **splits,
    }
    lines = ",\n".join(f"  {json.dumps(key)}: {_in_lines(value)}" for key, value in index.items())
    atomic_files.write_text(out / INDEX_NAME, f"{{\n{lines}\n}}\n")


def _draw(labels: NDArray[np.int64], num_classes: int, number: int, random: np.random.Generator) -> list[list[int]]:
    """Return `number` positions of each class, ascending."""
    drawn = []
    for label in range(num_classes):
        candidates = np.flatnonzero(labels == label)
        drawn.append(sorted(random.permutation(candidates)[:number].tolist()))
    return drawn


def _mosaic(images: ImageSet, positions: list[list[int]], columns: int) -> bytes:
    """Return the pictures at `positions` as one lossless WebP: a quarter smaller than PNG."""
    tiles = images.images[np.concatenate(positions)].numpy()
    if len(tiles) % columns:
        raise ValueError(f"{len(tiles)} tiles do not fill rows of {columns}")
    size = tiles.shape[-1]
    rows = len(tiles) // columns
    grid = tiles.reshape(rows, columns, 3, size, size).transpose(0, 3, 1, 4, 2)
    content = io.BytesIO()
    pixels = np.ascontiguousarray(grid.reshape(rows * size, columns * size, 3))
    Image.fromarray(pixels).save(content, "WEBP", lossless=True, quality=100, method=6)
    return content.getvalue()


def _in_lines(value: Any) -> str:
    """Return JSON with one line a field or class, not one a number."""
    if isinstance(value, dict):
        fields = ",\n".join(f"    {json.dumps(key)}: {_in_lines(each)}" for key, each in value.items())
        return f"{{\n{fields}\n  }}"
    if isinstance(value, list):
        rows = ",\n".join(f"      {json.dumps(row)}" for row in value)
        return f"[\n{rows}\n    ]"
    return json.dumps(value)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m train.make_sample", description="Make the bundled sample.")
    parser.add_argument("--data", type=Path, required=True, help="the real CIFAR-10: its folder or its archive")
    parser.add_argument("--out", type=Path, default=Path("resources/sample"), help="default: %(default)s")
    options = parser.parse_args(arguments)
    try:
        write_sample(read_cifar10(options.data), options.out)
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    for file in sorted(options.out.iterdir()):
        print(f"{file.name:12} {file.stat().st_size:>10,} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
