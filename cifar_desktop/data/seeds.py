"""Independent random streams from one seed.

Every stream is named by what it is for and where in the run it stands, so that a resumed run draws what an
uninterrupted one would have drawn, without any generator's state being saved.
"""

import hashlib

import torch


def generator(seed: int, *purpose: str | int) -> torch.Generator:
    """Return a generator on the CPU for this purpose; the same seed and purpose always give the same draws."""
    name = "/".join(str(part) for part in (seed, *purpose))
    digest = hashlib.blake2b(name.encode(), digest_size=8).digest()
    return torch.Generator().manual_seed(int.from_bytes(digest) >> 1)
