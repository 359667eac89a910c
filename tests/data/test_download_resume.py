"""Downloads that broke off go on from where they were, and start anew where that would spoil the file."""

import subprocess
import sys
from pathlib import Path

import pytest

from cifar_desktop.errors import DownloadError
from cifar_desktop.tasks import Event, StageProgressed
from tests.data import loopback_server as faults
from tests.data.downloads import (
    CONTENT,
    MD5,
    QUICK_RETRIES,
    assert_only_the_file,
    get,
    leave_partial,
    partial_of,
    size_of,
    wait_until,
)
from tests.data.loopback_server import LoopbackServer

DOWNLOADING_PROCESS = """
import sys
from pathlib import Path
from cifar_desktop.data.download import download
from cifar_desktop.tasks import CancelToken, report_nothing
download(sys.argv[1], Path(sys.argv[2]), md5=sys.argv[3], report=report_nothing, cancel=CancelToken())
"""


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
