"""The system says no: real limits of the kernel on a real process, not pretended ones."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cifar_desktop.training.checkpoint import read_checkpoint

ROOT = Path(__file__).parents[2]
unix_only = pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are Unix's")
SMALL = ["--model", "resnet9-slim", "--batch-size", "128", "--precision", "float32", "--json"]
# Sets the limit once the training has its first checkpoint, then goes on as `python -m train` does.
_LIMITED = """
import resource, sys
from cifar_desktop import cli
from cifar_desktop.cli import train
from cifar_desktop.training.events import CheckpointSaved

def limited_print(event, show=train.print_json):
    show(event)
    if isinstance(event, CheckpointSaved) and event.epoch == 1:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

train.print_json = limited_print
sys.exit(cli.main(["train", *sys.argv[1:]]))
"""


def run(*arguments: str, code: str | None = None) -> subprocess.CompletedProcess:
    start = ["-c", code] if code else ["-m", "train"]
    return subprocess.run(
        [sys.executable, *start, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=250, check=False
    )


@unix_only
def test_a_disk_that_refuses_keeps_the_older_checkpoint_and_says_so(tmp_path: Path) -> None:
    done = run(*SMALL, "--epochs", "3", "--runs", str(tmp_path), code=_LIMITED)
    told = [json.loads(line) for line in done.stdout.splitlines()]
    failed = [event for event in told if event["event"] == "CheckpointFailed"]
    assert failed, done.stderr
    assert "too large" in failed[0]["reason"].lower()
    assert [event["epoch"] for event in told if event["event"] == "EpochFinished"] == [1, 2, 3]  # it went on
    (folder,) = tmp_path.iterdir()
    assert read_checkpoint(folder / "checkpoint.safetensors").step == 35
    # The best weights could not be written to the end: that is said, with exit code 2 and without a traceback.
    assert done.returncode == 2
    assert "could not be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert not [file.name for file in folder.iterdir() if file.name.endswith(".part")]


@pytest.mark.skipif(
    not sys.platform.startswith("linux") or os.geteuid() != 0, reason="mounting a small disk needs root on Linux"
)
def test_a_disk_that_is_full(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "none", str(disk)], check=False)
    if mounted.returncode:
        pytest.skip("this machine does not let us mount")
    try:
        done = run(*SMALL, "--epochs", "2", "--runs", str(disk / "runs"))
        told = [json.loads(line) for line in done.stdout.splitlines()]
        reasons = {event["reason"] for event in told if event["event"] == "CheckpointFailed"}
        assert any("full" in reason or "No space" in reason for reason in reasons), done.stderr
        assert "EpochFinished" in {event["event"] for event in told}
        assert "Traceback" not in done.stderr
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@unix_only
def test_out_of_memory_names_the_batch_size_and_a_smaller_one(tmp_path: Path) -> None:
    code = (
        "import resource, sys, torch\n"
        "from cifar_desktop import cli\n"
        "limit = 6 * 2**30\n"  # of addresses: the libraries alone map some 2 GB
        "resource.setrlimit(resource.RLIMIT_AS, (limit, limit))\n"
        "sys.exit(cli.main(['train', *sys.argv[1:]]))\n"
    )
    done = run(
        "--batch-size", "4000", "--precision", "float32", "--epochs", "1", "--runs", str(tmp_path), code=code
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert "Memory ran out with a batch size of 4000." in done.stderr
    assert "Try a batch size of 2000." in done.stderr
    assert "Traceback" not in done.stderr
