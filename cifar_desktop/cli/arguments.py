"""Options that several sub-commands have."""

import argparse
from pathlib import Path

from cifar_desktop import paths


def add_weights_option(parser: argparse.ArgumentParser) -> None:
    """Add `--weights`, which is the shipped file where it is not given."""
    parser.add_argument(
        "--weights",
        type=Path,
        default=paths.shipped_weights(),
        metavar="FILE",
        help=".safetensors, .pth, .pt or .th (default: the weights that come with the program)",
    )


def at_least_one(text: str) -> int:
    """Return a whole number of at least 1, or refuse the argument."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of at least 1")
    return int(text)
