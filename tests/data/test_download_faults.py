"""Downloads from servers that stall, refuse and lie, and to disks that cannot take them."""

import errno
import hashlib
import re
import socket
import threading
from pathlib import Path

import pytest

from cifar_desktop.data import download as download_module
from cifar_desktop.data.partial_file import PartialFile
from cifar_desktop.errors import DownloadError
from cifar_desktop.tasks import CancelToken
from tests.data import loopback_server as faults
from tests.data.downloads import CONTENT, MD5, assert_only_the_file, get, leave_partial, partial_of
from tests.data.loopback_server import LoopbackServer


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
