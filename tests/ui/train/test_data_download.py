"""The download of CIFAR-10 in the window, from a real server on the loopback."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cifar_desktop.data import download as core
from cifar_desktop.ui.train import data_download
from cifar_desktop.ui.train.data_panel import DataPanel
from cifar_desktop.ui.train.download_progress import TransferRate, progress_in_words
from tests.data import loopback_server as faults
from tests.data.cifar_files import md5_of
from tests.data.loopback_server import LoopbackServer
from tests.ui.train.data_panels import PATIENCE_MS, begin, click, shown_panel, small_cifar10, wait_for

MB = 1_000_000


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small archive that the program takes for CIFAR-10's."""
    _, archive = small_cifar10(tmp_path, monkeypatch)
    monkeypatch.setattr(core, "CIFAR10_MD5", md5_of(archive))
    monkeypatch.setattr(core, "CIFAR10_BYTES", archive.stat().st_size)
    return archive


@pytest.fixture
def server(archive: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackServer]:
    with LoopbackServer(archive.read_bytes()) as server:
        monkeypatch.setenv("CIFAR10_URL", server.url)
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.setenv(name, "127.0.0.1")
        monkeypatch.delenv("CIFAR10_DIR", raising=False)
        yield server


@pytest.fixture
def panel(qtbot: QtBot, server: LoopbackServer) -> Iterator[DataPanel]:
    with shown_panel(qtbot) as panel:
        yield panel


def partial_of(user_data: Path) -> Path:
    return user_data / "data" / "cifar-10-python.tar.gz.partial"


def size_of(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


def test_what_it_says_beforehand(qtbot: QtBot, panel: DataPanel, server: LoopbackServer, user_data: Path) -> None:
    assert panel.download.button.text() == "&Download CIFAR-10 (170 MB)"
    assert panel.download.words.words == f"60,000 photos from 127.0.0.1, into {user_data / 'data'}."
    begin(qtbot, panel)
    assert server.requests == []  # nobody asked for it
    assert not (user_data / "data").exists()


def test_it_says_what_the_core_does(monkeypatch: pytest.MonkeyPatch) -> None:
    assert data_download.ARCHIVE_BYTES == core.CIFAR10_BYTES
    assert data_download.ARCHIVE_NAME == core.CIFAR10_NAME
    assert f"//{data_download.USUAL_HOST}/" in core.CIFAR10_URL


def test_one_click_downloads_and_chooses_it(
    qtbot: QtBot, panel: DataPanel, server: LoopbackServer, archive: Path, user_data: Path
) -> None:
    server.faults = [faults.drip(archive.stat().st_size // 20, 0.02)]
    shown: list[tuple[int, str]] = []
    begin(qtbot, panel)
    panel.download.progress._thread.reported.connect(
        lambda _: shown.append((panel.download.progress.bar.value(), panel.download.progress.words.words))
    )
    with qtbot.waitSignal(panel.source_chosen, timeout=PATIENCE_MS) as chosen:
        click(qtbot, panel.download.button)
        assert panel.download.progress.bar.isVisible()
        assert not panel.download.button.isVisible()
        assert panel.problem == ""  # the sample can be trained on meanwhile
        wait_for(qtbot, lambda: 0 < panel.download.progress.bar.value() < panel.download.progress.bar.maximum())
    downloaded = user_data / "data" / "cifar-10-python.tar.gz"
    assert chosen.args == [str(downloaded)]
    assert downloaded.read_bytes() == archive.read_bytes()
    values = [value for value, _ in shown]
    assert values == sorted(values)
    assert len(set(values)) > 3
    assert any("MB/s" in words and words.endswith(" left") for _, words in shown)
    assert panel.num_train_pictures == 100
    wait_for(qtbot, lambda: not panel.download.isVisible())


def test_cancel_keeps_what_arrived_and_the_next_click_goes_on(
    qtbot: QtBot, panel: DataPanel, server: LoopbackServer, user_data: Path
) -> None:
    half = len(server.content) // 2
    server.faults = [faults.stall_after(half)]
    click(qtbot, panel.download.button)
    wait_for(qtbot, lambda: size_of(partial_of(user_data)) == half)
    with qtbot.waitSignal(panel.download.idle, timeout=PATIENCE_MS):
        click(qtbot, panel.download.progress.cancel_button)
        assert panel.download.progress.words.words == "Stopping…"
        assert not panel.download.progress.cancel_button.isEnabled()
    assert panel.message.words == "Stopped. What arrived is kept, and the download can go on from there."
    assert panel.source == "sample"
    assert panel.download.button.text() == "Continue the &download"
    assert "are here already" in panel.download.words.words
    with qtbot.waitSignal(panel.source_chosen, timeout=PATIENCE_MS):
        click(qtbot, panel.download.button)
        assert not panel.message.isVisible()
    assert server.ranges_asked_for() == [None, f"bytes={half}-"]


def test_what_an_earlier_start_of_the_program_left_is_gone_on_with(
    qtbot: QtBot, server: LoopbackServer, user_data: Path
) -> None:
    half = len(server.content) // 2
    server.faults = [faults.stall_after(half)]
    with shown_panel(qtbot) as first:
        click(qtbot, first.download.button)
        wait_for(qtbot, lambda: size_of(partial_of(user_data)) == half)
    with shown_panel(qtbot) as second:
        assert second.download.button.text() == "Continue the &download"
        with qtbot.waitSignal(second.source_chosen, timeout=PATIENCE_MS):
            click(qtbot, second.download.button)
    assert server.ranges_asked_for()[-1] == f"bytes={half}-"


def test_a_failure_says_why_and_the_earlier_choice_stays(
    qtbot: QtBot, panel: DataPanel, server: LoopbackServer
) -> None:
    server.faults = [faults.say(404)]
    with qtbot.waitSignal(panel.download.idle, timeout=PATIENCE_MS):
        click(qtbot, panel.download.button)
    assert f"{server.url} cannot be had: the server says 404" in panel.message.words
    assert panel.message.property("role") == "failed"
    assert (panel.source, panel.problem) == ("sample", "")
    assert panel.download.button.isVisible()
    assert panel.download.button.isEnabled()


def test_another_file_is_refused(qtbot: QtBot, panel: DataPanel, server: LoopbackServer, user_data: Path) -> None:
    server.content = bytes(len(server.content))
    with qtbot.waitSignal(panel.download.idle, timeout=PATIENCE_MS):
        click(qtbot, panel.download.button)
    assert "sent something else than the expected file" in panel.message.words
    assert list((user_data / "data").iterdir()) == []
    assert panel.source == "sample"


def test_what_arrives_during_a_training_is_offered_and_not_taken(
    qtbot: QtBot, panel: DataPanel, server: LoopbackServer, archive: Path, user_data: Path
) -> None:
    server.faults = [faults.drip(archive.stat().st_size // 10, 0.02)]
    begin(qtbot, panel)
    click(qtbot, panel.download.button)
    panel.set_locked(True)
    assert panel.download.progress.cancel_button.isEnabled()
    with qtbot.waitSignal(panel.download.idle, timeout=PATIENCE_MS):
        pass
    assert (panel.source, panel.problem) == ("sample", "")
    assert panel.message.words == "CIFAR-10 is here now; choose it above for the next training."
    assert not panel.chooser.disk_button.isEnabled()
    panel.set_locked(False)
    with qtbot.waitSignal(panel.source_chosen, timeout=PATIENCE_MS):
        click(qtbot, panel.chooser.disk_button)
    assert panel.source == str(user_data / "data" / "cifar-10-python.tar.gz")


def test_the_window_may_go_in_mid_download(qtbot: QtBot, server: LoopbackServer) -> None:
    server.faults = [faults.stall_after(10)]
    with shown_panel(qtbot) as panel:
        click(qtbot, panel.download.button)
        wait_for(qtbot, lambda: server.requests)
    wait_for(qtbot, lambda: not panel.download.is_running)


def test_words() -> None:
    assert progress_in_words(55 * MB, 170 * MB, 5.2 * MB) == "55 of 170 MB · 5.2 MB/s · 0:22 left"
    assert progress_in_words(55 * MB, 170 * MB, 0) == "55 of 170 MB"
    assert progress_in_words(0, 170 * MB, 0.02 * MB) == "0 of 170 MB · 0.0 MB/s · 2:21:40 left"
    assert progress_in_words(55 * MB, 0, 1 * MB) == "55 MB · 1.0 MB/s"


def test_the_rate_is_that_of_the_last_seconds() -> None:
    rate = TransferRate()
    assert rate.after(0, 0.0) == 0
    assert rate.after(1000, 1.0) == 1000
    for second in range(2, 12):
        last = rate.after(1000 + 10 * (second - 1), float(second))
    assert last == 10
    assert rate.after(5, 12.0) == 0  # begun anew
    assert rate.after(105, 13.0) == 100
