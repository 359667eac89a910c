"""`python -m train` as a person and a program use it: real processes, real files."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch

from cifar_desktop.inference.weights import read_weights
from cifar_desktop.training.checkpoint import read_checkpoint

ROOT = Path(__file__).parents[2]
SMALL = ["--model", "resnet9-slim", "--batch-size", "128", "--precision", "float32"]


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "train", *map(str, arguments)]


def train(*arguments: object, **settings: object) -> subprocess.CompletedProcess:
    return subprocess.run(
        command(*arguments), cwd=ROOT, capture_output=True, text=True, timeout=250, check=False, **settings
    )


def events(output: str) -> list[dict]:
    return [json.loads(line) for line in output.splitlines()]


def only_run(runs: Path) -> Path:
    (run,) = runs.iterdir()
    return run


class TestTraining:
    def test_from_nothing_to_weights(self, tmp_path: Path) -> None:
        out = tmp_path / "weights.safetensors"
        done = train(*SMALL, "--epochs", 2, "--runs", tmp_path / "runs", "--out", out)
        assert done.returncode == 0, done.stderr
        assert "ResNet-9 slim, 413,514 parameters, on CPU" in done.stdout
        assert "4,500 pictures to learn from, 500 to validate by; 2 epochs of 35 steps" in done.stdout
        assert "Completed after" in done.stdout
        assert done.stderr == ""  # the bar is for terminals
        info = read_weights(out).info
        assert info.architecture == "resnet9-slim"
        assert info.data["name"] == "CIFAR-10 sample"
        assert info.metrics["test_accuracy"] > 0.25

    def test_json_lines_for_programs(self, tmp_path: Path) -> None:
        done = train(*SMALL, "--epochs", 1, "--runs", tmp_path, "--json", "--seed", 3, "--no-mirror-at-test")
        told = events(done.stdout)
        kinds = [event["event"] for event in told]
        assert kinds[-1] == "RunFinished"
        started = next(event for event in told if event["event"] == "RunStarted")
        assert Path(started["folder"]) == only_run(tmp_path)
        losses = [loss for event in told if event["event"] == "StepProgressed" for loss in event["losses"]]
        assert len(losses) == started["steps_per_epoch"] == 35

    def test_the_bar_on_a_terminal(self, tmp_path: Path) -> None:
        import pty

        leader, follower = pty.openpty()
        process = subprocess.Popen(
            command(*SMALL, "--epochs", 1, "--runs", tmp_path), cwd=ROOT, stdout=subprocess.PIPE, stderr=follower
        )
        os.close(follower)
        shown = b""
        while chunk := _read(leader):
            shown += chunk
        os.close(leader)
        assert process.wait(60) == 0
        process.stdout.close()
        text = shown.decode()
        assert "Epoch 1/1 " in text
        assert "█" in text
        assert " images/s" in text
        assert " left" in text


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # Linux's way of saying that the other side is closed
        return b""


class TestInterruption:
    def test_a_reader_that_goes_away_leaves_a_saved_run(self, tmp_path: Path) -> None:
        process = subprocess.Popen(
            command(*SMALL, "--epochs", 50, "--runs", tmp_path, "--json"), cwd=ROOT, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        process.stdout.readline()
        process.stdout.close()
        assert process.wait(60) == 130
        assert (only_run(tmp_path) / "checkpoint.safetensors").exists()

    def test_ctrl_c_saves_and_resume_goes_on(self, tmp_path: Path) -> None:
        straight = train(*SMALL, "--epochs", 2, "--runs", tmp_path / "straight")
        assert straight.returncode == 0
        process = subprocess.Popen(
            command(*SMALL, "--epochs", 2, "--runs", tmp_path / "runs", "--json"),
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        for line in process.stdout:
            if json.loads(line)["event"] == "StepProgressed":
                process.send_signal(signal.SIGINT)
                break
        _, complaint = process.communicate(timeout=120)
        assert process.returncode == 130
        run = only_run(tmp_path / "runs")
        assert f"train --resume {run}" in complaint
        out = tmp_path / "resumed.safetensors"
        resumed = train("--resume", run, "--out", out)
        assert resumed.returncode == 0, resumed.stderr
        assert "Going on after step" in resumed.stdout
        assert "(as the run began)" in resumed.stdout
        assert_same_end(only_run(tmp_path / "straight"), run)
        assert out.exists()

    def test_killed_again_and_again_it_ends_the_same(self, tmp_path: Path) -> None:
        settings = [*SMALL, "--epochs", 2, "--checkpoint-seconds", 0]  # saves at every step: many moments to hit
        assert train(*settings, "--runs", tmp_path / "straight").returncode == 0
        chance, runs, kills = random.Random(7), tmp_path / "runs", 0
        run: Path | None = None
        while run is None or not (run / "result.json").exists():
            how = ["--resume", run] if run else [*settings, "--runs", runs]
            process = subprocess.Popen(command(*how, "--json"), cwd=ROOT, stdout=subprocess.PIPE, text=True)
            for line in process.stdout:
                if kills < 4 and json.loads(line)["event"] == "StepProgressed":
                    time.sleep(chance.uniform(0, 0.6))
                    process.kill()
                    kills += 1
                    break
            process.communicate(timeout=120)
            run = only_run(runs)
        assert kills == 4
        assert_same_end(only_run(tmp_path / "straight"), run)
        assert not [file.name for file in run.iterdir() if file.name.startswith(".")]


def assert_same_end(one: Path, other: Path) -> None:
    """Compare everything that two runs' last checkpoints hold, apart from times."""
    first, second = (read_checkpoint(run / "checkpoint.safetensors").tensors for run in (one, other))
    assert first.keys() == second.keys()
    assert not [key for key in first if not torch.equal(first[key], second[key])]
    assert (one / "steps.csv").read_bytes() == (other / "steps.csv").read_bytes()


class TestBadInput:
    """One clear sentence, exit code 2, nothing overwritten, no traceback."""

    @pytest.mark.parametrize(
        ("arguments", "sentence"),
        [
            (["--model", "resnet10"], "There is no model called “resnet10”"),
            (["--preset", "slow"], "There is no preset called “slow”"),
            (["--batch-size", "0"], "Batch size is 0, but must lie between 2 and 65,536"),
            (["--epochs", "-3"], "Epochs is -3, but must lie between 1 and 100,000"),
            (["--learning-rate", "nan"], "Learning rate is nan, but must lie between"),
            (["--optimizer", "magic"], "Optimizer cannot be “magic”"),
            (["--data", "{tmp}/empty"], "There is no CIFAR-10 in"),
            (["--data", "{tmp}/missing"], "missing"),
            (["--device", "cuda:7"], "This machine has no device called “cuda:7”"),
            (["--precision", "fp16", "--device", "cpu"], "Training in fp16 needs a GPU"),
            (["--patience", "3", "--validation-fraction", "0"], "Early stopping needs validation pictures"),
            (["--out", "{tmp}/nowhere/weights.safetensors"], "cannot be written"),
            (["--out", "{tmp}/kept.safetensors"], "exists already"),
            (["--out", "{tmp}/empty"], "is a folder"),
            (["--runs", "{tmp}/kept.safetensors/runs"], "No run folder can be made"),
            (["--out", "{tmp}/" + 300 * "x"], "cannot be written"),
            (["--resume", "{tmp}/" + 300 * "x"], "cannot be used"),
            (["--resume", "{tmp}/odd"], "there is no precision called None"),
            (["--resume", "{tmp}/empty"], "is not a run folder"),
            (["--resume", "{tmp}/newer"], "newer version"),
            (["--resume", "{tmp}/empty", "--epochs", "9"], "A resumed run keeps the settings"),
            (["--resume", "{tmp}/empty", "--start-from", "{tmp}/kept.safetensors"], "Leave out --start-from"),
            (["--start-from", "{tmp}/kept.safetensors"], "kept.safetensors” is not a weights file"),
            (["--preset", "refine"], "Name them with --start-from"),
        ],
        ids=lambda value: " ".join(value) if isinstance(value, list) else "",
    )
    def test_it_is_refused_in_words(
        self, tmp_path: Path, arguments: list[str], sentence: str, capsys: pytest.CaptureFixture
    ) -> None:
        from cifar_desktop import cli

        (tmp_path / "empty").mkdir()
        (tmp_path / "newer").mkdir()
        (tmp_path / "newer" / "run.json").write_text('{"format_version": 99}')
        (tmp_path / "odd").mkdir()
        odd = {"format_version": 1, "config": {}, "source": "sample", "data_name": "", "checksums": {}, "device": "",
               "precision": None, "created": "", "versions": {}}  # fmt: skip
        (tmp_path / "odd" / "run.json").write_text(json.dumps(odd))
        (tmp_path / "kept.safetensors").write_bytes(b"precious")
        before = sorted(tmp_path.rglob("*"))
        filled = [argument.format(tmp=tmp_path) for argument in arguments]
        code = cli.main(["train", "--runs", str(tmp_path / "runs"), *filled])
        said = capsys.readouterr()
        assert code == 2
        assert sentence in said.err
        assert len(said.err.strip().splitlines()) == 1
        assert "Traceback" not in said.err
        assert (tmp_path / "kept.safetensors").read_bytes() == b"precious"
        assert sorted(tmp_path.rglob("*")) == before

    def test_in_a_process_of_its_own_too(self, tmp_path: Path) -> None:
        done = train("--model", "resnet10", "--runs", tmp_path)
        assert done.returncode == 2
        assert done.stderr.startswith("There is no model called “resnet10”.")
        assert done.stdout == ""

    def test_overwriting_is_allowed_where_it_was_asked_for(self, tmp_path: Path) -> None:
        out = tmp_path / "weights.safetensors"
        out.write_bytes(b"old")
        done = train(*SMALL, "--epochs", 1, "--runs", tmp_path / "runs", "--out", out, "--overwrite")
        assert done.returncode == 0
        assert read_weights(out).info.architecture == "resnet9-slim"
