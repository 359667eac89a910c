"""Downloads, against a real server on the loopback: a whole file, and CIFAR-10."""

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cifar_desktop.data.download import download_cifar10
from cifar_desktop.errors import DownloadError
from cifar_desktop.tasks import CancelToken, Event, StageProgressed, report_nothing
from tests.data import loopback_server as faults
from tests.data.downloads import CONTENT, MD5, assert_only_the_file, get
from tests.data.loopback_server import LoopbackServer


class TestWholeFile:
    def test_arrives_and_leaves_nothing_else(self, server: LoopbackServer, destination: Path) -> None:
        assert get(server.url, destination) == destination
        assert_only_the_file(destination)
        assert server.ranges_asked_for() == [None]

    def test_progress_grows_and_ends_at_the_total(self, server: LoopbackServer, destination: Path) -> None:
        server.faults = [faults.drip(100_000, 0.01)]
        events: list[Event] = []
        begun = time.monotonic()
        get(server.url, destination, report=events.append)
        lasted = time.monotonic() - begun
        assert all(isinstance(event, StageProgressed) for event in events)
        progress = [(event.done, event.total) for event in events if isinstance(event, StageProgressed)]
        assert events[0] == StageProgressed("Downloading file.bin", 0, len(CONTENT), "bytes")
        assert progress[-1] == (len(CONTENT), len(CONTENT))
        assert progress == sorted(progress)
        assert 3 <= len(progress) <= 10 * lasted + 3

    def test_without_a_length_in_advance(self, server: LoopbackServer, destination: Path) -> None:
        def chunked(handler: faults._Handler) -> None:
            handler.head(200, {"Transfer-Encoding": "chunked"})
            handler.wfile.write(b"%x\r\n%b\r\n0\r\n\r\n" % (len(CONTENT), CONTENT))

        server.faults = [chunked]
        events: list[Event] = []
        get(server.url, destination, size=None, report=events.append)
        assert_only_the_file(destination)
        assert events[0] == StageProgressed("Downloading file.bin", 0, 0, "bytes")
        assert events[-1] == StageProgressed("Downloading file.bin", len(CONTENT), len(CONTENT), "bytes")

    def test_that_is_already_there_needs_no_request(self, server: LoopbackServer, tmp_path: Path) -> None:
        destination = tmp_path / "file.bin"
        destination.write_bytes(CONTENT)
        assert get(server.url, destination, md5=MD5.upper()) == destination
        assert server.requests == []

    def test_replaces_a_wrong_one(self, server: LoopbackServer, tmp_path: Path) -> None:
        destination = tmp_path / "file.bin"
        destination.write_bytes(b"old")
        get(server.url, destination, size=None)
        assert_only_the_file(destination)

    def test_follows_a_redirect(self, server: LoopbackServer, destination: Path) -> None:
        server.faults = [faults.say(302, Location="/else where.bin"), faults.say(308, Location=server.url)]
        get(server.url, destination)
        assert [path for path, _ in server.requests] == ["/file.bin", "/else%20where.bin", "/file.bin"]
        assert_only_the_file(destination)


class TestCifar10:
    def test_the_environment_names_a_mirror(
        self, server: LoopbackServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("CIFAR10_URL", server.url)
        with pytest.raises(DownloadError, match="3,000,000 bytes instead of 170,498,071") as caught:
            download_cifar10(tmp_path, report=report_nothing, cancel=CancelToken())
        assert "the bundled sample needs no network" in caught.value.remedy
        monkeypatch.setenv("CIFAR10_URL", "http://127.0.0.1:9/")
        with pytest.raises(DownloadError, match=re.escape(server.url)):
            download_cifar10(tmp_path, report=report_nothing, cancel=CancelToken(), url=server.url)

    def test_needs_no_torch(self) -> None:
        code = "import sys, cifar_desktop.data.download, cifar_desktop.cli.download; sys.exit('torch' in sys.modules)"
        assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
