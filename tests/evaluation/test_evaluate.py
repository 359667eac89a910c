"""Predictions of a real network, compared with a loop that could not be simpler."""

import time

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from cifar_desktop.data.dataset import ImageSet
from cifar_desktop.data.sides import MIRRORED
from cifar_desktop.errors import Cancelled, DataError
from cifar_desktop.evaluation.evaluate import Predictions, evaluate, measure, predict
from cifar_desktop.models.registry import model_spec
from cifar_desktop.tasks import CancelToken, Event, StageProgressed

MEAN, STD = (0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616)
CPU = torch.device("cpu")
NAMES = ("a", "b", "c", "d")


@pytest.fixture(scope="module")
def model() -> nn.Module:
    torch.manual_seed(0)
    return model_spec("resnet9-slim").build(len(NAMES)).eval()


@pytest.fixture(scope="module")
def images() -> ImageSet:
    generator = torch.Generator().manual_seed(1)
    pictures = torch.randint(0, 256, (50, 3, 32, 32), dtype=torch.uint8, generator=generator)
    return ImageSet(pictures, torch.randint(0, len(NAMES), (50,), generator=generator))


def one_by_one(model: nn.Module, pictures: Tensor) -> Tensor:
    """Return the logits of pictures fed in one at a time and normalised as textbooks write it."""
    mean, std = torch.tensor(MEAN).view(3, 1, 1), torch.tensor(STD).view(3, 1, 1)
    with torch.no_grad():
        return torch.cat([model(((picture / 255 - mean) / std)[None]) for picture in pictures])


@pytest.mark.parametrize("batch_size", [16, 50, 500, None])
def test_accuracy_and_loss_agree_with_a_plain_loop(model: nn.Module, images: ImageSet, batch_size: int | None) -> None:
    expected = one_by_one(model, images.images)
    metrics = evaluate(model, images, NAMES, mean=MEAN, std=STD, device=CPU, batch_size=batch_size)
    num_right = sum(int(logits.argmax() == label) for logits, label in zip(expected, images.labels, strict=True))
    losses = [functional.cross_entropy(x, label) for x, label in zip(expected, images.labels, strict=True)]
    assert metrics.accuracy == num_right / 50
    assert metrics.loss == pytest.approx(float(sum(losses)) / 50, abs=1e-5)
    for true, row in enumerate(metrics.confusion):
        for predicted, count in enumerate(row):
            assert count == int(((images.labels == true) & (expected.argmax(1) == predicted)).sum())


def test_mirror_averages_the_picture_and_its_mirror_image(model: nn.Module, images: ImageSet) -> None:
    mirrored = predict(model, images, mean=MEAN, std=STD, device=CPU, sides=MIRRORED)
    both = (one_by_one(model, images.images) + one_by_one(model, images.images.flip(3))) / 2
    torch.testing.assert_close(mirrored.logits, both, atol=1e-5, rtol=1e-4)


def test_logits_are_float32_under_autocast_and_usable_in_training(model: nn.Module, images: ImageSet) -> None:
    half = predict(model, images, mean=MEAN, std=STD, device=CPU, autocast_dtype=torch.bfloat16)
    whole = predict(model, images, mean=MEAN, std=STD, device=CPU)
    assert half.logits.dtype == torch.float32
    assert not half.logits.is_inference()
    assert (half.logits - whole.logits).abs().max() < 0.05 * whole.logits.abs().max()
    assert not torch.equal(half.logits, whole.logits)


def test_each_module_comes_back_in_its_own_mode(images: ImageSet) -> None:
    model = model_spec("resnet9-slim").build(len(NAMES)).train()
    frozen = model.get_submodule("conv1.1").eval()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    predict(model, images, mean=MEAN, std=STD, device=CPU)
    assert model.training
    assert not frozen.training
    assert model.get_submodule("conv2.1").training
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())


def test_cancel_stops_before_the_next_batch_and_restores_the_mode(images: ImageSet) -> None:
    model = model_spec("resnet9-slim").build(len(NAMES)).train()
    cancel, seen = CancelToken(), []

    def cancel_after_two(module: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        seen.append(len(inputs[0]))
        if len(seen) == 2:
            cancel.cancel()

    model.register_forward_pre_hook(cancel_after_two)
    with pytest.raises(Cancelled):
        predict(model, images, mean=MEAN, std=STD, device=CPU, batch_size=10, cancel=cancel)
    assert seen == [10, 10]
    assert model.training


def test_the_end_is_always_reported_and_the_way_there_is_not_flooded(model: nn.Module, images: ImageSet) -> None:
    events: list[Event] = []
    started = time.monotonic()
    predict(model, images, mean=MEAN, std=STD, device=CPU, batch_size=1, report=events.append, stage="Testing")
    assert events[-1] == StageProgressed("Testing", 50, 50, "images")
    assert len(events) <= 10 * (time.monotonic() - started) + 1


def test_no_pictures_are_refused(model: nn.Module, images: ImageSet) -> None:
    with pytest.raises(DataError, match="no pictures"):
        predict(model, images.subset(torch.empty(0, dtype=torch.int64)), mean=MEAN, std=STD, device=CPU)


def test_class_names_must_be_as_many_as_the_logits() -> None:
    predictions = Predictions(torch.zeros(2, 1, 4), torch.zeros(2, dtype=torch.int64), torch.zeros(2, 1, 0))
    with pytest.raises(ValueError, match="4 logits a picture, but 2"):
        measure(predictions, ("a", "b"))


@pytest.mark.gpu
def test_gpu_agrees_with_the_processor(model: nn.Module, images: ImageSet) -> None:
    cuda = torch.device("cuda")
    there = predict(model.to(cuda), images, mean=MEAN, std=STD, device=cuda)
    here = predict(model.to(CPU), images, mean=MEAN, std=STD, device=CPU)
    assert there.logits.device == CPU
    torch.testing.assert_close(there.logits, here.logits, atol=1e-2, rtol=1e-2)  # TF32 rounds to 10 bits
