"""Everything that is built before the first step of a training."""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import torch
from torch import Tensor

from cifar_desktop.data.augment import Augmentation
from cifar_desktop.data.batches import Batches, TrainingBatches
from cifar_desktop.data.dataset import DataSet, ImageSet
from cifar_desktop.data.epoch_order import EpochOrder
from cifar_desktop.data.feature_batches import FeatureBatches
from cifar_desktop.data.splits import split_train_validation
from cifar_desktop.errors import ConfigError
from cifar_desktop.models.registry import model_spec
from cifar_desktop.models.transfer import TransferModel
from cifar_desktop.tasks import CancelToken, Report
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.training.device import DeviceChoice
from cifar_desktop.training.distributed import Team
from cifar_desktop.training.events import RunStarted
from cifar_desktop.training.first_weights import begin
from cifar_desktop.training.frozen import Frozen, Looks, read_frozen, write_frozen
from cifar_desktop.training.learner import Learner
from cifar_desktop.training.runs import RunFolder
from cifar_desktop.training.validation import validate, validate_head


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prepared:
    """What a training works with.

    Attributes:
        data: what it was given.
        choice, team: where it computes, and with whom.
        mirror: whether validation also asks about mirror images.
        images: the training pictures, on the device.
        validation_positions: which of them are kept for validation.
        num_train: how many are learned from.
        batches: gives them, augmented; or what a frozen backbone saw of them.
        learner: the network and what moves it; beside a frozen backbone, the network's head.
        frozen: that backbone; None where the whole network is trained.
    """

    data: DataSet
    choice: DeviceChoice
    team: Team
    mirror: bool
    images: ImageSet
    validation_positions: Tensor
    num_train: int
    batches: Batches
    learner: Learner
    frozen: Frozen | None = None

    def validation_pictures(self) -> ImageSet:
        """Return the pictures that are kept for validation."""
        return self.images.subset(self.validation_positions)

    def validate(self, *, report: Report, cancel: CancelToken) -> tuple[float | None, float | None]:
        """Return the loss and accuracy on the validation pictures, if there are any."""
        positions, model = self.validation_positions, self.learner.to_evaluate
        if not len(positions):
            return None, None
        if self.frozen:
            sides, labels = self.frozen.sides(positions), self.images.labels[positions]
            return validate_head(model, sides, labels, choice=self.choice, team=self.team)
        return validate(
            model,
            self.images,
            positions,
            data=self.data,
            choice=self.choice,
            team=self.team,
            mirror=self.mirror,
            report=report,
            cancel=cancel,
        )

    def state_to_keep(self) -> Mapping[str, Tensor]:
        """Return the weights of the whole network whose answers count."""
        model = self.learner.to_evaluate
        return self.frozen.whole_state(model) if self.frozen else model.state_dict()

    def started_event(self, folder: RunFolder, *, first_step: int) -> RunStarted:
        """Return what is reported when the training begins or goes on."""
        config, choice = folder.info.config, self.choice
        return RunStarted(
            folder=folder.path,
            model=model_spec(config.model).title,
            device=choice.title,
            precision=choice.precision,
            reason=choice.reason,
            num_parameters=sum(p.numel() for p in self.learner.model.parameters() if p.requires_grad),
            num_train=self.num_train,
            num_validation=len(self.validation_positions),
            steps_per_epoch=self.batches.steps_per_epoch,
            num_epochs=config.epochs,
            first_step=first_step,
            num_processes=self.team.size,
        )


def normalised_for(data: DataSet, model: str) -> DataSet:
    """Return the same data with the normalisation that a network insists on, if it does."""
    spec = model_spec(model)
    return replace(data, mean=spec.mean or data.mean, std=spec.std or data.std)


def prepare(
    folder: RunFolder,
    data: DataSet,
    choice: DeviceChoice,
    team: Team,
    *,
    resumes: bool,
    report: Report,
    cancel: CancelToken,
) -> Prepared:
    """Split and place the data, build the network; the same settings and seed always give the same.

    Where the run resumes, a checkpoint will bring all that is trained.
    """
    config = folder.info.config
    train, validation = split_train_validation(data.train, fraction=config.validation_fraction, seed=config.split_seed)
    _refuse_unfit(config, data, num_train=len(train), num_validation=len(validation), num_processes=team.size)
    images, validation = data.train.to(choice.device), validation.to(choice.device)
    torch.manual_seed(config.seed)
    model = model_spec(config.model).build(len(data.class_names), **model_options(config))
    trained, frozen = model, None
    batches: Batches
    if isinstance(model, TransferModel) and config.backbone == "frozen":
        looks = Looks(data=data, choice=choice, team=team, report=report, cancel=cancel, run=folder)
        frozen = _frozen(model, folder, images, looks, train=train, validation=validation, resumes=resumes)
        order = EpochOrder(train, batch_size=config.batch_size, seed=config.seed, rank=team.rank, num_ranks=team.size)
        trained, batches = model.head, FeatureBatches(frozen.features, images.labels, order)
    else:
        if not resumes:
            begin(model, config, data, train, folder.info.started_from)
        batches = _picture_batches(config, data, images, train, team)
    return Prepared(
        data=data,
        choice=choice,
        team=team,
        mirror=config.mirror_at_test,
        images=images,
        validation_positions=validation,
        num_train=len(train),
        batches=batches,
        learner=Learner(trained, config, choice, team),
        frozen=frozen,
    )


def _picture_batches(
    config: TrainConfig, data: DataSet, images: ImageSet, positions: Tensor, team: Team
) -> TrainingBatches:
    return TrainingBatches(
        images,
        positions,
        batch_size=config.batch_size,
        augmentation=augmentation(config),
        mean=data.mean,
        std=data.std,
        seed=config.seed,
        rank=team.rank,
        num_ranks=team.size,
        num_classes=len(data.class_names),
        smaller_epochs=round(config.smaller_at_first * config.epochs),
    )


def _frozen(
    model: TransferModel,
    folder: RunFolder,
    images: ImageSet,
    looks: Looks,
    *,
    train: Tensor,
    validation: Tensor,
    resumes: bool,
) -> Frozen:
    """Return what the backbone saw: as it was kept when the run began, or from a look at every picture now."""
    config, alone = folder.info.config, looks.team.size == 1
    kept = read_frozen(folder.features, model, images.images.device) if alone else None
    if kept is None or not resumes:
        begin(model, config, looks.data, train, folder.info.started_from)
    if kept:
        return kept
    frozen = looks.at(model, images, mirrored=images.subset(validation) if config.mirror_at_test else None)
    if alone:  # several could not be sure that all of them find the file
        with contextlib.suppress(OSError):  # it spares a second look and no more
            write_frozen(folder.features, frozen)
            folder.forget_looks(but=folder.features)
    return frozen


def augmentation(config: TrainConfig) -> Augmentation:
    """Return what a training by these settings does to its pictures."""
    return Augmentation(**{change.name: getattr(config, change.name) for change in fields(Augmentation)})


def model_options(config: TrainConfig) -> dict[str, Any]:
    """Return what the network is built with beside the number of classes."""
    options: dict[str, Any] = {"dropout": config.dropout} if config.dropout else {}
    if model_spec(config.model).pretrained:
        options["upscale"] = config.upscale
        if config.upscaling != "smooth":  # older versions of the program know no other way
            options["upscaling"] = config.upscaling
    return options


def _refuse_unfit(
    config: TrainConfig, data: DataSet, *, num_train: int, num_validation: int, num_processes: int
) -> None:
    """Refuse settings that only the data and the processes can show to be wrong."""
    if config.batch_size % num_processes:
        raise ConfigError(
            "batch_size",
            f"A batch of {config.batch_size} cannot be shared by {num_processes} processes.",
            remedy=f"Use a multiple of {num_processes}.",
        )
    if num_train < 2 * num_processes:
        raise ConfigError(
            "validation_fraction",
            f"Only {num_train} pictures are left to train on.",
            remedy="Use a smaller validation share or more data.",
        )
    if num_validation < num_processes and (num_validation or config.patience):
        raise ConfigError(
            "validation_fraction",
            f"Only {num_validation} pictures are kept for validation.",
            remedy="Use a larger validation share, or 0 and no early stopping.",
        )
    spec = model_spec(config.model)
    if spec.input_size != data.input_size:
        raise ConfigError(
            "model",
            f"{spec.title} takes pictures of {spec.input_size} pixels, those of {data.name} have {data.input_size}.",
        )
    if spec.pretrained:
        _refuse_unfit_for_transfer(config, spec.title, spec.input_size, spec.pretrained.fewest_pixels, num_processes)


def _refuse_unfit_for_transfer(
    config: TrainConfig, title: str, input_size: int, fewest_pixels: int, num_processes: int
) -> None:
    """Refuse settings that only transfer models cannot do with."""
    if input_size * config.upscale < fewest_pixels:
        raise ConfigError(
            "upscale",
            f"{title} needs pictures of {fewest_pixels} pixels, and enlarged they have {input_size * config.upscale}.",
            remedy=f"Enlarge them {-(-fewest_pixels // input_size)} times or more.",
        )
    if config.batch_size < 2 * num_processes:  # its head has a norm over the batch alone
        raise ConfigError(
            "batch_size", "Each process needs two pictures or more in a step.", remedy=f"Use {2 * num_processes}."
        )
