"""The two ways into a training: begin a new run, or resume one."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import torch

from cifar_desktop.data.dataset import DataSet
from cifar_desktop.data.open import SAMPLE, open_data_set
from cifar_desktop.errors import Cancelled, RunError
from cifar_desktop.tasks import Report
from cifar_desktop.training.backbone import starting_point
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.training.control import TrainControl
from cifar_desktop.training.device import DeviceChoice, choose_device
from cifar_desktop.training.distributed import Team, joined_team
from cifar_desktop.training.events import RunFinished
from cifar_desktop.training.origin import Origin
from cifar_desktop.training.run_lock import hold_lock
from cifar_desktop.training.runs import RunFolder, RunInfo, create_run, now, open_run, versions
from cifar_desktop.training.trainer import Trainer


def start_training(
    config: TrainConfig,
    source: str,
    runs: Path,
    *,
    start_from: Path | None = None,
    report: Report,
    control: TrainControl,
) -> RunFinished | None:
    """Train on the data at `source` in a new folder below `runs`; return None in all but the leader.

    The network begins with the weights in `start_from` or, without them, from scratch or, where it is a transfer
    model, with what ImageNet has taught it.
    """
    origin = starting_point(config, start_from)
    with joined_team(config.device) as team:
        choice = _agreed_choice(team, config.device, config.precision)
        data = open_data_set(source, report=report, cancel=control)
        folder = _agreed_folder(team, runs, _describe(config, source, data, choice, origin))
        with _held_by(team, folder.path):
            return Trainer(folder, data, choice, report=report, control=control, team=team).train()


def resume_training(
    path: Path,
    *,
    source: str | None = None,
    device: str | None = None,
    precision: str | None = None,
    report: Report,
    control: TrainControl,
) -> RunFinished | None:
    """Train on from the last checkpoint of the run in `path`.

    Its data may have moved to `source`, and it may go on on another device or in another precision, though then
    not to the bit.
    """
    folder = _unfinished_run(path)
    wanted_device = device or folder.info.config.device
    with joined_team(wanted_device) as team, _held_by(team, path):
        folder = _unfinished_run(path)  # once more: until now, another process may have trained or removed it
        info = folder.info
        choice = _agreed_choice(team, wanted_device, precision or info.precision)
        if not (device or precision):  # nobody asked for it today: the run goes on as it began
            choice = replace(choice, reason="as the run began")
        data = open_data_set(source or info.source, report=report, cancel=control)
        if dict(data.checksums) != dict(info.checksums):
            raise RunError(
                f"The data in “{source or info.source}” is not what this run was trained on ({info.data_name}).",
                kept="The run folder was not touched.",
                remedy="Name the same data with --data, or start a new training.",
            )
        return Trainer(folder, data, choice, report=report, control=control, team=team).train()


def _unfinished_run(path: Path) -> RunFolder:
    """Return a run that can go on, or say why it cannot."""
    folder = open_run(path)
    if folder.result.exists():
        raise RunError(
            f"The run in “{path}” has ended already.",
            kept=f"Its best weights are in “{folder.best_weights}”.",
            remedy="Start a new training to go further.",
        )
    return folder


@contextlib.contextmanager
def _held_by(team: Team, path: Path) -> Iterator[None]:
    """Keep others from training the run meanwhile, which the leader sees to; where one does, all of them end."""
    with contextlib.ExitStack() as held:
        failure = None
        if team.is_leader:
            try:
                held.enter_context(hold_lock(path))
            except RunError as error:
                failure = error
        may_train = team.leaders_word("" if failure else "yes")
        if failure:
            raise failure
        if not may_train:
            raise Cancelled
        yield


def _agreed_choice(team: Team, device: str, precision: str) -> DeviceChoice:
    """Return this process's device, with the precision that the leader's machine computes fastest in."""
    if team.size > 1 and device == "auto" and not torch.cuda.is_available():
        device = "cpu"  # several processes talk to each other over gloo, which does not know Metal
    choice = choose_device(device, precision)
    agreed = team.leaders_word(choice.precision)
    return choice if choice.precision == agreed else choose_device(device, agreed)


def _agreed_folder(team: Team, runs: Path, info: RunInfo) -> RunFolder:
    """Return the run's folder, which the leader makes; where it cannot, the others end as quietly as they can."""
    folder, failure = None, None
    if team.is_leader:
        try:
            folder = create_run(runs, info)
        except RunError as error:
            failure = error
    path = team.leaders_word(str(folder.path) if folder else "")
    if failure:
        raise failure
    if not path:
        raise Cancelled
    return folder or RunFolder(Path(path), info)


def _describe(config: TrainConfig, source: str, data: DataSet, choice: DeviceChoice, origin: Origin | None) -> RunInfo:
    """Return what the run folder says about the run."""
    return RunInfo(
        config=config,
        source=source if source == SAMPLE else str(Path(source).expanduser().resolve()),
        data_name=data.name,
        checksums=data.checksums,
        device=choice.title,
        precision=choice.precision,
        created=now(),
        versions=versions(),
        started_from=origin,
    )
