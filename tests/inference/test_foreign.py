"""Files of other programs are recognised by what is in them."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
import safetensors.torch
import torch
from torch import Tensor, nn

from cifar_desktop.inference.assumptions import CIFAR10_CLASS_NAMES, CIFAR10_MEAN, CIFAR10_STD, normalisation_key
from cifar_desktop.inference.weights import build_model, read_weights
from cifar_desktop.models.registry import MODELS, ModelSpec, model_spec
from cifar_desktop.models.resnet9 import ResNet9
from tests.inference.weights_files import prefixed, refusal, small_model


@pytest.mark.parametrize(("suffix", "dropout"), [(".pth", None), (".th", 0.2), (".pt", 0.2)])
def test_both_heads_in_a_data_parallel_checkpoint(tmp_path: Path, suffix: str, dropout: float | None) -> None:
    model, path = small_model(dropout=dropout), tmp_path / f"model_best{suffix}"
    torch.save({"state_dict": prefixed(model.state_dict(), "module."), "best_prec1": 93.4, "epoch": 7}, path)
    weights = read_weights(path)
    assert weights.info.architecture == "resnet9-slim"
    assert weights.info.options == ({} if dropout is None else {"dropout": 0.2})
    assert weights.info.class_names == CIFAR10_CLASS_NAMES
    assert (weights.info.mean, weights.info.std, weights.info.input_size) == (CIFAR10_MEAN, CIFAR10_STD, 32)
    assert weights.assumed == ("class_names", "mean", "std")
    pictures = torch.randn(3, 3, 32, 32)
    torch.testing.assert_close(build_model(weights)(pictures), model(pictures), atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize(
    "wrap",
    [
        lambda state: state,
        lambda state: {"model_state_dict": state, "optimizer_state_dict": {"state": {}, "param_groups": [{"lr": 0.1}]}},
        lambda state: {"model": state, "lr": torch.tensor(0.1), "epoch": torch.tensor(3)},
        lambda state: {"net": prefixed(state, "module."), "acc": 93.0},
        lambda state: {"model": {"name": "resnet9"}, "model_ema": {"state_dict": prefixed(state, "module.")}},
        lambda state: {"state_dict": prefixed(state, "model.")},
        lambda state: prefixed(state, "_orig_mod.module."),
        lambda state: {"n_averaged": torch.tensor(5), **prefixed(state, "module._orig_mod.")},
        lambda state: {"epoch": 5, **state},
        lambda state: {"my own name": state, "optimizer": {"state": {0: {"a": torch.zeros(1), "b": torch.zeros(1)}}}},
        lambda state: {"best": {"state_dict": prefixed(state, "module.")}, "last": {"loss": torch.tensor(0.1)}},
        lambda state: [7, {"state_dict": state}],
        lambda state: (state, {"lr": 0.1}),
        lambda state: prefixed(state, "network.of_mine."),
        lambda state: {
            key.replace("conv1.", "conv1.module.").replace("res1.0", "res1._orig_mod.0"): state[key] for key in state
        },
    ],
)
def test_wrappers_and_prefixes_are_taken_off(tmp_path: Path, wrap: Any) -> None:
    model, path = small_model(), tmp_path / "wrapped.pth"
    torch.save(wrap(model.state_dict()), path)
    state = read_weights(path).state
    assert list(state) == list(model.state_dict())
    assert all(torch.equal(state[key], value) for key, value in model.state_dict().items())


def test_files_from_before_pytorch_1_6_are_read(tmp_path: Path) -> None:
    path = tmp_path / "old.pth"
    torch.save(small_model().state_dict(), path, _use_new_zipfile_serialization=False)
    assert read_weights(path).info.architecture == "resnet9-slim"


def as_if_saved_on_cuda(content: Any, path: Path, *, zipped: bool) -> None:
    """Save as a program does whose tensors lie on a GPU: the file differs in the name of their place only."""
    torch.save(content, path, _use_new_zipfile_serialization=zipped)
    here, there = b"X\x03\0\0\0cpu", b"X\x06\0\0\0cuda:0"
    if not zipped:
        path.write_bytes(path.read_bytes().replace(here, there))
        return
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, entry in entries.items():
            archive.writestr(name, entry.replace(here, there) if name.endswith("data.pkl") else entry)


@pytest.mark.parametrize("zipped", [True, False])
def test_weights_saved_on_cuda_are_read_without_it(tmp_path: Path, zipped: bool) -> None:
    model, path = small_model(), tmp_path / "cuda.pth"
    as_if_saved_on_cuda({"net": prefixed(model.state_dict(), "module.")}, path, zipped=zipped)
    if not torch.cuda.is_available():
        with pytest.raises(RuntimeError, match="on a CUDA device"):  # so the file is what it claims to be
            torch.load(path, weights_only=True)
    state = read_weights(path).state
    assert all(torch.equal(state[key], value) for key, value in model.state_dict().items())
    assert {value.device.type for value in state.values()} == {"cpu"}


class TwoLayers(nn.Module):
    """A network that no recogniser was written for."""

    def __init__(self, num_classes: int, *, width: int) -> None:
        super().__init__()
        self.look = nn.Sequential(nn.Conv2d(3, width, 3), nn.BatchNorm2d(width), nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.name = nn.Linear(width, num_classes)

    def forward(self, pictures: Tensor) -> Tensor:
        named: Tensor = self.name(self.look(pictures))
        return named


def test_every_network_of_the_registry_is_recognised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for width in (4, 5):
        spec = ModelSpec(
            name=f"two{width}", title="Two", description="", module=__name__, class_name="TwoLayers",
            options={"width": width},
        )  # fmt: skip
        monkeypatch.setitem(MODELS, spec.name, spec)
    path = tmp_path / "two.pth"
    for name in (name for name, spec in MODELS.items() if not spec.pretrained):
        model = model_spec(name).build(7)
        torch.save({"state_dict": prefixed(model.state_dict(), "module.")}, path)
        weights = read_weights(path)
        assert (weights.info.architecture, len(weights.info.class_names)) == (name, 7)
        assert list(weights.state) == list(model.state_dict())
    torch.save({**TwoLayers(7, width=5).state_dict(), "more": torch.zeros(1)}, path)
    assert "“two5”: more is of no use there" in refusal(path).what
    torch.save(TwoLayers(7, width=6).state_dict(), path)
    assert "of no network that this program knows" in refusal(path).what


def test_networks_that_know_imagenet_are_recognised(tmp_path: Path) -> None:
    name = next(name for name, spec in MODELS.items() if spec.options.get("backbone") == "resnet18")
    with torch.device("meta"):
        layout = model_spec(name).build(3).state_dict()
    path = tmp_path / "known.pth"
    torch.save({key: torch.zeros(each.shape, dtype=each.dtype) for key, each in layout.items()}, path)
    info = read_weights(path).info
    assert (info.architecture, len(info.class_names)) == (name, 3)
    assert normalisation_key(info.mean, info.std) == "imagenet"


def test_public_resnets_for_small_pictures_are_normalised_as_imagenet(tmp_path: Path) -> None:
    path = tmp_path / "resnet20.th"
    torch.save({"state_dict": prefixed(model_spec("resnet20").build(10).state_dict(), "module.")}, path)
    info = read_weights(path).info
    assert info.architecture == "resnet20"
    assert normalisation_key(info.mean, info.std) == "imagenet"
    assert info.class_names == CIFAR10_CLASS_NAMES


def test_safetensors_without_a_description_are_recognised(tmp_path: Path) -> None:
    path = tmp_path / "foreign.safetensors"
    safetensors.torch.save_file(small_model().half().state_dict(), path)
    weights = read_weights(path)
    assert weights.info.class_names == CIFAR10_CLASS_NAMES
    assert build_model(weights)(torch.randn(1, 3, 32, 32)).dtype == torch.float32


@pytest.mark.parametrize(("width", "architecture", "options"), [(64, "resnet9", {}), (8, "resnet9", {"width": 8})])
def test_the_width_is_read_from_the_first_layer(
    tmp_path: Path, width: int, architecture: str, options: dict[str, Any]
) -> None:
    path = tmp_path / "wide.pth"
    torch.save(ResNet9(4, width=width).state_dict(), path)
    info = read_weights(path).info
    assert (info.architecture, info.options) == (architecture, options)
    assert info.class_names == ("class 0", "class 1", "class 2", "class 3")


def test_parameters_come_without_their_gradients(tmp_path: Path) -> None:
    path = tmp_path / "parameters.pth"
    torch.save({**small_model().state_dict(), **dict(small_model().named_parameters())}, path)
    assert not any(value.requires_grad for value in read_weights(path).state.values())


def test_unknown_networks_are_named_by_their_first_weights(tmp_path: Path) -> None:
    path = tmp_path / "other.pth"
    torch.save({"features.0.weight": torch.zeros(8, 3, 3, 3), "fc.weight": torch.zeros(10, 8)}, path)
    error = refusal(path)
    assert "features.0.weight, fc.weight" in error.what
    assert "ResNet-9" in error.remedy


def test_a_recognised_network_must_fit_altogether(tmp_path: Path) -> None:
    path, state = tmp_path / "nobias.pth", small_model().state_dict()
    torch.save({key: value for key, value in state.items() if not key.endswith(".0.bias")}, path)
    assert "conv1.0.bias, conv2.0.bias, res1.0.0.bias and 5 more are missing" in refusal(path).what
    torch.save({**state, "conv3.0.weight": torch.zeros(1)}, path)
    assert "conv3.0.weight has the shape [1]" in refusal(path).what
    torch.save({**state, "conv1.0.bias": torch.full((16,), float("nan"))}, path)
    assert "conv1.0.bias has values that are not finite" in refusal(path).what
    torch.save({**state, "conv1.1.running_var": torch.full((16,), -0.5)}, path)
    assert "conv1.1.running_var is a variance" in refusal(path).what


@pytest.mark.parametrize(
    "odd",
    [
        torch.zeros(1).expand(10**6, 10**6, 3, 3),  # 36 TB in a few bytes
        torch.zeros(16, 3, 3, 3).to_sparse(),
        torch.empty(16, 3, 3, 3, device="meta"),
        torch.zeros(16, 3, 3, 3, dtype=torch.complex64),
    ],
)
def test_odd_tensors_are_refused_before_they_take_memory(tmp_path: Path, odd: Tensor) -> None:
    path = tmp_path / "odd.pth"
    torch.save({**small_model().state_dict(), "conv1.0.weight": odd}, path)
    assert "conv1.0.weight" in refusal(path).what
