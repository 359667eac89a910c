"""The quicker way of convolving gives what the plain way gives, forward and backward."""

import copy
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from cifar_desktop.models.registry import MODELS
from cifar_desktop.models.winograd import WORTH_IT, QuickConv2d, convolve, expected_gain, use_quick_convolutions

MANY = 128  # channels, with which the quicker way is worth it


def random_layer(channels_in: int, channels_out: int, number: int, height: int, width: int) -> tuple[Tensor, Tensor]:
    """Return pictures and a kernel of usual size, channels last."""
    chance = torch.Generator().manual_seed(0)
    pictures = torch.randn(number, channels_in, height, width, generator=chance)
    kernel = torch.randn(channels_out, channels_in, 3, 3, generator=chance) / (9 * channels_in) ** 0.5
    layout = torch.channels_last
    return pictures.contiguous(memory_format=layout), kernel.contiguous(memory_format=layout)


def plainly(pictures: Tensor, kernel: Tensor) -> Tensor:
    return functional.conv2d(pictures, kernel, padding=1)


def assert_near(one: Tensor, exact: Tensor) -> None:
    """Compare as a whole: a sum of many products that is nearly 0 has no digits of its own."""
    assert one.shape == exact.shape
    assert one.dtype == torch.float32
    assert (one.double() - exact).norm() <= 2e-5 * exact.norm()


@pytest.mark.parametrize(
    ("number", "height", "width"),
    [(3, 1, 1), (3, 2, 3), (2, 4, 4), (2, 5, 9), (5, 7, 7), (1, 8, 12), (4, 15, 15), (2, 31, 32)],
)
def test_results_and_gradients_are_those_of_the_plain_way(number: int, height: int, width: int) -> None:
    pictures, kernel = random_layer(24, 40, number, height, width)
    results = convolve(pictures.requires_grad_(), kernel.requires_grad_())
    exact_pictures, exact_kernel = (tensor.detach().double().requires_grad_() for tensor in (pictures, kernel))
    exact = plainly(exact_pictures, exact_kernel)
    told = torch.randn(exact.shape, generator=torch.Generator().manual_seed(1))
    assert_near(results, exact)
    for one, other in zip(
        torch.autograd.grad(results, (pictures, kernel), told),
        torch.autograd.grad(exact, (exact_pictures, exact_kernel), told.double()),
        strict=True,
    ):
        assert_near(one, other)


def test_a_bias_is_added_and_learns() -> None:
    pictures, kernel = random_layer(24, 40, 5, 7, 9)
    bias = torch.randn(40, generator=torch.Generator().manual_seed(2)).requires_grad_()
    results = convolve(pictures, kernel, bias)
    assert torch.equal(results, convolve(pictures, kernel) + bias[:, None, None])
    told = torch.randn(results.shape, generator=torch.Generator().manual_seed(1))
    (gradient,) = torch.autograd.grad(results, bias, told)
    assert_near(gradient, told.double().sum((0, 2, 3)))


@pytest.mark.parametrize("has_bias", [True, False])
def test_what_it_gives_may_be_changed_in_place(has_bias: bool) -> None:
    pictures, kernel = random_layer(24, 40, 5, 8, 8)
    bias = torch.full((40,), 0.1, requires_grad=True) if has_bias else None
    gradients = []
    for changed in (torch.relu_, torch.relu):
        results = changed(convolve(pictures, kernel.requires_grad_(), bias))
        gradients.append(torch.autograd.grad(results.sum(), kernel)[0])
    assert torch.equal(*gradients)


def test_many_pictures_are_worked_on_in_shares() -> None:
    pictures, kernel = random_layer(64, 64, 23, 32, 32)
    results = convolve(pictures.requires_grad_(), kernel.requires_grad_())
    assert_near(results, plainly(pictures.double(), kernel.double()))
    gradients = torch.autograd.grad(results.square().sum(), (pictures, kernel))
    alone = convolve(pictures[20:21], kernel)
    of_one = torch.autograd.grad(alone.square().sum(), pictures)[0][20:21]
    assert torch.allclose(gradients[0][20:21], of_one, atol=1e-4)
    exact = plainly(pictures.double(), kernel.double()).square().sum()
    assert_near(gradients[1], torch.autograd.grad(exact, kernel)[0].double())


def test_threads_do_not_disturb_each_other_and_may_answer_before_they_learn() -> None:
    pictures, kernel = random_layer(32, 48, 6, 12, 12)
    expected = convolve(pictures, kernel)
    (expected_gradient,) = torch.autograd.grad(convolve(pictures, kernel.requires_grad_()).sum(), kernel)

    def work(_: int) -> bool:
        with torch.inference_mode():
            answered = torch.equal(convolve(pictures, kernel), expected)
        (gradient,) = torch.autograd.grad(convolve(pictures, kernel).sum(), kernel)
        return answered and torch.equal(gradient, expected_gradient)

    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(work, range(40)))


def test_no_pictures_give_no_results() -> None:
    pictures, kernel = random_layer(8, 16, 0, 8, 8)
    results = convolve(pictures, kernel.requires_grad_())
    assert results.shape == (0, 16, 8, 8)
    assert not torch.autograd.grad(results.sum(), kernel)[0].any()


def test_pictures_may_lie_in_memory_as_they_like() -> None:
    pictures, kernel = random_layer(16, 16, 4, 10, 8)
    expected = convolve(pictures, kernel)
    assert expected.is_contiguous(memory_format=torch.channels_last)
    assert torch.equal(convolve(pictures.contiguous(), kernel.contiguous()), expected)
    turned = pictures.transpose(2, 3).contiguous(memory_format=torch.channels_last).transpose(2, 3)
    assert torch.equal(convolve(turned, kernel), expected)


def test_only_what_learns_gets_a_gradient() -> None:
    pictures, kernel = random_layer(8, 8, 2, 8, 8)
    convolve(pictures, kernel.requires_grad_()).sum().backward()
    assert pictures.grad is None
    assert kernel.grad is not None
    frozen = kernel.detach()
    convolve(pictures.requires_grad_(), frozen).sum().backward()
    assert pictures.grad is not None
    assert frozen.grad is None


def test_a_network_keeps_its_weights_and_their_names() -> None:
    model = MODELS["resnet9"].build(10)
    before = dict(model.named_parameters())
    names = [*model.state_dict()]
    use_quick_convolutions(model)
    assert [*model.state_dict()] == names
    assert all(parameter is before[name] for name, parameter in model.named_parameters())
    assert sum(isinstance(layer, QuickConv2d) for layer in model.modules()) == 8


def test_it_answers_and_learns_as_before() -> None:
    plain = smooth_network()
    quick = copy.deepcopy(plain)
    use_quick_convolutions(quick)
    pictures, _ = random_layer(3, 1, 32, 12, 12)
    said = [model(pictures) for model in (quick, plain)]
    assert not torch.equal(*said)
    assert_near(said[0].detach(), said[1].detach().double())
    for answers in said:
        functional.cross_entropy(answers, torch.arange(32) % 10).backward()
    for one, other in zip(quick.parameters(), plain.parameters(), strict=True):
        assert one.grad is not None
        assert other.grad is not None
        assert (one.grad - other.grad).norm() <= 1e-3 * other.grad.norm()


def test_the_network_stays_in_its_mode() -> None:
    model = MODELS["resnet9"].build(10).eval()
    use_quick_convolutions(model)
    assert not any(layer.training for layer in model.modules())


def smooth_network() -> nn.Sequential:
    """Return one without steps, whose gradients do not jump where a number is 0 by a hair."""
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(3, MANY, 3, padding=1),
        nn.GELU(),
        nn.Conv2d(MANY, MANY, 3, padding=1),
        nn.GELU(),
        nn.Conv2d(MANY, 2 * MANY, 3, padding=1, bias=False),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(2 * MANY, 10),
    )


@pytest.mark.parametrize(
    "layer",
    [
        nn.Conv2d(MANY, MANY, 1),
        nn.Conv2d(MANY, MANY, 3),
        nn.Conv2d(MANY, MANY, 3, padding=1, stride=2),
        nn.Conv2d(MANY, MANY, 3, padding=1, groups=2),
        nn.Conv2d(MANY, MANY, 3, padding=1, padding_mode="reflect"),
        nn.Conv2d(MANY, MANY, 3, padding="same"),
    ],
)
def test_other_convolutions_stay_as_they_are(layer: nn.Conv2d) -> None:
    model = nn.Sequential(layer)
    use_quick_convolutions(model)
    assert model[0] is layer


@pytest.mark.parametrize(("channels", "is_quick"), [(8, False), (MANY, True)])
def test_few_channels_are_convolved_plainly(channels: int, is_quick: bool) -> None:
    layer = nn.Conv2d(channels, channels, 3, padding=1)
    pictures, _ = random_layer(channels, 1, 16, 16, 16)
    results = QuickConv2d.sharing(layer)(pictures)
    assert torch.equal(results, layer(pictures)) is not is_quick
    assert_near(results.detach(), layer(pictures).detach().double())  # with its bias


def test_what_is_expected_of_it() -> None:
    assert expected_gain(64, 512, 512, 16, 16) > expected_gain(64, 128, 128, 16, 16) > WORTH_IT
    assert expected_gain(1, 512, 512, 4, 4) < WORTH_IT  # the kernel is turned for one tile only
    assert expected_gain(64, 256, 256, 5, 5) < WORTH_IT  # as much work as 8 x 8 pixels
    assert expected_gain(0, 512, 512, 4, 4) == 0
