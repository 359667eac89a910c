"""Small networks and made pictures, and the Classify tab with them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cifar_desktop.inference.photo_source import PhotoSource
from tests.ui.classify.classify_tabs import Desk
from tests.ui.classify.made_photos import make_photo, png_of, write_weights_file


@pytest.fixture(scope="session")
def kitchen_weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Weights that tell three things apart, with a rule for “not sure”."""
    return write_weights_file(tmp_path_factory.mktemp("weights") / "kitchen.safetensors", ("cup", "spoon", "plate"), 0)


@pytest.fixture(scope="session")
def garden_weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Other weights, that tell four other things apart."""
    names = ("rose", "tulip", "weed", "gnome")
    return write_weights_file(tmp_path_factory.mktemp("weights") / "garden.safetensors", names, 1)


@pytest.fixture
def make_file(tmp_path: Path) -> Callable[..., Path]:
    """Write a photo into a file of this test's folder: its name, and what `make_photo` takes."""

    def make(name: str, seed: int = 0, size: tuple[int, int] = (120, 90)) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        make_photo(seed, size).save(path)
        return path

    return make


@pytest.fixture
def source() -> PhotoSource:
    return PhotoSource(name="One photo", content=png_of(make_photo(0)))


@pytest.fixture
def hub():
    """Cameras that are not there, one of them plugged in."""
    from tests.ui.classify.camera_sessions import FRONT, PushedHub  # which needs QtMultimedia, as few do

    return PushedHub(FRONT)


@pytest.fixture
def desk(qtbot: QtBot, kitchen_weights: Path, hub) -> Iterator[Desk]:
    """The whole tab, with weights that tell three things apart."""
    desk = Desk(qtbot, kitchen_weights, hub.for_panel)
    yield desk
    desk.end()
