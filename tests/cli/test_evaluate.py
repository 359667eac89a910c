"""`evaluate` as it is called, on the bundled sample."""

import argparse
import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from cifar_desktop.cli import evaluate as evaluate_command
from cifar_desktop.data.open import SAMPLE, open_data_set
from cifar_desktop.errors import DeviceError, UserError, WeightsError
from cifar_desktop.evaluation.evaluate import evaluate
from cifar_desktop.inference.weights import build_model, read_weights, write_weights
from cifar_desktop.inference.weights_info import WeightsInfo
from cifar_desktop.models.registry import model_spec


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    evaluate_command.add_parser(parser.add_subparsers())
    args = parser.parse_args(["evaluate", *arguments])
    return int(args.run(args))


@pytest.fixture(scope="module")
def info() -> WeightsInfo:
    data = open_data_set(SAMPLE)
    return WeightsInfo(
        architecture="resnet9-slim", class_names=data.class_names, mean=data.mean, std=data.std, input_size=32
    )


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory, info: WeightsInfo) -> Path:
    torch.manual_seed(0)
    path = tmp_path_factory.mktemp("weights") / "untrained.safetensors"
    write_weights(path, model_spec("resnet9-slim").build(len(info.class_names)).state_dict(), info)
    return path


def on_cpu(weights: Path) -> tuple[str, ...]:
    return "--weights", str(weights), "--device", "cpu", "--precision", "float32"


def test_json_is_one_document_that_agrees_with_the_engine(
    weights: Path, info: WeightsInfo, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*on_cpu(weights), "--json", "--mirror") == 0
    out, err = capsys.readouterr()
    document = json.loads(out)
    assert err == ""
    assert (document["split"], document["mirror"], document["device"]) == ("test", True, "cpu")
    expected = evaluate(
        build_model(read_weights(weights)),
        open_data_set(SAMPLE).test,
        info.class_names,
        mean=info.mean,
        std=info.std,
        device=torch.device("cpu"),
        mirror=True,
    )
    assert document["metrics"] == json.loads(json.dumps(expected.as_dict()))


def test_a_terminal_sees_tables_and_a_progress_line_that_is_gone_in_the_end(
    weights: Path, info: WeightsInfo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert run(*on_cpu(weights), "--batch-size", "100") == 0
    out, err = capsys.readouterr()
    assert out.startswith("Accuracy ")
    assert "weighted average" in out
    assert "true \\ predicted" in out
    assert all(out.count(name) >= 3 for name in info.class_names)  # in the table, a row and a column
    assert "\rEvaluating: " in err
    assert "\n" not in err
    assert err.split("\r")[-2].isspace()
    assert err.endswith("\r")


def test_names_that_were_assumed_are_noted(weights: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    foreign = tmp_path / "foreign.pth"
    torch.save(read_weights(weights).state, foreign)
    assert run(*on_cpu(foreign), "--json") == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["assumed"] == ["class_names", "mean", "std"]
    assert "does not state class names, mean, std" in err


def test_another_number_of_classes_is_refused(tmp_path: Path, info: WeightsInfo) -> None:
    path = tmp_path / "three.safetensors"
    three = dataclasses.replace(info, class_names=("a", "b", "c"))
    write_weights(path, model_spec("resnet9-slim").build(3).state_dict(), three)
    with pytest.raises(UserError, match=r"tell 3 classes apart, and .* has 10"):
        run(*on_cpu(path))


def test_what_is_not_there_is_named(weights: Path, tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="no such file"):
        run(*on_cpu(tmp_path / "absent.safetensors"))
    with pytest.raises(UserError, match="absent"):
        run(*on_cpu(weights), "--data", str(tmp_path / "absent"))
    with pytest.raises(DeviceError, match="abacus"):
        run("--weights", str(weights), "--device", "abacus")


@pytest.mark.parametrize("number", ["0", "-1", "2.5", "many"])
def test_a_batch_of_nothing_is_refused(weights: Path, number: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(*on_cpu(weights), f"--batch-size={number}")
    assert "at least 1" in capsys.readouterr().err


def test_the_parser_is_there_without_torch() -> None:
    script = "import sys, cifar_desktop.cli.evaluate; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
