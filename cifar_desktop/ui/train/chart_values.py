"""What the read-out says about one step."""

from cifar_desktop.percentages import in_percent
from cifar_desktop.training.history import EpochRecord
from cifar_desktop.ui.train.chart_record import ChartRecord
from cifar_desktop.ui.widgets.plot_readout import ReadoutLine

_LARGE = 10_000  # losses of that size mean that something is wrong, not how much to the fourth digit


def value_lines(
    record: ChartRecord, index: int, loss: float, accuracy: float, rate: float, *, is_smoothed: bool
) -> list[ReadoutLine]:
    """Return the values of all curves at a step; `loss` and `accuracy` are those of the strong curves."""
    raw = (_loss(float(record.losses.values[index])), in_percent(float(record.accuracies.values[index])))
    remarks = tuple(f"this step {each}" if is_smoothed else "" for each in raw)
    nearest = _nearest_epoch(record, float(record.steps.values[index]))
    validation_loss = validation_accuracy = None
    after = ""
    if nearest is not None:
        validation_loss, validation_accuracy = nearest.validation_loss, nearest.validation_accuracy
        after = f"after epoch {nearest.epoch}"
    lines = [ReadoutLine(colour="train_curve", name="Training loss", value=_loss(loss), remark=remarks[0])]
    if validation_loss is not None:
        value = _loss(validation_loss)
        lines.append(ReadoutLine(colour="validation_curve", name="Validation loss", value=value, remark=after))
    value = in_percent(accuracy)
    lines.append(ReadoutLine(colour="train_curve", name="Training accuracy", value=value, remark=remarks[1]))
    if validation_accuracy is not None:
        value = in_percent(validation_accuracy)
        lines.append(ReadoutLine(colour="validation_curve", name="Validation accuracy", value=value, remark=after))
    lines.append(ReadoutLine(colour="rate_curve", name="Learning rate", value=f"{rate:.4g}"))
    return lines


def _nearest_epoch(record: ChartRecord, step: float) -> EpochRecord | None:
    """Return the epoch whose end is nearest to a step: its dot is what the eye compares."""
    return min(record.epochs, key=lambda each: abs(each.step - step), default=None)


def _loss(value: float) -> str:
    return f"{value:.4f}" if abs(value) < _LARGE else f"{value:.4g}"
