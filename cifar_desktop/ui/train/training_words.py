"""What the Train tab says about where it is: a title and a sentence for each state."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cifar_desktop.models.registry import MODELS
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.ui.train.status_words import percent
from cifar_desktop.ui.train.training_session import TrainingSession
from cifar_desktop.ui.train.training_state import StopWish, TrainState

if TYPE_CHECKING:
    from cifar_desktop.training.find_interrupted import InterruptedRun

_STOPPING = {
    StopWish.KEEP_BEST: "The batch under way ends; then the best weights are tested and kept.",
    StopWish.SAVE: "The batch under way ends; then everything is saved, to go on another day.",
    StopWish.DISCARD: "The batch under way ends; then the run and its folder are deleted.",
}
_OUTCOMES = {
    "completed": ("Finished", "All epochs are done, and the best weights are kept."),
    "stopped early": ("Finished early", "It had not become better for a while; the best weights are kept."),
    "stopped": ("Stopped", "You ended it; the best weights so far are kept."),
}
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A title, a sentence below it, and whether they are about something that went wrong."""

    title: str
    sentence: str
    is_failed: bool = False


def words_for(session: TrainingSession, invitation: str, what: str) -> Words:
    """Return what is said in the session's state; `what` names the network and the photos under way."""
    if session.state is TrainState.PAUSED:
        return _paused(session.is_saved)
    plain = {
        TrainState.READY: ("Teach it to see", invitation),
        TrainState.LOADING: ("Getting ready…", what),
        TrainState.RUNNING: ("Training", what),
        TrainState.PAUSING: ("Pausing…", "The batch under way ends; then everything is saved."),
        TrainState.STOPPING: ("Stopping…", _STOPPING[session.wish or StopWish.SAVE]),
    }
    if session.state in plain:
        title, sentence = plain[session.state]
        return Words(title=title, sentence=sentence)
    return _ended(session)


def outcome_for_others(session: TrainingSession) -> tuple[str, str] | None:
    """Return a title and a sentence for somebody who looks elsewhere; None where it was stopped by that person."""
    if session.finished and session.state is TrainState.FINISHED:
        return "The training has ended", f"{percent(session.finished.test_accuracy)} of the test photos named right."
    if session.failure:
        return "The training could not go on", _failed(session).sentence
    return None


def _paused(is_saved: bool) -> Words:
    if is_saved:
        return Words(title="Paused", sentence="Everything is saved. Go on whenever you like, even after a restart.")
    return Words(title="Paused", sentence="It could not be saved: keep the window open.", is_failed=True)


def _ended(session: TrainingSession) -> Words:
    if session.state is TrainState.FAILED:
        return _failed(session)
    if session.finished:
        title, sentence = _OUTCOMES.get(session.finished.outcome, _OUTCOMES["completed"])
        if session.wish is StopWish.DISCARD:
            sentence = "It had come to its end before it could be discarded, so it is kept."
        return Words(title=title, sentence=sentence)
    if session.started is None:
        return Words(title="Not started", sentence="It was stopped before the first step; nothing was trained.")
    if session.wish is StopWish.DISCARD:
        return Words(title="Discarded", sentence="The run and its folder are gone.")
    return Words(title="Stopped", sentence="The run is saved where it was, and can go on from there.")


def _failed(session: TrainingSession) -> Words:
    error = session.failure.error if session.failure else None
    if error:
        parts = (error.what, error.kept, error.remedy)
        return Words(title="It had to stop", sentence=" ".join(filter(None, parts)), is_failed=True)
    kept = "What was saved stays saved." if session.started else "Nothing was trained yet."
    return Words(
        title="It had to stop",
        sentence=f"The program met a fault of its own. {kept}",
        is_failed=True,
    )


def invitation(config: TrainConfig, num_pictures: int, weights: str = "") -> str:
    """Say what a click on Start does, such as "Start, and a ResNet-9 sees 4,500 photos five times…".

    `weights` is the name of those that it begins with, if there are any.
    """
    epochs = _NUMBERS[config.epochs] if config.epochs < len(_NUMBERS) else f"{config.epochs:,}"
    times = "once" if config.epochs == 1 else f"{epochs} times"
    learns = f"goes on from “{weights}”" if weights else "learns to tell them apart"
    return (
        f"Press Start: a {MODELS[config.model].title} looks at {num_pictures:,} photos {times} "
        f"and {learns}. Nothing leaves this computer."
    )


def interrupted_in_words(run: "InterruptedRun", now: datetime.datetime) -> str:
    """Say which run was interrupted, such as "…at epoch 7 of 16: ResNet-9 on CIFAR-10, yesterday 18:04."."""
    config = run.config
    if run.epochs_done >= config.epochs:
        where = f"after its last epoch, {config.epochs}, before the final test"
    else:
        where = f"at epoch {run.epochs_done + 1} of {config.epochs}"
    saved = datetime.datetime.fromtimestamp(run.saved_at).astimezone()
    return f"A run was interrupted {where}: {run_name(run)}, {moment_in_words(saved, now)}."


def run_name(run: "InterruptedRun") -> str:
    """Return the network and the data, such as "ResNet-9 on CIFAR-10"."""
    return f"{MODELS[run.config.model].title} on {run.data_name}"


def moment_in_words(moment: datetime.datetime, now: datetime.datetime) -> str:
    """Return a day and a time as people say it: "today 18:04", "yesterday 18:04", "3 November, 18:04"."""
    clock = f"{moment:%H:%M}"
    days = (now.date() - moment.date()).days
    if days == 0:
        return f"today {clock}"
    if days == 1:
        return f"yesterday {clock}"
    year = "" if moment.year == now.year else f" {moment.year}"
    return f"{moment.day} {moment:%B}{year}, {clock}"
