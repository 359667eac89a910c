"""Whole files of this program whose tensors or description are odd: completed where possible, else refused."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from cifar_desktop.inference.weights import Weights, build_model, read_weights
from cifar_desktop.inference.weights_info import WeightsInfo
from tests.inference.weights_files import refusal, write_raw

RULE = {"score": "energy", "score_weight": 1.0, "direction": [], "threshold": 1.0, "quantiles": [1.0] * 101}


def test_unknown_keys_of_the_description_are_left_out(tmp_path: Path, model: nn.Module, info: WeightsInfo) -> None:
    path = tmp_path / "later.safetensors"
    write_raw(path, model.state_dict(), json.dumps({**json.loads(info.as_json()), "colour": "blue"}))
    assert read_weights(path).info == info


def test_missing_extra_and_misshapen_weights_are_named(tmp_path: Path, model: nn.Module, info: WeightsInfo) -> None:
    path, document = tmp_path / "odd.safetensors", info.as_json()
    state = model.state_dict()
    write_raw(path, {key: value for key, value in state.items() if not key.startswith("res1")}, document)
    assert "res1.0.0.weight, res1.0.0.bias, res1.0.1.weight and 9 more are missing" in refusal(path).what
    write_raw(path, {**state, "head.extra": torch.zeros(1)}, document)
    assert "head.extra is of no use there" in refusal(path).what
    write_raw(path, {**state, "conv2.0.weight": torch.zeros(32, 16, 5, 5)}, document)
    assert "conv2.0.weight has the shape [32, 16, 5, 5], and should have [32, 16, 3, 3]" in refusal(path).what


def test_class_names_must_be_as_many_as_the_classes(tmp_path: Path, model: nn.Module, info: WeightsInfo) -> None:
    path = tmp_path / "two.safetensors"
    document = json.loads(info.as_json())
    write_raw(path, model.state_dict(), json.dumps({**document, "class_names": ["cup", "spoon"]}))
    assert "tell 3 classes apart, but name 2: cup, spoon" in refusal(path).what


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_values_that_are_no_numbers_are_refused(
    tmp_path: Path, model: nn.Module, info: WeightsInfo, value: float
) -> None:
    path, state = tmp_path / "spoilt.safetensors", model.state_dict()
    state["res2.0.1.running_var"][3] = value
    write_raw(path, state, info.as_json())
    assert "res2.0.1.running_var has values that are not finite" in refusal(path).what


@pytest.mark.parametrize("dtype", [torch.int8, torch.int64, torch.float8_e4m3fn])
def test_numbers_of_another_kind_are_refused(
    tmp_path: Path, model: nn.Module, info: WeightsInfo, dtype: torch.dtype
) -> None:
    path, state = tmp_path / "quantised.safetensors", model.state_dict()
    state["conv1.0.weight"] = state["conv1.0.weight"].to(dtype)
    write_raw(path, state, info.as_json())
    assert "conv1.0.weight" in refusal(path).what


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"format_version": 2, "architecture": 5}, "made by a newer version"),
        ({"format_version": "1"}, "format_version"),
        ({"format_version": True}, "format_version"),
        ({"architecture": "resnet9000"}, "a network called “resnet9000”"),
        ({"architecture": None}, "architecture"),
        ({"options": {"depth": 5}}, "cannot be built with"),
        ({"options": {"width": "wide"}}, "cannot be built with"),
        ({"options": {"width": -3}}, "cannot be built with"),
        ({"options": {"width": 10**6, "dropout": 0.3}}, "should have [1000000, 3, 3, 3]"),
        ({"options": {"width": 10**12}}, "cannot be built with"),
        ({"options": []}, "options"),
        ({"class_names": []}, "class_names"),
        ({"class_names": "cup"}, "class_names"),
        ({"class_names": ["cup", "cup", "plate"]}, "class_names must differ"),
        ({"class_names": ["cup", 5, "plate"]}, "class_names"),
        ({"mean": [0.1, 0.2]}, "mean"),
        ({"mean": [0.1, 0.2, float("nan")]}, "mean"),
        ({"mean": [0.1, 0.2, 10**400]}, "damaged"),
        ({"std": [0.1, 0.2, 0]}, "std"),
        ({"input_size": 0}, "input_size"),
        ({"temperature": 0}, "temperature"),
        ({"not_sure": 0.6}, "not_sure must be a table"),
        ({"not_sure": {"score": "energy"}}, "threshold and score_weight must be numbers"),
        ({"not_sure": {**RULE, "quantiles": "many"}}, "quantiles must be a list of numbers"),
        ({"not_sure": {**RULE, "direction": [None]}}, "direction must be a list of numbers"),
        ({"not_sure": {**RULE, "quantiles": [1.0, 0.0]}}, "101 numbers"),
        ({"not_sure": {**RULE, "score": "luck"}}, "no score called 'luck'"),
        ({"not_sure": {**RULE, "score": ["energy"]}}, "no score called"),
        ({"not_sure": {**RULE, "direction": [1.0, 2.0]}}, "looks at 2 features, and the network has 128"),
        ({"metrics": 5}, "metrics"),
    ],
)
def test_damaged_descriptions_are_refused(
    tmp_path: Path, model: nn.Module, info: WeightsInfo, change: dict[str, Any], said: str
) -> None:
    path = tmp_path / "odd.safetensors"
    write_raw(path, model.state_dict(), json.dumps({**json.loads(info.as_json()), **change}))
    assert said in refusal(path).what


@pytest.mark.parametrize("document", ["", "{", "[]", "{}", "null", "[" * 100_000])
def test_descriptions_that_are_none_are_refused(tmp_path: Path, model: nn.Module, document: str) -> None:
    path = tmp_path / "odd.safetensors"
    write_raw(path, model.state_dict(), document)
    assert "is damaged" in refusal(path).what


def test_weights_without_batch_counters_are_completed(tmp_path: Path, model: nn.Module, info: WeightsInfo) -> None:
    path = tmp_path / "old.safetensors"
    state = {key: value for key, value in model.state_dict().items() if "num_batches" not in key}
    write_raw(path, state, info.as_json())
    weights: Weights = read_weights(path)
    assert list(weights.state) == list(model.state_dict())
    build_model(weights)


def test_a_network_without_a_single_weight_is_refused_in_silence(
    tmp_path: Path, model: nn.Module, info: WeightsInfo
) -> None:
    """Torch warns while it builds such a layer, which would come to the terminal; here a warning is an error."""
    path = tmp_path / "empty.safetensors"
    change = {"architecture": "resnet9", "options": {"width": 0}}
    write_raw(path, model.state_dict(), json.dumps({**json.loads(info.as_json()), **change}))
    assert "zero-element" not in refusal(path).what
