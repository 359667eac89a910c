"""`cifar-desktop train`: train a network from the command line; `python -m train` is the same."""

import argparse
import contextlib
import shlex
from dataclasses import fields
from pathlib import Path
from typing import Any

from cifar_desktop import atomic_files, paths
from cifar_desktop.cli.terminal import first_interrupt, print_json, write_error
from cifar_desktop.cli.train_display import TrainDisplay
from cifar_desktop.errors import Cancelled, DataError, UserError
from cifar_desktop.models.registry import MODELS
from cifar_desktop.tasks import Event, Report, report_nothing
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.training.control import TrainControl
from cifar_desktop.training.events import RunFinished, RunStarted
from cifar_desktop.training.presets import PRESETS, preset_config

DEFAULT_PRESET = "quick"


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the sub-command to the program's command line."""
    presets = "\n".join(f"  {preset.name:<12} {preset.description}" for preset in PRESETS.values())
    models = "\n".join(f"  {spec.name:<20} {spec.description}" for spec in MODELS.values())
    parser = subparsers.add_parser(
        "train",
        help="train a network",
        description="Train a network. Without any option: a quick look on the bundled sample.",
        epilog=f"presets:\n{presets}\n\nmodels:\n{models}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--preset", help=f"settings to start from (default: {DEFAULT_PRESET}); see below")
    parser.add_argument(
        "--data",
        metavar="DIR",
        help='a folder with CIFAR-10, its archive, or "sample": the bundled part (the default of the quick preset)',
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="also write the best weights here at the end")
    parser.add_argument("--overwrite", action="store_true", help="let --out replace a file that exists")
    parser.add_argument(
        "--runs",
        type=Path,
        default=paths.default_runs(),
        metavar="DIR",
        help="the folder for this run's own folder (default: %(default)s)",
    )
    parser.add_argument("--resume", type=Path, metavar="RUN", help="go on with the run in this folder")
    parser.add_argument(
        "--start-from",
        type=Path,
        metavar="WEIGHTS",
        help="begin with the weights in this file; for a transfer model also torchvision's file of its backbone",
    )
    parser.add_argument("--json", action="store_true", help="print each event as a line of JSON")
    _add_settings(parser.add_argument_group("settings, each over the preset's"))
    parser.set_defaults(run=run)


def _add_settings(group: argparse._ArgumentGroup) -> None:
    """Add an option for every field of the config; what is not given stays as the preset has it."""
    for setting in fields(TrainConfig):
        name = f"--{setting.name.replace('_', '-')}"
        text = setting.metadata["meaning"]
        if setting.type is bool:
            group.add_argument(name, action=argparse.BooleanOptionalAction, default=argparse.SUPPRESS, help=text)
            continue
        kind = setting.type if setting.type in (int, float) else str
        group.add_argument(name, type=kind, default=argparse.SUPPRESS, metavar=_placeholder(kind), help=text)


def _placeholder(kind: Any) -> str:
    return {int: "N", float: "X"}.get(kind, "NAME")


def run(args: argparse.Namespace) -> int:
    """Train or resume, and return the exit code."""
    changes = {setting.name: getattr(args, setting.name) for setting in fields(TrainConfig) if setting.name in args}
    if args.resume:
        _refuse_changes(args, changes)
    else:
        config = preset_config(args.preset or DEFAULT_PRESET, **changes)
        _refuse_second_round_of_nothing(args)
        source = args.data or _default_source(args.preset or DEFAULT_PRESET)
    if args.out:
        _refuse_unwritable(args.out, overwrite=args.overwrite)
    # Only now, so that a wrong option is refused without waiting for torch.
    from cifar_desktop.training.start import resume_training, start_training

    control = TrainControl()
    with contextlib.closing(_Reporter(control, as_json=args.json)) as reporter, first_interrupt(control.cancel):
        try:
            if args.resume:
                where = {name: changes.get(name) for name in ("device", "precision")}
                finished = resume_training(args.resume, source=args.data, **where, report=reporter, control=control)
            else:
                finished = start_training(
                    config, source, args.runs, start_from=args.start_from, report=reporter, control=control
                )
        except Cancelled:
            reporter.say_how_to_resume(args.out)
            raise
        if finished and args.out:
            _deliver(finished, args.out)
    return 0


def _refuse_second_round_of_nothing(args: argparse.Namespace) -> None:
    """Refuse a preset that is for trained weights where there are none."""
    if args.preset and PRESETS[args.preset].goes_on and not args.start_from:
        raise UserError(
            f"The preset {args.preset} goes on from weights that were trained before.",
            remedy="Name them with --start-from, or choose another preset.",
        )


def _refuse_changes(args: argparse.Namespace, changes: dict[str, Any]) -> None:
    """Refuse settings beside --resume: they would make it another run."""
    given = [name for name in ("preset", "start_from") if getattr(args, name)]
    named = [*given, *(name for name in changes if name not in ("device", "precision"))]
    if named:
        options = ", ".join(f"--{name.replace('_', '-')}" for name in named)
        raise UserError(
            "A resumed run keeps the settings that it began with.",
            remedy=f"Leave out {options}, or start a new training without --resume.",
        )


def _default_source(preset: str) -> str:
    """Return the data for a training that names none: a quick look takes the sample, the others the real thing."""
    from cifar_desktop.data.open import SAMPLE

    if preset == DEFAULT_PRESET:
        return SAMPLE
    from cifar_desktop.data.cifar10 import default_cifar10

    found = default_cifar10()
    if found is None:
        raise DataError(
            "No CIFAR-10 was found on this machine.",
            remedy="Name its folder with --data, get it with `cifar-desktop download`, or use --data sample.",
        )
    return str(found)


def _refuse_unwritable(out: Path, *, overwrite: bool) -> None:
    """Refuse a destination now rather than after an hour of training."""
    try:
        if out.is_dir():
            raise UserError(f"“{out}” is a folder.", remedy="Give --out the name of a file in it.")
        if out.exists() and not overwrite:
            raise UserError(
                f"“{out}” exists already.",
                kept="It was not touched.",
                remedy="Choose another name, or add --overwrite.",
            )
        atomic_files.try_to_write_beside(out)
    except OSError as error:
        raise UserError(
            f"“{out}” cannot be written: {error.strerror or error}.",
            kept="Nothing was trained.",
            remedy="Choose a folder that exists and that you may write to.",
        ) from error


def _deliver(finished: RunFinished, out: Path) -> None:
    """Copy the best weights to where they were wanted."""
    try:
        atomic_files.write_bytes(out, finished.weights.read_bytes())
    except OSError as error:
        raise UserError(
            f"“{out}” cannot be written: {error.strerror or error}.",
            kept=f"The trained weights are in “{finished.weights}”.",
            remedy="Copy them from there.",
        ) from error


class _Reporter:
    """Shows events to a person or, as lines of JSON, to a program."""

    def __init__(self, control: TrainControl, *, as_json: bool) -> None:
        self._control = control
        self._display = None if as_json else TrainDisplay()
        self._show: Report = self._display or print_json
        self._folder: Path | None = None

    def __call__(self, event: Event) -> None:
        if isinstance(event, RunStarted):
            self._folder = event.folder
        try:
            self._show(event)
        except BrokenPipeError:  # whoever read along has gone, as `head` does: save and end
            self._show = report_nothing
            self._control.cancel()
        except OSError:  # a log on a full disk is no reason to end a training
            self._show = report_nothing

    def say_how_to_resume(self, out: Path | None) -> None:
        """Tell a person who interrupted the training how to go on with it."""
        self.close()
        if self._folder:
            deliver = ["--out", str(out), "--overwrite"] if out else []
            command = shlex.join(["cifar-desktop", "train", "--resume", str(self._folder), *deliver])
            write_error(f"Stopped; nothing is lost. To go on: {command}\n")

    def close(self) -> None:
        """Leave the terminal tidy."""
        if self._display:
            self._display.close()
