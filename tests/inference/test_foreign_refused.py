"""Files of other programs that are refused: nothing in them is executed, and what they are is said."""

import argparse
import io
import os
import pickle
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from tests.inference.weights_files import refusal, small_model

SYSTEM = f"{os.system.__module__}.system"  # "posix.system" or "nt.system"


class RunsCode:
    """Creates a file when it is unpickled."""

    def __init__(self, proof: Path) -> None:
        self.proof = proof

    def __reduce__(self) -> Any:
        return os.system, (f"echo executed > {self.proof}",)


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_a_pickle_that_runs_code_is_refused_unopened(tmp_path: Path, protocol: int) -> None:
    proof, path = tmp_path / "proof", tmp_path / "evil.pth"
    path.write_bytes(pickle.dumps(RunsCode(proof), protocol=protocol))
    error = refusal(path)
    assert f"wants to run code on this computer (it calls “{SYSTEM}”)" in error.what
    assert "was not opened" in error.what
    assert error.kept == "Nothing in it was executed."
    assert not proof.exists()
    pickle.loads(path.read_bytes())
    assert proof.exists()  # so the file was as evil as it claims


@pytest.mark.parametrize("protocol", [2, 4])
@pytest.mark.parametrize("zipped", [True, False])
def test_a_checkpoint_with_code_among_the_weights_is_refused(tmp_path: Path, zipped: bool, protocol: int) -> None:
    proof, path = tmp_path / "proof", tmp_path / "evil.pth"
    content = {"state_dict": small_model().state_dict(), "extra": RunsCode(proof)}
    torch.save(content, path, _use_new_zipfile_serialization=zipped, pickle_protocol=protocol)
    assert f"wants to run code on this computer (it calls “{SYSTEM}”)" in refusal(path).what
    assert not proof.exists()


def test_a_name_that_is_called_is_found_however_it_is_put_down(tmp_path: Path) -> None:
    path = tmp_path / "evil.pth"
    for text in (
        b"\x80\x04\x8c\x05posix\x94\x8c\x06system\x94\x93.",
        b"\x80\x04\x8c\x06system\x94\x8c\x05posix\x94)h\x01h\x00\x93.",  # by way of the memo
        b"\x80\x02(S'echo'\niposix\nsystem\n.",
    ):
        path.write_bytes(text)
        assert "(it calls “posix.system”)" in refusal(path).what
    path.write_bytes(b"\x80\x04\x93.")  # calls what is not there
    assert "cannot be read without running code" in refusal(path).what


def test_weights_in_a_newer_pickle_are_not_called_evil(tmp_path: Path) -> None:
    path = tmp_path / "new.pth"
    torch.save(small_model().state_dict(), path, pickle_protocol=4)
    error = refusal(path)
    assert "it calls" not in error.what
    assert "cannot be read without running code" in error.what
    assert "torch.save" in error.remedy


def test_an_archive_of_the_oldest_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ancient.pth"
    with tarfile.open(path, "w") as archive:
        for name in ("storages", "tensors", "pickle", "sys_info"):
            archive.addfile(tarfile.TarInfo(name), io.BytesIO())
    assert "before 2017" in refusal(path).what


def test_a_tensor_larger_than_its_file_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "greedy.pth"
    torch.save({"values": torch.zeros(300)}, path, _use_new_zipfile_serialization=False)
    content = path.read_bytes()
    many = b"\x8a\x06" + (2**45).to_bytes(6, "little")
    assert b"M\x2c\x01" in content
    path.write_bytes(content.replace(b"M\x2c\x01", many))
    assert "damaged, was cut short" in refusal(path).what


@pytest.mark.parametrize("content", [small_model(), {"args": argparse.Namespace(lr=0.1)}])
def test_objects_that_need_code_are_refused_by_name(tmp_path: Path, content: Any) -> None:
    path = tmp_path / "whole_model.pt"
    torch.save(content, path)
    error = refusal(path)
    assert "ResNet9" in error.what or "argparse.Namespace" in error.what
    assert "state_dict()" in error.remedy


@pytest.mark.filterwarnings("ignore:.*torch.jit.*:DeprecationWarning")
def test_a_torchscript_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "script.pt"
    torch.jit.save(torch.jit.script(nn.Linear(2, 2)), path)
    assert "TorchScript" in refusal(path).what


@pytest.mark.parametrize("content", [5, [torch.zeros(2)], {}, {"epoch": 3}, torch.zeros(3), {"state_dict": {}}])
def test_files_without_a_state_hold_no_weights(tmp_path: Path, content: Any) -> None:
    path = tmp_path / "odd.pt"
    torch.save(content, path)
    assert "no weights" in refusal(path).what


def test_a_table_that_holds_itself_ends(tmp_path: Path) -> None:
    content: dict[str, Any] = {}
    content["model"] = content
    path = tmp_path / "loop.pt"
    torch.save(content, path)
    assert "no weights" in refusal(path).what


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("share", [0.0001, 0.01, 0.5, 0.999])
def test_truncated_files_are_damaged(tmp_path: Path, share: float, zipped: bool) -> None:
    path = tmp_path / "cut.pth"
    torch.save(small_model().state_dict(), path, _use_new_zipfile_serialization=zipped)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    assert "damaged, was cut short" in refusal(path).what


def test_other_archives_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "photos.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("photo.txt", "no photo")
    assert "holds no weights" in refusal(path).what
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(10**6))
    assert "compressed archive" in refusal(path).what
