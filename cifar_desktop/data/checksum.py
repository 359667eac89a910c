"""Checksums of files: what tells a whole and right file from any other."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from cifar_desktop.tasks import CancelToken

_READ_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Checksum:
    """What a file's checksum must be.

    Attributes:
        algorithm: "md5" or "sha256".
        digits: in hexadecimal; the first few of them are enough, where no more are published.
    """

    algorithm: str
    digits: str

    def fits(self, found: str) -> bool:
        """Tell whether a file with the checksum `found` is the right one."""
        return bool(self.digits) and found.startswith(self.digits.lower())


def new_digest(algorithm: str) -> "hashlib._Hash":
    """Return an empty checksum, to be fed with bytes."""
    # md5 is against damage, not against an attacker; the word keeps it working where it is forbidden for security.
    return hashlib.new(algorithm, usedforsecurity=False)


def checksum_of(file: Path, algorithm: str, *, cancel: CancelToken | None = None) -> str:
    """Return the checksum of a file, in hexadecimal."""
    digest = new_digest(algorithm)
    with file.open("rb") as stream:
        while piece := stream.read(_READ_BYTES):
            if cancel:
                cancel.raise_if_cancelled()
            digest.update(piece)
    return digest.hexdigest()
