"""Checksums, and downloads that are known by their sha256."""

import hashlib
from pathlib import Path

import pytest

from cifar_desktop.data.checksum import Checksum, checksum_of
from cifar_desktop.data.download import download
from cifar_desktop.errors import Cancelled, DownloadError
from cifar_desktop.tasks import CancelToken, report_nothing
from tests.data.downloads import CONTENT, assert_only_the_file
from tests.data.loopback_server import LoopbackServer, break_after

SHA256 = hashlib.sha256(CONTENT).hexdigest()


def get(server: LoopbackServer, destination: Path, **checksums: str) -> Path:
    return download(
        server.url, destination, report=report_nothing, cancel=CancelToken(), retry_pauses_s=(0.01,), **checksums
    )


@pytest.mark.parametrize("digits", [SHA256, SHA256.upper(), SHA256[:8]])
def test_a_file_is_known_by_its_sha256_or_the_beginning_of_it(
    server: LoopbackServer, destination: Path, digits: str
) -> None:
    server.faults.append(break_after(1_000_000))
    assert get(server, destination, sha256=digits) == destination
    assert_only_the_file(destination)
    assert server.ranges_asked_for() == [None, "bytes=1000000-"]
    get(server, destination, sha256=digits)
    assert len(server.requests) == 2  # it was there already


def test_another_file_is_refused(server: LoopbackServer, destination: Path) -> None:
    with pytest.raises(DownloadError, match=f"its sha256 is {SHA256} instead of 00112233"):
        get(server, destination, sha256="00112233")
    assert not destination.exists()


@pytest.mark.parametrize("checksums", [{}, {"md5": "0" * 32, "sha256": SHA256}])
def test_there_is_one_checksum(server: LoopbackServer, destination: Path, checksums: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="one checksum"):
        get(server, destination, **checksums)
    assert server.requests == []


def test_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(CONTENT)
    assert checksum_of(file, "sha256") == SHA256
    assert not Checksum("sha256", "").fits(SHA256)
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        checksum_of(file, "md5", cancel=cancel)
