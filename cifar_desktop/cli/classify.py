"""`cifar-desktop classify`: labels photos, or says that it is not sure."""

import argparse
import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cifar_desktop.cli.arguments import add_weights_option, at_least_one
from cifar_desktop.cli.terminal import write_error, write_out
from cifar_desktop.errors import UserError

if TYPE_CHECKING:
    from cifar_desktop.inference.classifier import Answer
    from cifar_desktop.inference.label_files import LabelledFile

EXIT_SOME_BAD = 1
NOT_SURE = "not sure"


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the sub-command to the program's command line."""
    parser = subparsers.add_parser(
        "classify",
        help="label photos",
        description="Say what each photo shows and how probable that is, or that the network is not sure. "
        "A file that cannot be read is named on the error stream; the others are answered, and the exit code is 1.",
    )
    parser.add_argument("photos", type=Path, nargs="+", metavar="PHOTO", help="a picture, or a folder of pictures")
    add_weights_option(parser)
    parser.add_argument("--top", type=at_least_one, default=1, metavar="K", help="name the K likeliest classes")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print a line of JSON for each photo")
    form.add_argument("--csv", action="store_true", help="print a table with all probabilities")
    parser.add_argument("--device", default="auto", help="auto (default), cpu, cuda, cuda:1, mps")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Label the photos and return the exit code."""
    from cifar_desktop.inference.classifier import Classifier
    from cifar_desktop.inference.label_files import label_files, photos_below
    from cifar_desktop.inference.weights import read_weights
    from cifar_desktop.training.device import choose_device

    weights = read_weights(args.weights)
    if weights.assumed:
        write_error(f"Note: the file does not state {', '.join(weights.assumed)}; the usual ones were assumed.\n")
    # float32 everywhere: the same photo gets the same answer on every machine, to many digits
    classifier = Classifier(weights, device=choose_device(args.device, "float32").device)
    class_names = weights.info.class_names
    if args.csv:
        write_out(_csv_line(["path", "label", "confidence", *class_names, "reason"]))
    num_photos = num_bad = 0
    for labelled in label_files(classifier, photos_below(args.photos)):
        num_photos += 1
        if labelled.answer is None:
            num_bad += 1
            write_error(f"{labelled.path}: {labelled.reason}\n")
        write_out(_printed(args, labelled, class_names))
    if not num_photos:
        raise UserError("There are no pictures in what was named.", remedy="Name photos, or a folder that holds some.")
    return EXIT_SOME_BAD if num_bad else 0


def _printed(args: argparse.Namespace, labelled: "LabelledFile", class_names: Sequence[str]) -> str:
    """Return what is printed of a file."""
    if args.json:
        return json.dumps(_document(labelled, class_names, args.top), ensure_ascii=False) + "\n"
    if args.csv:
        return _csv_line(_row(labelled, class_names))
    if labelled.answer is None:
        return ""
    return _text(labelled.path, labelled.answer, class_names, args.top)


def _text(path: Path, answer: "Answer", class_names: Sequence[str], top: int) -> str:
    """Return what a person reads: a line, and below it the likeliest classes where more than one is wanted."""
    first = f"{answer.label}, {answer.confidence:.1%}"
    lines = [f"{path}: {first if answer.is_sure else f'{NOT_SURE} (likeliest: {first})'}"]
    if top > 1:
        width = max(map(len, class_names))
        lines += [f"    {name:<{width}}  {share:6.1%}" for name, share in _ranked(answer, class_names)[:top]]
    return "\n".join(lines) + "\n"


def _document(labelled: "LabelledFile", class_names: Sequence[str], top: int) -> dict[str, object]:
    """Return what a line of JSON holds."""
    answer = labelled.answer
    if answer is None:
        return {"path": str(labelled.path), "label": None, "reason": labelled.reason}
    return {
        "path": str(labelled.path),
        "label": answer.label if answer.is_sure else None,
        "not_sure": not answer.is_sure,
        "confidence": round(answer.confidence, 6),
        "familiarity": answer.familiarity,
        "top": [[name, round(share, 6)] for name, share in _ranked(answer, class_names)[:top]],
        "probabilities": dict(zip(class_names, (round(share, 6) for share in answer.probabilities), strict=True)),
    }


def _row(labelled: "LabelledFile", class_names: Sequence[str]) -> list[str]:
    """Return what a line of the table holds."""
    answer = labelled.answer
    if answer is None:
        return [str(labelled.path), *[""] * (len(class_names) + 2), labelled.reason]
    label = answer.label if answer.is_sure else NOT_SURE
    shares = [f"{share:.6f}" for share in (answer.confidence, *answer.probabilities)]
    return [str(labelled.path), label, *shares, ""]


def _ranked(answer: "Answer", class_names: Sequence[str]) -> list[tuple[str, float]]:
    """Return the classes with their probabilities, the likeliest first."""
    return sorted(zip(class_names, answer.probabilities, strict=True), key=lambda pair: -pair[1])


def _csv_line(cells: Sequence[str]) -> str:
    """Return one line of CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue()
