"""`download` as it is called, against a real server on the loopback."""

import argparse
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cifar_desktop.cli import download as cli
from cifar_desktop.data import download as download_module
from cifar_desktop.errors import DownloadError
from cifar_desktop.tasks import StageProgressed
from tests.data import loopback_server as faults
from tests.data.downloads import CONTENT, MD5, size_of, wait_until
from tests.data.loopback_server import LoopbackServer

COMMAND_LINE_PROCESS = """
import argparse, sys
from cifar_desktop.cli import download
from cifar_desktop.errors import Cancelled
parser = argparse.ArgumentParser()
download.add_parser(parser.add_subparsers())
args = parser.parse_args()
try:
    args.run(args)
except Cancelled:
    sys.exit(130)
"""


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    with LoopbackServer(CONTENT) as running:
        yield running


def run_command_line(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    cli.add_parser(parser.add_subparsers())
    args = parser.parse_args(["download", *arguments])
    code: int = args.run(args)
    return code


class TestCommandLine:
    @pytest.fixture(autouse=True)
    def _small_cifar10(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(download_module, "CIFAR10_MD5", MD5)
        monkeypatch.setattr(download_module, "CIFAR10_BYTES", len(CONTENT))

    def test_prints_the_path(self, server: LoopbackServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run_command_line("--to", str(tmp_path), "--url", server.url) == 0
        printed = capsys.readouterr()
        assert printed.out == f"{tmp_path / 'cifar-10-python.tar.gz'}\n"
        lines = printed.err.splitlines()
        assert lines[0] == "Downloading cifar-10-python.tar.gz: 0 %, 0.0 of 3.0 MB"
        assert lines[-1].startswith("Downloading cifar-10-python.tar.gz: 100 %, 3.0 of 3.0 MB")
        assert len(lines) <= 11

    def test_prints_json(self, server: LoopbackServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run_command_line("--to", str(tmp_path), "--url", server.url, "--json") == 0
        printed = capsys.readouterr()
        assert printed.err == ""
        first, *_, last = [json.loads(line) for line in printed.out.splitlines()]
        assert first["event"] == "StageProgressed"
        assert first["total"] == len(CONTENT)
        assert last == {"event": "Finished", "path": str(tmp_path / "cifar-10-python.tar.gz")}

    def test_errors_reach_the_dispatcher(self, server: LoopbackServer, tmp_path: Path) -> None:
        server.faults = [faults.say(404)]
        with pytest.raises(DownloadError):
            run_command_line("--to", str(tmp_path), "--url", server.url)

    def test_words(self) -> None:
        event = StageProgressed("Downloading x", 58_000_000, 170_500_000, "bytes")
        assert cli.describe(event, 5.2e6) == "Downloading x: 34 %, 58.0 of 170.5 MB, 5.2 MB/s, 0:22 left"
        unknown = StageProgressed("Downloading x", 58_000_000, 0, "bytes")
        assert cli.describe(unknown, 0) == "Downloading x: 58.0 MB"

    @pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
    def test_a_terminal_is_redrawn_in_place(self) -> None:
        reading, writing = os.openpty()
        with os.fdopen(writing, "w") as terminal:
            line = cli.ProgressLine(terminal)
            line(StageProgressed("A long name", 0, 100, "bytes"))
            line(StageProgressed("Short", 50, 100, "bytes"))
            line.close()
            shown = ""
            while not shown.endswith("\n"):
                shown += os.read(reading, 10_000).decode()
        os.close(reading)
        assert re.fullmatch(r"\rA long name: 0 %[^\n]*\rShort: 50 %[^\n]*\r?\n", shown)

    @pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C to whole consoles only")
    def test_ctrl_c_says_that_it_can_go_on(self, tmp_path: Path) -> None:
        content = bytes(170_498_071)  # what the process outside expects
        with LoopbackServer(content) as server:
            server.faults = [faults.stall_after(100_000)]
            command = [
                sys.executable,
                "-c",
                COMMAND_LINE_PROCESS,
                "download",
                "--to",
                str(tmp_path),
                "--url",
                server.url,
            ]
            process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
            partial = tmp_path / "cifar-10-python.tar.gz.partial"
            wait_until(lambda: size_of(partial) == 100_000)
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=10)
        assert process.returncode == 130
        assert errors.endswith("Stopped. What arrived is kept; the same command goes on from there.\n")
        assert partial.stat().st_size == 100_000
