"""Photos that benchmarks make for themselves: soft shapes with the grain of a camera, which compress as photos do."""

from pathlib import Path

import numpy as np
from PIL import Image

GRAIN = 6  # levels; with it, 12 megapixels at quality 90 take some 3 MB


def made_photo(width: int, height: int, seed: int) -> Image.Image:
    """Return a photo of nothing, another one for each seed."""
    random = np.random.default_rng(seed)
    patches = Image.fromarray(random.integers(0, 255, (12, 16, 3), dtype=np.uint8))
    shapes = np.asarray(patches.resize((width, height), Image.Resampling.BICUBIC), dtype=np.int16)
    grain = random.integers(-GRAIN, GRAIN + 1, (height, width, 1), dtype=np.int16)
    return Image.fromarray(np.clip(shapes + grain, 0, 255).astype(np.uint8))


def write_photos(folder: Path, number: int, size: tuple[int, int], suffix: str) -> list[Path]:
    """Write photos into a new folder and return their paths."""
    folder.mkdir()
    paths = [folder / f"{seed:05}{suffix}" for seed in range(number)]
    for seed, path in enumerate(paths):
        made_photo(*size, seed).save(path, quality=90)
    return paths
