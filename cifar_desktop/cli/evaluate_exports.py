"""What `cifar-desktop evaluate` writes beside what it prints: a report, and the confusion matrix."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cifar_desktop.cli.destination import refuse_destination
from cifar_desktop.evaluation.confusion_csv import CONFUSION_ENDINGS, confusion_csv
from cifar_desktop.exported_files import write_export

if TYPE_CHECKING:
    from cifar_desktop.data.dataset import DataSet
    from cifar_desktop.evaluation.examination import Examination
    from cifar_desktop.inference.weights import Weights


def add_export_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that name files to write."""
    group = parser.add_argument_group("files to write")
    group.add_argument(
        "--report",
        type=Path,
        metavar="FILE",
        help="a report with pictures and charts in one file: .html, or .md for Markdown",
    )
    group.add_argument("--confusion", type=Path, metavar="FILE", help="the confusion matrix as a table: .csv")
    group.add_argument("--overwrite", action="store_true", help="replace such a file where it exists")


def refuse_exports(args: argparse.Namespace) -> None:
    """Refuse files that could not be written, before anything is computed."""
    if args.report:
        from cifar_desktop.evaluation.report import REPORT_ENDINGS

        refuse_destination(args.report, "--report", endings=REPORT_ENDINGS, overwrite=args.overwrite)
    if args.confusion:
        refuse_destination(args.confusion, "--confusion", endings=CONFUSION_ENDINGS, overwrite=args.overwrite)


def write_exports(
    args: argparse.Namespace,
    examination: "Examination",
    weights: "Weights",
    data: "DataSet",
    *,
    computed: str,
    notes: Sequence[str],
) -> list[Path]:
    """Write the files that were asked for and return them; `computed` says on what the network ran."""
    if args.confusion:
        write_export(args.confusion, confusion_csv(examination.metrics))
    if args.report:
        from cifar_desktop.evaluation.report import make_report, write_report

        pictures = (data.train if args.split == "train" else data.test).images
        facts = {
            "weights": str(args.weights),
            "network": _network(weights),
            "data": f"{data.name}, its {len(examination):,} {args.split} pictures",
            "each answer": "the mean over the picture and its mirror image" if args.mirror else "from one look",
            "temperature": f"{examination.temperature:.3f}",
            "computed": computed,
        }
        content = make_report(
            examination,
            lambda position: pictures[position].permute(1, 2, 0).cpu().numpy(),
            title=args.weights.name,
            facts=facts,
            notes=notes,
        )
        write_report(args.report, content)
    return [path for path in (args.report, args.confusion) if path]


def _network(weights: "Weights") -> str:
    """Return the network's name for people."""
    from cifar_desktop.models.registry import MODELS

    name = weights.info.architecture
    return MODELS[name].title if name in MODELS else name
