"""How well are photos labelled that somebody took, and do things of no class come out as "not sure"?

    python -m benchmarks.real_photos FOLDER [--weights FILE] [--compare]

FOLDER holds one folder of photos for each class, by its name, and one called `none` with photos of other things.
Prints the accuracy of each class, how often the rule answers, and AUROC: how often a photo of a known thing looks
more familiar than one of something else. The peers, in the same run, are the other ways: with `--compare` other
scores of familiarity, and other ways to make a photo small.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import torch

from benchmarks._photo_comparison import Photos, compare
from cifar_desktop import cli, paths
from cifar_desktop.errors import PhotoError, UserError
from cifar_desktop.evaluation.not_sure import auroc
from cifar_desktop.inference.classifier import Classifier
from cifar_desktop.inference.photo import read_photo
from cifar_desktop.inference.photo_source import photos_below
from cifar_desktop.inference.weights import Weights, read_weights

OTHER_THINGS = "none"


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--weights", type=Path, default=paths.shipped_weights())
    parser.add_argument("--compare", action="store_true", help="also compare other scores and other views")
    args = parser.parse_args()
    return cli.guarded(lambda: _measure(args))


def _measure(args: argparse.Namespace) -> int:
    weights = read_weights(args.weights)
    photos = _read(args.folder, weights.info.class_names)
    known = int(photos.known.sum())
    sys.stdout.write(
        f"{known} photos of {len(weights.info.class_names)} classes, {len(photos.labels) - known} others\n\n"
    )
    _print_as_shipped(weights, photos)
    if args.compare:
        compare(weights, photos)
    return 0


def _read(folder: Path, class_names: Sequence[str]) -> Photos:
    """Read all photos; a bad one is named and left out."""
    pictures, labels = [], []
    for label, name in [*enumerate(class_names), (-1, OTHER_THINGS)]:
        for path in photos_below([folder / name] if (folder / name).is_dir() else []):
            try:
                pictures.append(read_photo(path))
                labels.append(label)
            except PhotoError as error:
                sys.stderr.write(f"{path}: {error}\n")
    photos = Photos(pictures, torch.tensor(labels, dtype=torch.int64))
    if not photos.known.any():
        raise UserError(f"“{folder}” holds no folders of photos named after classes.", remedy="See --help.")
    return photos


def _print_as_shipped(weights: Weights, photos: Photos) -> None:
    """Print what a person gets: the classify command's own way."""
    names = weights.info.class_names
    answers = Classifier(weights, device=torch.device("cpu")).classify(photos.pictures)
    said = torch.tensor([names.index(answer.label) for answer in answers])
    sure = torch.tensor([answer.is_sure for answer in answers])
    right = said == photos.labels
    rows = []
    for label, name in enumerate(names):
        of_class = photos.labels == label
        if of_class.any():
            rows.append((name, right[of_class], sure[of_class]))
    rows.append(("all known", right[photos.known], sure[photos.known]))
    sys.stdout.write(f"{'class':<12} {'photos':>6} {'right':>8} {'answered':>9} {'of those right':>15}\n")
    for name, is_right, is_sure in rows:
        answered = f"{is_right[is_sure].float().mean():15.1%}" if is_sure.any() else f"{'-':>15}"
        sys.stdout.write(
            f"{name:<12} {len(is_right):6} {is_right.float().mean():8.1%} {is_sure.float().mean():9.1%} {answered}\n"
        )
    strange = ~photos.known
    if strange.any():
        not_sure = 1 - float(sure[strange].float().mean())
        sys.stdout.write(f"{'other things':<12} {int(strange.sum()):6}  {not_sure:.1%} come out as “not sure”\n")
        if weights.info.not_sure:
            score = torch.tensor([answer.familiarity or 0.0 for answer in answers])
            area = auroc(score[photos.known], score[strange])
            sys.stdout.write(f"AUROC, known against other things: {area:.3f}\n")


if __name__ == "__main__":
    sys.exit(main())
