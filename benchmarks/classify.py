"""How soon is a photo answered, how many a second are, and how much memory do ten thousand take?

    python -m benchmarks.classify [--weights FILE] [--repeats 40] [--rounds 5] [--many 10000]

Photos are made here: 12-megapixel JPEGs with the grain of a camera, and PNGs. Ours is what the window runs, reading
from the disk included. Its peer in the same run is the naive loop: each photo decoded in full, the same views reduced
from that, and a forward pass of the unfolded float32 network for each view and each mirror image, one after the other.
A shorter loop looks at the whole photo only, without its mirror image; that is less work, and another answer.
The loops take turns; ratios are medians over the rounds. Memory is the kernel's own count of the largest resident
set of a process of its own, which keeps all labels as the table does (Linux, macOS).
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from benchmarks._made_photos import write_photos
from benchmarks._naive_labelling import NaiveLabelling
from cifar_desktop import paths as places
from cifar_desktop.inference.classifier import Classifier
from cifar_desktop.inference.label_many import LabelsMade, PhotoLabel, label_many
from cifar_desktop.inference.photo import read_photo
from cifar_desktop.inference.photo_source import PhotoSource, sources_of
from cifar_desktop.inference.quick_classifier import quick_classifier
from cifar_desktop.inference.views import views_of
from cifar_desktop.inference.weights import Weights, build_model, read_weights
from cifar_desktop.tasks import CancelToken, Event
from cifar_desktop.training.device import choose_device

ROOT = Path(__file__).parents[1]
LARGE = (4000, 3000)
FEW = 100
# kind of photos, size, ending, how many files there are, how many are labelled in a round
FOLDERS = (
    ("JPEGs of 12 megapixels", LARGE, ".jpg", 6, 18),
    ("PNGs of 200 x 150 pixels", (200, 150), ".png", 60, 120),
    ("PNGs of 32 x 32 pixels", (32, 32), ".png", 150, 300),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the table.

    Attributes:
        what: what was measured.
        value: the figure, with its unit.
        aim: what it should be; empty where it is there to compare with.
        is_met: whether it is that.
    """

    what: str
    value: str
    aim: str = ""
    is_met: bool = True

    def __str__(self) -> str:
        said = ("yes" if self.is_met else "NO") if self.aim else ""
        return f"{self.what:<58}{self.value:>14}   {self.aim:<12}{said}".rstrip()


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, default=places.shipped_weights())
    parser.add_argument("--repeats", type=int, default=40, help="answers to a single photo (default: 40)")
    parser.add_argument("--rounds", type=int, default=5, help="counted rounds of folders, after one (default: 5)")
    parser.add_argument("--many", type=int, default=10_000, help="photos to measure memory with; 0 leaves that out")
    parser.add_argument("--keep-labels", nargs=2, metavar=("FOLDER", "NUMBER"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    weights = read_weights(args.weights)
    if args.keep_labels:
        _keep_labels(weights, Path(args.keep_labels[0]), int(args.keep_labels[1]))
        return
    choice = choose_device("auto", "float32")
    classifier = quick_classifier(weights, device=choice.device)
    kind = str(classifier.dtype).removeprefix("torch.")
    print(f"{weights.info.architecture} on {choice.title}, answers in {kind}\n")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = [write_photos(folder / str(n), kind[3], kind[1], kind[2]) for n, kind in enumerate(FOLDERS)]
        _print(_single(classifier, Classifier(weights, device=choice.device), files[0], args.repeats))
        for (what, _, _, _, number), paths in zip(FOLDERS, files, strict=True):
            several = (paths * (number // len(paths) + 1))[:number]
            _print(_folder(classifier, weights, what, several, args.rounds))
        if args.many:
            _print(_memory(args.weights, folder, args.many))


def _print(rows: Sequence[Row]) -> None:
    print("\n".join(map(str, rows)) + "\n", flush=True)


def _single(classifier: Classifier, exact: Classifier, paths: Sequence[Path], repeats: int) -> list[Row]:
    """Answer a photo again and again, warm."""
    exact.warm_up()
    views = np.stack(views_of(read_photo(paths[0]), classifier.info.input_size))
    whole, _ = _times(lambda: classifier.classify([read_photo(paths[0])]), repeats)
    slow, _ = _times(lambda: exact.classify([read_photo(paths[0])]), repeats)
    network, worst = _times(lambda: classifier.look(views), repeats)
    exact_network, _ = _times(lambda: exact.look(views), repeats)
    return [
        Row(what="a 12-megapixel JPEG, read and answered, p50", value=_ms(whole), aim="< 60 ms", is_met=whole < 0.060),
        Row(what="  the same in float32, as the command line has it", value=_ms(slow)),
        Row(what="  the network alone, p50", value=_ms(network), aim="< 8 ms", is_met=network < 0.008),
        Row(what="  the network alone, p95", value=_ms(worst)),
        Row(what="  the network alone in float32, p50", value=_ms(exact_network)),
    ]


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def _times(work: Callable[[], object], repeats: int) -> tuple[float, float]:
    """Return median and 95th percentile of the seconds that some work takes."""
    for _ in range(3):
        work()
    taken = []
    for _ in range(repeats):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken), float(np.quantile(taken, 0.95))


def _folder(classifier: Classifier, weights: Weights, what: str, paths: Sequence[Path], rounds: int) -> list[Row]:
    """Label a folder in three ways, which take turns."""
    naive = NaiveLabelling(build_model(weights), weights.info)
    short = NaiveLabelling(build_model(weights), weights.info, is_short=True)
    rates: list[list[float]] = [[], [], []]
    for counted in [False] + [True] * rounds:
        measured = [
            _rate(lambda: _labels(classifier, sources_of(paths)), len(paths)),
            _rate(lambda: naive.labels(paths), len(paths)),
            _rate(lambda: short.labels(paths), len(paths)),
        ]
        if counted:
            for rate, values in zip(measured, rates, strict=True):
                values.append(rate)
    ours = torch.tensor([label.probabilities for label in _labels(classifier, sources_of(paths[:20]))])
    difference = float((ours - naive.labels(paths[:20])).abs().max())
    ratio, short_ratio = (
        statistics.median(our / other for our, other in zip(rates[0], others, strict=True)) for others in rates[1:]
    )
    reads_reduced = paths[0].suffix == ".jpg"
    return [
        Row(what=f"a folder of {what}", value=f"{statistics.median(rates[0]):.1f} photos/s"),
        Row(what="  the naive loop", value=f"{statistics.median(rates[1]):.1f} photos/s"),
        Row(what="  times the naive loop", value=f"{ratio:.1f}", aim=">= 4", is_met=ratio >= 4),
        Row(what="  the short loop: one view, no mirror image", value=f"{statistics.median(rates[2]):.1f} photos/s"),
        Row(what="  times the short loop", value=f"{short_ratio:.1f}"),
        Row(
            what="  largest difference of a probability from the naive loop",
            value=f"{difference:.4f}",
            aim="" if reads_reduced else "<= 0.01",
            is_met=difference <= 0.01,
        ),
    ]


def _rate(work: Callable[[], object], number: int) -> float:
    started = time.perf_counter()
    work()
    return number / (time.perf_counter() - started)


def _labels(classifier: Classifier, sources: Iterable[PhotoSource]) -> list[PhotoLabel]:
    """Return the label of each photo, as the window would get them."""
    labels: list[PhotoLabel] = []

    def keep(event: Event) -> None:
        if isinstance(event, LabelsMade):
            labels.extend(event.labels)

    label_many(classifier, sources, report=keep, cancel=CancelToken())
    return labels


def _memory(weights_file: Path, folder: Path, many: int) -> list[Row]:
    """Label few and many photos, each in a process of its own, and compare what they took at most."""
    place = folder / "memory"
    write_photos(place, 40, (640, 480), ".jpg")
    few, most = (_peak_bytes(weights_file.resolve(), place, number) for number in (FEW, many))
    return [
        Row(what=f"most memory, {FEW} photos of 640 x 480, all labels kept", value=f"{few / 1e6:.0f} MB"),
        Row(what=f"most memory, {many:,} photos", value=f"{most / 1e6:.0f} MB"),
        Row(what="  times that of the few", value=f"{most / few:.2f}", aim="<= 1.15", is_met=most <= 1.15 * few),
    ]


def _keep_labels(weights: Weights, folder: Path, number: int) -> None:
    """Label the photos of a folder over and over until there are enough labels."""
    classifier = quick_classifier(weights, device=torch.device("cpu"))
    paths = sorted(folder.iterdir())
    labels = _labels(classifier, (PhotoSource(name=str(n), path=paths[n % len(paths)]) for n in range(number)))
    if len(labels) != number or not all(label.probabilities for label in labels):
        raise SystemExit("not every photo was labelled")


def _peak_bytes(weights_file: Path, folder: Path, number: int) -> int:
    """Return the most memory that a process held which labels so many photos."""
    command = ("-m", "benchmarks.classify", "--weights", weights_file, "--keep-labels", folder, number)
    process = subprocess.Popen([sys.executable, *map(str, command)], cwd=ROOT)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"the process that labels {number} photos ended with exit code {process.returncode}")
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    main()
