"""Limits on what a weights file can make the program do: sizes, names and numbers that are absurd."""

import dataclasses
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image
from torch import nn

from cifar_desktop.errors import WeightsError
from cifar_desktop.inference import weights as weights_module
from cifar_desktop.inference.classifier import Classifier
from cifar_desktop.inference.safetensors_header import MAX_HEADER_BYTES
from cifar_desktop.inference.weights import read_weights, write_weights
from cifar_desktop.inference.weights_info import WeightsInfo
from tests.inference.weights_files import refusal, write_raw


def write_sparse(path: Path, name: str, rows: int, columns: int) -> None:
    """Write a safetensors file of one tensor, without its values: the file only claims to be that long."""
    num_bytes = rows * columns * 4
    header = json.dumps({name: {"dtype": "F32", "shape": [rows, columns], "data_offsets": [0, num_bytes]}}).encode()
    with path.open("wb") as stream:
        stream.write(len(header).to_bytes(8, "little") + header)
        stream.truncate(8 + len(header) + num_bytes)


def test_a_large_file_of_another_program_is_judged_by_its_names(tmp_path: Path) -> None:
    path = tmp_path / "language-model.safetensors"
    write_sparse(path, "model.layers.0.weight", 900, 2**18)
    tracemalloc.start()
    try:
        assert "of no network that this program knows; the first are model.layers.0.weight" in refusal(path).what
        assert tracemalloc.get_traced_memory()[1] < 50e6
    finally:
        tracemalloc.stop()


def test_large_weights_that_fit_are_read(
    tmp_path: Path, model: nn.Module, info: WeightsInfo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights_module, "LARGE_BYTES", 1000)
    path = tmp_path / "ours.safetensors"
    write_weights(path, model.state_dict(), info)
    assert read_weights(path).info == info
    write_raw(path, {**model.state_dict(), "head.extra": torch.zeros(1)}, info.as_json())
    assert "head.extra is of no use there" in refusal(path).what


def test_a_header_larger_than_any_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "wordy.safetensors"
    path.write_bytes((MAX_HEADER_BYTES + 1).to_bytes(8, "little") + b"{" + b" " * (MAX_HEADER_BYTES + 100))
    assert "its header has 8 MiB" in refusal(path).what


@pytest.mark.parametrize("header", [b'{"a": 5}', b'{"a": {"dtype": "F32", "shape": [-3]}}', b'{"__metadata__": [1]}'])
def test_headers_of_another_form_are_damaged(tmp_path: Path, header: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights_module, "LARGE_BYTES", 0)
    path = tmp_path / "odd.safetensors"
    path.write_bytes(len(header).to_bytes(8, "little") + header + bytes(12))
    assert "damaged or was cut short" in refusal(path).what


def test_a_head_for_a_billion_classes_without_a_value_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "wide.pth"
    state = {"conv1.0.weight": torch.zeros(4, 3, 3, 3), "res2.1.0.weight": torch.zeros(1)}
    torch.save({**state, "classifier.2.weight": torch.zeros(10**9, 0)}, path)
    assert "classifier.2.weight is empty" in refusal(path).what
    torch.save({**state, "classifier.2.weight": torch.zeros(200_000, 1)}, path)
    assert "200,000 classes apart" in refusal(path).what


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"input_size": 4096}, "ask for pictures of 4096 pixels"),
        ({"architecture": "resnet20", "options": {"depth": 6 * 10**7 + 2}}, "cannot be built with"),
    ],
)
def test_descriptions_that_would_fill_the_memory_are_refused(
    tmp_path: Path, model: nn.Module, info: WeightsInfo, change: dict[str, Any], said: str
) -> None:
    path = tmp_path / "odd.safetensors"
    write_raw(path, model.state_dict(), json.dumps({**json.loads(info.as_json()), **change}))
    assert said in refusal(path).what


def test_numbers_that_overflow_only_when_they_are_multiplied_end_in_words(
    tmp_path: Path, model: nn.Module, info: WeightsInfo
) -> None:
    state = model.state_dict()
    for key in ("conv1.0.weight", "conv2.0.weight"):
        state[key].fill_(3e38)
    path = tmp_path / "spoilt.safetensors"
    write_weights(path, state, dataclasses.replace(info, not_sure=None))
    classifier = Classifier(read_weights(path), device=torch.device("cpu"))
    with pytest.raises(WeightsError, match="is no number"):
        classifier.classify([Image.new("RGB", (32, 32), (200, 30, 30))])
