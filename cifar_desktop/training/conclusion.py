"""The end of a training: its best weights learn how sure to be, and are tested, once, after everything was chosen."""

from dataclasses import replace

import torch
from torch import nn

from cifar_desktop.data.dataset import DataSet, ImageSet
from cifar_desktop.data.sides import MIRRORED, MOVED, PLAIN
from cifar_desktop.evaluation.evaluate import Predictions, evaluate, predict
from cifar_desktop.evaluation.strangers import strangers
from cifar_desktop.evaluation.trust import fit_trust
from cifar_desktop.inference.weights import Weights, build_model
from cifar_desktop.models.registry import model_spec
from cifar_desktop.tasks import CancelToken, Report
from cifar_desktop.training.device import DeviceChoice
from cifar_desktop.training.events import RunFinished
from cifar_desktop.training.keeper import RunKeeper

STRANGERS_SEED = 1  # whatever the run's own: two runs are judged by the same made-up pictures


def conclude(
    keeper: RunKeeper,
    data: DataSet,
    validation: ImageSet,
    choice: DeviceChoice,
    *,
    outcome: str,
    num_epochs: int,
    seconds: float,
    report: Report,
    cancel: CancelToken,
) -> RunFinished:
    """Fit temperature and rule to the validation pictures, test the best weights, and write how the run ended.

    For the other arguments see `RunFinished`.
    """
    weights = keeper.best_weights()
    model = build_model(weights).to(choice.device, memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's stubs
    if len(validation):
        weights = trusted(weights, model, validation, choice, report=report, cancel=cancel)
    test = evaluate(
        model,
        data.test,
        data.class_names,
        mean=data.mean,
        std=data.std,
        device=choice.device,
        autocast_dtype=choice.autocast_dtype,
        mirror=keeper.folder.info.config.mirror_at_test,
        report=report,
        cancel=cancel,
        stage="Testing the best weights",
    )
    finished = RunFinished(
        outcome=outcome,
        num_epochs=num_epochs,
        best_epoch=weights.info.metrics["epoch"],
        best_validation_accuracy=weights.info.metrics["validation_accuracy"],
        test_loss=test.loss,
        test_accuracy=test.accuracy,
        weights=keeper.folder.best_weights,
        seconds=seconds,
    )
    keeper.finish(weights, finished)
    return finished


def trusted(
    weights: Weights,
    model: nn.Module,
    validation: ImageSet,
    choice: DeviceChoice,
    *,
    report: Report,
    cancel: CancelToken,
) -> Weights:
    """Return the weights with a temperature and a rule for "not sure", fitted to the validation pictures."""
    # A backbone looks at a few pictures a second: four looks at each would cost more than they are worth.
    sides = MIRRORED if model_spec(weights.info.architecture).pretrained else MOVED

    def said_of(pictures: ImageSet, *, sides: int, stage: str) -> Predictions:
        return predict(
            model,
            pictures,
            mean=weights.info.mean,
            std=weights.info.std,
            device=choice.device,
            autocast_dtype=choice.autocast_dtype,
            sides=sides,
            with_features=True,
            report=report,
            cancel=cancel,
            stage=stage,
        )

    made_up = strangers(validation.images, seed=STRANGERS_SEED)
    strange = ImageSet(made_up, torch.zeros(len(made_up), dtype=torch.int64, device=made_up.device))
    temperature, rule = fit_trust(
        said_of(validation, sides=sides, stage="Learning when to be sure"),
        said_of(strange, sides=PLAIN, stage="Learning what is strange"),
    )
    return replace(weights, info=replace(weights.info, sides=sides, temperature=temperature, not_sure=rule))
