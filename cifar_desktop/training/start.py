"""The two ways into a training: begin a new run, or resume one."""

from pathlib import Path

from cifar_desktop.data.dataset import DataSet
from cifar_desktop.data.open import open_data_set
from cifar_desktop.errors import RunError
from cifar_desktop.tasks import Report
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.training.control import TrainControl
from cifar_desktop.training.device import DeviceChoice, choose_device
from cifar_desktop.training.distributed import Team, joined_team
from cifar_desktop.training.events import RunFinished
from cifar_desktop.training.runs import RunFolder, RunInfo, create_run, now, open_run, versions
from cifar_desktop.training.trainer import Trainer


def start_training(
    config: TrainConfig, source: str, runs: Path, *, report: Report, control: TrainControl
) -> RunFinished | None:
    """Train from scratch on the data at `source` in a new folder below `runs`; None in all but the leader."""
    with joined_team(config.device) as team:
        choice = _agreed_choice(team, config.device, config.precision)
        data = open_data_set(source, report=report, cancel=control)
        info = _describe(config, source, data, choice)
        folder = create_run(runs, info) if team.is_leader else RunFolder(runs, info)
        return Trainer(folder, data, choice, report=report, control=control, team=team).train()


def resume_training(
    path: Path, *, source: str | None = None, report: Report, control: TrainControl
) -> RunFinished | None:
    """Train on from the last checkpoint of the run in `path`; its data may have moved to `source`."""
    folder = open_run(path)
    if folder.result.exists():
        raise RunError(
            f"The run in “{path}” has ended already.",
            kept=f"Its best weights are in “{folder.best_weights}”.",
            remedy="Start a new training to go further.",
        )
    info = folder.info
    with joined_team(info.config.device) as team:
        choice = _agreed_choice(team, info.config.device, info.precision)
        data = open_data_set(source or info.source, report=report, cancel=control)
        if dict(data.checksums) != dict(info.checksums):
            raise RunError(
                f"The data in “{source or info.source}” is not what this run was trained on ({info.data_name}).",
                kept="The run folder was not touched.",
                remedy="Name the same data with --data, or start a new training.",
            )
        return Trainer(folder, data, choice, report=report, control=control, team=team).train()


def _agreed_choice(team: Team, device: str, precision: str) -> DeviceChoice:
    """Return this process's device, with the precision that the leader's machine computes fastest in."""
    choice = choose_device(device, precision)
    agreed = team.leaders_word(choice.precision)
    return choice if choice.precision == agreed else choose_device(device, agreed)


def _describe(config: TrainConfig, source: str, data: DataSet, choice: DeviceChoice) -> RunInfo:
    """Return what the run folder says about the run."""
    return RunInfo(
        config=config,
        source=source,
        data_name=data.name,
        checksums=data.checksums,
        device=choice.title,
        precision=choice.precision,
        created=now(),
        versions=versions(),
    )
