"""Downloads over https: only from a server whose certificate is trusted."""

import shutil
import subprocess
from pathlib import Path

import pytest

from cifar_desktop.errors import DownloadError
from tests.data import loopback_server as faults
from tests.data.downloads import CONTENT, PROMPT_S, assert_only_the_file, get, partial_of, seconds_to_cancel, size_of
from tests.data.loopback_server import LoopbackServer


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
