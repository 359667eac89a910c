"""A run folder: everything that is to be known about one training, and what it needs to go on.

run.json                 what was asked for: config, data, versions, device
epochs.csv, steps.csv    what was measured
events.out.tfevents.*    the same for TensorBoard, where its package is installed
log.txt                  what happened, in sentences
checkpoint.safetensors   the last state, to resume from
best.safetensors         the best weights so far, to classify with
features.safetensors     a frozen backbone and what it saw of the pictures; gone when the run has ended
seen-*.safetensors       what it has seen so far, while it still looks
result.json              how it ended; only a finished run has one
"""

import json
import platform
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cifar_desktop import __version__, atomic_files
from cifar_desktop.errors import ConfigError, RunError
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.training.events import RunFinished
from cifar_desktop.training.history import History
from cifar_desktop.training.json_table import read_table
from cifar_desktop.training.origin import Origin

FORMAT_VERSION = 1
SEEN_PATTERN = "seen-*.safetensors"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunInfo:
    """What was asked for when the run was made.

    Attributes:
        config: the settings.
        source: where the data came from: "sample" or a path.
        data_name, checksums: what the data was.
        device, precision: what "auto" came to; a resumed run computes in the same precision.
        created: when, in UTC, as ISO 8601 has it.
        versions: of the software that made it.
        started_from: the weights that the network began with; None where they were random.
    """

    config: TrainConfig
    source: str
    data_name: str
    checksums: Mapping[str, str]
    device: str
    precision: str
    created: str
    versions: Mapping[str, str]
    started_from: Origin | None = None


class RunFolder:
    """The files of one run.

    Attributes:
        path: the folder.
        info: what was asked for.
    """

    def __init__(self, path: Path, info: RunInfo) -> None:
        self.path = path
        self.info = info
        self.checkpoint = path / "checkpoint.safetensors"
        self.best_weights = path / "best.safetensors"
        self.features = path / "features.safetensors"
        self.result = path / "result.json"

    def piece_seen(self, name: str) -> Path:
        """Return the file of a piece of what a frozen backbone has seen, while it still looks."""
        return self.path / SEEN_PATTERN.replace("*", name)

    def looks(self) -> list[Path]:
        """Return the files with what a frozen backbone has seen; hours of work may lie in them before a first step."""
        whole = [self.features] if self.features.is_file() else []
        return [*whole, *self.path.glob(SEEN_PATTERN)]

    def forget_looks(self, *, but: Path | None = None) -> None:
        """Remove them, or all but one; raises OSError where the system refuses."""
        for file in self.looks():
            if file != but:
                file.unlink(missing_ok=True)

    @property
    def recipe(self) -> dict[str, Any]:
        """What makes its weights again: the settings and, where they did not begin at random, what they began with."""
        origin = self.info.started_from
        settings = self.info.config.as_dict()
        return {**settings, "started_from": asdict(origin) | {"path": Path(origin.path).name}} if origin else settings

    def write_history(self, history: History) -> None:
        """Write the measurements; raises OSError where the system refuses."""
        atomic_files.write_text(self.path / "epochs.csv", history.epochs_csv())
        atomic_files.write_text(self.path / "steps.csv", history.steps_csv())

    def log(self, sentence: str) -> None:
        """Add a line to the log; a log that cannot be written stops nothing."""
        log = self.path / "log.txt"
        try:
            before = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
            atomic_files.write_text(log, f"{before}{now()}  {sentence}\n")
        except OSError:
            return

    def write_result(self, finished: RunFinished) -> None:
        """Take down how the run ended; raises OSError where the system refuses."""
        document = {**asdict(finished), "weights": finished.weights.name, "ended": now()}
        atomic_files.write_text(self.result, json.dumps(document, indent=2) + "\n")


def create_run(parent: Path, info: RunInfo) -> RunFolder:
    """Make a new folder for a run below `parent`; its name is unique and sorts by time."""
    stem = f"{time.strftime('%Y%m%d-%H%M%S')}-{info.config.model}"
    try:
        parent.mkdir(parents=True, exist_ok=True)
        path = _new_folder(parent, stem)
        document = {"format_version": FORMAT_VERSION, **asdict(info), "config": info.config.as_dict()}
        atomic_files.write_text(path / "run.json", json.dumps(document, indent=2) + "\n")
    except OSError as error:
        raise RunError(
            f"No run folder can be made in “{parent}”: {error.strerror or error}.",
            kept="Nothing was written.",
            remedy="Choose a folder that you may write to.",
        ) from error
    return RunFolder(path, info)


def _new_folder(parent: Path, stem: str) -> Path:
    """Make a folder that did not exist; a second run in the same second gets a number."""
    number = 1
    while True:
        path = parent / (stem if number == 1 else f"{stem}-{number}")
        try:
            path.mkdir()
        except FileExistsError:
            number += 1
        else:
            atomic_files.flush_folder(parent)  # what will be saved in it must not vanish with it
            return path


def open_run(path: Path) -> RunFolder:
    """Return the run in a folder, or say why it is none."""
    description = path / "run.json"
    kept = "The folder was not touched."
    try:
        if not description.is_file():
            raise RunError(
                f"“{path}” is not a run folder: it has no run.json.",
                kept=kept,
                remedy="Choose a folder that a training made.",
            )
        return RunFolder(path, _info_from(read_table(description)))
    except ConfigError as error:
        raise RunError(f"The settings in “{description}” cannot be used: {error.what}", kept=kept) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise RunError(
            f"“{description}” cannot be used: {error}.", kept=kept, remedy="Start a new training."
        ) from error


def _info_from(document: Mapping[str, Any]) -> RunInfo:
    """Return what `create_run` wrote."""
    if document["format_version"] > FORMAT_VERSION:
        raise RunError(
            "This run was made by a newer version of the program.",
            kept="The folder was not touched.",
            remedy="Install the newer version to resume it.",
        )
    if document["precision"] not in ("float32", "bf16", "fp16"):
        raise ValueError(f"there is no precision called {document['precision']!r}")
    return RunInfo(
        config=TrainConfig.from_dict(document["config"]),
        source=str(document["source"]),
        data_name=str(document["data_name"]),
        checksums=dict(document["checksums"]),
        device=str(document["device"]),
        precision=str(document["precision"]),
        created=str(document["created"]),
        versions=dict(document["versions"]),
        started_from=Origin(**document["started_from"]) if document.get("started_from") else None,
    )


def versions() -> dict[str, str]:
    """Return the versions of what a training's outcome depends on."""
    from importlib.metadata import version  # noqa: PLC0415 - brings much along, for which a window would wait

    names = ("torch", "torchvision", "numpy")
    return {
        "cifar-desktop": __version__,
        "python": platform.python_version(),
        **{name: version(name) for name in names},
        "system": f"{platform.system()} {platform.machine()}",
    }


def now() -> str:
    """Return the time in UTC, to the second, as ISO 8601 has it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
