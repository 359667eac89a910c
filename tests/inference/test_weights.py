"""Files of this program: written, read, and refused where they are no such files."""

import dataclasses
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
import torch
from torch import nn

from cifar_desktop.errors import WeightsError
from cifar_desktop.inference import weights as weights_module
from cifar_desktop.inference.weights import build_model, read_weights, write_weights
from cifar_desktop.inference.weights_info import WeightsInfo
from tests.inference.weights_files import refusal


@pytest.fixture
def written(tmp_path: Path, model: nn.Module, info: WeightsInfo) -> Path:
    path = tmp_path / "kitchen.safetensors"
    write_weights(path, model.state_dict(), info)
    return path


def test_what_was_written_is_read(written: Path, model: nn.Module, info: WeightsInfo) -> None:
    weights = read_weights(written)
    assert weights.info == info
    assert weights.assumed == ()
    assert list(weights.state) == list(model.state_dict())
    assert all(torch.equal(weights.state[key], value) for key, value in model.state_dict().items())
    assert list(written.parent.iterdir()) == [written]


def test_the_built_network_answers_alike_and_draws_no_random_numbers(written: Path, model: nn.Module) -> None:
    weights = read_weights(written)
    before = torch.get_rng_state()
    built = build_model(weights)
    assert torch.equal(torch.get_rng_state(), before)
    pictures = torch.randn(5, 3, 32, 32)
    assert not built.training
    torch.testing.assert_close(built(pictures), model(pictures), atol=1e-5, rtol=1e-4)
    built.load_state_dict({key: torch.zeros_like(value) for key, value in weights.state.items()})
    assert weights.state["conv1.0.weight"].any()  # the network has copies of its own
    assert all(parameter.requires_grad for parameter in built.parameters())


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_files_build_float32_networks(
    tmp_path: Path, model: nn.Module, info: WeightsInfo, dtype: torch.dtype
) -> None:
    pictures = torch.randn(5, 3, 32, 32)
    expected = model(pictures)
    path = tmp_path / "half.safetensors"
    write_weights(path, model.to(dtype).state_dict(), info)
    weights = read_weights(path)
    assert weights.state["conv1.0.weight"].dtype == dtype
    built = build_model(weights)
    assert {value.dtype for value in built.state_dict().values()} == {torch.float32, torch.int64}
    torch.testing.assert_close(built(pictures), expected, atol=0.1, rtol=0.1)


def test_shared_and_strided_tensors_are_written(tmp_path: Path, model: nn.Module, info: WeightsInfo) -> None:
    state = {key: value.contiguous() for key, value in model.state_dict().items()}
    state["res1.1.1.bias"] = state["res1.0.1.bias"]
    state["res2.0.0.weight"] = state["res2.0.0.weight"].to(memory_format=torch.channels_last)
    path = tmp_path / "shared.safetensors"
    write_weights(path, state, info)
    read = read_weights(path).state
    assert all(torch.equal(read[key], value) for key, value in state.items())


def test_figures_that_json_lacks_are_written_as_null(tmp_path: Path, model: nn.Module, info: WeightsInfo) -> None:
    path = tmp_path / "odd.safetensors"
    odd = dataclasses.replace(info, metrics={"loss": float("nan")}, data={"folder": Path("a/b"), "sizes": (1, 2)})
    write_weights(path, model.state_dict(), odd)
    read = read_weights(path).info
    assert read.metrics == {"loss": None}
    assert read.data == {"folder": str(Path("a/b")), "sizes": [1, 2]}


def test_missing_folder_and_empty_files_are_named(tmp_path: Path) -> None:
    assert "no such file" in refusal(tmp_path / "absent.safetensors").what
    assert "is a folder" in refusal(tmp_path).what
    empty = tmp_path / "empty.safetensors"
    empty.touch()
    assert "is empty" in refusal(empty).what


@pytest.mark.skipif(os.name == "nt", reason="Windows has no named pipes in folders")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pth")
    assert "not an ordinary file" in refusal(tmp_path / "pipe.pth").what


def test_a_file_too_large_to_be_weights_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "film.safetensors"
    with path.open("wb") as stream:
        stream.truncate(weights_module.MAX_FILE_BYTES + 1)  # sparse: takes no room
    assert "1.0 GiB" in refusal(path).what


@pytest.mark.parametrize("share", [0.001, 0.5, 0.999])
def test_truncated_files_are_damaged(written: Path, share: float) -> None:
    content = written.read_bytes()
    written.write_bytes(content[: int(len(content) * share)])
    assert "damaged or was cut short" in refusal(written).what


@pytest.mark.parametrize("content", [b"\x00", b"hello, world", b"\x89PNG\r\n\x1a\n" + bytes(99), b"cposix\nsystem\n."])
def test_other_files_are_not_weights(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "picture.safetensors"
    path.write_bytes(content)
    assert "is not a weights file" in refusal(path).what


@pytest.mark.parametrize(
    "header",
    [
        (2**63).to_bytes(8, "little") + b"{}",
        (10**9).to_bytes(8, "little") + b'{"a":1}',
        (8).to_bytes(8, "little") + b'{"a":1} ',
        (200_000).to_bytes(8, "little") + b'{"a":' * 40_000,
        (70).to_bytes(8, "little") + b'{"a":{"dtype":"F32","shape":[9999999999,9999999999],"data_offsets":[0,4]}}',
    ],
)
def test_absurd_headers_are_damaged(tmp_path: Path, header: bytes) -> None:
    path = tmp_path / "absurd.safetensors"
    path.write_bytes(header + bytes(64))
    assert "damaged or was cut short" in refusal(path).what


def test_weights_that_do_not_fit_are_not_written(written: Path, model: nn.Module, info: WeightsInfo) -> None:
    before = written.read_bytes()
    state = model.state_dict()
    state["conv1.0.bias"].fill_(float("nan"))
    with pytest.raises(WeightsError, match=r"not finite.*older “kitchen.safetensors” is unchanged"):
        write_weights(written, state, info)
    assert written.read_bytes() == before


def test_a_missing_folder_is_named(tmp_path: Path, model: nn.Module, info: WeightsInfo) -> None:
    with pytest.raises(WeightsError, match=r"absent.*No such file.*Nothing was written.*choose a folder"):
        write_weights(tmp_path / "absent" / "a.safetensors", model.state_dict(), info)


def test_a_folder_in_the_place_of_the_file_is_named(tmp_path: Path, model: nn.Module, info: WeightsInfo) -> None:
    with pytest.raises(WeightsError, match="could not be written"):
        write_weights(tmp_path, model.state_dict(), info)
    assert list(tmp_path.parent.glob(".*.part")) == []


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a user whom permissions bind")
def test_a_read_only_folder_is_named(written: Path, model: nn.Module, info: WeightsInfo) -> None:
    written.parent.chmod(0o500)
    try:
        with pytest.raises(WeightsError, match="Permission denied"):
            write_weights(written, model.state_dict(), info)
    finally:
        written.parent.chmod(0o700)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit on the size of a file")
def test_a_write_that_fails_midway_keeps_the_older_file(written: Path) -> None:
    before = written.read_bytes()
    script = """
        import resource, sys
        from pathlib import Path
        from cifar_desktop.errors import WeightsError
        from cifar_desktop.inference.weights import read_weights, write_weights
        path = Path(sys.argv[1])
        weights = read_weights(path)
        resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size // 2,) * 2)
        try:
            write_weights(path, {key: value * 2 for key, value in weights.state.items()}, weights.info)
        except WeightsError as error:
            print(error)
            sys.exit(7)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), str(written)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 7, done.stderr
    assert "File too large" in done.stdout
    assert "is unchanged" in done.stdout
    assert written.read_bytes() == before
    assert list(written.parent.iterdir()) == [written]
