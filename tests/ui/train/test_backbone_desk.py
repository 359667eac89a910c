"""ImageNet's weights for a transfer model: asked about, downloaded from a real server on the loopback, found."""

import hashlib
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from cifar_desktop.models.registry import MODELS
from tests.data import loopback_server as faults
from tests.data.loopback_server import LoopbackServer
from tests.ui.train.beginnings import Bench, bench_on, write_start_weights

MODEL = "transfer-resnet18"
NAME = "resnet18-f37072fd.pth"
CONTENT = random.Random(18).randbytes(200_000)  # only the beginning of a training looks into it


def publish(monkeypatch: pytest.MonkeyPatch, url: str, content: bytes = CONTENT) -> None:
    """Let the file of the model be this one, at this address."""
    spec = MODELS[MODEL]
    file = replace(spec.pretrained, url=url, sha256=hashlib.sha256(content).hexdigest())
    monkeypatch.setitem(MODELS, MODEL, replace(spec, pretrained=file))


def address(server: LoopbackServer) -> str:
    return server.url.replace("file.bin", NAME)


@pytest.fixture(autouse=True)
def _nowhere_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "torch"))
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "127.0.0.1")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackServer]:
    with LoopbackServer(CONTENT) as server:
        publish(monkeypatch, address(server))
        yield server


@pytest.fixture
def bench(qtbot: QtBot, server: LoopbackServer) -> Iterator[Bench]:
    with bench_on(qtbot) as bench:
        yield bench


@pytest.fixture
def asked(bench: Bench) -> Bench:
    """The question after the model was chosen."""
    bench.form.set_setting("model", MODEL)
    bench.wait_for(bench.panel.download_button.isVisible)
    return bench


def kept(user_data: Path) -> Path:
    return user_data / "pretrained" / NAME


def partial_size(user_data: Path) -> int:
    partial = user_data / "pretrained" / f"{NAME}.partial"
    return partial.stat().st_size if partial.exists() else 0


def download(bench: Bench) -> None:
    with bench.qtbot.waitSignal(bench.panel.progress.idle, timeout=60_000):
        bench.click(bench.panel.download_button)


def test_choosing_the_model_asks_and_downloads_nothing(bench: Bench, server: LoopbackServer, user_data: Path) -> None:
    bench.form.set_setting("model", MODEL)
    assert "still on its way" in bench.problem  # it is looked for
    bench.wait_for(bench.panel.download_button.isVisible)
    panel = bench.panel
    assert panel.heading.words == "ResNet-18 transfer builds on what ResNet-18 learned from ImageNet"
    for part in (NAME, "47 MB", "from 127.0.0.1,", str(user_data / "pretrained")):
        assert part in panel.words.words
    assert "research and teaching" in panel.terms.words
    assert panel.download_button.text() == "Do&wnload (47 MB)"
    assert panel.back_button.text() == "Back to ResNet-9"
    assert bench.problem == "The file that ResNet-18 transfer builds on is not on this computer yet; see above."
    assert server.requests == []
    assert not (user_data / "pretrained").exists()


def test_one_click_downloads_it_and_a_training_can_start(asked: Bench, server: LoopbackServer, user_data: Path) -> None:
    server.faults = [faults.drip(len(CONTENT) // 20, 0.02)]
    shown: list[str] = []
    asked.panel.progress._thread.reported.connect(lambda _: shown.append(asked.panel.progress.words.words))
    with asked.qtbot.waitSignal(asked.panel.progress.idle, timeout=60_000):
        asked.click(asked.panel.download_button)
        assert asked.panel.progress.isVisible()
        assert asked.panel.progress.title.text() == f"Downloading {NAME}"
        assert not asked.panel.download_button.isVisible()
        assert "still on its way" in asked.problem
    assert kept(user_data).read_bytes() == CONTENT
    assert asked.problem == ""
    assert not asked.panel.isVisible()
    assert any("MB/s" in words for words in shown)
    assert len(server.requests) == 1


def test_what_is_there_is_found_without_a_question(bench: Bench, server: LoopbackServer, user_data: Path) -> None:
    kept(user_data).parent.mkdir(parents=True)
    kept(user_data).write_bytes(CONTENT)
    bench.form.set_setting("model", MODEL)
    bench.wait_for(lambda: not bench.problem)
    assert not bench.panel.isVisible()
    assert server.requests == []


def test_a_damaged_file_is_told_and_replaced(bench: Bench, user_data: Path) -> None:
    kept(user_data).parent.mkdir(parents=True)
    kept(user_data).write_bytes(CONTENT[:-1])
    bench.form.set_setting("model", MODEL)
    bench.wait_for(bench.panel.isVisible)
    assert f"“{kept(user_data)}” is damaged" in bench.panel.words.words
    download(bench)
    assert kept(user_data).read_bytes() == CONTENT
    assert bench.problem == ""


def test_cancel_keeps_what_arrived_and_the_next_click_goes_on(
    asked: Bench, server: LoopbackServer, user_data: Path
) -> None:
    half = len(CONTENT) // 2
    server.faults = [faults.stall_after(half)]
    asked.click(asked.panel.download_button)
    asked.wait_for(lambda: partial_size(user_data) == half)
    with asked.qtbot.waitSignal(asked.panel.progress.idle, timeout=60_000):
        asked.click(asked.panel.progress.cancel_button)
        assert asked.panel.progress.words.words == "Stopping…"
    assert asked.panel.message.words == "Stopped. What arrived is kept, and the download can go on from there."
    assert asked.problem
    download(asked)
    assert server.ranges_asked_for() == [None, f"bytes={half}-"]
    assert kept(user_data).read_bytes() == CONTENT
    assert asked.problem == ""


def test_another_file_is_refused_in_words(asked: Bench, server: LoopbackServer, user_data: Path) -> None:
    server.content = bytes(len(CONTENT))
    download(asked)
    assert "sent something else than the expected file: its sha256 is" in asked.panel.message.words
    assert asked.panel.message.property("role") == "failed"
    assert list(kept(user_data).parent.iterdir()) == []
    assert asked.panel.download_button.isVisible()
    assert asked.problem
    assert not asked.faults
    asked.qtbot.wait(50)
    assert asked.panel.width() <= asked.width()  # however long a checksum is


def test_offline_it_says_so_and_asks_again(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, user_data: Path) -> None:
    with LoopbackServer(b"") as gone:
        url = address(gone)
    publish(monkeypatch, url)
    with bench_on(qtbot) as bench:
        bench.form.set_setting("model", MODEL)
        bench.wait_for(bench.panel.download_button.isVisible)
        download(bench)
        assert "cannot be reached" in bench.panel.message.words
        assert "Check the address and the network" in bench.panel.message.words
        assert f"You can also get {NAME} elsewhere and start from that file." in bench.panel.message.words
        assert bench.panel.download_button.isEnabled()
        assert not kept(user_data).exists()


def test_it_can_begin_at_random_instead(asked: Bench, server: LoopbackServer) -> None:
    asked.click(asked.panel.scratch_button)
    assert asked.form.config().backbone == "random"
    assert asked.problem == ""
    assert not asked.panel.isVisible()
    asked.form.set_setting("backbone", "frozen")
    asked.wait_for(asked.panel.isVisible)
    assert asked.panel.back_button.text() == "Back to ResNet-9"
    assert server.requests == []


def test_it_can_be_another_model_instead(bench: Bench) -> None:
    bench.form.set_setting("model", "resnet20")
    bench.form.set_setting("model", MODEL)
    bench.wait_for(bench.panel.isVisible)
    assert bench.panel.back_button.text() == "Back to ResNet-20"
    bench.click(bench.panel.back_button)
    assert bench.form.config().model == "resnet20"
    assert bench.problem == ""
    assert not bench.panel.isVisible()


def test_a_file_on_disk_will_do(asked: Bench, server: LoopbackServer, tmp_path: Path) -> None:
    asked.click(asked.panel.file_button)
    assert [one.windowTitle() for one in asked.findChildren(QFileDialog)] == ["Weights to begin with"]
    mine = write_start_weights(tmp_path / "mine.safetensors", model=MODEL)
    asked.choose_in_dialog(mine)
    asked.wait_for(lambda: asked.start.weights)
    assert asked.beginning.start_from == mine
    assert asked.problem == ""
    assert not asked.panel.isVisible()
    asked.click(asked.banner.drop_button)  # and without it, the question is back
    asked.wait_for(asked.panel.isVisible)
    assert server.requests == []


def test_a_file_that_will_not_do_leaves_the_question(asked: Bench, tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("nothing")
    asked.choose(notes)
    assert "is not a weights file" in asked.banner.message.words
    assert asked.panel.isVisible()
    assert asked.problem


def test_a_download_goes_on_beside_a_training(asked: Bench, server: LoopbackServer, user_data: Path) -> None:
    server.faults = [faults.drip(len(CONTENT) // 10, 0.02)]
    with asked.qtbot.waitSignal(asked.panel.progress.idle, timeout=60_000):
        asked.click(asked.panel.download_button)
        asked.form.set_setting("model", "resnet9-slim")
        assert asked.problem == ""
        asked.beginning.set_training(True)
        assert asked.panel.progress.isVisible()
    assert not asked.panel.isVisible()
    assert kept(user_data).read_bytes() == CONTENT


def test_nothing_is_asked_while_a_training_runs(asked: Bench) -> None:
    asked.beginning.set_training(True)
    assert not asked.panel.isVisible()
    asked.beginning.set_training(False)
    assert asked.panel.isVisible()


def test_a_file_that_vanished_is_asked_about_after_the_failed_training(asked: Bench, user_data: Path) -> None:
    download(asked)
    kept(user_data).unlink()
    asked.beginning.end(has_finished=False)
    asked.wait_for(asked.panel.isVisible)
    assert asked.problem


def test_the_window_may_go_in_mid_download(qtbot: QtBot, server: LoopbackServer) -> None:
    server.faults = [faults.stall_after(10)]
    with bench_on(qtbot) as bench:
        bench.form.set_setting("model", MODEL)
        bench.wait_for(bench.panel.download_button.isVisible)
        bench.click(bench.panel.download_button)
        bench.wait_for(lambda: server.requests)
    bench.wait_for(lambda: not bench.panel.progress.is_running)


def test_the_answers_are_reached_by_tab_and_say_what_they_do(asked: Bench) -> None:
    panel = asked.panel
    reached = [panel.download_button]
    while len(reached) < 4 and reached[-1].nextInFocusChain().focusPolicy() & Qt.FocusPolicy.TabFocus:
        reached.append(reached[-1].nextInFocusChain())
    assert reached == [panel.download_button, panel.file_button, panel.scratch_button, panel.back_button]
    assert all(button.toolTip() for button in reached)
