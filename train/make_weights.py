"""`make weights`: trains the weights that come with the program, and writes the card that describes them.

    python -m train.make_weights --data DIR               trains in three rounds, five hours on two cores
    python -m train.make_weights --data DIR --run FOLDER  goes on with any of the rounds, interrupted or ended

Each round is a preset's recipe and goes on from the weights of the one before; the validation share of the training
pictures, the same in all of them, chooses the epoch, the temperature and the rule for "not sure". The test set is
looked at once, for the card.
"""

import argparse
import contextlib
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import torch

from cifar_desktop import atomic_files, cli, paths
from cifar_desktop.cli.terminal import first_interrupt, write_error, write_out
from cifar_desktop.cli.train_display import TrainDisplay
from cifar_desktop.data.dataset import DataSet, ImageSet
from cifar_desktop.data.open import open_data_set
from cifar_desktop.data.sides import PLAIN
from cifar_desktop.data.splits import split_train_validation
from cifar_desktop.errors import UserError
from cifar_desktop.evaluation.evaluate import Predictions, measure, predict
from cifar_desktop.evaluation.trust import Trust, measure_trust
from cifar_desktop.inference.weights import Weights, build_model, read_weights, write_weights
from cifar_desktop.tasks import CancelToken, report_nothing
from cifar_desktop.training.conclusion import trusted
from cifar_desktop.training.control import TrainControl
from cifar_desktop.training.device import choose_device
from cifar_desktop.training.events import RunFinished
from cifar_desktop.training.presets import preset_config
from cifar_desktop.training.runs import RunFolder, open_run
from cifar_desktop.training.start import resume_training, start_training
from train.model_card import Figures, model_card

MODEL = "resnet9"
# Presets, and what is changed of them. Another seed shows the same pictures in another order and otherwise changed.
ROUNDS: tuple[tuple[str, dict[str, int]], ...] = (
    ("best", {}),
    ("refine", {}),
    ("refine", {"seed": 2, "epochs": 30}),
)
CHANGES = ("model", "epochs")  # for trying the command out
CARD = "MODEL_CARD.md"
MAX_FILE_BYTES = 14 * 1000**2


def main() -> int:
    """Train where that is needed, then write weights and card."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="the folder or archive of the original CIFAR-10")
    parser.add_argument("--run", type=Path, help="a run folder to resume, or one that has ended")
    parser.add_argument("--runs", type=Path, default=paths.default_runs(), help="where a new run folder is made")
    parser.add_argument("--model", help="train another network, for trying this out")
    parser.add_argument("--epochs", type=int, help="of each round, for trying this out")
    parser.add_argument("--out", type=Path, default=paths.shipped_weights().parent, help="the folder to write into")
    args = parser.parse_args()
    return cli.guarded(lambda: _make(args))


def _make(args: argparse.Namespace) -> int:
    folder = _trained(args)
    data = open_data_set(args.data)
    _refuse_other_data(folder, data)
    weights = _finished(read_weights(folder.best_weights), folder, data)
    figures = _tested(weights, data)
    full = measure(_said(read_weights(folder.best_weights), data.test, sides=PLAIN), data.class_names).accuracy
    weights = replace(weights, info=replace(weights.info, metrics={**weights.info.metrics, **_as_metrics(figures)}))
    destination = args.out / paths.shipped_weights().name
    args.out.mkdir(parents=True, exist_ok=True)
    write_weights(destination, weights.state, weights.info)
    size = destination.stat().st_size
    if size > MAX_FILE_BYTES:
        raise UserError(f"{destination} has {size:,} bytes, more than the {MAX_FILE_BYTES:,} that may be shipped.")
    card = model_card(weights.info, figures, full_accuracy=full, file_bytes=size)
    atomic_files.write_text(args.out / CARD, card)
    write_out(f"{destination}: {size:,} bytes.\n{figures.in_words()}\n")
    return 0


def _trained(args: argparse.Namespace) -> RunFolder:
    """Return the last round of the training, ended, after training whatever of the rounds is still to be done."""
    folder = _ended(args, open_run(args.run)) if args.run else _round(args, 0)
    while (number := _rounds_of(folder)) < len(ROUNDS):
        folder = _round(args, number, start_from=folder.best_weights)
    return folder


def _rounds_of(folder: RunFolder) -> int:
    """Return how many rounds the weights of a run have behind them."""
    recipe, number = folder.recipe, 1
    while origin := recipe.get("started_from"):
        recipe, number = origin["recipe"], number + 1
    return number


def _ended(args: argparse.Namespace, folder: RunFolder) -> RunFolder:
    """Return a run after resuming it where it was interrupted."""
    if folder.result.exists():
        return folder
    return _watched(lambda **how: resume_training(folder.path, source=args.data, **how))


def _round(args: argparse.Namespace, number: int, start_from: Path | None = None) -> RunFolder:
    """Train a round, with what the command line changes of it."""
    preset, settings = ROUNDS[number]
    changes = {"model": MODEL, **settings} | {name: one for name, one in vars(args).items() if name in CHANGES and one}
    config = preset_config(preset, **changes)
    return _watched(lambda **how: start_training(config, args.data, args.runs, start_from=start_from, **how))


def _watched(train: Callable[..., RunFinished | None]) -> RunFolder:
    """Train, showing how it goes, until the end or Ctrl-C."""
    control, display = TrainControl(), TrainDisplay()
    with contextlib.closing(display), first_interrupt(control.cancel):
        finished = train(report=display, control=control)
    if finished is None:
        raise UserError("Another process leads this training.", remedy="Start it without torchrun.")
    write_error(f"Trained: {finished.weights.parent}\n")
    return open_run(finished.weights.parent)


def _refuse_other_data(folder: RunFolder, data: DataSet) -> None:
    if dict(data.checksums) != dict(folder.info.checksums):
        raise UserError(f"The run in “{folder.path}” was trained on other data ({folder.info.data_name}).")


def _finished(best: Weights, folder: RunFolder, data: DataSet) -> Weights:
    """Return the weights in half precision, with temperature and rule fitted to how these answer, in float32."""
    config = folder.info.config
    _, positions = split_train_validation(data.train, fraction=config.validation_fraction, seed=config.split_seed)
    validation = data.train.subset(positions)
    halved = replace(best, state={key: _halved(tensor) for key, tensor in best.state.items()})
    choice = choose_device("auto", "float32")
    model = build_model(halved).to(choice.device)
    ready = trusted(halved, model, validation, choice, report=report_nothing, cancel=CancelToken())
    measured = measure(_said(halved, validation, sides=PLAIN), data.class_names)
    metrics = {
        "epoch": best.info.metrics["epoch"],
        "validation_loss": measured.loss,
        "validation_accuracy": measured.accuracy,
    }
    hardware = {"hardware": folder.info.device, "precision": folder.info.precision}
    info = replace(
        ready.info,
        recipe=folder.recipe,
        metrics=metrics,
        versions={**ready.info.versions, **hardware},
        created=folder.info.created,
    )
    return replace(ready, info=info)


def _halved(tensor: torch.Tensor) -> torch.Tensor:
    """Return weights as float16; what batch norms counted, and their variances, keep their type."""
    return tensor.half() if tensor.is_floating_point() and tensor.ndim > 1 else tensor


def _said(weights: Weights, pictures: ImageSet, *, sides: int) -> Predictions:
    """Return what the weights say of pictures."""
    choice = choose_device("auto", "float32")
    return predict(
        build_model(weights).to(choice.device),
        pictures,
        mean=weights.info.mean,
        std=weights.info.std,
        device=choice.device,
        sides=sides,
        with_features=True,
    )


def _tested(weights: Weights, data: DataSet) -> Figures:
    """Return how good the weights are on the test set."""
    info = weights.info
    said = _said(weights, data.test, sides=info.sides)
    trust = measure_trust(said, temperature=info.temperature, rule=info.not_sure)
    return Figures(metrics=measure(said.one_sided(), data.class_names), trust=trust)


def _as_metrics(figures: Figures) -> dict[str, float | None]:
    trust: Trust = figures.trust
    return {
        "test_loss": figures.metrics.loss,
        "test_accuracy": figures.metrics.accuracy,
        "test_calibration_error_before": trust.error_before,
        "test_calibration_error": trust.error_after,
        "test_share_answered": trust.share_answered,
        "test_answered_accuracy": trust.answered_accuracy,
    }


if __name__ == "__main__":
    sys.exit(main())
