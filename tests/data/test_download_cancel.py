"""Downloads are cancelled at once, whatever they wait for."""

import socket
import sys
import threading
from pathlib import Path

import pytest

from cifar_desktop.errors import Cancelled
from cifar_desktop.tasks import CancelToken
from tests.data import loopback_server as faults
from tests.data.downloads import (
    CONTENT,
    PROMPT_S,
    assert_only_the_file,
    get,
    partial_of,
    seconds_to_cancel,
    size_of,
)
from tests.data.loopback_server import LoopbackServer


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
