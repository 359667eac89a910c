"""Everything that is built before the first step of a training."""

from dataclasses import dataclass, fields

import torch
from torch import Tensor, nn

from cifar_desktop.data.augment import Augmentation
from cifar_desktop.data.batches import TrainingBatches
from cifar_desktop.data.dataset import DataSet, ImageSet
from cifar_desktop.data.splits import split_train_validation
from cifar_desktop.errors import ConfigError, WeightsError
from cifar_desktop.inference.weights import build_model
from cifar_desktop.models.features import last_layer
from cifar_desktop.models.registry import model_spec
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.training.device import DeviceChoice
from cifar_desktop.training.distributed import Team
from cifar_desktop.training.events import RunStarted
from cifar_desktop.training.initialise import initialise
from cifar_desktop.training.learner import Learner
from cifar_desktop.training.origin import Origin, read_origin
from cifar_desktop.training.runs import RunFolder


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prepared:
    """What a training works with.

    Attributes:
        images: the training pictures, on the device.
        validation_positions: which of them are kept for validation.
        num_train: how many are learned from.
        batches: gives them, augmented.
        learner: the network and what moves it.
    """

    images: ImageSet
    validation_positions: Tensor
    num_train: int
    batches: TrainingBatches
    learner: Learner

    def validation_pictures(self) -> ImageSet:
        """Return the pictures that are kept for validation."""
        return self.images.subset(self.validation_positions)

    def started_event(self, folder: RunFolder, choice: DeviceChoice, team: Team, *, first_step: int) -> RunStarted:
        """Return what is reported when the training begins or goes on."""
        config = folder.info.config
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
            num_processes=team.size,
        )


def prepare(
    config: TrainConfig, data: DataSet, choice: DeviceChoice, team: Team, *, origin: Origin | None = None
) -> Prepared:
    """Split and place the data, build the network; the same settings and seed always give the same.

    With an `origin` the network begins with those weights rather than with random ones.
    """
    train, validation = split_train_validation(data.train, fraction=config.validation_fraction, seed=config.seed)
    _refuse_unfit(config, data, num_train=len(train), num_validation=len(validation), num_processes=team.size)
    images = data.train.to(choice.device)
    batches = TrainingBatches(
        images,
        train,
        batch_size=config.batch_size,
        augmentation=augmentation(config),
        mean=data.mean,
        std=data.std,
        seed=config.seed,
        rank=team.rank,
        num_ranks=team.size,
        num_classes=len(data.class_names),
    )
    torch.manual_seed(config.seed)
    model = model_spec(config.model).build(len(data.class_names), **model_options(config))
    if origin:
        _load(model, origin, config, data)
    else:
        _initialise(model, config, data, train)
    return Prepared(
        images=images,
        validation_positions=validation.to(choice.device),
        num_train=len(train),
        batches=batches,
        learner=Learner(model, config, choice, team),
    )


def _initialise(model: nn.Module, config: TrainConfig, data: DataSet, positions: Tensor) -> None:
    """Give a new network the head start that the settings name."""
    if config.initialisation == "whitening-dirac":
        initialise(model, data.train.images, positions, mean=data.mean, std=data.std, seed=config.seed)
    if config.head_rate < 1:
        with torch.no_grad():  # smaller steps, smaller start: as if the logits were scaled by the root of the share
            last_layer(model).weight.mul_(config.head_rate**0.5)


def _load(model: nn.Module, origin: Origin, config: TrainConfig, data: DataSet) -> None:
    """Give a network the weights that its run starts from; they must be of the same network and the same classes."""
    weights = read_origin(origin)
    theirs, ours = weights.info.architecture, config.model
    if theirs != ours:
        raise ConfigError(
            "model",
            f"The weights in “{origin.path}” are of a {model_spec(theirs).title}, not of a {model_spec(ours).title}.",
            remedy="Choose the same model, or other weights to start from.",
        )
    if weights.info.class_names != data.class_names:
        raise WeightsError(
            f"The weights in “{origin.path}” know other classes than {data.name} has.",
            remedy="Choose weights that were trained on the same classes.",
        )
    # In order and not by name: with a dropout before it, the last layer has another number in its name.
    pairs = zip(model.state_dict().items(), build_model(weights).state_dict().values(), strict=True)
    model.load_state_dict({name: value.reshape(own.shape) for (name, own), value in pairs})


def augmentation(config: TrainConfig) -> Augmentation:
    """Return what a training by these settings does to its pictures."""
    return Augmentation(**{change.name: getattr(config, change.name) for change in fields(Augmentation)})


def model_options(config: TrainConfig) -> dict[str, float]:
    """Return what the network is built with beside the number of classes."""
    return {"dropout": config.dropout} if config.dropout else {}


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
    if model_spec(config.model).input_size != data.input_size:
        raise ConfigError(
            "model",
            f"{model_spec(config.model).title} takes pictures of {model_spec(config.model).input_size} pixels, "
            f"those of {data.name} have {data.input_size}.",
        )
