"""Our own writer of safetensors against the library's reader, and against a disk that refuses."""

import sys
from pathlib import Path

import pytest
import safetensors
import safetensors.torch
import torch
from torch import Tensor

from cifar_desktop.inference.safetensors_writer import write_tensors

SHARED = torch.arange(12.0).reshape(3, 4)
TENSORS = {
    "a byte": torch.tensor([1, 255], dtype=torch.uint8),
    "empty": torch.zeros(0, 3),
    "half": torch.tensor([[1.5, -0.0]], dtype=torch.float16),
    "half of another kind": torch.tensor([3.0, float("inf")], dtype=torch.bfloat16),
    "long": torch.tensor(-(2**40)),
    "double": torch.tensor([0.1], dtype=torch.float64),
    "truth": torch.tensor([True, False, True]),
    "shared": SHARED,
    "the same, turned": SHARED.T,
    "channels last": torch.rand(2, 3, 4, 5).to(memory_format=torch.channels_last),
    "learnt, with “quotes”": torch.nn.Parameter(torch.rand(2, 2)),
}


def test_the_library_reads_what_was_written(tmp_path: Path) -> None:
    file, told = tmp_path / "a.safetensors", {"of": "ünïcode “quoted”"}
    write_tensors(file, TENSORS, told)
    with safetensors.safe_open(file, framework="pt") as opened:
        assert opened.metadata() == told
        read = {name: opened.get_tensor(name) for name in opened.keys()}  # noqa: SIM118 - no mapping
    assert read.keys() == TENSORS.keys()
    for name, expected in TENSORS.items():
        assert read[name].dtype is expected.dtype, name
        assert torch.equal(read[name], expected), name


def test_the_bytes_are_those_of_the_library_in_whichever_order_they_come(tmp_path: Path) -> None:
    plain = {name: tensor.detach().clone(memory_format=torch.contiguous_format) for name, tensor in TENSORS.items()}
    file = tmp_path / "a.safetensors"
    for tensors in (plain, dict(reversed(plain.items()))):
        write_tensors(file, tensors, {"of": "this"})
        content, theirs = file.read_bytes(), safetensors.torch.save(plain, metadata={"of": "this"})
        start, their_start = (8 + int.from_bytes(each[:8], "little") for each in (content, theirs))
        assert start % 8 == 0
        assert _by_name(content) == _by_name(theirs)
        assert len(content) - start == len(theirs) - their_start


def _by_name(content: bytes) -> dict[str, bytes]:
    return {name: _bytes_of(tensor) for name, tensor in safetensors.torch.load(content).items()}


def _bytes_of(tensor: Tensor) -> bytes:
    return bytes(tensor.reshape(-1).view(torch.uint8).tolist())


def test_numbers_lie_where_a_processor_can_read_them(tmp_path: Path) -> None:
    file = tmp_path / "a.safetensors"
    write_tensors(file, TENSORS, {})
    content = file.read_bytes()
    start = 8 + int.from_bytes(content[:8], "little")
    with safetensors.safe_open(file, framework="pt") as opened:
        for name in opened.keys():  # noqa: SIM118 - no mapping
            tensor = opened.get_tensor(name)
            if tensor.numel() > 1:
                assert (content.index(_bytes_of(tensor), start) - start) % tensor.element_size() == 0, name


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are Unix's")
def test_a_disk_that_refuses_is_an_error_of_the_system_and_the_older_file_stays(tmp_path: Path) -> None:
    import resource

    file = tmp_path / "a.safetensors"
    write_tensors(file, {"older": torch.ones(3)}, {})
    before = file.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            write_tensors(file, {"small": torch.ones(3), "large": torch.ones(1_000_000)}, {})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]
