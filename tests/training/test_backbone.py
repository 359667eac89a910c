"""Where a transfer model's first weights come from: a download, torchvision's cache, a person's file, or nowhere."""

import hashlib
import os
import pickle
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cifar_desktop import paths
from cifar_desktop.cli import download as cli
from cifar_desktop.errors import ConfigError, DownloadError, UserError, WeightsError
from cifar_desktop.models.registry import MODELS
from cifar_desktop.tasks import CancelToken, Event, StageProgressed, report_nothing
from cifar_desktop.training.backbone import backbone_in, download_backbone, find_backbone, starting_point
from cifar_desktop.training.control import TrainControl
from cifar_desktop.training.start import start_training
from tests.cli.test_download import run_command_line
from tests.data.loopback_server import LoopbackServer
from tests.training.transfer_runs import MODEL, transfer_config, write_backbone_file


@pytest.fixture(autouse=True)
def _nowhere_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "torch"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_backbone_file(tmp_path_factory.mktemp("published") / "resnet18.pth")


@pytest.fixture
def server(published: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackServer]:
    """A server that publishes our file in the place of torchvision's."""
    content, spec = published.read_bytes(), MODELS[MODEL]
    file = replace(spec.pretrained, sha256=hashlib.sha256(content).hexdigest()[:8])
    monkeypatch.setitem(MODELS, MODEL, replace(spec, pretrained=file))
    with LoopbackServer(content) as running:
        yield running


def test_it_is_downloaded_with_progress_and_then_found(server: LoopbackServer) -> None:
    events: list[Event] = []
    assert find_backbone(MODELS[MODEL].pretrained) is None
    file = download_backbone(MODEL, url=server.url, report=events.append, cancel=CancelToken())
    assert file == paths.pretrained_weights() / "resnet18-f37072fd.pth"
    last = events[-1]
    assert isinstance(last, StageProgressed)
    assert last.done == last.total == len(server.content)
    assert find_backbone(MODELS[MODEL].pretrained) == file
    origin = starting_point(transfer_config(), None)
    assert origin is not None
    assert (origin.path, origin.sha256) == (str(file.resolve()), hashlib.sha256(server.content).hexdigest())


def test_another_file_is_not_taken_for_it(server: LoopbackServer) -> None:
    server.content = server.content[:-1] + b"?"
    with pytest.raises(DownloadError, match=r"its sha256 is .* You can also get resnet18-f37072fd\.pth elsewhere"):
        download_backbone(MODEL, url=server.url, report=report_nothing, cancel=CancelToken())
    assert find_backbone(MODELS[MODEL].pretrained) is None


def test_offline_it_says_so() -> None:
    with LoopbackServer(b"") as gone:
        url = gone.url
    with pytest.raises(DownloadError, match="Check the address and the network"):
        download_backbone(MODEL, url=url, report=report_nothing, cancel=CancelToken())


def test_the_command_line_downloads_it(server: LoopbackServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(MODEL, "--url", server.url) == 0
    assert capsys.readouterr().out == f"{paths.pretrained_weights() / 'resnet18-f37072fd.pth'}\n"
    with pytest.raises(UserError, match="no download called “resnet9”"):
        run_command_line("resnet9")
    with pytest.raises(UserError, match="--to is only for CIFAR-10"):
        run_command_line(MODEL, "--to", "here")
    assert all(name in cli._what_there_is() for name in ("cifar10", MODEL, "transfer-vgg16"))


def test_what_torchvision_has_cached_is_found_and_checked(tmp_path: Path, published: Path) -> None:
    cached = tmp_path / "torch" / "hub" / "checkpoints" / "resnet18-f37072fd.pth"
    cached.parent.mkdir(parents=True)
    cached.write_bytes(published.read_bytes())
    assert find_backbone(MODELS[MODEL].pretrained) == cached
    with pytest.raises(WeightsError, match="is not the file that torchvision publishes"):
        starting_point(transfer_config(), None)  # ours has other numbers


@pytest.mark.parametrize("backbone", ["frozen", "fine-tuned"])
def test_without_it_nothing_is_trained(tmp_path: Path, backbone: str) -> None:
    runs = tmp_path / "runs"
    with pytest.raises(WeightsError) as caught:
        start_training(
            transfer_config(backbone=backbone), "sample", runs, report=report_nothing, control=TrainControl()
        )
    assert "resnet18-f37072fd.pth, 47 MB) is not on this computer" in caught.value.what
    assert f"cifar-desktop download {MODEL}" in caught.value.remedy
    assert not runs.exists()


def test_only_transfer_models_have_something_to_download() -> None:
    with pytest.raises(ConfigError, match="ResNet-9 begins at random"):
        download_backbone("resnet9", report=report_nothing, cancel=CancelToken())


def test_a_file_of_a_person_is_known_by_its_names_and_shapes(tmp_path: Path, published: Path) -> None:
    origin = starting_point(transfer_config(), published)
    assert origin is not None
    assert origin.sha256 == hashlib.sha256(published.read_bytes()).hexdigest()
    assert backbone_in(published, MODELS["transfer-resnet50"]) is None
    notes = tmp_path / "notes.txt"
    notes.write_text("nothing")
    with pytest.raises(WeightsError, match="is not a weights file"):
        starting_point(transfer_config(), notes)
    with pytest.raises(WeightsError, match="no such file"):
        starting_point(transfer_config(), tmp_path / "none.pth")


def test_a_file_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    calls = tmp_path / "calls.pth"
    calls.write_bytes(pickle.dumps(print, protocol=2))
    with pytest.raises(WeightsError, match=r"calls\.pth” cannot be used\. The file is a Python pickle|calls.*run code"):
        starting_point(transfer_config(), calls)
    endless = tmp_path / ("x" * 300)
    with pytest.raises(WeightsError, match="x” cannot be read: File name too long"):
        starting_point(transfer_config(), endless)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="everything is permitted to root")
def test_a_file_that_may_not_be_read_is_refused_in_words(tmp_path: Path, published: Path) -> None:
    secret = tmp_path / "secret.pth"
    shutil.copy(published, secret)
    secret.chmod(0)
    with pytest.raises(WeightsError, match=r"secret\.pth” cannot be read: Permission denied"):
        starting_point(transfer_config(), secret)


def test_other_networks_start_as_before() -> None:
    assert starting_point(transfer_config(model="resnet9-slim", dropout=0.0), None) is None
