"""Batches of features come in the order in which the pictures would."""

import torch

from cifar_desktop.data.augment import Augmentation
from cifar_desktop.data.batches import TrainingBatches
from cifar_desktop.data.dataset import ImageSet
from cifar_desktop.data.epoch_order import EpochOrder
from cifar_desktop.data.feature_batches import FeatureBatches

NUMBER = 23
IMAGES = ImageSet(torch.zeros((NUMBER, 3, 4, 4), dtype=torch.uint8), torch.arange(NUMBER) % 5)
FEATURES = torch.arange(NUMBER).to(torch.float16)[:, None] * torch.ones(3, dtype=torch.float16)
POSITIONS = torch.arange(2, NUMBER)


def batches(rank: int = 0, num_ranks: int = 1) -> FeatureBatches:
    return FeatureBatches(
        FEATURES, IMAGES.labels, EpochOrder(POSITIONS, batch_size=4, seed=3, rank=rank, num_ranks=num_ranks)
    )


def test_features_come_with_their_labels_in_the_pictures_order() -> None:
    pictures = TrainingBatches(
        IMAGES,
        POSITIONS,
        batch_size=4,
        augmentation=Augmentation(flip="none", translate=0, cutout=0),
        mean=(0.5, 0.5, 0.5),
        std=(0.5, 0.5, 0.5),
        seed=3,
    )
    ours = batches()
    assert (ours.num_images, ours.batch_size, ours.steps_per_epoch) == (21, 4, 5)
    assert pictures.steps_per_epoch == 5
    for epoch, step in ((0, 0), (0, 4), (1, 2), (0, 1)):
        features, labels = ours.batch(epoch, step)
        assert features.dtype == torch.float32
        assert features[:, 0].tolist() == pictures.positions(epoch, step).tolist()
        assert torch.equal(labels, pictures.batch(epoch, step)[1])


def test_processes_share_a_batch() -> None:
    whole, parts = batches().batch(1, 3), [batches(rank, 2).batch(1, 3) for rank in (0, 1)]
    for index in (0, 1):
        assert torch.equal(whole[index], torch.cat([part[index] for part in parts]))
