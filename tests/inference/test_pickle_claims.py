"""What a pickle asks for is judged before PyTorch's reader gets it: nothing that runs, nothing that fills memory."""

import io
import pickle
import struct
import sys
import zipfile
from pathlib import Path

import pytest
import torch

from cifar_desktop.inference import torch_file
from cifar_desktop.inference.pickle_claims import MAX_INSTRUCTIONS, storages_in
from cifar_desktop.inference.weights import read_weights
from cifar_desktop.models.registry import model_spec
from tests.inference.weights_files import refusal

CALLS = {
    "bytearray": b"c__builtin__\nbytearray\n\x8a\x05\x00\x00\x00\x00\x04\x85R.",  # 16 GB in 30 bytes
    "torch.Tensor": b"ctorch\nTensor\n\x8a\x05\x00\x00\x00\x00\x02\x85R.",
    "UntypedStorage": b"ctorch.storage\nUntypedStorage\n\x8a\x06\x00\x00\x00\x00\x00\x01\x85R.",
    "_rebuild_from_type_v2": b"ctorch._tensor\n_rebuild_from_type_v2\n(tR.",
}


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("zipped", [True, False])
def test_what_would_fill_the_memory_is_not_called(tmp_path: Path, name: str, zipped: bool) -> None:
    path = tmp_path / "hungry.pth"
    path.write_bytes(b"\x80\x02" + CALLS[name])
    if zipped:
        put_into_archive(path, b"\x80\x02" + CALLS[name])
    error = refusal(path)
    assert name in error.what
    assert "cannot be used here" in error.what
    assert error.kept == "Nothing in it was executed."


def put_into_archive(path: Path, instructions: bytes) -> None:
    torch.save({"a": torch.zeros(3)}, path)
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, instructions if name.endswith("data.pkl") else content)


@pytest.mark.parametrize("zipped", [True, False])
def test_a_tensor_that_reaches_beyond_its_storage_is_damaged(tmp_path: Path, zipped: bool) -> None:
    """PyTorch would make the storage of an old file larger, to any size."""
    path = tmp_path / "greedy.pth"
    torch.save({"values": torch.zeros(300)}, path, _use_new_zipfile_serialization=zipped)
    with path.open("rb") as stream:
        content = stream.read()
    first = content.index(b"M\x2c\x01")  # what the storage holds; then comes the tensor's size
    second = content.index(b"M\x2c\x01", first + 3)
    path.write_bytes(content[:second] + b"M\xff\xff" + content[second + 3 :])
    assert "damaged" in refusal(path).what


def test_storages_are_told_with_their_sizes() -> None:
    stream = io.BytesIO()
    state = {"a": torch.zeros(2, 3), "b": torch.zeros(5, dtype=torch.int64)[1:], "c": 5, "d": b"bytes", "e": {1, 2}}
    torch.save(state, stream)
    with zipfile.ZipFile(stream) as archive:
        claimed = storages_in(io.BytesIO(archive.read("archive/data.pkl")))
    assert sorted(storage.num_bytes for storage in claimed.values()) == [24, 40]


def test_instructions_without_end_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "long.pth"
    path.write_bytes(b"\x80\x02" + b"N" * (MAX_INSTRUCTIONS + 5) + b".")
    assert "far more than the weights" in refusal(path).what


def test_things_that_hold_each_other_many_times_over_end(tmp_path: Path) -> None:
    path = tmp_path / "laughs.pth"
    level = [b"](" + (b"h" + bytes([number])) * 10 + b"eq" + bytes([number + 1]) for number in range(40)]
    torch.save({}, path, _use_new_zipfile_serialization=False)
    path.write_bytes(in_place_of_the_content(path.read_bytes(), b"\x80\x02]q\x00" + b"".join(level) + b"."))
    assert "no weights" in refusal(path).what


def in_place_of_the_content(old: bytes, instructions: bytes) -> bytes:
    stream = io.BytesIO(old)
    for _ in range(3):
        pickle.Unpickler(stream).load()
    return old[: stream.tell()] + instructions + pickle.dumps([], 2)


def test_an_archive_of_many_entries_is_not_gone_through(tmp_path: Path) -> None:
    path = tmp_path / "many.pth"
    torch.save({"a": torch.zeros(3)}, path)
    content = path.read_bytes()
    start = content.index(b"PK\x01\x02")
    record = content[start : content.index(b"PK\x01\x02", start + 4)]
    number = torch_file.MAX_LISTED_BYTES // len(record) + 1
    ending = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 0xFFFE, 0xFFFE, len(record) * number, start, 0)
    path.write_bytes(content[:start] + record * number + ending)
    assert "far more than the weights" in refusal(path).what


def test_an_archive_that_names_something_twice_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "twice.pth"
    torch.save({"a": torch.zeros(3)}, path)
    with zipfile.ZipFile(path) as archive:
        entries = [(name, archive.read(name)) for name in archive.namelist()]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in entries:
            archive.writestr(name, content)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr(*entries[0])
    assert "damaged" in refusal(path).what


def test_a_large_file_is_not_read_by_pytorch_either(tmp_path: Path) -> None:
    path = tmp_path / "film.pth"
    with path.open("wb") as stream:
        stream.write(b"\x80\x02")
        stream.truncate(torch_file.MAX_FILE_BYTES + 1)
    assert "1.0 GiB" in refusal(path).what


def test_an_ordinary_checkpoint_with_all_its_trimmings_is_read(tmp_path: Path) -> None:
    """What programs put beside the weights is no reason to refuse them."""
    model = model_spec("resnet9-slim").build(10)
    optimizer = torch.optim.Adam(model.parameters(), amsgrad=True)
    model(torch.zeros(2, 3, 32, 32)).sum().backward()
    optimizer.step()
    content = {
        "model": model.state_dict(),
        "parameters": dict(model.named_parameters()),
        "optimizer": optimizer.state_dict(),
        "milestones": torch.optim.lr_scheduler.MultiStepLR(optimizer, [3, 5]).state_dict(),
        "device": torch.device("cpu"),
        "dtype": torch.float16,
        "shape": torch.Size([3, 4]),
        "random": torch.get_rng_state(),
        "half": torch.zeros(3, dtype=torch.bfloat16),
        "bytes": b"\x00\xff",
        "number": complex(1, 2),
        "large": 2**70,
        "largest": sys.maxsize,
        "view": torch.zeros(10, 10)[2:5, 3:7],
        "turned": torch.zeros(4, 5).t(),
        "none": torch.zeros(0),
        "scalar": torch.tensor(5.0),
    }
    for zipped in (True, False):
        path = tmp_path / "checkpoint.pth"
        torch.save(content, path, _use_new_zipfile_serialization=zipped)
        state = read_weights(path).state
        assert all(torch.equal(state[key], value) for key, value in model.state_dict().items())


def test_odd_letters_in_a_pickle_give_no_warning(tmp_path: Path, recwarn: pytest.WarningsRecorder) -> None:
    path = tmp_path / "letters.pth"
    path.write_bytes(b"\x80\x02S'\\q'\n.")
    assert "cannot be read without running code" in refusal(path).what
    assert not recwarn.list
