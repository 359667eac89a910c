"""What is said about a run: its figures, its state and when it was, in words."""

import datetime

from cifar_desktop.models.registry import MODELS
from cifar_desktop.percentages import in_percent
from cifar_desktop.training.run_history import RunSummary

NOTHING = "–"
_AN_HOUR = 3600
_OUTCOMES = {"completed": "Finished", "stopped early": "Finished early", "stopped": "Stopped"}


def percent(share: float | None) -> str:
    """Return a share in per cent, such as "94.71 %"."""
    return in_percent(share, 2)


def duration(seconds: float | None) -> str:
    """Return a time to the second: "0:07", "12:34", "1:02:03"."""
    if seconds is None:
        return NOTHING
    hours, rest = divmod(int(seconds), _AN_HOUR)
    minutes, rest = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def epochs_in_words(run: RunSummary) -> str:
    """Return how far it came, such as "16" or "7 of 16"."""
    if run.epochs_done is None or run.epochs is None:
        return NOTHING if run.epochs is None else f"? of {run.epochs:,}"
    return f"{run.epochs:,}" if run.epochs_done == run.epochs else f"{run.epochs_done:,} of {run.epochs:,}"


def network(run: RunSummary) -> str:
    """Return the network as people call it."""
    return MODELS[run.model].title if run.model in MODELS else run.model or NOTHING


def moment_of(created: str) -> datetime.datetime | None:
    """Return a time on the clock here; None for what is no time."""
    try:
        return datetime.datetime.fromisoformat(created).astimezone()
    except (ValueError, OverflowError):
        return None


def begun(created: str, now: datetime.datetime) -> str:
    """Return when it began, short: "today 18:04", "yesterday 18:04", "3 Nov 18:04", "3 Nov 2025"."""
    moment = moment_of(created)
    if moment is None:
        return created or NOTHING
    days = (now.date() - moment.date()).days
    if days in (0, 1):
        return f"{'yesterday' if days else 'today'} {moment:%H:%M}"
    return f"{moment.day} {moment:%b}" + (f" {moment:%H:%M}" if moment.year == now.year else f" {moment.year}")


def begun_in_full(created: str) -> str:
    """Return when it began: "3 November 2026, 18:04"."""
    moment = moment_of(created)
    return f"{moment.day} {moment:%B %Y, %H:%M}" if moment else created


def state_in_words(run: RunSummary, *, is_under_way: bool) -> str:
    """Return how it stands, in a word or two."""
    if is_under_way or run.state == "running":
        return "Training now"
    if run.state == "finished":
        return _OUTCOMES.get(run.outcome, "Finished")
    return run.state.capitalize()


def state_sentence(run: RunSummary, *, is_under_way: bool) -> str:
    """Say how it ended, or what is wrong with it."""
    if is_under_way:
        return "It is being trained just now, in the Train tab. Its figures come when that has ended."
    done = _epochs_done(run)
    if run.can_resume:
        return f"Interrupted after {done}; it can go on from there. {run.reason}".rstrip()
    if run.state != "finished":
        return run.reason
    sentences = {
        "stopped early": f"Ended by itself after {done}: it had not become better for a while.",
        "stopped": f"Stopped after {done}; the best weights were kept.",
    }
    return sentences.get(run.outcome, f"Finished after {done}.")


def origin_sentence(run: RunSummary) -> str:
    """Say what was trained on what, where and when; empty where nothing of it is known."""
    if run.config is None:
        return f"Its folder last changed on {begun_in_full(run.created)}." if run.created else ""
    words = (
        f"{network(run)} on {run.data_name}, begun {begun_in_full(run.created)}, on {run.device} in {run.precision}."
    )
    return f"{words} It began with the weights “{run.started_from}”." if run.started_from else words


def count_in_words(number: int, noun: str = "run") -> str:
    """Return a number with its noun: "1 run", "12 runs"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _epochs_done(run: RunSummary) -> str:
    done = run.epochs_done or 0
    if run.epochs is None or done == run.epochs:
        return count_in_words(done, "epoch")
    return f"{done:,} of {run.epochs:,} epochs"
