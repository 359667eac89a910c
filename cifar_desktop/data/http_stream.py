"""One HTTP answer that can be dropped at any moment, whatever the network is doing.

Looking up a name, connecting and receiving all block, and none of them can be told to hurry. So they
happen in a thread of their own, which hands over what it gets through a queue; whoever waits at the
queue looks up 20 times a second to see whether it was cancelled or has waited too long. Reading with a
short socket timeout instead would not do: http.client loses its place when a buffered read times out.
"""

import contextlib
import http.client
import queue
import re
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cifar_desktop.data import web_request
from cifar_desktop.tasks import CancelToken

CHUNK_BYTES = 256 * 1024
POLL_S = 0.05
# A host can have several addresses; one that swallows packets must leave time to try the next.
CONNECT_TIMEOUT_S = 10.0
_QUEUED_CHUNKS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseHead:
    """What a server says before it sends the file.

    Attributes:
        status, reason: such as 404 and "Not Found".
        length: how many bytes it announces for this answer; None where it does not.
        first_byte, whole_length: from Content-Range: where this piece begins in the file, and the file's length.
        etag, last_modified: what tells this version of the file from another; empty where not sent.
    """

    status: int
    reason: str
    length: int | None
    first_byte: int | None
    whole_length: int | None
    etag: str
    last_modified: str

    @classmethod
    def of(cls, response: http.client.HTTPResponse) -> "ResponseHead":
        """Read the head of an answer."""
        headers = response.headers
        piece = re.fullmatch(r"bytes (?:(\d+)-\d+|\*)/(?:(\d+)|\*)", headers.get("Content-Range", "").strip())
        first_byte, whole_length = piece.groups() if piece else (None, None)
        return cls(
            status=response.status,
            reason=response.reason,
            length=response.length,
            first_byte=None if first_byte is None else int(first_byte),
            whole_length=None if whole_length is None else int(whole_length),
            etag=headers.get("ETag", ""),
            last_modified=headers.get("Last-Modified", ""),
        )


class HttpStream:
    """A GET request in a thread of its own; a context manager that ends the request on the way out.

    The thread alone owns the response and closes it. Leaving the `with` shuts the socket down, which wakes
    a thread that is receiving; one that still looks up a name or connects is left to its own timeout.

    Everything that waits raises `Cancelled` within 50 ms once `cancel` says so, and `WebError` where
    nothing arrived for `stall_timeout_s`.
    """

    def __init__(self, url: str, headers: Mapping[str, str], *, cancel: CancelToken, stall_timeout_s: float) -> None:
        self._url = url
        self._headers = headers
        self._cancel = cancel
        self._stall_timeout_s = stall_timeout_s
        self._arrived: queue.Queue[ResponseHead | bytes | BaseException] = queue.Queue(_QUEUED_CHUNKS)
        self._stopped = threading.Event()
        self._socket: socket.socket | None = None
        self._socket_lock = threading.Lock()

    def __enter__(self) -> "HttpStream":
        threading.Thread(target=self._receive, name="http-stream", daemon=True).start()
        return self

    def __exit__(self, *exception: object) -> None:
        with self._socket_lock:
            self._stopped.set()
            if self._socket is not None:
                # Not SSLSocket.shutdown: that takes the TLS layer away under the thread that is reading from it.
                with contextlib.suppress(OSError):  # already closed
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def head(self) -> ResponseHead:
        """Wait for the head of the answer, redirects followed; to be called once, first."""
        head = self._next()
        if not isinstance(head, ResponseHead):
            raise TypeError("the head was already taken")
        return head

    def chunks(self) -> Iterator[bytes]:
        """Yield the body as it arrives; it can end before what the head announced."""
        while chunk := self._next():
            if not isinstance(chunk, bytes):
                raise TypeError("the head was not taken")
            yield chunk

    def _next(self) -> ResponseHead | bytes:
        deadline = time.monotonic() + self._stall_timeout_s
        while True:
            self._cancel.raise_if_cancelled()
            try:
                item = self._arrived.get(timeout=POLL_S)
            except queue.Empty:
                if time.monotonic() > deadline:
                    item = TimeoutError()
                else:
                    continue
            if not isinstance(item, BaseException):
                return item
            if described := web_request.describe(item, self._url):
                raise described from item
            raise item

    def _receive(self) -> None:
        """Run in the thread: hand over the head, the chunks and an empty one, or else what went wrong."""
        connect_timeout_s = min(CONNECT_TIMEOUT_S, self._stall_timeout_s)
        try:
            with web_request.send(
                self._url, self._headers, connect_timeout_s=connect_timeout_s, on_connected=self._watch
            ) as response:
                self._hand_over(ResponseHead.of(response))
                while not self._stopped.is_set() and (chunk := response.read1(CHUNK_BYTES)):
                    self._hand_over(chunk)
            self._hand_over(b"")
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits
            self._hand_over(error)

    def _hand_over(self, item: ResponseHead | bytes | BaseException) -> None:
        """Wait for room in the queue, but not for somebody who has left."""
        while not self._stopped.is_set():
            with contextlib.suppress(queue.Full):
                self._arrived.put(item, timeout=POLL_S)
                return

    def _watch(self, connected: socket.socket) -> None:
        """Remember the socket of a new connection, so that it can be shut down."""
        connected.settimeout(self._stall_timeout_s)
        with self._socket_lock:
            if self._stopped.is_set():
                raise ConnectionAbortedError
            self._socket = connected
