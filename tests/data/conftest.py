"""Data sets and a web server for the tests of cifar_desktop.data."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from cifar_desktop.data.cifar10 import read_cifar10
from cifar_desktop.data.cifar10_files import FILE_NAMES
from cifar_desktop.data.cifar10_find import find_cifar10
from cifar_desktop.data.dataset import DataSet
from cifar_desktop.data.sample import read_sample
from cifar_desktop.errors import DataError
from tests.data.downloads import CONTENT
from tests.data.loopback_server import LoopbackServer

_REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def cifar10_folder() -> Path:
    """Where the real batches lie: CIFAR10_DIR, else ../shared/data."""
    start = Path(os.environ.get("CIFAR10_DIR") or _REPOSITORY.parent / "shared" / "data")
    try:
        found = find_cifar10(start)
    except DataError:
        pytest.skip("the real CIFAR-10 is not here")
    if not all((found / name).is_file() for name in FILE_NAMES):
        pytest.skip("the real CIFAR-10 is here as an archive only, or in part")
    return found


@pytest.fixture(scope="session")
def cifar10(cifar10_folder: Path) -> DataSet:
    """The real CIFAR-10, read once."""
    return read_cifar10(cifar10_folder)


@pytest.fixture(scope="session")
def sample() -> DataSet:
    """The bundled sample, read once."""
    return read_sample()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    with LoopbackServer(CONTENT) as running:
        yield running


@pytest.fixture
def destination(tmp_path: Path) -> Path:
    return tmp_path / "new folder" / "file.bin"
