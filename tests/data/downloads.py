"""What the tests of downloads share: a file to get, a call that gets it soon, and waits that end."""

import hashlib
import random
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cifar_desktop.data.download import download
from cifar_desktop.data.partial_file import PartialFile
from cifar_desktop.errors import Cancelled
from cifar_desktop.tasks import CancelToken, Event, report_nothing
from tests.data.loopback_server import LoopbackServer

CONTENT = random.Random(0).randbytes(3_000_000)
MD5 = hashlib.md5(CONTENT).hexdigest()
# Far above the 100 ms that are promised, for a machine that is busy with something else.
PROMPT_S = 2.0
QUICK_RETRIES = (0.01, 0.01, 0.01)


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
