"""The end of a training: its best weights are tested, once, after everything was chosen."""

import torch

from cifar_desktop.data.dataset import DataSet
from cifar_desktop.evaluation.evaluate import evaluate
from cifar_desktop.inference.weights import build_model
from cifar_desktop.tasks import CancelToken, Report
from cifar_desktop.training.device import DeviceChoice
from cifar_desktop.training.events import RunFinished
from cifar_desktop.training.keeper import RunKeeper


def conclude(
    keeper: RunKeeper,
    data: DataSet,
    choice: DeviceChoice,
    *,
    outcome: str,
    num_epochs: int,
    seconds: float,
    report: Report,
    cancel: CancelToken,
) -> RunFinished:
    """Test the best weights and write how the run ended; see `RunFinished` for the arguments."""
    weights = keeper.best_weights()
    model = build_model(weights).to(choice.device)
    test = evaluate(
        model.to(memory_format=torch.channels_last),  # type: ignore[call-overload]  # missing in torch's stubs
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
