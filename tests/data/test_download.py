"""Downloads, against a real server on the loopback that breaks off, stalls and lies."""

import argparse
import errno
import hashlib
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cifar_desktop.cli import download as cli
from cifar_desktop.data import download as download_module
from cifar_desktop.data.download import download, download_cifar10
from cifar_desktop.data.partial_file import PartialFile
from cifar_desktop.errors import Cancelled, DownloadError
from cifar_desktop.tasks import CancelToken, Event, StageProgressed, report_nothing
from tests.data import loopback_server as faults
from tests.data.loopback_server import LoopbackServer

CONTENT = random.Random(0).randbytes(3_000_000)
MD5 = hashlib.md5(CONTENT).hexdigest()
# Far above the 100 ms that are promised, for a machine that is busy with something else.
PROMPT_S = 2.0
QUICK_RETRIES = (0.01, 0.01, 0.01)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    with LoopbackServer(CONTENT) as running:
        yield running


@pytest.fixture
def destination(tmp_path: Path) -> Path:
    return tmp_path / "new folder" / "file.bin"


def partial_of(destination: Path) -> Path:
    return destination.with_name("file.bin.partial")


def get(
    url: str,
    destination: Path,
    *,
    md5: str = MD5,
    size: int | None = len(CONTENT),
    cancel: CancelToken | None = None,
    report: Callable[[Event], None] = report_nothing,
    stall_timeout_s: float = 5,
    retry_pauses_s: tuple[float, ...] = QUICK_RETRIES,
) -> Path:
    return download(
        url,
        destination,
        md5=md5,
        size=size,
        report=report,
        cancel=cancel or CancelToken(),
        stall_timeout_s=stall_timeout_s,
        retry_pauses_s=retry_pauses_s,
    )


def assert_only_the_file(destination: Path) -> None:
    assert destination.read_bytes() == CONTENT
    assert [path.name for path in destination.parent.iterdir()] == [destination.name]


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


class TestResume:
    def test_a_break_is_continued(self, server: LoopbackServer, destination: Path) -> None:
        server.faults = [faults.break_after(1_000_000), faults.break_after(500_000)]
        get(server.url, destination)
        assert server.ranges_asked_for() == [None, "bytes=1000000-", "bytes=1500000-"]
        assert server.requests[1][1]["If-Range"] == '"first"'
        assert_only_the_file(destination)

    def test_breaks_that_get_further_do_not_count(self, server: LoopbackServer, destination: Path) -> None:
        server.faults = [faults.break_after(100_000)] * 12
        get(server.url, destination, retry_pauses_s=(0.01,))
        assert len(server.requests) == 13
        assert_only_the_file(destination)

    def test_goes_on_in_the_next_call(self, server: LoopbackServer, destination: Path) -> None:
        server.faults = [faults.break_after(1_000_000), *[faults.say(503)] * 4]
        with pytest.raises(DownloadError, match=r"503.* 1\.0 MB that arrived are kept\. .*goes on from there"):
            get(server.url, destination)
        assert partial_of(destination).read_bytes() == CONTENT[:1_000_000]
        events: list[Event] = []
        get(server.url, destination, report=events.append)
        assert server.ranges_asked_for()[-1] == "bytes=1000000-"
        assert events[0] == StageProgressed("Downloading file.bin", 1_000_000, len(CONTENT), "bytes")
        assert_only_the_file(destination)

    def test_a_server_without_ranges_starts_anew(self, server: LoopbackServer, destination: Path) -> None:
        server.accepts_ranges = False
        server.faults = [faults.break_after(1_000_000)]
        get(server.url, destination)
        assert server.ranges_asked_for() == [None, "bytes=1000000-"]
        assert_only_the_file(destination)

    def test_without_ranges_the_same_break_does_not_go_on_for_ever(
        self, server: LoopbackServer, destination: Path
    ) -> None:
        server.accepts_ranges = False
        server.faults = [faults.break_after(1_000_000)] * 50
        with pytest.raises(DownloadError, match=r"broke off at 1\.0 MB of 3\.0 MB"):
            get(server.url, destination)
        assert len(server.requests) == 1 + len(QUICK_RETRIES)

    def test_a_file_that_changed_starts_anew(self, server: LoopbackServer, destination: Path) -> None:
        other = bytes(reversed(CONTENT))
        leave_partial(other, server, destination)
        server.etag = '"second"'
        get(server.url, destination)
        assert server.ranges_asked_for() == ["bytes=1000000-"]
        assert_only_the_file(destination)

    def test_a_server_that_ignores_if_range_is_seen_through(self, server: LoopbackServer, destination: Path) -> None:
        leave_partial(bytes(reversed(CONTENT)), server, destination)
        rest = CONTENT[1_000_000:]
        span = f"bytes 1000000-{len(CONTENT) - 1}/{len(CONTENT)}"
        server.etag = '"second"'
        server.faults = [faults.say(206, rest, Content_Range=span)]
        get(server.url, destination)
        assert server.ranges_asked_for() == ["bytes=1000000-", None]
        assert_only_the_file(destination)

    def test_a_piece_from_elsewhere_starts_anew(self, server: LoopbackServer, destination: Path) -> None:
        leave_partial(CONTENT, server, destination)
        server.faults = [faults.say(206, b"x" * 5, Content_Range=f"bytes 7-11/{len(CONTENT)}")]
        get(server.url, destination)
        assert server.ranges_asked_for() == ["bytes=1000000-", None]
        assert_only_the_file(destination)

    def test_another_address_starts_anew(self, server: LoopbackServer, destination: Path) -> None:
        leave_partial(bytes(reversed(CONTENT)), server, destination)
        get(server.url + "?mirror", destination)
        assert server.ranges_asked_for() == [None]
        assert_only_the_file(destination)

    @pytest.mark.parametrize("origin", [None, "", "[]", '{"url": 3}', "\x00"])
    def test_a_partial_of_unknown_origin_starts_anew(
        self, server: LoopbackServer, destination: Path, origin: str | None
    ) -> None:
        destination.parent.mkdir()
        partial_of(destination).write_bytes(b"?" * 10)
        if origin is not None:
            partial_of(destination).with_name("file.bin.partial.json").write_text(origin)
        get(server.url, destination)
        assert server.ranges_asked_for() == [None]
        assert_only_the_file(destination)

    def test_a_weak_etag_is_not_sent_back(self, server: LoopbackServer, destination: Path) -> None:
        server.etag = 'W/"about the same"'
        server.faults = [faults.break_after(1_000_000)]
        get(server.url, destination)
        assert server.ranges_asked_for() == [None, "bytes=1000000-"]
        assert "If-Range" not in server.requests[1][1]
        assert_only_the_file(destination)

    def test_a_complete_partial_needs_no_request(self, server: LoopbackServer, destination: Path) -> None:
        leave_partial(CONTENT, server, destination, count=len(CONTENT))
        get(server.url, destination)
        assert server.requests == []
        assert_only_the_file(destination)

    def test_416_to_a_complete_partial_completes_it(self, server: LoopbackServer, destination: Path) -> None:
        leave_partial(CONTENT, server, destination, count=len(CONTENT))
        get(server.url, destination, size=None)
        assert server.ranges_asked_for() == [f"bytes={len(CONTENT)}-"]
        assert_only_the_file(destination)

    def test_416_to_a_wrong_partial_starts_anew(self, server: LoopbackServer, destination: Path) -> None:
        leave_partial(CONTENT + b"more", server, destination, count=len(CONTENT) + 4)
        get(server.url, destination, size=None)
        assert server.ranges_asked_for() == [f"bytes={len(CONTENT) + 4}-", None]
        assert_only_the_file(destination)

    def test_a_killed_process(self, server: LoopbackServer, destination: Path) -> None:
        server.faults = [faults.stall_after(1_234_567)]
        process = subprocess.Popen([sys.executable, "-c", DOWNLOADING_PROCESS, server.url, str(destination), MD5])
        wait_until(lambda: size_of(partial_of(destination)) == 1_234_567)
        process.kill()
        assert process.wait() != 0
        assert not destination.exists()
        get(server.url, destination)
        assert server.ranges_asked_for() == [None, "bytes=1234567-"]
        assert_only_the_file(destination)


class TestCancel:
    @pytest.mark.parametrize("fault", [faults.stall_before_head, faults.stall_after(0), faults.stall_after(1_000_000)])
    def test_answers_while_the_server_is_silent(
        self, server: LoopbackServer, destination: Path, fault: faults.Fault
    ) -> None:
        server.faults = [fault]
        assert seconds_to_cancel(server.url, destination, once=lambda: server.requests) < PROMPT_S
        assert not destination.exists()
        get(server.url, destination)
        assert_only_the_file(destination)

    def test_keeps_what_arrived(self, server: LoopbackServer, destination: Path) -> None:
        server.faults = [faults.drip(50_000, 0.02)]
        partial = partial_of(destination)
        assert seconds_to_cancel(server.url, destination, once=lambda: size_of(partial)) < PROMPT_S
        kept = partial.read_bytes()
        assert kept
        assert kept == CONTENT[: len(kept)]
        get(server.url, destination)
        assert server.ranges_asked_for() == [None, f"bytes={len(kept)}-"]
        assert_only_the_file(destination)

    def test_answers_during_a_pause(self, server: LoopbackServer, destination: Path) -> None:
        server.faults = [faults.say(503)]
        waited_s = seconds_to_cancel(server.url, destination, once=lambda: server.requests, retry_pauses_s=(60,))
        assert waited_s < PROMPT_S

    @pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a full backlog refuses instead of keeping silent")
    def test_answers_while_connecting(self, destination: Path) -> None:
        with socket.create_server(("127.0.0.1", 0), backlog=0) as listening, socket.socket() as first:
            first.connect(listening.getsockname())  # fills the backlog
            url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
            assert seconds_to_cancel(url, destination, once=partial_of(destination).exists) < PROMPT_S
        assert list(destination.parent.iterdir()) == []

    def test_beforehand_sends_nothing(self, server: LoopbackServer, destination: Path) -> None:
        cancel = CancelToken()
        cancel.cancel()
        with pytest.raises(Cancelled):
            get(server.url, destination, cancel=cancel)
        assert list(destination.parent.iterdir()) == []

    def test_leaves_no_thread(self, server: LoopbackServer, destination: Path) -> None:
        server.faults = [faults.stall_after(1000)]
        seconds_to_cancel(server.url, destination, once=lambda: server.requests)
        for thread in threading.enumerate():
            if thread.name == "http-stream":
                thread.join(PROMPT_S)
                assert not thread.is_alive()


class TestFailure:
    def test_stalls_are_given_up(self, server: LoopbackServer, destination: Path) -> None:
        server.faults = [faults.stall_after(1000), *[faults.stall_before_head] * 3]
        with pytest.raises(DownloadError, match=r"did not answer in time\..*that arrived are kept"):
            get(server.url, destination, stall_timeout_s=0.1)
        assert server.ranges_asked_for() == [None, *["bytes=1000-"] * 3]

    def test_a_server_that_recovers(self, server: LoopbackServer, destination: Path) -> None:
        server.faults = [faults.say(503), faults.say(429)]
        get(server.url, destination)
        assert_only_the_file(destination)

    @pytest.mark.parametrize("status", [403, 404, 410])
    def test_refusals_are_not_repeated(self, server: LoopbackServer, destination: Path, status: int) -> None:
        server.faults = [faults.say(status, b"<html>")]
        with pytest.raises(DownloadError, match=f"the server says {status} ") as caught:
            get(server.url, destination)
        assert caught.value.kept == "Nothing was changed."
        assert "Check the address" in caught.value.remedy
        assert len(server.requests) == 1
        assert list(destination.parent.iterdir()) == []

    def test_wrong_bytes_leave_the_destination_alone(self, server: LoopbackServer, tmp_path: Path) -> None:
        destination = tmp_path / "file.bin"
        destination.write_bytes(b"old")
        server.content = bytes(len(CONTENT))
        with pytest.raises(DownloadError, match=re.escape(server.url)) as caught:
            get(server.url, destination)
        assert hashlib.md5(server.content).hexdigest() in caught.value.what
        assert MD5 in caught.value.what
        assert f"{destination} was left as it was" in caught.value.kept
        assert "Try again" in caught.value.remedy
        assert destination.read_bytes() == b"old"
        assert list(tmp_path.iterdir()) == [destination]

    def test_a_login_page_does_not_cost_what_arrived(self, server: LoopbackServer, destination: Path) -> None:
        leave_partial(CONTENT, server, destination)
        server.faults = [faults.say(200, b"<html>Log in</html>", Content_Type="text/html")]
        with pytest.raises(DownloadError, match="19 bytes instead of 3,000,000"):
            get(server.url, destination)
        get(server.url, destination)
        assert server.ranges_asked_for()[-1] == "bytes=1000000-"

    def test_a_body_without_end_is_bounded_by_the_size(self, server: LoopbackServer, destination: Path) -> None:
        server.faults = [faults.send_without_end]
        with pytest.raises(DownloadError, match=r"there is more of it than 3\.0 MB"):
            get(server.url, destination)
        assert list(destination.parent.iterdir()) == []

    def test_a_body_without_end_is_bounded_without_one(
        self, server: LoopbackServer, destination: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(download_module, "MAX_UNANNOUNCED_BYTES", 1_000_000)
        server.faults = [faults.send_without_end]
        with pytest.raises(DownloadError, match=r"there is more of it than 1\.0 MB"):
            get(server.url, destination, size=None)
        assert list(destination.parent.iterdir()) == []

    def test_redirects_out_of_the_web_are_refused(self, server: LoopbackServer, destination: Path) -> None:
        secret = destination.parent.parent / "secret"
        secret.write_bytes(CONTENT)
        for target in [secret.as_uri(), "ftp://127.0.0.1/file.bin"]:
            server.faults = [faults.say(302, Location=target)]
            with pytest.raises(DownloadError, match="which is not on the web"):
                get(server.url, destination)
        assert not destination.exists()
        assert len(server.requests) == 2

    def test_redirects_in_a_circle_are_refused(self, server: LoopbackServer, destination: Path) -> None:
        server.faults = [faults.say(301, Location="/again")] * 50
        with pytest.raises(DownloadError, match="without end"):
            get(server.url, destination)
        assert len(server.requests) == 11

    @pytest.mark.parametrize("url", ["file:///etc/hostname", "ftp://127.0.0.1/x", "no address", "http://", "http://[x"])
    def test_other_addresses_are_refused(self, destination: Path, url: str) -> None:
        with pytest.raises(DownloadError, match="is not an address to download from"):
            get(url, destination)
        assert not destination.parent.exists()

    @pytest.mark.parametrize("url", ["http://127.0.0.1/a b", "http://127.0.0.1:x/", "http://a..b/"])
    def test_addresses_that_cannot_be_sent_are_refused(self, destination: Path, url: str) -> None:
        with pytest.raises(DownloadError, match="is not an address that can be asked for"):
            get(url, destination)

    def test_nothing_listens(self, destination: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as reserved:
            url = f"http://127.0.0.1:{reserved.getsockname()[1]}/"
        with pytest.raises(DownloadError, match=r"cannot be reached .*Nothing was changed.*Check the address"):
            get(url, destination, retry_pauses_s=(60,))

    def test_no_http(self, destination: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listening:

            def answer() -> None:
                for _ in range(2):
                    with listening.accept()[0] as connection:
                        connection.recv(10_000)
                        connection.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")

            threading.Thread(target=answer).start()
            with pytest.raises(DownloadError, match="makes no sense"):
                get(f"http://127.0.0.1:{listening.getsockname()[1]}/", destination, retry_pauses_s=(0.01,))

    def test_a_name_that_does_not_exist(self, destination: Path) -> None:
        with pytest.raises(DownloadError, match="cannot be found"):
            get("http://nowhere.invalid/file.bin", destination, retry_pauses_s=(60,))

    def test_a_folder_that_cannot_be(self, server: LoopbackServer, tmp_path: Path) -> None:
        (tmp_path / "file").write_bytes(b"")
        with pytest.raises(DownloadError, match="cannot be written") as caught:
            get(server.url, tmp_path / "file" / "file.bin")
        assert "Choose another folder" in caught.value.remedy
        assert server.requests == []

    def test_a_destination_that_is_a_folder(self, server: LoopbackServer, tmp_path: Path) -> None:
        with pytest.raises(DownloadError, match="cannot be written"):
            get(server.url, tmp_path)
        assert server.requests == []

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
    def test_a_full_disk(self, server: LoopbackServer, tmp_path: Path) -> None:
        destination = tmp_path / "file.bin"
        partial_of(destination).symlink_to("/dev/full")
        with pytest.raises(DownloadError, match=r"too little room.*Free some space") as caught:
            get(server.url, destination)
        assert isinstance(caught.value.__cause__, OSError)
        assert caught.value.__cause__.errno == errno.ENOSPC
        assert list(tmp_path.iterdir()) == []

    def test_more_than_the_disk_has_is_not_begun(self, server: LoopbackServer, destination: Path) -> None:
        server.faults = [faults.say(200, Content_Length=str(1 << 60))]
        with pytest.raises(DownloadError, match="too little room"):
            get(server.url, destination, size=None)
        assert list(destination.parent.iterdir()) == []

    def test_two_at_once(self, server: LoopbackServer, destination: Path) -> None:
        destination.parent.mkdir()
        with (
            PartialFile(destination, server.url, cancel=CancelToken()),
            pytest.raises(DownloadError, match="already being downloaded"),
        ):
            get(server.url, destination)
        assert server.requests == []


@pytest.mark.skipif(not shutil.which("openssl"), reason="needs openssl to make a certificate")
class TestSecureServer:
    @pytest.fixture
    def certificate(self, tmp_path: Path) -> Path:
        file = tmp_path / "certificate.pem"
        make = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=loopback"
        subprocess.run(
            [*make.split(), "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", file, "-out", tmp_path / "public"],
            check=True,
            capture_output=True,
        )
        file.write_text(file.read_text() + (tmp_path / "public").read_text())
        return file

    def test_an_unknown_certificate_is_refused(self, certificate: Path, destination: Path) -> None:
        with LoopbackServer(CONTENT, certificate=certificate) as server:
            with pytest.raises(DownloadError, match=r"certificate of 127\.0\.0\.1:\d+ cannot be trusted"):
                get(server.url, destination, retry_pauses_s=(60,))
            assert server.requests == []

    def test_resumes_and_cancels(self, certificate: Path, destination: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        with LoopbackServer(CONTENT, certificate=certificate) as server:
            server.faults = [faults.break_after(1_000_000), faults.stall_after(1_000_000)]
            partial = partial_of(destination)
            waited_s = seconds_to_cancel(server.url, destination, once=lambda: size_of(partial) == 2_000_000)
            assert waited_s < PROMPT_S
            get(server.url, destination)
            assert server.ranges_asked_for() == [None, "bytes=1000000-", "bytes=2000000-"]
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


DOWNLOADING_PROCESS = """
import sys
from pathlib import Path
from cifar_desktop.data.download import download
from cifar_desktop.tasks import CancelToken, report_nothing
download(sys.argv[1], Path(sys.argv[2]), md5=sys.argv[3], report=report_nothing, cancel=CancelToken())
"""

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


def run_command_line(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    cli.add_parser(parser.add_subparsers())
    args = parser.parse_args(["download", *arguments])
    code: int = args.run(args)
    return code


def leave_partial(content: bytes, server: LoopbackServer, destination: Path, *, count: int = 1_000_000) -> None:
    """Leave what an earlier process would have that got `count` bytes of the server's present version."""
    destination.parent.mkdir()
    with PartialFile(destination, server.url, cancel=CancelToken()) as partial:
        partial.restart(etag=server.etag)
        partial.append(content[:count])


def seconds_to_cancel(
    url: str, destination: Path, *, once: Callable[[], object], retry_pauses_s: tuple[float, ...] = (0.01,)
) -> float:
    """Begin a download, cancel it `once` something is so, and return how long it took to answer."""
    cancel = CancelToken()
    asked: list[float] = []

    def ask() -> None:
        wait_until(once)
        time.sleep(0.1)  # so that it is deep in whatever it waits for
        asked.append(time.monotonic())
        cancel.cancel()

    asking = threading.Thread(target=ask)
    asking.start()
    with pytest.raises(Cancelled):
        get(url, destination, cancel=cancel, stall_timeout_s=60, retry_pauses_s=retry_pauses_s)
    answered = time.monotonic()
    asking.join()
    return answered - asked[0]


def size_of(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "that never came to be"
        time.sleep(0.01)
