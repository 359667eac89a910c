"""Muon turns kernels, keeps their length, and moves everything else as SGD does."""

import pytest
import torch
from torch import nn
from torch.optim import SGD

from cifar_desktop.models.registry import MODELS
from cifar_desktop.models.resnet9 import ResNet9
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.training.muon import ROUNDS, Muon, orthogonal
from cifar_desktop.training.optim import build_optimizer, set_learning_rate


def muon(parameters: list[nn.Parameter], *, is_orthogonal: bool, lr: float = 0.1, weight_decay: float = 0.0) -> Muon:
    group = {"params": parameters, "orthogonal": is_orthogonal, "weight_decay": weight_decay}
    return Muon([group], lr=lr, momentum=0.6)


@pytest.mark.parametrize("shape", [(8, 4, 3, 3), (64, 4, 3, 3), (16, 32, 1, 1)])
def test_all_directions_count_about_the_same(shape: tuple[int, ...]) -> None:
    kernel = torch.randn(shape, generator=torch.Generator().manual_seed(1))
    result = orthogonal(kernel)
    assert result.shape == kernel.shape
    assert result.dtype == kernel.dtype
    lengths = torch.linalg.svdvals(result.flatten(1))
    assert lengths.min() > 0.4
    assert lengths.max() < 1.4


def test_directions_stay_what_they_were() -> None:
    kernel = torch.randn(8, 3, 3, 3, generator=torch.Generator().manual_seed(2))
    left, _, right = torch.linalg.svd(kernel.flatten(1), full_matrices=False)
    turned = left.T @ orthogonal(kernel).flatten(1) @ right.T
    assert torch.allclose(turned, torch.diag(turned.diagonal()), atol=1e-4)
    assert (turned.diagonal() > 0).all()


def test_it_is_what_the_polynomial_makes_of_each_singular_value() -> None:
    left, _, right = torch.linalg.svd(
        torch.randn(32, 90, generator=torch.Generator().manual_seed(5)), full_matrices=False
    )
    values = 10 ** torch.linspace(0, -5, 32)  # strong and weak directions, as gradients have them
    expected = values / values.norm()
    for _ in range(ROUNDS):
        expected = 3.4445 * expected - 4.7750 * expected**3 + 2.0315 * expected**5
    for matrix in (left * values @ right, (left * values @ right).T):
        made = orthogonal(matrix.reshape(*matrix.shape, 1, 1)).flatten(1)
        made = made if len(made) == 32 else made.T
        assert torch.allclose(made, left * expected @ right, atol=1e-4)


def test_nothing_is_made_of_nothing() -> None:
    assert not orthogonal(torch.zeros(4, 2, 3, 3)).any()


def test_a_kernel_keeps_its_length_and_turns_by_the_learning_rate() -> None:
    kernel = nn.Parameter(torch.randn(16, 16, 3, 3, generator=torch.Generator().manual_seed(3)))
    before = kernel.detach().clone()
    optimizer = muon([kernel], is_orthogonal=True, lr=0.1)
    kernel.grad = torch.randn(kernel.shape, generator=torch.Generator().manual_seed(4))
    optimizer.step()
    assert kernel.norm().item() == pytest.approx(before.norm().item(), rel=1e-5)
    turned = (kernel.detach() - before).norm() / before.norm()
    assert 0.05 < turned < 0.15
    assert ((kernel.detach() - before) * kernel.grad).sum() < 0


@pytest.mark.parametrize("weight_decay", [0.0, 0.1])
def test_everything_else_moves_by_sgd_with_nesterov_momentum(weight_decay: float) -> None:
    ours, theirs = (nn.Parameter(torch.linspace(-1, 1, 7)) for _ in range(2))
    optimizer = muon([ours], is_orthogonal=False, weight_decay=weight_decay)
    expected = SGD([theirs], lr=0.1, momentum=0.6, nesterov=True, weight_decay=weight_decay)
    for _ in range(4):
        for parameter, mover in ((ours, optimizer), (theirs, expected)):
            parameter.grad = parameter.detach().sin()
            mover.step()
    assert torch.allclose(ours, theirs, atol=1e-6)


def test_it_turns_all_kernels_but_the_first() -> None:
    model = ResNet9(width=8)
    optimizer = build_optimizer(model, TrainConfig(optimizer="muon", learning_rate=0.1, head_rate=0.25))
    turned = {id(p) for group in optimizer.param_groups if group["orthogonal"] for p in group["params"]}
    kernels = [module.weight for module in model.modules() if isinstance(module, nn.Conv2d)]
    assert turned == {id(kernel) for kernel in kernels[1:]}
    number = sum(len(group["params"]) for group in optimizer.param_groups)
    assert number == len(list(model.parameters()))
    set_learning_rate(optimizer, 0.1)
    rates = {id(p): group["lr"] for group in optimizer.param_groups for p in group["params"]}
    assert rates[id(model.classifier[-1].weight)] == pytest.approx(rates[id(kernels[0])] / 4)
    assert rates[id(model.conv1[1].bias)] > rates[id(model.conv1[1].weight)] == rates[id(kernels[0])]


@pytest.mark.parametrize(("name", "is_quick"), [("sprint", True), ("resnet9-slim", False), ("simple-cnn", False)])
def test_a_first_bias_that_stands_in_for_a_norms_moves_as_quickly(name: str, is_quick: bool) -> None:
    model = MODELS[name].build(10)
    optimizer = build_optimizer(model, TrainConfig(model=name, optimizer="muon"))
    set_learning_rate(optimizer, 0.1)
    rates = {id(p): group["lr"] for group in optimizer.param_groups for p in group["params"]}
    first = next(module for module in model.modules() if isinstance(module, nn.Conv2d))
    assert (rates[id(first.bias)] > rates[id(first.weight)]) == is_quick
