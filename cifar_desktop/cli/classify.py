"""`cifar-desktop classify`: labels photos, or says that it is not sure."""

import argparse
from pathlib import Path

from cifar_desktop.cli.arguments import add_weights_option, at_least_one
from cifar_desktop.cli.terminal import write_error
from cifar_desktop.errors import UserError
from cifar_desktop.tasks import CancelToken

EXIT_SOME_BAD = 1


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
    from cifar_desktop.cli.label_printer import LabelPrinter
    from cifar_desktop.inference.classifier import Classifier
    from cifar_desktop.inference.label_many import label_many
    from cifar_desktop.inference.photo_source import sources_of
    from cifar_desktop.inference.weights import read_weights
    from cifar_desktop.training.device import choose_device

    weights = read_weights(args.weights)
    if weights.assumed:
        write_error(f"Note: the file does not state {', '.join(weights.assumed)}; the usual ones were assumed.\n")
    # float32 everywhere: the same photo gets the same answer on every machine, to many digits
    classifier = Classifier(weights, device=choose_device(args.device, "float32").device)
    rule = weights.info.not_sure
    printer = LabelPrinter(args, weights.info.class_names, rule.threshold if rule else None)
    printer.begin()
    num_photos = label_many(classifier, sources_of(args.photos), report=printer.show, cancel=CancelToken())
    if not num_photos:
        raise UserError("There are no pictures in what was named.", remedy="Name photos, or a folder that holds some.")
    return EXIT_SOME_BAD if printer.num_bad else 0
