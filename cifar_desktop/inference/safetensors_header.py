"""What a safetensors file says of its tensors: read first, and judged before any of them is."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

import torch
from torch import Tensor

MAX_HEADER_BYTES = 8 * 1024**2  # names and shapes of the largest network here take 0.1 MB; the format allows 100
_LENGTH_BYTES = 8
_TYPES = {
    "F16": torch.float16, "BF16": torch.bfloat16, "F32": torch.float32, "F64": torch.float64, "I32": torch.int32,
    "I64": torch.int64,
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class SafetensorsHeader:
    """The header of a file.

    Attributes:
        metadata: texts beside the tensors.
        tensors: what is said of each, by its name; not judged yet.
    """

    metadata: Mapping[str, Any]
    tensors: Mapping[str, Any]

    def layout(self) -> dict[str, Tensor]:
        """Return tensors of these shapes without values; raises ValueError, or what torch makes of odd shapes."""
        return {name: _empty(name, described) for name, described in self.tensors.items()}


def read_header(stream: BinaryIO, size: int) -> SafetensorsHeader:
    """Return the header of a file of so many bytes; raises ValueError where it is damaged or larger than any."""
    length = int.from_bytes(stream.read(_LENGTH_BYTES), "little")
    if length > size - _LENGTH_BYTES:
        raise ValueError("its header would reach beyond its end")
    if length > MAX_HEADER_BYTES:
        raise ValueError(f"its header has {length / 1024**2:.0f} MiB")
    document = json.loads(stream.read(length))
    if not isinstance(document, dict):
        raise ValueError("its header is no table")
    metadata = document.pop("__metadata__", {})
    if not isinstance(metadata, dict):
        raise ValueError("its metadata is no table")
    return SafetensorsHeader(metadata, document)


def _empty(name: str, described: Any) -> Tensor:
    kind, shape = described["dtype"], described["shape"]
    if kind not in _TYPES:
        raise ValueError(f"{name} holds numbers of the kind {kind}")
    return torch.empty(shape, dtype=_TYPES[kind], device="meta")
