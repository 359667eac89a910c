"""Downloads that go on where they broke off, stop when told to, and leave either the right file or none.

The bytes stream into a `.partial` file beside the destination. Only once their checksum is the expected one
is it renamed over the destination, so that what lies there is never half a file, nor another one.
"""

import errno
import os
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cifar_desktop.data.checksum import Checksum, checksum_of
from cifar_desktop.data.http_stream import HttpStream, ResponseHead
from cifar_desktop.data.partial_file import PartialFile
from cifar_desktop.data.web_request import WebError, is_web_address
from cifar_desktop.errors import DownloadError
from cifar_desktop.tasks import CancelToken, Report, StageProgressed

CIFAR10_URL = "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz"
CIFAR10_NAME = "cifar-10-python.tar.gz"
CIFAR10_MD5 = "c58f30108f718f92721af3b95e74349a"
CIFAR10_BYTES = 170_498_071

# Before each further attempt; an attempt that got further than any before it starts again at the first pause.
RETRY_PAUSES_S = (0.5, 1.0, 2.0)
REPORT_INTERVAL_S = 0.1
# Where neither the caller nor the server says how long the file is, this much and no more.
MAX_UNANNOUNCED_BYTES = 1 << 30
_WORTH_A_RETRY = frozenset({408, 425, 429})
_DISK_FULL = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})


def download_cifar10(folder: Path, *, report: Report, cancel: CancelToken, url: str | None = None) -> Path:
    """Download CIFAR-10 into `folder` and return the archive.

    `url` names a mirror; without it, the environment variable CIFAR10_URL does, or else the authors' own server
    is asked.
    """
    return download(
        url or os.environ.get("CIFAR10_URL") or CIFAR10_URL,
        folder / CIFAR10_NAME,
        md5=CIFAR10_MD5,
        size=CIFAR10_BYTES,
        report=report,
        cancel=cancel,
        alternative=(
            f"You can also download {CIFAR10_NAME} elsewhere and choose that file; the bundled sample needs no network."
        ),
    )


def download(
    url: str,
    destination: Path,
    *,
    md5: str = "",
    sha256: str = "",
    report: Report,
    cancel: CancelToken,
    size: int | None = None,
    stall_timeout_s: float = 30.0,
    retry_pauses_s: Sequence[float] = RETRY_PAUSES_S,
    alternative: str = "",
) -> Path:
    """Download a file whose checksum is known, and return `destination`.

    A destination that is already right is left alone, without a request. What arrived before a `Cancelled`
    or `DownloadError` is kept and continued by the next call with the same arguments.

    Args:
        url: an http or https address.
        destination: where the file is to lie; its folder is made where it is missing.
        md5: what the file's checksum must be, in hexadecimal; its first digits are enough.
        sha256: the same, where that is known in the place of an md5.
        report: is told `StageProgressed` at most ten times a second, and at the beginning and the end.
        cancel: stops the download within 100 ms, also while the server is silent.
        size: the file's length in bytes, where it is known; a server that announces another is refused.
        stall_timeout_s: for how long nothing may arrive before the connection counts as broken.
        retry_pauses_s: how long to wait before each further attempt; their number is the number of retries.
        alternative: what a person can do who cannot download the file, added to the advice in errors.
    """
    if not is_web_address(url):
        raise DownloadError(f"{url} is not an address to download from.", remedy="Give one that begins with https://.")
    if bool(md5) == bool(sha256):
        raise ValueError("one checksum must be given, md5 or sha256")
    checksum = Checksum("md5", md5) if md5 else Checksum("sha256", sha256)
    try:
        if _is_already_there(destination, checksum, size=size, cancel=cancel):
            return destination
        destination.parent.mkdir(parents=True, exist_ok=True)
        with PartialFile(destination, url, cancel=cancel, algorithm=checksum.algorithm) as partial:
            job = _Download(
                url=url,
                destination=destination,
                checksum=checksum,
                size=size,
                partial=partial,
                progress=_Progress(report, f"Downloading {destination.name}", total=size or 0),
                cancel=cancel,
                stall_timeout_s=stall_timeout_s,
                alternative=alternative,
            )
            job.fetch(retry_pauses_s)
            job.put_in_place()
    except OSError as error:
        raise _storage_error(error, destination) from error
    return destination


def _is_already_there(destination: Path, checksum: Checksum, *, size: int | None, cancel: CancelToken) -> bool:
    if destination.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(destination))
    if not destination.is_file() or (size is not None and destination.stat().st_size != size):
        return False
    return checksum.fits(checksum_of(destination, checksum.algorithm, cancel=cancel))


def _storage_error(error: OSError, destination: Path) -> DownloadError:
    """Return what a person needs to know when the disk, not the network, was in the way."""
    if error.errno in _DISK_FULL:
        return DownloadError(
            f"The disk that holds {destination.parent} has too little room for {destination.name}.",
            kept="What arrived is kept.",
            remedy="Free some space and try again; it goes on from there.",
        )
    return DownloadError(
        f"{destination} cannot be written ({error.strerror or error}).",
        kept="What lay there is unchanged.",
        remedy="Choose another folder, or make this one writable.",
    )


class _Progress:
    """Reports how far the download is, at most ten times a second."""

    def __init__(self, report: Report, stage: str, *, total: int) -> None:
        self.total = total
        self._report = report
        self._stage = stage
        self._last_report_s = 0.0

    def at(self, done: int, *, always: bool = False) -> None:
        now_s = time.monotonic()
        if always or now_s - self._last_report_s >= REPORT_INTERVAL_S:
            self._last_report_s = now_s
            self._report(StageProgressed(stage=self._stage, done=done, total=self.total, unit="bytes"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Download:
    """One call of `download`: the attempts, and the judgement of what they brought."""

    url: str
    destination: Path
    checksum: Checksum
    size: int | None
    partial: PartialFile
    progress: _Progress
    cancel: CancelToken
    stall_timeout_s: float
    alternative: str

    def fetch(self, retry_pauses_s: Sequence[float]) -> None:
        """Fill the partial file, in as many attempts as it takes while they get further."""
        if self.size is not None and self.partial.done > self.size:
            self.partial.restart()
        self.progress.at(self.partial.done, always=True)
        begun_with = furthest = self.partial.done
        failures = 0
        while self.partial.done != self.size:
            try:
                self._attempt()
                break
            except WebError as error:
                self.cancel.raise_if_cancelled()
                failures = 1 if self.partial.done > furthest else failures + 1
                furthest = max(furthest, self.partial.done)
                # Whoever is offline should hear so at once; a network that was there may well come back.
                offline = error.unreachable and furthest == begun_with
                if error.hopeless or offline or failures > len(retry_pauses_s):
                    raise self._gave_up(error) from error
            self.cancel.wait(retry_pauses_s[failures - 1])

    def put_in_place(self) -> None:
        """Rename the partial file over the destination, if it is what it should be."""
        found, wanted = self.partial.checksum, self.checksum
        if not wanted.fits(found):
            raise self._wrong_content(f"its {wanted.algorithm} is {found} instead of {wanted.digits}.")
        self.progress.total = self.partial.done
        self.progress.at(self.partial.done, always=True)
        self.partial.become_destination()

    def _attempt(self) -> None:
        headers = {"User-Agent": "cifar-desktop"} | self.partial.resume_headers()
        with HttpStream(self.url, headers, cancel=self.cancel, stall_timeout_s=self.stall_timeout_s) as stream:
            head = stream.head()
            if head.status == 416 and self.checksum.fits(self.partial.checksum):
                return  # there is no more to send because everything is here
            announced = self._begin(head)
            expected = announced if self.size is None else self.size
            self._require_space(expected)
            self.progress.total = expected or 0
            limit = MAX_UNANNOUNCED_BYTES if expected is None else expected
            for chunk in stream.chunks():
                if self.partial.done + len(chunk) > limit:
                    raise self._wrong_content(f"there is more of it than {_megabytes(limit)}.")
                self.partial.append(chunk)
                self.progress.at(self.partial.done)
        if expected is not None and self.partial.done < expected:
            raise WebError(f"{self.url} broke off at {_megabytes(self.partial.done)} of {_megabytes(expected)}.")

    def _begin(self, head: ResponseHead) -> int | None:
        """Make the partial file fit the answer, and return the announced length of the whole file."""
        if head.status == 200:
            self._refuse_other_size(head.length)
            self.partial.restart(etag=head.etag, last_modified=head.last_modified)
            return head.length
        goes_on = head.first_byte == self.partial.done and self.partial.belongs_to(
            etag=head.etag, last_modified=head.last_modified
        )
        if head.status == 206 and goes_on:
            self._refuse_other_size(head.whole_length)
            return head.whole_length
        if head.status in {206, 416} and self.partial.done:
            self.partial.restart()
            raise WebError(f"{self.url} has changed since the download began.")
        may_pass = head.status >= 500 or head.status in _WORTH_A_RETRY
        raise WebError(f"{self.url} cannot be had: the server says {head.status} {head.reason}.", hopeless=not may_pass)

    def _refuse_other_size(self, announced: int | None) -> None:
        """Refuse a file of another length before it costs what is already here, such as a network's login page."""
        if self.size is not None and announced not in {None, self.size}:
            raise self._gave_up(
                WebError(f"{self.url} leads to another file: it has {announced:,} bytes instead of {self.size:,}.")
            )

    def _require_space(self, expected: int | None) -> None:
        missing = (expected or 0) - self.partial.done
        if missing > shutil.disk_usage(self.destination.parent).free:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _wrong_content(self, how: str) -> DownloadError:
        self.partial.discard()
        untouched = f" {self.destination} was left as it was." if self.destination.exists() else ""
        remedy = "Try again, perhaps from another network: some answer with a login page of their own."
        return DownloadError(
            f"{self.url} sent something else than the expected file: {how}",
            kept=f"It was removed.{untouched}",
            remedy=f"{remedy} {self.alternative}".rstrip(),
        )

    def _gave_up(self, error: WebError) -> DownloadError:
        done = self.partial.done
        kept = f"The {_megabytes(done)} that arrived are kept." if done else "Nothing was changed."
        remedy = "Check the address and the network, and try again" + ("; it goes on from there." if done else ".")
        return DownloadError(str(error), kept=kept, remedy=f"{remedy} {self.alternative}".rstrip())


def _megabytes(count: int) -> str:
    return f"{count / 1e6:,.1f} MB"
