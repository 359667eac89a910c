"""What the charts keep of a run."""

import csv
import io

import numpy as np
import pytest

from cifar_desktop.training.history import EpochRecord
from cifar_desktop.training.saved_record import SavedRecord
from cifar_desktop.ui.train.chart_record import ChartRecord
from tests.ui.train.chart_events import accuracy_at, finished, loss_at, progressed, rate_at, started


def saved(num_steps: int, num_epochs: int) -> SavedRecord:
    steps = range(1, num_steps + 1)
    events = [finished(epoch, 0.5) for epoch in range(1, num_epochs + 1)]
    names = EpochRecord.__dataclass_fields__
    return SavedRecord(
        losses=[loss_at(step) for step in steps],
        accuracies=[accuracy_at(step) for step in steps],
        learning_rates=[rate_at(step) for step in steps],
        epochs=tuple(EpochRecord(**{name: getattr(event, name) for name in names}) for event in events),
    )


def running() -> ChartRecord:
    """Return a record of 30 steps and one epoch."""
    record = ChartRecord()
    record.begin(started())
    record.add_steps(progressed(range(1, 11)))
    record.add_steps(progressed(range(11, 21)))
    record.add_epoch(finished(1, 0.4, seconds=11.0))
    record.add_steps(progressed(range(21, 31)))
    return record


def test_steps_lie_evenly_between_two_events() -> None:
    record = running()
    assert record.steps.values.tolist() == list(range(1, 31))
    assert record.losses.values.tolist() == [loss_at(step) for step in range(1, 31)]
    np.testing.assert_allclose(record.seconds.values, 0.5 * np.arange(1, 31))


def test_each_axis_places_steps_epochs_and_rates() -> None:
    record = running()
    assert record.positions("epoch")[19] == 1.0
    assert record.epoch_positions("epoch").tolist() == [1.0]
    assert record.epoch_positions("step").tolist() == [20.0]
    assert record.epoch_positions("time").tolist() == [11.0]
    assert record.rate_positions("step").tolist() == [10.0, 20.0, 30.0]
    assert record.rate_positions("time").tolist() == [5.0, 10.0, 15.0]


def test_without_a_step_there_is_nothing_to_place() -> None:
    """By time, too: a window that is asked for it before the first step has to draw nothing."""
    record = ChartRecord()
    for axis in ("step", "epoch", "time"):
        assert record.positions(axis).tolist() == record.rate_positions(axis).tolist() == []


def test_the_right_end_is_ahead_of_the_curve_and_moves_seldom() -> None:
    record = ChartRecord()
    record.begin(started(num_epochs=50))
    ends = []
    for step in range(1, 1001):
        record.add_steps(progressed([step], num_steps=1000))
        ends.append(record.right_end("step"))
        assert ends[-1] >= step
    assert ends[-1] == 1000
    assert len(set(ends)) < 25
    assert record.right_end("epoch") == 50
    assert record.right_end("time") >= 500


def test_the_best_epoch_is_the_first_of_the_highest() -> None:
    record = ChartRecord()
    for epoch, accuracy in enumerate((0.3, 0.7, 0.6, 0.7), start=1):
        record.add_epoch(finished(epoch, accuracy))
    assert record.best_epoch() == 1
    record.clear()
    record.add_epoch(finished(1, None))
    assert record.best_epoch() is None


def test_a_new_run_forgets_the_last_one() -> None:
    record = running()
    record.begin(started(num_validation=0))
    assert record.is_empty
    assert not record.has_validation


@pytest.mark.parametrize("loads_first", [True, False])
def test_a_resumed_run_goes_on_where_it_was(loads_first: bool) -> None:
    record = running()  # of another run: must go
    if loads_first:
        record.load(saved(45, 2))
    record.begin(started(first_step=40))
    if not loads_first:
        record.add_steps(progressed([41, 42]))
        record.load(saved(40, 2))
    else:
        record.add_steps(progressed([41, 42]))
    assert record.steps.values.tolist() == list(range(1, 43))
    assert record.losses.values.tolist() == [loss_at(step) for step in range(1, 43)]
    assert [each.epoch for each in record.epochs] == [1, 2]
    assert (np.diff(record.seconds.values) >= 0).all()
    assert record.rate_at(39) == pytest.approx(rate_at(40))
    assert record.num_steps == 100


def test_a_resumed_run_that_nobody_loaded_starts_from_what_comes() -> None:
    record = running()
    record.begin(started(first_step=40))
    record.add_steps(progressed([41, 42]))
    assert record.steps.values.tolist() == [41, 42]
    assert record.seconds.values.tolist() == [20.5, 21.0]
    record.add_steps(progressed(range(43, 61)))
    record.add_epoch(finished(3, 0.5))
    assert record.epoch_positions("time").tolist() == [30.0]


def test_seconds_of_a_saved_run_come_from_its_epochs() -> None:
    record = ChartRecord()
    record.load(saved(50, 2))
    assert record.seconds.values[19] == pytest.approx(10.0)
    assert record.seconds.values[29] == pytest.approx(15.0)
    assert record.seconds.values[49] == pytest.approx(25.0)  # the third epoch at the pace of the second
    record.add_steps(progressed([51], seconds_a_step=0.4))  # the truth: 20.4 s
    assert record.seconds.values.max() == pytest.approx(20.4)


def test_a_saved_run_within_its_first_epoch_has_no_epochs_to_count() -> None:
    record = ChartRecord()
    record.load(saved(7, 0))
    assert record.axis_for("epoch") == "step"
    assert record.positions("epoch").tolist() == [1, 2, 3, 4, 5, 6, 7]


def test_csv_has_every_step_and_the_validation_of_its_epoch() -> None:
    rows = list(csv.DictReader(io.StringIO(running().as_csv())))
    assert len(rows) == 30
    assert [row["epoch"] for row in rows] == ["1"] * 20 + ["2"] * 10
    assert float(rows[4]["loss"]) == pytest.approx(loss_at(5), rel=1e-6)
    assert float(rows[4]["accuracy"]) == pytest.approx(accuracy_at(5), rel=1e-6)
    assert float(rows[4]["seconds"]) == pytest.approx(2.5)
    assert rows[4]["learning_rate"] == ""  # only the last step's was reported
    assert float(rows[9]["learning_rate"]) == pytest.approx(rate_at(10))
    assert (rows[19]["validation_loss"], rows[19]["validation_accuracy"]) == ("1.6", "0.4")
    assert rows[20]["validation_loss"] == ""
