"""Files of other programs: recognised, or refused without executing anything."""

import argparse
import os
import pickle
import zipfile
from pathlib import Path
from typing import Any

import pytest
import safetensors.torch
import torch
from torch import Tensor, nn

from cifar_desktop.errors import WeightsError
from cifar_desktop.inference.foreign import CIFAR10_CLASS_NAMES, CIFAR10_MEAN, CIFAR10_STD
from cifar_desktop.inference.weights import build_model, read_weights
from cifar_desktop.models.registry import model_spec
from cifar_desktop.models.resnet9 import ResNet9


def refusal(path: Path) -> WeightsError:
    with pytest.raises(WeightsError) as caught:
        read_weights(path)
    assert str(path) in caught.value.what
    assert caught.value.remedy
    return caught.value


def small_model(num_classes: int = 10, **options: Any) -> nn.Module:
    torch.manual_seed(0)
    return model_spec("resnet9-slim").build(num_classes, **options).eval()


def prefixed(state: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {prefix + key: value for key, value in state.items()}


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


class RunsCode:
    """Creates a file when it is unpickled."""

    def __init__(self, proof: Path) -> None:
        self.proof = proof

    def __reduce__(self) -> Any:
        return os.system, (f"echo executed > {self.proof}",)


@pytest.mark.parametrize("protocol", [2, 4])
def test_a_pickle_that_runs_code_is_refused_unopened(tmp_path: Path, protocol: int) -> None:
    proof, path = tmp_path / "proof", tmp_path / "evil.pth"
    path.write_bytes(pickle.dumps(RunsCode(proof), protocol=protocol))
    error = refusal(path)
    assert "wants to run code" in error.what
    assert "was not opened" in error.what
    assert error.kept == "Nothing in it was executed."
    assert not proof.exists()
    pickle.loads(path.read_bytes())
    assert proof.exists()  # so the file was as evil as it claims


@pytest.mark.parametrize("zipped", [True, False])
def test_a_checkpoint_with_code_among_the_weights_is_refused(tmp_path: Path, zipped: bool) -> None:
    proof, path = tmp_path / "proof", tmp_path / "evil.pth"
    content = {"state_dict": small_model().state_dict(), "extra": RunsCode(proof)}
    torch.save(content, path, _use_new_zipfile_serialization=zipped)
    error = refusal(path)
    assert "wants to run code" in error.what
    assert "system" in error.what
    assert not proof.exists()


@pytest.mark.parametrize("content", [small_model(), {"args": argparse.Namespace(lr=0.1)}])
def test_objects_that_need_code_are_refused_by_name(tmp_path: Path, content: Any) -> None:
    path = tmp_path / "whole_model.pt"
    torch.save(content, path)
    error = refusal(path)
    assert "ResNet9" in error.what or "argparse.Namespace" in error.what
    assert "state_dict()" in error.remedy


@pytest.mark.filterwarnings("ignore:.*torch.jit.*:DeprecationWarning")
def test_a_torchscript_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "script.pt"
    torch.jit.save(torch.jit.script(nn.Linear(2, 2)), path)
    assert "TorchScript" in refusal(path).what


@pytest.mark.parametrize("content", [5, [torch.zeros(2)], {}, {"epoch": 3}, torch.zeros(3), {"state_dict": {}}])
def test_files_without_a_state_hold_no_weights(tmp_path: Path, content: Any) -> None:
    path = tmp_path / "odd.pt"
    torch.save(content, path)
    assert "no weights" in refusal(path).what


def test_a_table_that_holds_itself_ends(tmp_path: Path) -> None:
    content: dict[str, Any] = {}
    content["model"] = content
    path = tmp_path / "loop.pt"
    torch.save(content, path)
    assert "no weights" in refusal(path).what


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("share", [0.0001, 0.01, 0.5, 0.999])
def test_truncated_files_are_damaged(tmp_path: Path, share: float, zipped: bool) -> None:
    path = tmp_path / "cut.pth"
    torch.save(small_model().state_dict(), path, _use_new_zipfile_serialization=zipped)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    assert "damaged, was cut short" in refusal(path).what


def test_other_archives_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "photos.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("photo.txt", "no photo")
    assert "holds no weights" in refusal(path).what
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(10**6))
    assert "compressed archive" in refusal(path).what


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
