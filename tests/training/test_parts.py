"""The parts of the engine, each against a plain calculation."""

import threading
import time
from array import array
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from cifar_desktop.data.normalise import normalise
from cifar_desktop.data.open import open_data_set
from cifar_desktop.errors import Cancelled, DeviceError
from cifar_desktop.models.registry import MODELS
from cifar_desktop.models.winograd import WORTH_IT, QuickConv2d, gain_on_cpu
from cifar_desktop.training.averaging import WeightAverage
from cifar_desktop.training.control import TrainControl
from cifar_desktop.training.device import choose_device
from cifar_desktop.training.history import EpochRecord, History, best_of
from cifar_desktop.training.initialise import initialise
from cifar_desktop.training.optim import build_optimizer, set_learning_rate
from cifar_desktop.training.pace import Pace, trimmed_mean
from cifar_desktop.training.schedule import learning_rate_at
from tests.training.conftest import small_config


class TestSchedule:
    def rates(self, **settings: object) -> list[float]:
        config = small_config(epochs=10, learning_rate=0.4, **settings)
        return [learning_rate_at(config, step, 10) for step in range(100)]

    def test_one_cycle_is_a_triangle(self) -> None:
        rates = self.rates(schedule="one-cycle", warmup=0.2)
        assert max(rates) == pytest.approx(0.4, rel=0.03)
        assert rates.index(max(rates)) in (19, 20)
        assert np.allclose(np.diff(rates[:19], n=2), 0)
        assert np.allclose(np.diff(rates[21:], n=2), 0)
        assert 0 < rates[-1] < 0.01
        assert 0 < rates[0] < 0.02

    def test_cosine_ends_where_it_should(self) -> None:
        rates = self.rates(schedule="cosine", warmup=0, final_lr=0.1)
        assert rates[0] == pytest.approx(0.4, rel=1e-3)
        assert rates[50] == pytest.approx(0.04 + 0.36 / 2, rel=0.05)
        assert rates[-1] == pytest.approx(0.04, rel=1e-2)

    def test_steps(self) -> None:
        rates = self.rates(schedule="step", warmup=0, step_every=4, step_factor=0.5)
        assert rates[0] == rates[39] == pytest.approx(0.4)
        assert rates[40] == rates[79] == pytest.approx(0.2)
        assert rates[80] == pytest.approx(0.1)

    def test_constant(self) -> None:
        assert set(self.rates(schedule="constant")) == {0.4}


class TestOptimizer:
    def test_decay_spares_biases_and_norms_and_the_head_moves_less(self) -> None:
        model = MODELS["resnet9-slim"].build(10)
        config = small_config(weight_decay=0.01, head_rate=0.25)
        optimizer = build_optimizer(model, config)
        set_learning_rate(optimizer, 0.1)
        told = {
            id(parameter): (group["lr"], group["weight_decay"])
            for group in optimizer.param_groups
            for parameter in group["params"]
        }
        assert len(told) == len(list(model.parameters()))
        assert told[id(model.conv1[0].weight)] == (0.1, 0.01)
        assert told[id(model.conv1[0].bias)] == (0.1, 0.0)
        assert told[id(model.conv1[1].weight)] == (0.1, 0.0)
        assert told[id(model.classifier[-1].weight)] == (0.025, 0.04)
        assert told[id(model.classifier[-1].bias)] == (0.025, 0.0)

    def test_decay_of_everything(self) -> None:
        optimizer = build_optimizer(
            MODELS["resnet9-slim"].build(10), small_config(decay_biases_and_norms=True, head_rate=1.0)
        )
        assert {group["weight_decay"] for group in optimizer.param_groups} == {5e-4}

    def test_sgd_takes_nesterovs_step(self) -> None:
        layer = nn.Linear(1, 1, bias=False)
        layer.weight.data.fill_(1.0)
        optimizer = build_optimizer(layer, small_config(weight_decay=0, momentum=0.5, head_rate=1.0))
        set_learning_rate(optimizer, 0.1)
        for _ in range(2):
            layer.weight.grad = torch.ones(1, 1)
            optimizer.step()
        # velocity 1, then 1.5; each step is gradient + momentum x velocity
        assert layer.weight.item() == pytest.approx(1 - 0.1 * 1.5 - 0.1 * 1.75)


class TestAverage:
    def test_it_is_the_running_mean(self) -> None:
        layer = nn.Linear(1, 1, bias=False)
        layer.weight.data.fill_(0.0)
        average = WeightAverage(layer, decay=0.9)
        expected = 0.0
        for step in range(200):
            layer.weight.data.fill_(float(step))
            average.update(step)
            decay = min(0.9, (1 + step) / (10 + step))
            expected = decay * expected + (1 - decay) * step
        assert average.model.weight.item() == pytest.approx(expected, rel=1e-5)

    def test_batch_norm_statistics_are_averaged_too(self) -> None:
        norm = nn.BatchNorm2d(1)
        average = WeightAverage(norm, decay=0.5)
        norm.running_mean.fill_(8.0)
        average.update(1000)
        assert average.model.running_mean.item() == pytest.approx(4.0)


class TestInitialisation:
    def test_the_first_layer_whitens_real_pictures(self) -> None:
        data = open_data_set("sample")
        model = MODELS["resnet9"].build(10)
        initialise(model, data.train.images, torch.arange(5000), mean=data.mean, std=data.std, seed=1)
        with torch.no_grad():
            seen = model.conv1[0](normalise(data.train.images[::10], data.mean, data.std))[:, :54, 1:-1, 1:-1]
        answers = seen.transpose(0, 1).flatten(1)
        positive, negative = answers[::2], answers[1::2]
        assert torch.allclose(positive, -negative, atol=1e-5)
        correlation = torch.corrcoef(positive) - torch.eye(27)
        assert correlation.abs().max() < 0.15
        assert 0.8 < positive[:6].std(dim=1).mean() < 1.2  # the six strongest directions carry most of a picture

    def test_later_layers_pass_their_input_on(self) -> None:
        data = open_data_set("sample")
        model = MODELS["resnet9-slim"].build(10)
        initialise(model, data.train.images, torch.arange(500), mean=data.mean, std=data.std, seed=1)
        convolution = model.conv3[0]
        features = torch.randn(1, 32, 8, 8)
        with torch.no_grad():
            answer = convolution(features) - convolution.bias[None, :, None, None]
        assert torch.allclose(answer[:, :32], features, atol=1e-6)
        assert not torch.allclose(answer[:, 32:], features, atol=0.1)


class TestPace:
    def test_a_busy_moment_does_not_move_the_time_left(self) -> None:
        pace = Pace(images_per_step=100)
        for _ in range(50):
            pace.steps_took(1, 0.1)
        pace.steps_took(1, 30.0)
        assert pace.seconds_left(100, 0) == pytest.approx(10.0)

    def test_epoch_ends_count_and_nothing_is_claimed_too_early(self) -> None:
        pace = Pace(images_per_step=10)
        pace.steps_took(2, 0.2)
        assert pace.seconds_left(10, 0) is None
        pace.steps_took(1, 0.1)
        pace.epoch_end_took(2.0)
        assert pace.seconds_left(10, 3) == pytest.approx(1.0 + 6.0)
        assert pace.images_per_second() == pytest.approx(100.0)
        assert pace.seconds == pytest.approx(2.3)

    def test_smaller_steps_are_expected_to_become_larger(self) -> None:
        pace = Pace(images_per_step=10)
        pace.steps_took(10, 5.0, work=5.0)
        assert pace.seconds_left(20, 0) == pytest.approx(20.0)
        assert pace.images_per_second() == pytest.approx(20.0)

    def test_a_sleep_is_neither_work_nor_a_reason_to_expect_another(self) -> None:
        pace = Pace(images_per_step=100)
        pace.steps_took(16, 1.6)
        pace.steps_took(16, 8 * 3600.0)  # sixteen at once, as a GPU is read: too many to be trimmed
        assert pace.seconds == pytest.approx(3.2)
        assert pace.seconds_left(100, 0) == pytest.approx(10.0)
        pace.epoch_end_took(3600.0)  # even the first of its kind
        assert pace.seconds < 10
        assert pace.seconds_left(0, 10) < 100
        pace.epoch_end_took(1.0)
        pace.epoch_end_took(1.0)
        pace.epoch_end_took(8 * 3600.0)
        assert pace.seconds_left(0, 10) == pytest.approx(10.0)

    def test_a_machine_that_has_become_slow_is_believed(self) -> None:
        pace = Pace(images_per_step=100)
        pace.steps_took(10, 1.0)
        for _ in range(101):
            pace.steps_took(1, 12.0)
        assert pace.seconds_left(10, 0) == pytest.approx(120.0)
        assert pace.seconds == pytest.approx(1.0 + 0.1 + 100 * 12.0)

    def test_trimmed_mean(self) -> None:
        assert trimmed_mean([1000.0, *[2.0] * 8, -1000.0]) == 2.0


class TestHistory:
    def record(self, epoch: int, accuracy: float | None) -> EpochRecord:
        return EpochRecord(
            epoch=epoch, step=epoch * 10, train_loss=1.0, train_accuracy=0.5, validation_loss=None if accuracy is None
            else 1.0, validation_accuracy=accuracy, learning_rate=0.1, seconds=1.0, images_per_second=10.0,
            memory_bytes=1,
        )  # fmt: skip

    def history(self, *accuracies: float | None) -> History:
        history = History()
        history.epochs = [self.record(epoch, accuracy) for epoch, accuracy in enumerate(accuracies, start=1)]
        return history

    def test_of_equally_accurate_epochs_the_one_with_the_least_loss_is_the_best(self) -> None:
        history = self.history(0.5, 0.7, 0.7, 0.7, 0.6)
        for number, loss in enumerate((0.1, 0.8, 0.6, 0.6, 0.1)):
            history.epochs[number] = replace(history.epochs[number], validation_loss=loss)
        assert history.best_epoch().epoch == 3

    def test_so_it_is_where_chance_decides_which_is_more_accurate(self) -> None:
        history = self.history(0.938, 0.947, 0.946, 0.943)
        for number, loss in enumerate((0.30, 0.37, 0.36, 0.38)):
            history.epochs[number] = replace(history.epochs[number], validation_loss=loss)
        assert history.best_epoch().epoch == 3

    def test_what_is_kept_is_the_best_of_the_epochs_so_far_at_each_time(self) -> None:
        measured = [(0.910, 0.50), (0.914, 0.60), (0.916, 0.70), (0.915, 0.65), (0.890, 0.10)]
        history = self.history(*(accuracy for accuracy, _ in measured))
        history.epochs = [
            replace(record, validation_loss=loss) for record, (_, loss) in zip(history.epochs, measured, strict=True)
        ]
        assert [best_of(history.epochs[:done]).epoch for done in range(1, 6)] == [1, 1, 3, 4, 4]

    def test_the_first_of_equals_is_the_best(self) -> None:
        assert self.history(0.5, 0.7, 0.6, 0.7).best_epoch().epoch == 2
        assert self.history(None, None).best_epoch().epoch == 2
        assert self.history().best_epoch() is None

    def test_epochs_without_gain(self) -> None:
        assert self.history(0.5, 0.6, 0.6, 0.59).epochs_without_gain(0.0) == 2
        assert self.history(0.5, 0.505, 0.509, 0.52).epochs_without_gain(0.01) == 0
        assert self.history(0.5, 0.505, 0.509).epochs_without_gain(0.01) == 2

    def test_csv(self) -> None:
        history = self.history(0.25, None)
        history.losses, history.accuracies = array("f", [2.5]), array("f", [0.125])
        history.learning_rates = array("f", [0.1])
        assert history.steps_csv() == "step,loss,accuracy,learning_rate\n1,2.5,0.125,0.1\n"
        assert history.epochs_csv().splitlines()[2] == "2,20,1,0.5,,,0.1,1,10,1"


class TestDevice:
    def test_auto_says_why(self) -> None:
        choice = choose_device()
        assert choice.precision in ("float32", "bf16", "fp16")
        assert ";" in choice.reason

    def test_what_is_not_there_is_refused(self) -> None:
        with pytest.raises(DeviceError, match=r"no device called “tpu”.*auto or one of: cpu"):
            choose_device("tpu")
        with pytest.raises(DeviceError, match="fp16 needs a GPU"):
            choose_device("cpu", "fp16")

    @pytest.mark.parametrize("precision", ["float32", "bf16"])
    def test_wide_convolutions_are_quick_where_float32_is_computed(self, precision: str) -> None:
        model = choose_device("cpu", precision).placed(MODELS["resnet9"].build(10))
        is_quick = any(isinstance(layer, QuickConv2d) for layer in model.modules())
        assert is_quick is (precision == "float32" and gain_on_cpu() >= WORTH_IT)

    @pytest.mark.gpu
    def test_a_gpu_is_taken_where_there_is_one(self) -> None:
        choice = choose_device()
        assert choice.device.type == "cuda"
        assert choice.precision in ("bf16", "fp16")


class TestControl:
    def test_cancel_wakes_a_paused_training(self) -> None:
        control = TrainControl()
        control.pause()
        threading.Timer(0.2, control.cancel).start()
        began = time.monotonic()
        control.wait_while_paused()
        assert time.monotonic() - began < 5
        with pytest.raises(Cancelled):
            control.raise_if_cancelled()

    def test_stop_wakes_it_too(self) -> None:
        control = TrainControl()
        control.pause()
        control.stop_and_keep_best()
        control.wait_while_paused()
        assert control.stopping
        assert not control.cancelled
