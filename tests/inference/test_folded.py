"""Batch norms folded away: the same answers, whatever way a network is written."""

import copy

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from cifar_desktop.inference import folded as module
from cifar_desktop.inference.folded import folded, in_bfloat16, sharing
from cifar_desktop.inference.quick_classifier import is_bf16_emulated
from cifar_desktop.models.registry import MODELS, model_spec
from cifar_desktop.models.resnet9 import ResNet9


def lived_in(model: nn.Module) -> nn.Module:
    """Return a model whose batch norms hold something, as after a training."""
    generator = torch.Generator().manual_seed(1)
    for norm in model.modules():
        if isinstance(norm, nn.BatchNorm2d):
            norm.running_mean.uniform_(-0.3, 0.3, generator=generator)
            norm.running_var.uniform_(0.5, 2.0, generator=generator)
            if norm.affine:
                nn.init.uniform_(norm.weight, 0.5, 1.5, generator=generator)
                nn.init.uniform_(norm.bias, -0.3, 0.3, generator=generator)
    return model.eval()


def num_norms(model: nn.Module) -> int:
    return sum(isinstance(module, nn.BatchNorm2d) for module in model.modules())


def assert_same(one: nn.Module, other: nn.Module, size: int = 32) -> None:
    pictures = torch.randn(3, 3, size, size, generator=torch.Generator().manual_seed(2))
    with torch.inference_mode():
        expected, said = one(pictures), other(pictures)
    torch.testing.assert_close(said, expected, atol=1e-4 * (1 + float(expected.abs().max())), rtol=0)


class Basic(nn.Module):
    """A block as other networks have it: nothing in a Sequential, no bias, a norm on the shortcut too."""

    def __init__(self, *, reads_before_norm: bool = False, twice: bool = False, relu_first: bool = False) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1, stride=2, bias=False)
        self.bn1 = nn.BatchNorm2d(8)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1, groups=4, bias=False)
        self.bn2 = nn.BatchNorm2d(8, affine=False)
        self.short = nn.Sequential(nn.Conv2d(3, 8, 1, stride=2), nn.BatchNorm2d(8))
        self.linear = nn.Linear(8, 4)
        self.reads_before_norm = reads_before_norm
        self.twice = twice
        self.relu_first = relu_first

    def forward(self, x: Tensor) -> Tensor:
        raw = self.conv1(x)
        if self.relu_first:
            raw = functional.relu_(raw)
        y = functional.relu(self.bn1(raw))
        y = self.bn2(self.conv2(y))
        if self.twice:
            y = self.bn2(self.conv2(functional.relu(y)))
        if self.reads_before_norm:
            y = y + raw
        y = functional.relu(y + self.short(x))
        return self.linear(y.mean(dim=(2, 3)))


@pytest.mark.parametrize("name", MODELS)
def test_every_network_of_the_registry_loses_its_norms(name: str) -> None:
    spec = model_spec(name)
    model = lived_in(spec.build(5))
    result = folded(model, spec.input_size)
    assert num_norms(result) == 0
    assert_same(model, result, spec.input_size)


def test_a_norm_after_pooling_is_folded_only_where_it_keeps_the_order() -> None:
    model = lived_in(ResNet9(width=8, pools_first=True))
    assert num_norms(folded(model, 32)) == 0
    assert_same(model, folded(model, 32))
    with torch.no_grad():
        model.conv3[1].weight[0] = -1.0
    assert num_norms(folded(model, 32)) == 1
    assert_same(model, folded(model, 32))


def test_a_network_written_otherwise_is_folded_as_well() -> None:
    model = lived_in(Basic())
    result = folded(model, 32)
    assert num_norms(result) == 0
    assert_same(model, result)


def test_the_network_itself_stays_as_it_was() -> None:
    model = lived_in(Basic())
    before = copy.deepcopy(model.state_dict())
    result = folded(model, 32)
    assert all(torch.equal(tensor, before[name]) for name, tensor in model.state_dict().items())
    assert num_norms(model) == 3
    assert all(parameter.requires_grad for parameter in model.parameters())
    assert not any(parameter.requires_grad for parameter in result.parameters())
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in result.modules())


def test_what_is_used_before_its_norm_keeps_it() -> None:
    model = lived_in(Basic(reads_before_norm=True))
    result = folded(model, 32)
    assert num_norms(result) == 3
    assert_same(model, result)


def test_what_was_changed_before_its_norm_keeps_it() -> None:
    model = lived_in(Basic(relu_first=True))
    result = folded(model, 32)
    assert num_norms(result) == 1
    assert_same(model, result)


def test_layers_that_run_twice_keep_their_norms() -> None:
    model = lived_in(Basic(twice=True))
    result = folded(model, 32)
    assert num_norms(result) == 1
    assert_same(model, result)


def test_nothing_random_is_drawn() -> None:
    model = lived_in(Basic())
    state = torch.get_rng_state()
    folded(model, 32)
    assert torch.equal(torch.get_rng_state(), state)


def test_weights_that_are_no_numbers_fold_into_nothing_worse() -> None:
    model = lived_in(Basic())
    with torch.no_grad():
        model.conv1.weight[0] = float("nan")
    with torch.inference_mode():
        assert folded(model, 32)(torch.zeros(1, 3, 32, 32)).isnan().all()


def test_sharing_holds_the_same_values_and_other_hooks() -> None:
    model = lived_in(Basic())
    twin = sharing(model)
    calls = []
    twin.linear.register_forward_hook(lambda *_: calls.append(1))
    assert [p.data_ptr() for p in twin.parameters()] == [p.data_ptr() for p in model.parameters()]
    assert_same(model, model)
    assert not calls
    twin(torch.zeros(1, 3, 32, 32))
    assert calls


@pytest.mark.parametrize("name", [*MODELS, "basic"])
def test_bf16_is_nearly_the_same(name: str) -> None:
    spec = MODELS.get(name)
    if spec and spec.pretrained and is_bf16_emulated():
        pytest.skip("bf16 is emulated here; networks of this size take minutes, and nobody has them do it")
    model = lived_in(spec.build(5) if spec else Basic())
    exact = folded(model, spec.input_size if spec else 32)
    rounded = in_bfloat16(exact)
    dtypes = [module.weight.dtype for module in rounded.modules() if isinstance(module, nn.Conv2d | nn.Linear)]
    assert (dtypes[0], dtypes[-1]) == (torch.float32, torch.float32)
    assert set(dtypes[1:-1]) == {torch.bfloat16}
    pictures = torch.randn(4, 3, 32, 32, generator=torch.Generator().manual_seed(3))
    with torch.inference_mode():
        expected, said = exact(pictures), rounded(pictures)
    assert said.dtype == torch.float32
    assert 0 < float((said - expected).abs().max()) < 0.02 * (1 + float(expected.abs().max()))


@pytest.mark.parametrize("in_one_go", [True, False], ids=["in one go", "afterwards"])
def test_in_bf16_nothing_is_rounded_off_a_bias(in_one_go: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if in_one_go and not module._adds_exact_biases():
        pytest.skip("this processor, or this torch, adds no float32 bias to what is convolved in bf16")
    monkeypatch.setattr(module, "_adds_exact_biases", lambda: in_one_go)
    first, middle, hidden, last = nn.Conv2d(3, 8, 1), nn.Conv2d(8, 8, 1), nn.Linear(8, 8), nn.Linear(8, 2)
    model = nn.Sequential(first, middle, nn.Flatten(), hidden, last).requires_grad_(False)
    for layer in (first, middle, hidden, last):
        layer.weight.zero_()
    just_above_one = 1 + 2.0**-10  # which is 1 in bf16
    first.bias.fill_(1)
    middle.weight[:, 0], middle.bias[:] = -1, just_above_one  # what is left is 1/1024
    hidden.weight.fill_diagonal_(-1024), hidden.bias.fill_(just_above_one)  # and again
    last.weight.fill_(128), last.bias.zero_()
    with torch.inference_mode():
        for network in (model, in_bfloat16(model)):
            assert network(torch.zeros(1, 3, 1, 1)).tolist() == [[1, 1]]


def test_a_layer_that_stands_in_two_places_is_rounded_in_both() -> None:
    shared = nn.Conv2d(4, 4, 3, padding=1)
    model = nn.Sequential(nn.Conv2d(3, 4, 3), shared, nn.ReLU(), shared, nn.Flatten(), nn.Linear(4 * 6 * 6, 2))
    pictures = torch.randn(2, 3, 8, 8, generator=torch.Generator().manual_seed(4))
    with torch.inference_mode():
        torch.testing.assert_close(in_bfloat16(model)(pictures), model(pictures), atol=0.02, rtol=0)
