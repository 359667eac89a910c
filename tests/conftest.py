"""What every test gets: an invisible screen, folders of its own, and no test of what this machine has not."""

import os
import tempfile
from pathlib import Path

import pytest

# Before anything imports Qt. Not merely a default: a desktop that sets the variable would see windows flash by.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
# QtMultimedia warns of every video driver that a machine has not, and a warning of Qt's fails a test.
os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia.symbolsresolver.warning=false")
# Tests train tiny networks; on a machine of many cores, waking them all takes longer than the work. Where several
# processes share the tests, they share the cores too.
_NUM_PROCESSES = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
os.environ.setdefault("OMP_NUM_THREADS", str(max(1, min(4, os.cpu_count() or 1) // _NUM_PROCESSES)))
# Threads that wait by spinning take the core from the one they wait for, where something else runs as well: on two
# cores beside another training, a test of 84 s took more than 100 s.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

ROOT = Path(__file__).parents[1]


def pytest_configure(config: pytest.Config) -> None:
    # Qt warns too where the system gave no such folder, as in containers.
    if not os.environ.get("XDG_RUNTIME_DIR"):
        folder = tempfile.TemporaryDirectory(prefix="cifar-desktop-tests-")
        os.environ["XDG_RUNTIME_DIR"] = folder.name
        config.add_cleanup(folder.cleanup)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    _skip_marked(items, "gpu", _has_gpu, "there is no CUDA device here")
    _skip_marked(items, "cifar10", lambda: real_cifar10() is not None, "the real CIFAR-10 is not here: set CIFAR10_DIR")


def _skip_marked(items: list[pytest.Item], marker: str, is_there, reason: str) -> None:
    marked = [item for item in items if item.get_closest_marker(marker)]
    if marked and not is_there():  # asked only where it matters: importing torch takes seconds
        for item in marked:
            item.add_marker(pytest.mark.skip(reason=reason))


def _has_gpu() -> bool:
    import torch

    return torch.cuda.is_available()


def real_cifar10() -> Path | None:
    """Return the folder of the python batches that CIFAR10_DIR or ../shared/data is or holds; None without them."""
    start = Path(os.environ.get("CIFAR10_DIR") or ROOT.parent / "shared" / "data")
    return next(
        (folder for folder in (start, start / "cifar-10-batches-py") if (folder / "data_batch_1").is_file()), None
    )


@pytest.fixture(scope="session")
def cifar10_folder() -> Path:
    """The folder of the real python batches."""
    folder = real_cifar10()
    if folder is None:
        pytest.skip("the real CIFAR-10 is not here: set CIFAR10_DIR")
    return folder


@pytest.fixture(autouse=True)
def user_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home for this test's runs and downloads, empty and not the person's own."""
    folder = tmp_path / "user-data"
    monkeypatch.setenv("CIFAR_DESKTOP_HOME", str(folder))
    return folder
