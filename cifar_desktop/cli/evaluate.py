"""`cifar-desktop evaluate`: how good a weights file is on labelled pictures."""

import argparse
import contextlib
import json
import sys
from typing import TYPE_CHECKING, Any

from cifar_desktop.cli.arguments import add_weights_option, at_least_one
from cifar_desktop.cli.evaluate_exports import add_export_options, refuse_exports, write_exports
from cifar_desktop.cli.terminal import StatusLine, stage_in_words, write_error, write_out
from cifar_desktop.percentages import in_percent
from cifar_desktop.tasks import Event, StageProgressed

if TYPE_CHECKING:
    from cifar_desktop.data.dataset import DataSet
    from cifar_desktop.evaluation.metrics import Metrics
    from cifar_desktop.inference.weights import Weights


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the sub-command to the program's command line."""
    parser = subparsers.add_parser(
        "evaluate",
        help="measure a weights file on labelled pictures",
        description="Print accuracy, loss, precision, recall and F1 of each class, and the confusion matrix; "
        "on request, write a report with the worst mistakes.",
    )
    add_weights_option(parser)
    parser.add_argument(
        "--data",
        default="sample",
        metavar="DIR",
        help='a folder with CIFAR-10, or "sample" (default): the bundled part',
    )
    parser.add_argument("--split", choices=("test", "train"), default="test", help="which pictures (default: test)")
    parser.add_argument("--mirror", action="store_true", help="average each answer with that for the mirror image")
    parser.add_argument("--batch-size", type=at_least_one, metavar="N", help="pictures at a time (default: by device)")
    parser.add_argument("--device", default="auto", help="auto (default), cpu, cuda, cuda:1, mps")
    parser.add_argument("--precision", choices=("auto", "float32", "bf16", "fp16"), default="auto")
    parser.add_argument("--json", action="store_true", help="print one JSON document instead of tables")
    add_export_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Evaluate, print, write what was asked for, and return the exit code."""
    refuse_exports(args)  # before torch is imported
    from cifar_desktop.data.open import open_data_set
    from cifar_desktop.data.sides import MIRRORED, PLAIN
    from cifar_desktop.evaluation.evaluate import predict, suitable_batch
    from cifar_desktop.evaluation.examine import examine
    from cifar_desktop.evaluation.trust import measure_trust
    from cifar_desktop.inference.weights import build_model, read_weights
    from cifar_desktop.inference.weights_fit import fit_notes, refuse_misfit
    from cifar_desktop.training.device import choose_device
    from cifar_desktop.training.failures import machine_explained

    weights = read_weights(args.weights)  # before the data: it is the quicker one to be wrong
    info = weights.info
    choice = choose_device(args.device, args.precision)
    batch_size = args.batch_size or suitable_batch(choice.device)
    with contextlib.closing(_ProgressLine()) as progress, machine_explained(batch_size, lambda: ""):
        data = open_data_set(args.data, report=progress)
        refuse_misfit(weights, data)
        said = predict(
            choice.placed(build_model(weights)),
            data.train if args.split == "train" else data.test,
            mean=info.mean,
            std=info.std,
            device=choice.device,
            autocast_dtype=choice.autocast_dtype,
            batch_size=batch_size,
            sides=max(MIRRORED if args.mirror else PLAIN, PLAIN if weights.assumed else info.sides),
            with_features=True,
            report=progress,
        )
    class_names = data.class_names if weights.assumed else info.class_names
    examination = examine(said, class_names, temperature=info.temperature, rule=info.not_sure, mirror=args.mirror)
    # files of others are neither calibrated nor hold a rule
    trust = None if weights.assumed else measure_trust(said, temperature=info.temperature, rule=info.not_sure)
    notes = fit_notes(weights, data)
    for note in notes:
        write_error(f"Note: {note}\n")
    if args.json:
        document = _document(
            args, weights, data, examination.metrics, device=str(choice.device), precision=choice.precision
        )
        document["trust"] = trust.as_dict() if trust else None
        write_out(json.dumps(document, indent=2, allow_nan=False) + "\n")
    else:
        write_out(_page(args, data, examination.metrics))
        write_out(f"\n{trust.in_words()}\n" if trust else "")
    # After the figures have been printed: a full disk must not take them along.
    computed = f"on {choice.device} in {choice.precision}"
    for path in write_exports(args, examination, weights, data, computed=computed, notes=notes):
        (write_error if args.json else write_out)(f"Written: {path}\n")
    return 0


def _document(
    args: argparse.Namespace, weights: "Weights", data: "DataSet", metrics: "Metrics", *, device: str, precision: str
) -> dict[str, Any]:
    """Return what `--json` prints."""
    return {
        "weights": str(args.weights),
        "architecture": weights.info.architecture,
        "assumed": weights.assumed,
        "data": data.name,
        "split": args.split,
        "mirror": args.mirror,
        "device": device,
        "precision": precision,
        "metrics": metrics.as_dict(),
    }


def _page(args: argparse.Namespace, data: "DataSet", metrics: "Metrics") -> str:
    """Return what a person reads."""
    from cifar_desktop.evaluation.metrics import confusion_table, metrics_table

    mirrored = ", each with its mirror image" if args.mirror else ""
    return (
        f"Accuracy {in_percent(metrics.accuracy, 2)}, loss {metrics.loss:.4f}: "
        f"{metrics.num_images:,} {args.split} pictures of {data.name}{mirrored}.\n\n"
        f"{metrics_table(metrics)}\n\n{confusion_table(metrics)}\n"
    )


class _ProgressLine:
    """Shows how far a stage is, in one line of the error stream, where that is a terminal."""

    def __init__(self) -> None:
        self._line = StatusLine(sys.stderr)

    def __call__(self, event: Event) -> None:
        if isinstance(event, StageProgressed):
            self._line.show(stage_in_words(event))

    def close(self) -> None:
        """Leave the line empty for what is printed next, be it an error."""
        self._line.clear()
