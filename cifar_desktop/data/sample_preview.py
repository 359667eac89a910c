"""A few pictures of each class of the bundled sample; no torch, so that a window can show them at once."""

import json

from PIL import Image

from cifar_desktop.paths import resources


def sample_preview(per_class: int) -> dict[str, list[Image.Image]]:
    """Return the first `per_class` test pictures of each class, by its name; raises OSError or ValueError."""
    folder = resources() / "sample"
    index = json.loads((folder / "sample.json").read_text(encoding="utf-8"))
    split, side = index["test"], int(index["tile_pixels"])
    preview: dict[str, list[Image.Image]] = {}
    with Image.open(folder / split["file"], formats=["WEBP"]) as mosaic:
        first = 0
        for name, positions in zip(index["class_names"], split["positions"], strict=True):
            corners = [divmod(tile, split["columns"]) for tile in range(first, first + min(per_class, len(positions)))]
            preview[name] = [
                mosaic.crop((column * side, row * side, (column + 1) * side, (row + 1) * side)).convert("RGB")
                for row, column in corners
            ]
            first += len(positions)
    return preview
