"""`make weights` from a run that has ended: real, but of a small network on the sample."""

import hashlib
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
import torch

from cifar_desktop.data.open import open_data_set
from cifar_desktop.evaluation.evaluate import measure, predict
from cifar_desktop.inference.weights import build_model, read_weights
from cifar_desktop.training.control import TrainControl
from cifar_desktop.training.events import RunFinished
from cifar_desktop.training.presets import preset_config
from cifar_desktop.training.start import start_training

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> RunFinished:
    """Three rounds of training, each from the weights of the one before."""
    runs = tmp_path_factory.mktemp("runs")

    def trained(preset: str, epochs: int, start_from: Path | None = None, **changes: int) -> RunFinished:
        settings = {"batch_size": 64, "learning_rate": 0.05, "device": "cpu", "precision": "float32"}
        config = preset_config(preset, model="resnet9-slim", epochs=epochs, **settings, **changes)
        told, control = (lambda event: None), TrainControl()
        ended = start_training(config, "sample", runs, start_from=start_from, report=told, control=control)
        assert ended is not None
        return ended

    second = trained("refine", 1, start_from=trained("quick", 2).weights)
    return trained("refine", 2, start_from=second.weights, seed=2)


def make(out: Path, run: Path, data: str = "sample", *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "train.make_weights", "--data", data, "--run", str(run), "--out", str(out)]
    return subprocess.run([*command, *more], cwd=ROOT, capture_output=True, text=True, check=False)


def test_it_writes_weights_and_a_card_that_agree(finished: RunFinished, tmp_path: Path) -> None:
    done = make(tmp_path, finished.weights.parent)
    assert done.returncode == 0, done.stderr
    file = tmp_path / "resnet9.safetensors"
    weights = read_weights(file)
    assert weights.state["conv2.0.weight"].dtype == torch.float16
    assert weights.state["conv2.1.running_var"].dtype == torch.float32
    assert file.stat().st_size < 0.6 * finished.weights.stat().st_size
    info = weights.info
    assert info.not_sure is not None
    assert info.recipe["mix"] == 0.5
    second = info.recipe["started_from"]["recipe"]
    assert (info.recipe["seed"], second["seed"]) == (2, 1)
    assert second["started_from"]["recipe"]["initialisation"] == "whitening-dirac"
    assert info.versions["torch"] == version("torch")
    assert "thread" in info.versions["hardware"]
    data = open_data_set("sample")
    assert dict(info.data["checksums"]) == dict(data.checksums)
    said = predict(build_model(weights), data.test, mean=data.mean, std=data.std, device=torch.device("cpu"))
    accuracy = measure(said, data.class_names).accuracy
    assert info.metrics["test_accuracy"] == pytest.approx(accuracy, abs=0.002)
    card = (tmp_path / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert f"**{info.metrics['test_accuracy']:.2%}**" in card
    assert "$" not in card
    assert all(name in card for name in info.class_names)
    assert all(md5 in card for md5 in info.data["checksums"].values())
    assert f"{info.metrics['test_accuracy']:.2%}" in done.stdout


def test_it_goes_on_after_the_first_round(tmp_path: Path) -> None:
    config = preset_config("quick", model="resnet9-slim", epochs=1, device="cpu")
    first = start_training(config, "sample", tmp_path / "runs", report=lambda event: None, control=TrainControl())
    assert first is not None
    small = ("--model", "resnet9-slim", "--epochs", "1", "--runs", str(tmp_path / "runs"))
    done = make(tmp_path / "out", first.weights.parent, "sample", *small)
    assert done.returncode == 0, done.stderr
    recipe = read_weights(tmp_path / "out" / "resnet9.safetensors").info.recipe
    second = recipe["started_from"]["recipe"]
    assert [one["seed"] for one in (recipe, second)] == [2, 1]
    assert [one["mix"] for one in (recipe, second)] == [0.5, 0.5]
    assert second["started_from"]["sha256"] == hashlib.sha256(first.weights.read_bytes()).hexdigest()


@pytest.mark.cifar10
def test_other_data_than_the_runs_are_refused(finished: RunFinished, tmp_path: Path, cifar10_folder: Path) -> None:
    done = make(tmp_path, finished.weights.parent, str(cifar10_folder))
    assert done.returncode == 2
    assert "was trained on other data" in done.stderr
    assert list(tmp_path.iterdir()) == []
