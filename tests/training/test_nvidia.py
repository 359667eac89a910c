"""An NVIDIA card is found by what its driver leaves on the system, and the edition that uses it is named."""

from pathlib import Path

import pytest
import torch

from cifar_desktop.training import device, nvidia


@pytest.mark.parametrize(
    "file",
    ["Windows/System32/nvcuda.dll", "usr/lib/wsl/lib/libcuda.so.1", "proc/driver/nvidia/gpus/0000:01:00.0/information"],
)
def test_a_driver_is_found(file: str, tmp_path: Path) -> None:
    assert not nvidia.card_is_there(tmp_path, search_path="")
    (tmp_path / file).parent.mkdir(parents=True)
    (tmp_path / file).touch()
    assert nvidia.card_is_there(tmp_path, search_path="")


def test_a_driver_without_a_card_is_none(tmp_path: Path) -> None:
    (tmp_path / "proc/driver/nvidia/gpus").mkdir(parents=True)
    assert not nvidia.card_is_there(tmp_path, search_path=str(tmp_path))


def test_the_drivers_program_is_found(tmp_path: Path) -> None:
    program = tmp_path / "nvidia-smi"
    program.touch(mode=0o755)
    program.chmod(0o755)
    assert nvidia.card_is_there(tmp_path / "no-such-root", search_path=str(tmp_path))


def test_the_edition_is_named() -> None:
    assert "“cuda”" in nvidia.remedy(is_packaged=True)
    assert "CUDA build" in nvidia.remedy(is_packaged=False)


def test_a_card_that_torch_can_use_needs_no_other_edition() -> None:
    if torch.version.cuda or not nvidia.card_is_there():
        assert device.unused_card() == ""
    else:
        assert "NVIDIA" in device.unused_card()
