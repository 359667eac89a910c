"""The desk answers on a thread, the newest question first and the older ones not at all."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from pytestqt.qtbot import QtBot

from cifar_desktop.errors import PhotoError, WeightsError
from cifar_desktop.inference.assumptions import AssumptionChanges
from cifar_desktop.inference.photo_source import PhotoSource
from cifar_desktop.inference.weights import read_weights
from cifar_desktop.ui.classify.desk_worker import SHOWN_PIXELS
from cifar_desktop.ui.classify.label_desk import LabelDesk
from cifar_desktop.ui.classify.requests import PhotoAnswer
from tests.ui.classify.made_photos import PATIENCE_MS, make_photo, png_of


class Notes:
    """A desk, and all that it said."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot
        self.desk = LabelDesk()
        self.opened, self.refused, self.answers, self.heats, self.bad, self.faults = ([] for _ in range(6))
        self.desk.weights_opened.connect(self.opened.append)
        self.desk.weights_failed.connect(self.refused.append)
        self.desk.answered.connect(self.answers.append)
        self.desk.explained.connect(self.heats.append)
        self.desk.photo_failed.connect(self._on_photo_failed)
        self.desk.failed.connect(self.faults.append)

    def _on_photo_failed(self, request: int, error: object) -> None:
        self.bad.append((request, error))

    def wait_for(self, condition: Callable[[], object]) -> None:
        self._qtbot.waitUntil(lambda: bool(condition()), timeout=PATIENCE_MS)

    def open(self, path: Path, changes: AssumptionChanges | None = None) -> None:
        number = len(self.opened)
        self.desk.open_weights(path, changes)
        self.wait_for(lambda: len(self.opened) > number)

    def answer_to(self, request: int) -> PhotoAnswer:
        self.wait_for(lambda: any(answer.request == request for answer in self.answers))
        return next(answer for answer in self.answers if answer.request == request)


@pytest.fixture
def notes(qtbot: QtBot) -> Iterator[Notes]:
    notes = Notes(qtbot)
    yield notes
    notes.desk.shut_down()
    assert notes.desk.wait(PATIENCE_MS)
    assert not notes.faults


def test_what_is_asked_before_there_is_a_network_is_answered_with_it(
    notes: Notes, kitchen_weights: Path, source: PhotoSource
) -> None:
    request = notes.desk.ask(source)
    notes.open(kitchen_weights)
    assert notes.desk.loaded is not None
    assert notes.desk.loaded.path == kitchen_weights
    assert not notes.desk.loaded.is_shipped
    notes.wait_for(lambda: notes.answers)
    answer = notes.answers[0]
    assert answer.request == request
    np.testing.assert_array_equal(answer.photo, np.asarray(make_photo(0)))
    assert (answer.width, answer.height, answer.box) == (120, 90, None)
    assert answer.label in ("cup", "spoon", "plate")
    assert sum(answer.probabilities) == pytest.approx(1, abs=1e-5)
    assert answer.familiarity is not None
    assert answer.seen[0].shape == (32, 32, 3)
    assert answer.milliseconds > 0
    notes.answer_to(notes.desk.ask_box((0.0, 0.0, 50.0, 50.0)))
    assert [one.photo is not None for one in notes.answers] == [True, False]


def test_a_square_is_looked_at_as_if_it_were_the_photo(
    notes: Notes, kitchen_weights: Path, source: PhotoSource
) -> None:
    notes.open(kitchen_weights)
    whole = notes.answer_to(notes.desk.ask(source))
    box = (10.0, 20.0, 80.0, 90.0)
    part = notes.answer_to(notes.desk.ask_box(box))
    assert part.photo is None
    assert part.box == box
    assert part.probabilities != whole.probabilities
    cut_out = PhotoSource(name="Cut out", content=png_of(make_photo(0).crop((10, 20, 80, 90))))
    assert notes.answer_to(notes.desk.ask(cut_out)).probabilities == pytest.approx(part.probabilities, abs=1e-2)


def test_the_square_taken_away_is_the_whole_again(notes: Notes, kitchen_weights: Path, source: PhotoSource) -> None:
    notes.open(kitchen_weights)
    whole = notes.answer_to(notes.desk.ask(source))
    notes.answer_to(notes.desk.ask_box((0.0, 0.0, 40.0, 40.0)))
    assert notes.answer_to(notes.desk.ask_box(None)).probabilities == whole.probabilities


def test_only_the_newest_photo_is_answered(notes: Notes, kitchen_weights: Path) -> None:
    notes.open(kitchen_weights)
    photos = [PhotoSource(name=str(seed), content=png_of(make_photo(seed))) for seed in range(20)]
    last = [notes.desk.ask(photo) for photo in photos][-1]
    notes.answer_to(last)
    assert [answer.request for answer in notes.answers] == [last]
    np.testing.assert_array_equal(notes.answers[0].photo, np.asarray(make_photo(19)))


def test_answers_follow_while_a_square_is_dragged(notes: Notes, kitchen_weights: Path, source: PhotoSource) -> None:
    notes.open(kitchen_weights)
    notes.answer_to(notes.desk.ask(source))
    for step in range(40):
        last = notes.desk.ask_box((float(step), 0.0, step + 50.0, 50.0))
        notes.wait_for(lambda: True)  # the loop turns, as between two moves of a mouse
    answer = notes.answer_to(last)
    assert answer.box == (39.0, 0.0, 89.0, 50.0)
    requests = [answer.request for answer in notes.answers]
    assert requests == sorted(requests)


def test_a_photo_that_cannot_be_read_is_told_and_the_next_is_answered(
    notes: Notes, kitchen_weights: Path, source: PhotoSource, tmp_path: Path
) -> None:
    notes.open(kitchen_weights)
    bad = tmp_path / "bad.jpg"
    bad.write_bytes(b"no picture at all")
    request = notes.desk.ask(PhotoSource(name="bad.jpg", path=bad))
    notes.wait_for(lambda: notes.bad)
    assert notes.bad[0][0] == request
    assert isinstance(notes.bad[0][1], PhotoError)
    assert notes.answer_to(notes.desk.ask(source)).photo is not None


def test_weights_that_cannot_be_used_leave_the_older_ones(
    notes: Notes, kitchen_weights: Path, source: PhotoSource, tmp_path: Path
) -> None:
    notes.open(kitchen_weights)
    bad = tmp_path / "notes.pth"
    bad.write_text("shopping list")
    notes.desk.open_weights(bad)
    notes.wait_for(lambda: notes.refused)
    assert isinstance(notes.refused[0].error, WeightsError)
    assert notes.desk.loaded.path == kitchen_weights
    assert notes.answer_to(notes.desk.ask(source)).label in ("cup", "spoon", "plate")


def test_other_weights_answer_the_same_photo_anew(
    notes: Notes, kitchen_weights: Path, garden_weights: Path, source: PhotoSource
) -> None:
    notes.open(kitchen_weights)
    notes.answer_to(notes.desk.ask(source))
    box = (0.0, 0.0, 60.0, 60.0)
    notes.answer_to(notes.desk.ask_box(box))
    notes.open(garden_weights)
    answer = notes.answer_to(notes.desk.request)
    assert answer.label in ("rose", "tulip", "weed", "gnome")
    assert len(answer.probabilities) == 4
    assert answer.photo is None
    assert answer.box == box


def test_what_a_person_says_about_weights_of_others_counts(
    notes: Notes, kitchen_weights: Path, source: PhotoSource, tmp_path: Path
) -> None:
    theirs = tmp_path / "theirs.pth"
    torch.save(read_weights(kitchen_weights).state, theirs)
    notes.open(theirs)
    assert set(notes.desk.loaded.assumed) == {"class_names", "mean", "std"}
    before = notes.answer_to(notes.desk.ask(source))
    notes.open(theirs, AssumptionChanges(normalisation="imagenet", class_names=("fork", "knife", "bowl")))
    after = notes.answer_to(notes.desk.request)
    assert after.label in ("fork", "knife", "bowl")
    assert after.probabilities != before.probabilities
    assert notes.desk.loaded.info.class_names == ("fork", "knife", "bowl")


def test_why_is_answered_about_what_was_asked_last(notes: Notes, kitchen_weights: Path, source: PhotoSource) -> None:
    notes.open(kitchen_weights)
    notes.answer_to(notes.desk.ask(source))
    request = notes.desk.ask_box((10.0, 10.0, 80.0, 80.0))
    notes.answer_to(request)
    notes.desk.explain(1)
    notes.wait_for(lambda: notes.heats)
    heat = notes.heats[0]
    assert (heat.request, heat.class_index) == (request, 1)
    assert heat.heat.ndim == 2
    assert heat.heat.dtype == np.float32
    assert 0 <= heat.heat.min() <= heat.heat.max() <= 1


def test_frames_are_answered_one_after_the_other_and_then_no_more(notes: Notes, kitchen_weights: Path) -> None:
    notes.open(kitchen_weights)
    for seed in range(5):
        request = notes.desk.ask_frame(np.asarray(make_photo(seed)))
        assert notes.answer_to(request).photo is None
    notes.desk.ask_frame(np.asarray(make_photo(9)))
    notes.desk.forget()
    photo = PhotoSource(name="Afterwards", content=png_of(make_photo(1)))
    answer = notes.answer_to(notes.desk.ask(photo))
    assert answer is notes.answers[5]
    assert answer.probabilities == pytest.approx(notes.answers[1].probabilities, abs=1e-6)


def test_the_answer_is_of_the_photo_as_it_is_and_not_of_what_a_screen_shows(
    notes: Notes, kitchen_weights: Path
) -> None:
    photo = make_photo(3, (3 * SHOWN_PIXELS, 600))
    notes.open(kitchen_weights)
    answer = notes.answer_to(notes.desk.ask(PhotoSource(name="Panorama", content=png_of(photo))))
    assert answer.photo.shape == (answer.height, answer.width, 3)
    assert max(answer.photo.shape) == SHOWN_PIXELS
    (exact,) = notes.desk.classifier.classify([photo])
    assert answer.probabilities == pytest.approx(exact.probabilities, abs=1e-6)
    notes.answer_to(notes.desk.ask_box((0.0, 0.0, 500.0, 500.0)))
    again = notes.answer_to(notes.desk.ask_box(None))
    assert again.probabilities == pytest.approx(exact.probabilities, abs=1e-6)


def test_a_fault_is_told_and_the_next_question_answered(
    notes: Notes, kitchen_weights: Path, source: PhotoSource
) -> None:
    notes.open(kitchen_weights)
    notes.answer_to(notes.desk.ask(source))
    notes.desk.ask_frame(np.zeros((2, 2), dtype=np.complex128))
    notes.wait_for(lambda: notes.faults)
    assert "Traceback" in notes.faults.pop().details
    assert notes.answer_to(notes.desk.ask(source)).photo is not None


def test_nothing_is_said_once_it_is_shut_down(notes: Notes, kitchen_weights: Path, source: PhotoSource) -> None:
    notes.open(kitchen_weights)
    notes.desk.ask(source)
    notes.desk.shut_down()
    assert notes.desk.wait(PATIENCE_MS)
    notes.desk.ask(source)
    notes.desk.open_weights(kitchen_weights)
    assert notes.desk.wait(0)
    assert not notes.answers
