"""What was left out of the package is not missed: every optimizer, network and kind of picture, several processes."""

import json
import socket
import sys
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from PIL import Image, features

from cifar_desktop.models import registry
from cifar_desktop.training.config import Optimizer
from tests.packaging.conftest import Outcome, Packaged

pytestmark = pytest.mark.packaged

SLIM = ("--model", "resnet9-slim", "--epochs", "1")
# A random backbone, as ImageNet's weights are not here; Inception refuses pictures of less than 75 pixels.
TRANSFER = ("--backbone", "random", "--batch-size", "8", "--upscale")
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "PPM", "TGA", "ICO")
_OPTIONAL = {"AVIF": "avif", "WEBP": "webp"}  # what the tests' own Pillow may not have
no_interrupt = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT")


@no_interrupt
@pytest.mark.parametrize("optimizer", get_args(Optimizer))
def test_every_optimizer_makes_a_step(packaged: Packaged, optimizer: str) -> None:
    done = packaged.interrupt_after_first_step(
        *SLIM, "--optimizer", optimizer, "--clip-norm", "1", "--ema-decay", "0.9"
    )
    assert done.code == 130
    assert done.err.startswith("Stopped; nothing is lost.")


@no_interrupt
@pytest.mark.parametrize("model", registry.MODELS)
def test_every_network_makes_a_step(packaged: Packaged, model: str) -> None:
    options = (*TRANSFER, "3" if "inception" in model else "1") if model.startswith("transfer-") else ()
    done = packaged.interrupt_after_first_step("--model", model, *options)
    assert done.code == 130
    assert done.err.startswith("Stopped; nothing is lost.")


@pytest.mark.skipif(sys.platform == "win32", reason="gloo of Windows needs another way to meet")
def test_two_processes_train_together(packaged: Packaged) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    meeting = {"WORLD_SIZE": "2", "LOCAL_WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)}
    processes = []
    for rank in ("0", "1"):
        environment = {**packaged.environment, **meeting, "RANK": rank, "LOCAL_RANK": rank}
        processes.append(replace(packaged, environment=environment).start("train", "--device", "cpu", *SLIM))
    outcomes = [Outcome.of(process) for process in processes]
    assert all(outcome.went_well() for outcome in outcomes)
    assert "Completed" in outcomes[0].out


def test_every_kind_of_picture_is_read(packaged: Packaged, tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    written = [name for name in FORMATS if name not in _OPTIONAL or features.check(_OPTIONAL[name])]
    for name in written:
        Image.linear_gradient("L").convert("RGB").save(folder / f"{name}.{name.lower()}", name)
    done = packaged.run("classify", "--json", folder)
    assert done.went_well()
    assert done.err == ""
    assert {Path(json.loads(line)["path"]).stem for line in done.out.splitlines()} == set(written)
