"""What a training says is passed on seldom, in order, and whole."""

from cifar_desktop.tasks import Event, StageProgressed
from cifar_desktop.training.events import StepProgressed
from cifar_desktop.ui.train.training_report import INTERVAL_S, TrainingReport
from tests.ui.train.chart_events import accuracy_at, finished, loss_at, progressed, started


class Listener:
    """Hears a report whose clock stands where a test puts it."""

    def __init__(self) -> None:
        self.heard: list[Event] = []
        self.now_s = 1000.0
        self.report = TrainingReport(self.heard.append, clock=lambda: self.now_s)


def validating(done: int) -> StageProgressed:
    return StageProgressed("Validating", done, 100, "images")


def test_several_steps_are_passed_on_as_one() -> None:
    listener = Listener()
    listener.report(progressed([1]))
    assert listener.heard == [progressed([1])]
    for step in range(2, 6):
        listener.now_s += INTERVAL_S / 5
        listener.report(progressed([step]))
    assert len(listener.heard) == 1
    listener.now_s += INTERVAL_S / 5
    listener.report(progressed([6, 7]))
    assert listener.heard[1:] == [progressed([2, 3, 4, 5, 6, 7])]
    joined = listener.heard[1]
    assert isinstance(joined, StepProgressed)
    assert joined.losses == tuple(loss_at(step) for step in range(2, 8))
    assert joined.accuracies == tuple(accuracy_at(step) for step in range(2, 8))


def test_whatever_else_happens_is_passed_on_at_once_and_in_order() -> None:
    listener = Listener()
    events = [started(), *(progressed([step]) for step in range(1, 21)), finished(1, 0.5), progressed([21])]
    for event in events:
        listener.report(event)
    assert listener.heard == [started(), progressed([1]), progressed(range(2, 21)), finished(1, 0.5)]
    listener.report.flush()
    assert listener.heard[4:] == [progressed([21])]
    listener.report.flush()
    assert len(listener.heard) == 5


def test_of_a_stage_the_last_word_counts() -> None:
    listener = Listener()
    listener.report(progressed([1]))
    for done in range(0, 101, 10):
        listener.report(validating(done))
    listener.report(finished(1, 0.5))
    assert listener.heard == [progressed([1]), validating(100), finished(1, 0.5)]
