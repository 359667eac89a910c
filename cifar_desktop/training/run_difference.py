"""In what the settings of several runs differ. Importing this module imports no torch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cifar_desktop.errors import RunError
from cifar_desktop.training.config import label
from cifar_desktop.training.run_history import RunSummary

FEWEST, MOST = 2, 6
RANDOM_WEIGHTS = "random weights"


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingDifference:
    """A setting that is not the same in all of the runs.

    Attributes:
        name: of the setting in `TrainConfig`, or "data" or "started_from".
        label: as it stands in a sentence.
        values: plain values, one a run.
    """

    name: str
    label: str
    values: tuple[Any, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """Return the values as people read them."""
        return tuple(map(_in_words, self.values))


def refuse_uncomparable(runs: Sequence[RunSummary]) -> None:
    """Refuse too few or too many runs, one that is named twice, and one whose settings cannot be read."""
    if not FEWEST <= len(runs) <= MOST:
        raise RunError(
            f"{FEWEST} to {MOST} runs can be compared, not {len(runs)}.",
            remedy="Choose fewer." if len(runs) > MOST else "Choose another one to compare with.",
        )
    if len({run.path for run in runs}) < len(runs):
        raise RunError("A run cannot be compared with itself.", remedy="Choose different runs.")
    for run in runs:
        if run.config is None:
            raise RunError(f"The settings of “{run.name}” cannot be read.", remedy=run.reason)


def setting_differences(runs: Sequence[RunSummary]) -> tuple[SettingDifference, ...]:
    """Return the settings that differ, in the order of the config; none where all are the same."""
    refuse_uncomparable(runs)
    settings = [_settings(run) for run in runs]
    columns = {name: tuple(each[name] for each in settings) for name in settings[0]}
    return tuple(
        SettingDifference(name=name, label=label(name), values=values)
        for name, values in columns.items()
        if any(value != values[0] for value in values)
    )


def _settings(run: RunSummary) -> Mapping[str, Any]:
    """Return what a run was told, by name."""
    config = run.config.as_dict() if run.config else {}
    return {"data": run.data_name, "started_from": run.started_from or RANDOM_WEIGHTS, **config}


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)
