"""A web server on 127.0.0.1 that serves one file, and misbehaves when told to.

Each request is first offered to the next of `faults`; when those are used up it is answered in order,
with ranges, validators and all.
"""

import http.server
import re
import socketserver
import ssl
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path


class LoopbackServer(http.server.ThreadingHTTPServer):
    """Serves `content` at every path; a context manager.

    Attributes:
        content, etag: the file and its version; an empty etag is not sent.
        accepts_ranges: whether it answers to Range.
        faults: what to do with the coming requests, one each.
        requests: the (path, headers) of those that came.
        released: set when the server goes; stalled answers wait for it.
    """

    daemon_threads = False  # server_close waits for them, so that no socket outlives its test

    def __init__(self, content: bytes, *, certificate: Path | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.content = content
        self.etag = '"first"'
        self.accepts_ranges = True
        self.faults: list[Callable[[_Handler], None]] = []
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.released = threading.Event()
        self._scheme = "http"
        if certificate is not None:
            self._scheme = "https"
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            # The handshake belongs to the thread of the request, not to the one that accepts.
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    @property
    def url(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self.server_port}/file.bin"

    def ranges_asked_for(self) -> list[str | None]:
        return [headers.get("Range") for _, headers in self.requests]

    def __enter__(self) -> "LoopbackServer":
        # http.server looks up only every 0.5 s whether it should end.
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}).start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.released.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep silent where the client has left; that is what many tests make it do."""
        if not isinstance(sys.exception(), OSError):
            socketserver.BaseServer.handle_error(self, request, client_address)  # type: ignore[arg-type]


class _Handler(http.server.BaseHTTPRequestHandler):
    server: LoopbackServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.requests.append((self.path, dict(self.headers)))
        if self.server.faults:
            self.server.faults.pop(0)(self)
        else:
            self.answer()

    def answer(self, send_body: Callable[[bytes], object] | None = None) -> None:
        """Serve the file, or the part of it that was asked for."""
        start = self.server.accepts_ranges and self._start_of_range()
        size = len(self.server.content)
        if start >= size and start:
            self.head(416, {"Content-Range": f"bytes */{size}", "Content-Length": "0"})
            return
        headers = {"Content-Length": str(size - start)}
        if start:
            headers["Content-Range"] = f"bytes {start}-{size - 1}/{size}"
        self.head(206 if start else 200, headers)
        (send_body or self.wfile.write)(self.server.content[start:])

    def head(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        if self.server.etag:
            self.send_header("ETag", self.server.etag)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _start_of_range(self) -> int:
        wanted = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        unchanged = self.headers.get("If-Range", self.server.etag) == self.server.etag
        return int(wanted[1]) if wanted and unchanged else 0


Fault = Callable[[_Handler], None]


def break_after(count: int) -> Fault:
    """Send `count` bytes of the body and close the connection."""

    def send(handler: _Handler, body: bytes) -> None:
        handler.wfile.write(body[:count])
        handler.close_connection = True

    return lambda handler: handler.answer(lambda body: send(handler, body))


def stall_after(count: int) -> Fault:
    """Send `count` bytes of the body and then nothing, for as long as the server stands."""

    def send(handler: _Handler, body: bytes) -> None:
        handler.wfile.write(body[:count])
        handler.server.released.wait()

    return lambda handler: handler.answer(lambda body: send(handler, body))


def stall_before_head(handler: _Handler) -> None:
    """Take the request and say nothing."""
    handler.server.released.wait()


def drip(piece_bytes: int, pause_s: float) -> Fault:
    """Send the body in small pieces."""

    def send(handler: _Handler, body: bytes) -> None:
        for start in range(0, len(body), piece_bytes):
            handler.wfile.write(body[start : start + piece_bytes])
            time.sleep(pause_s)

    return lambda handler: handler.answer(lambda body: send(handler, body))


def say(status: int, body: bytes = b"", **headers: str) -> Fault:
    """Answer with this and nothing else."""
    sent = {"Content-Length": str(len(body))} | {name.replace("_", "-"): value for name, value in headers.items()}

    def answer(handler: _Handler) -> None:
        handler.head(status, sent)
        handler.wfile.write(body)

    return answer


def send_without_end(handler: _Handler) -> None:
    """Send chunks for as long as somebody takes them."""
    handler.head(200, {"Transfer-Encoding": "chunked"})
    while not handler.server.released.is_set():
        handler.wfile.write(b"10000\r\n" + bytes(0x10000) + b"\r\n")
