"""The most memory that the program takes: the window idle, the window with a folder of ten thousand, and a training.

    python -m benchmarks.memory [--data DIR] [--photos 10000] [--epochs 5] [--batch-size 512] [--steps 12]

Every figure is the kernel's own count of the largest resident set of a process (Linux, macOS).

The window is the program itself on the offscreen platform, with nothing of a person's: it counts as idle three
seconds after the weights are open and tried. Then a folder of 640 x 480 JPEGs, made here, falls on its Classify tab.
Its peer is a bare PySide6 window in a process that has imported torch.

A training is `python -m train` with the standard preset for one epoch, with validation, checkpoint and the test at the
end: nothing that comes later in a training takes more. Its peer is a tutorial's loop, which holds the same pictures as
float32 and does some steps. Whether memory grows from epoch to epoch is looked at with the slim network, which has the
same engine, data and batch size, and is soon through: what is held at the end of each epoch, from the second on.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks._peak import MB, Ended, run_python

DIFFERENT_PHOTOS = 100
PHOTO_SIZE = (640, 480)
IDLE_AIM_MB, MANY_AIM_MB = 700, 850
TRAINING_AIMS_MB = {"bf16": 2500, "float32": 3500}
GROWTH_AIM_MB = 5  # of an epoch
_BARE_WINDOW = """
import torch
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

application = QApplication([])
window = QMainWindow()
window.resize(1280, 800)
window.show()
QTimer.singleShot(1000, window.close)
application.exec()
"""
_TUTORIAL = """
import sys
import torch
from benchmarks._loops import batches, tutorial_step
from cifar_desktop.data.open import open_data_set

data = open_data_set(sys.argv[1])
pictures = (data.train.images.float() / 255 - 0.5) / 0.25
source = batches(pictures, data.train.labels, int(sys.argv[2]))
step = tutorial_step(torch.device("cpu"))
for _ in range(int(sys.argv[3])):
    step(*next(source))
"""
_PHOTOS = """
import sys
from pathlib import Path
from benchmarks._made_photos import write_photos

write_photos(Path(sys.argv[1]), int(sys.argv[2]), (int(sys.argv[3]), int(sys.argv[4])), ".jpg")
"""


def main() -> None:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default="sample", help='a folder with CIFAR-10, or "sample" (default)')
    parser.add_argument("--photos", type=int, default=10_000, help="in the folder (default: 10000)")
    parser.add_argument("--epochs", type=int, default=5, help="of the slim network, 3 or more (default: 5)")
    parser.add_argument("--batch-size", type=int, default=512)
    parser.add_argument("--steps", type=int, default=12, help="of the tutorial's loop (default: 12)")
    parser.add_argument("--only", choices=PARTS, help="measure nothing else")
    arguments = parser.parse_args()
    if arguments.epochs < 3:
        parser.error("growth shows from 3 epochs on")
    if not hasattr(os, "wait4"):
        sys.exit("This system does not count the largest resident set of a process (Linux and macOS do).")
    for name, measure in PARTS.items():
        if arguments.only in (None, name):
            with tempfile.TemporaryDirectory(prefix="cifar-desktop-memory-") as scratch:
                measure(arguments, Path(scratch))


def _window(arguments: argparse.Namespace, scratch: Path) -> None:
    folder = _make_folder(scratch, arguments.photos)
    offscreen = {"QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": "qt.multimedia.*=false"}
    program = run_python(
        "-m", "benchmarks._memory_window", str(folder), environment={**offscreen, "CIFAR_DESKTOP_HOME": str(scratch)}
    )
    idle, labelled = (json.loads(line) for line in program.output.splitlines() if line.startswith("{"))
    if labelled["photos"] != arguments.photos:
        sys.exit(f"only {labelled['photos']} of {arguments.photos} photos were labelled")
    bare = run_python("-c", _BARE_WINDOW, environment=offscreen).peak_bytes
    print("The window, largest resident set")
    _print_row("idle, torch and weights loaded", idle["peak"], IDLE_AIM_MB)
    _print_row(f"after a folder of {arguments.photos:,} photos", labelled["peak"], MANY_AIM_MB)
    _print_row("  held then, all labels and thumbnails in the table", labelled["now"])
    _print_row("a bare window and `import torch`", bare)
    print(
        f"idle / bare: {idle['peak'] / bare:.2f}; with the folder / bare: {labelled['peak'] / bare:.2f}\n", flush=True
    )


def _training(arguments: argparse.Namespace, scratch: Path) -> None:
    data, batch_size = arguments.data, str(arguments.batch_size)
    ours = _train(arguments, scratch, "resnet9", epochs=1)
    (precision,) = {event["precision"] for event in _events(ours) if event["event"] == "RunStarted"}
    tutorial = run_python("-c", _TUTORIAL, data, batch_size, str(arguments.steps)).peak_bytes
    print(f"ResNet-9 trained on {_title(data)}, batch {batch_size}, CPU: largest resident set")
    _print_row(f"our engine, one epoch in {precision}", ours.peak_bytes, TRAINING_AIMS_MB[precision])
    _print_row("a tutorial's loop, float32", tutorial)
    print(f"ours / tutorial's loop: {ours.peak_bytes / tutorial:.2f}\n", flush=True)


def _growth(arguments: argparse.Namespace, scratch: Path) -> None:
    ended = _train(arguments, scratch, "resnet9-slim", epochs=arguments.epochs)
    held = [event["memory_bytes"] for event in _events(ended) if event["event"] == "EpochFinished"]
    print(
        f"ResNet-9 slim trained on {_title(arguments.data)}, batch {arguments.batch_size}, CPU: held after each epoch"
    )
    for epoch, held_bytes in enumerate(held, start=1):
        _print_row(f"epoch {epoch}", held_bytes)
    growth = (held[-1] - held[1]) / (len(held) - 2)
    is_met = growth <= GROWTH_AIM_MB * MB
    print(
        f"growth from the second epoch on: {growth / MB:+.1f} MB an epoch "
        f"(aim: at most {GROWTH_AIM_MB} MB: {'yes' if is_met else 'NO'})\n",
        flush=True,
    )


PARTS = {"window": _window, "growth": _growth, "training": _training}


def _make_folder(scratch: Path, number: int) -> Path:
    """Return a folder with so many photos, of which some hundred differ: what is kept of each is the same anyhow."""
    originals, folder = scratch / "originals", scratch / "photos"
    run_python("-c", _PHOTOS, str(originals), str(min(DIFFERENT_PHOTOS, number)), *map(str, PHOTO_SIZE))
    files = sorted(originals.iterdir())
    folder.mkdir()
    for index in range(number):
        _link(files[index % len(files)], folder / f"{index:05}.jpg")
    return folder


def _link(file: Path, name: Path) -> None:
    """Give a file another name, or copy it where the file system knows only one."""
    try:
        name.hardlink_to(file)
    except OSError:
        shutil.copyfile(file, name)


def _train(arguments: argparse.Namespace, scratch: Path, model: str, *, epochs: int) -> Ended:
    settings: Sequence[str] = (
        "--preset", "standard", "--model", model, "--data", arguments.data, "--epochs", str(epochs),
        "--batch-size", str(arguments.batch_size), "--runs", str(scratch / model), "--device", "cpu", "--json",
    )  # fmt: skip
    return run_python("-m", "train", *settings)


def _events(ended: Ended) -> list[dict[str, Any]]:
    """Return what a training told."""
    return [json.loads(line) for line in ended.output.splitlines() if line.startswith("{")]


def _title(data: str) -> str:
    return "the bundled sample (with --data DIR: full CIFAR-10)" if data == "sample" else data


def _print_row(what: str, number_of_bytes: int, aim_mb: int | None = None) -> None:
    said = ""
    if aim_mb is not None:
        said = f"   (aim: at most {aim_mb:,} MB: {'yes' if number_of_bytes <= aim_mb * MB else 'NO'})"
    print(f"{what:<52}{number_of_bytes / MB:>8,.0f} MB{said}", flush=True)


if __name__ == "__main__":
    main()
