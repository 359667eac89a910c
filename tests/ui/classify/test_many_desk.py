"""Many photos, labelled on a thread: a list that grows, is cut short, and never holds answers of two networks."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
from pytestqt.qtbot import QtBot

from cifar_desktop.inference.classifier import Classifier
from cifar_desktop.inference.label_many import PhotoLabel
from cifar_desktop.inference.photo_source import PhotoSource
from cifar_desktop.inference.weights import read_weights
from cifar_desktop.ui.classify.many_desk import ManyDesk
from tests.ui.classify.made_photos import PATIENCE_MS, make_photo, png_of

KITCHEN, GARDEN = {"cup", "spoon", "plate"}, {"rose", "tulip", "weed", "gnome"}
END_MS = 5_000


class Notes:
    """A desk, and all that it said."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot
        self.desk = ManyDesk()
        self.labels: list[PhotoLabel] = []
        self.totals: list[tuple[int, int]] = []
        self.ends: list[bool] = []
        self.failures: list[object] = []
        self.desk.labelled.connect(self._on_labelled)
        self.desk.ended.connect(self.ends.append)
        self.desk.failed.connect(self.failures.append)

    def _on_labelled(self, made) -> None:
        self.labels += made.labels
        self.totals.append((made.num_done, made.num_total))

    def wait_for(self, condition: Callable[[], object]) -> None:
        self._qtbot.waitUntil(lambda: bool(condition()), timeout=PATIENCE_MS)

    @property
    def places(self) -> list[int]:
        return [label.index for label in self.labels]


@pytest.fixture
def notes(qtbot: QtBot) -> Iterator[Notes]:
    notes = Notes(qtbot)
    yield notes
    notes.desk.shut_down()
    assert notes.desk.wait(PATIENCE_MS)
    assert not notes.failures


@pytest.fixture(scope="session")
def kitchen(kitchen_weights: Path) -> Classifier:
    return Classifier(read_weights(kitchen_weights), device=torch.device("cpu"))


@pytest.fixture(scope="session")
def garden(garden_weights: Path) -> Classifier:
    return Classifier(read_weights(garden_weights), device=torch.device("cpu"))


def photos(number: int, first: int = 0) -> list[PhotoSource]:
    return [
        PhotoSource(name=f"Photo {seed}", content=png_of(make_photo(seed, (48, 36))))
        for seed in range(first, first + number)
    ]


def endless() -> Iterator[PhotoSource]:
    """A folder that never ends."""
    seed = 0
    while True:
        yield from photos(1, seed)
        seed += 1


def test_photos_wait_for_a_network_and_are_labelled_in_order(notes: Notes, kitchen: Classifier) -> None:
    notes.desk.add(photos(5))
    assert notes.desk.is_busy
    notes.desk.relabel(kitchen)
    notes.wait_for(lambda: notes.ends)
    assert notes.ends == [False]
    assert notes.places == list(range(5))
    assert {label.label for label in notes.labels} <= KITCHEN
    assert notes.totals[-1] == (5, 5)
    assert notes.desk.num_labelled == 5
    assert not notes.desk.is_busy
    assert [notes.desk.source(index).name for index in range(5)] == [label.source_name for label in notes.labels]


def test_the_list_grows(notes: Notes, kitchen: Classifier) -> None:
    notes.desk.relabel(kitchen)
    notes.desk.add(photos(3))
    notes.desk.add(photos(3, first=3))
    notes.wait_for(lambda: len(notes.labels) == 6 and not notes.desk.is_busy)
    notes.desk.add(photos(2, first=6))
    notes.wait_for(lambda: len(notes.labels) == 8 and not notes.desk.is_busy)
    assert [label.source_name for label in notes.labels] == [f"Photo {seed}" for seed in range(8)]
    assert notes.places == list(range(8))


def test_folders_are_looked_through_and_bad_files_named(
    notes: Notes, kitchen: Classifier, make_file: Callable[..., Path], tmp_path: Path
) -> None:
    make_file("trip/b.png", 1)
    make_file("trip/day two/c.png", 2)
    (tmp_path / "trip" / "a.jpg").write_bytes(b"broken")
    notes.desk.relabel(kitchen)
    notes.desk.add_folders([tmp_path / "trip"])
    notes.wait_for(lambda: notes.ends)
    assert [(label.source_name, bool(label.reason)) for label in notes.labels] == [
        ("a.jpg", True),
        ("b.png", False),
        ("c.png", False),
    ]


def test_cancelling_keeps_what_is_done(notes: Notes, kitchen: Classifier) -> None:
    notes.desk.relabel(kitchen)
    notes.desk.add(endless())
    notes.wait_for(lambda: len(notes.labels) >= 3)
    notes.desk.cancel()
    number = len(notes.labels)
    assert notes.ends == [True]
    assert not notes.desk.is_busy
    assert notes.desk.num_labelled == number
    notes.desk.add(photos(2, first=900))  # while the thread may still be ending
    notes.wait_for(lambda: len(notes.ends) == 2)
    assert notes.places == list(range(number + 2))
    assert notes.labels[-1].source_name == notes.desk.source(number + 1).name == "Photo 901"


def test_other_weights_label_everything_anew(notes: Notes, kitchen: Classifier, garden: Classifier) -> None:
    notes.desk.relabel(kitchen)
    notes.desk.add(photos(120))
    notes.wait_for(lambda: notes.labels)
    notes.desk.relabel(garden)
    notes.labels.clear()
    notes.wait_for(lambda: notes.desk.num_labelled == 120 and not notes.desk.is_busy)
    assert notes.places == list(range(120))
    assert {label.label for label in notes.labels} <= GARDEN
    assert notes.ends == [False]


def test_a_folder_goes_on_after_other_weights(notes: Notes, kitchen: Classifier, garden: Classifier) -> None:
    notes.desk.relabel(kitchen)
    notes.desk.add(endless())
    notes.wait_for(lambda: len(notes.labels) >= 3)
    notes.desk.relabel(garden)
    notes.labels.clear()
    notes.wait_for(lambda: len(notes.labels) >= 100)
    assert notes.places == list(range(len(notes.labels)))
    assert [label.source_name for label in notes.labels] == [f"Photo {place}" for place in notes.places]
    assert {label.label for label in notes.labels} <= GARDEN


def test_a_cleared_list_begins_anew(notes: Notes, kitchen: Classifier) -> None:
    notes.desk.relabel(kitchen)
    notes.desk.add(endless())
    notes.wait_for(lambda: notes.labels)
    notes.desk.clear()
    notes.labels.clear()
    notes.desk.add(photos(2, first=50))
    notes.wait_for(lambda: notes.ends)
    assert [label.source_name for label in notes.labels] == ["Photo 50", "Photo 51"]
    assert notes.places == [0, 1]
    assert notes.ends == [False]


def test_closing_in_the_middle_ends_quickly_and_is_the_end(notes: Notes, kitchen: Classifier) -> None:
    notes.desk.relabel(kitchen)
    notes.desk.add(endless())
    notes.wait_for(lambda: notes.labels)
    number = len(notes.labels)
    started = time.monotonic()
    notes.desk.shut_down()
    assert notes.desk.wait(END_MS)
    assert time.monotonic() - started < END_MS / 1000
    notes.desk.add(photos(1))
    assert notes.desk.wait(0)
    assert len(notes.labels) == number


def test_a_folder_that_fails_is_told(notes: Notes, kitchen: Classifier) -> None:
    def failing() -> Iterator[PhotoSource]:
        yield from photos(2)
        raise RuntimeError("the disk is gone")

    notes.desk.relabel(kitchen)
    notes.desk.add(failing())
    notes.wait_for(lambda: notes.ends)
    assert notes.ends == [True]
    assert "the disk is gone" in notes.failures.pop().details
    before = len(notes.labels)
    notes.desk.add(photos(1, first=70))
    notes.wait_for(lambda: len(notes.ends) == 2)
    assert notes.places == list(range(before + 1))
