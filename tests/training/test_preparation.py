"""What is settled before the first step."""

from collections.abc import Callable

import pytest
import torch

from cifar_desktop.tasks import CancelToken, report_nothing
from cifar_desktop.training.device import choose_device
from cifar_desktop.training.distributed import Team
from cifar_desktop.training.preparation import Prepared, prepare
from tests.training.conftest import Training


@pytest.fixture
def prepared(new_training: Callable[..., Training]) -> Callable[..., Prepared]:
    """Return a function that prepares a training with changed settings."""

    def make(**changes: object) -> Prepared:
        training = new_training(**changes)
        choice = choose_device("cpu", "float32")
        return prepare(
            training.folder, training.data, choice, Team(), resumes=False, report=report_nothing, cancel=CancelToken()
        )

    return make


def test_the_kept_pictures_are_chosen_by_the_split_seed_alone(prepared: Callable[..., Prepared]) -> None:
    # Weights that train on with another seed must not be judged by pictures that they have learnt.
    one, other_seed, other_split = prepared(), prepared(seed=2), prepared(split_seed=2)
    assert torch.equal(one.validation_positions, other_seed.validation_positions)
    assert not torch.equal(one.validation_positions, other_split.validation_positions)
