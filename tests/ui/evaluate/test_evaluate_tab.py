"""The whole tab: chosen, measured, cancelled, refused; with real weights and real, if few, pictures."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from cifar_desktop import paths
from cifar_desktop.ui.evaluate.evaluate_tab import EvaluateTab
from cifar_desktop.ui.settings import Settings
from cifar_desktop.ui.task_thread import TaskFailed
from tests.data.cifar_files import CLASS_NAMES
from tests.ui.classify.made_photos import write_weights_file
from tests.ui.evaluate.results import PATIENCE_MS


class Desk:
    """A tab that is shown, and what a person does with it."""

    def __init__(self, qtbot: QtBot, photos: Path | None = None) -> None:
        self.qtbot = qtbot
        self.settings = Settings()
        if photos:
            self.settings.data_source = str(photos)
        self.tab = EvaluateTab(self.settings)
        self.failures: list[TaskFailed] = []
        self.tab.failed.connect(self.failures.append)
        self.tab.resize(960, 546)
        self.tab.show()

    @property
    def page(self):
        return self.tab.page

    @property
    def evaluated(self):
        return self.page.result.evaluated

    def click(self, button) -> None:
        assert button.isVisible()
        assert button.isEnabled()
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def wait_for(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=PATIENCE_MS)

    def wait_for_result(self) -> None:
        self.wait_for(lambda: self.page.state is not self.page.waiting)
        assert self.page.state is self.page.result, self.page.failure.what.text()

    def dialog(self) -> QFileDialog:
        (dialog,) = [one for one in self.tab.findChildren(QFileDialog) if one.isVisible()]
        return dialog

    def end(self) -> None:
        self.tab.shut_down()
        assert self.tab.wait(PATIENCE_MS)
        self.tab.close()
        self.tab.deleteLater()


@pytest.fixture
def desk(qtbot: QtBot, photos: Path) -> Iterator[Desk]:
    desk = Desk(qtbot, photos)
    yield desk
    desk.end()


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    return write_weights_file(tmp_path / "small.safetensors", tuple(CLASS_NAMES), 0)


def test_nothing_is_made_before_it_is_shown(qtbot: QtBot) -> None:
    tab = EvaluateTab()
    qtbot.addWidget(tab)
    assert not tab.children()[1:]
    assert tab.wait(0)
    tab.show()
    assert tab.page.state is tab.page.empty
    assert tab.page.bar.request.weights == paths.shipped_weights()
    assert tab.page.bar.request.source == "sample"


def test_weights_from_elsewhere_are_measured_on_what_was_trained_on_last(
    desk: Desk, weights: Path, photos: Path
) -> None:
    desk.tab.use_weights(weights)
    assert desk.page.state is desk.page.waiting
    assert not desk.page.bar.evaluate_button.isEnabled()
    desk.wait_for_result()
    assert desk.evaluated.request.weights == weights
    assert desk.evaluated.request.source == str(photos)
    assert desk.evaluated.data_name == "CIFAR-10"
    examination = desk.evaluated.examination
    assert len(examination) == 20
    assert examination.class_names == tuple(CLASS_NAMES)
    assert examination.coverage.by_rule
    assert desk.evaluated.pictures.shape == (20, 3, 32, 32)
    assert desk.page.result.rail.accuracy.text() == f"{100 * examination.metrics.accuracy:.1f} %"
    assert desk.page.bar.evaluate_button.isEnabled()


def test_the_figures_are_those_of_the_engine(desk: Desk, weights: Path, photos: Path) -> None:
    import torch

    from cifar_desktop.data.open import open_data_set
    from cifar_desktop.evaluation.evaluate import evaluate
    from cifar_desktop.inference.weights import build_model, read_weights
    from cifar_desktop.training.device import choose_device

    desk.tab.use_weights(weights)
    desk.wait_for_result()
    read, data, choice = read_weights(weights), open_data_set(str(photos)), choose_device("auto", "auto")
    metrics = evaluate(
        build_model(read).to(choice.device),
        data.test,
        read.info.class_names,
        mean=read.info.mean,
        std=read.info.std,
        device=choice.device,
        autocast_dtype=choice.autocast_dtype,
    )
    assert desk.evaluated.examination.metrics.confusion == metrics.confusion
    assert torch.equal(data.test.images, torch.from_numpy(desk.evaluated.pictures))
    shown = desk.evaluated.picture_at(7)
    assert (shown == data.test.images[7].permute(1, 2, 0).numpy()).all()


def test_a_cell_of_a_real_result_shows_its_pictures(desk: Desk, weights: Path) -> None:
    desk.tab.use_weights(weights)
    desk.wait_for_result()
    desk.click(desk.page.result.rail.page_buttons[1])
    confusion = desk.page.result.confusion
    pair = desk.evaluated.examination.most_confused(1)[0]
    cell = (pair.true, pair.predicted)
    place = confusion.matrix.place.rect(cell).center().toPoint()
    desk.qtbot.mouseClick(confusion.matrix, Qt.MouseButton.LeftButton, pos=place)
    assert confusion.pictures.gallery.pictures.rowCount() == pair.number


def test_what_is_cancelled_leaves_the_older_result(desk: Desk, weights: Path, tmp_path: Path) -> None:
    desk.click(desk.page.bar.evaluate_button)  # the weights of this program
    desk.click(desk.page.waiting.cancel_button)
    assert desk.page.waiting.words.text() == "Stopping…"
    desk.wait_for(lambda: desk.page.state is desk.page.empty)
    desk.tab.use_weights(weights)
    desk.wait_for_result()
    first = desk.evaluated
    desk.click(desk.page.bar.evaluate_button)
    desk.click(desk.page.waiting.cancel_button)
    desk.wait_for(lambda: desk.page.state is desk.page.result)
    assert desk.evaluated is first
    assert desk.page.bar.evaluate_button.isEnabled()
    assert not desk.failures


def test_whoever_hears_of_the_end_may_begin_anew_at_once(desk: Desk, weights: Path) -> None:
    states = []

    def begin_anew() -> None:
        desk.tab.use_weights(weights)
        states.append(desk.page.state)

    desk.click(desk.page.bar.evaluate_button)
    desk.page.desk.cancelled.connect(begin_anew)
    desk.click(desk.page.waiting.cancel_button)
    desk.wait_for(lambda: states)
    assert states == [desk.page.waiting]
    desk.wait_for_result()


def test_a_new_wish_takes_the_place_of_the_one_before(desk: Desk, weights: Path, tmp_path: Path) -> None:
    other = write_weights_file(tmp_path / "other.safetensors", tuple(CLASS_NAMES), 1)
    desk.tab.use_weights(weights)
    desk.tab.use_weights(other)
    desk.wait_for(lambda: desk.evaluated is not None)
    assert desk.evaluated.request.weights == other
    assert not desk.page.desk.is_busy or desk.page.desk.wait(PATIENCE_MS)


def test_weights_for_another_number_of_classes_are_refused_in_a_sentence(desk: Desk, tmp_path: Path) -> None:
    desk.tab.use_weights(write_weights_file(tmp_path / "few.safetensors", ("cup", "spoon"), 0))
    desk.wait_for(lambda: desk.page.state is desk.page.failure)
    assert desk.page.failure.what.text() == "These weights tell 2 classes apart, and CIFAR-10 has 10."
    assert "Choose weights" in desk.page.failure.remedy.text()
    assert not desk.failures  # it stands there to be read; no dialog is needed
    assert desk.page.bar.evaluate_button.isEnabled()


@pytest.mark.parametrize("content", [None, b"", b"nothing of the kind"])
def test_files_that_are_no_weights_are_told(desk: Desk, tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "gone.safetensors"
    if content is not None:
        file.write_bytes(content)
    desk.tab.use_weights(file)
    desk.wait_for(lambda: desk.page.state is desk.page.failure)
    assert "gone.safetensors" in desk.page.failure.what.text()
    assert not desk.failures


def test_pictures_that_are_not_there_are_told(desk: Desk, weights: Path, tmp_path: Path) -> None:
    desk.page.bar.use_pictures(str(tmp_path / "nowhere"))
    desk.tab.use_weights(weights)
    desk.wait_for(lambda: desk.page.state is desk.page.failure)
    assert "nowhere" in desk.page.failure.what.text()


def test_a_fault_of_the_program_is_shown_with_its_details(
    desk: Desk, weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cifar_desktop.evaluation import examine

    monkeypatch.delattr(examine, "examine")
    desk.tab.use_weights(weights)
    desk.wait_for(lambda: desk.failures)
    assert desk.page.state is desk.page.failure
    assert "Traceback" in desk.failures[0].details


def test_names_that_differ_are_noted(desk: Desk, tmp_path: Path) -> None:
    names = tuple(f"thing {number}" for number in range(10))
    desk.tab.use_weights(write_weights_file(tmp_path / "things.safetensors", names, 0))
    desk.wait_for_result()
    assert "matched by position" in desk.page.result.overview.notes.text()
    assert desk.evaluated.examination.class_names == names


def test_the_last_runs_weights_are_chosen_unless_a_person_has_chosen(qtbot: QtBot, photos: Path) -> None:
    runs = paths.default_runs()
    for name in ("20260101-000000-a", "20260301-000000-b", "20260401-000000-without"):
        (runs / name).mkdir(parents=True)
    for name in ("20260101-000000-a", "20260301-000000-b"):
        write_weights_file(runs / name / "best.safetensors", tuple(CLASS_NAMES), 0)
    desk = Desk(qtbot, photos)
    try:
        desk.tab.on_engine_ready()
        last = runs / "20260301-000000-b" / "best.safetensors"
        desk.wait_for(lambda: desk.page.bar.request.weights == last)
        assert desk.page.bar.weights.currentText() == "Last run: 20260301-000000-b"
        desk.click(desk.page.bar.evaluate_button)
        desk.wait_for_result()
        assert desk.evaluated.request.weights == last
        assert desk.tab.wait(PATIENCE_MS)
        desk.page.bar.use_weights(paths.shipped_weights())
        with qtbot.waitSignal(desk.page._surroundings.found, timeout=PATIENCE_MS):
            desk.tab.on_engine_ready()
        assert desk.page.bar.request.weights == paths.shipped_weights()
    finally:
        desk.end()


def test_weights_and_pictures_are_picked_in_dialogs(desk: Desk, weights: Path, photos: Path) -> None:
    desk.click(desk.page.bar.open_button)
    dialog = desk.dialog()
    dialog.setDirectory(str(weights.parent))
    dialog.selectFile(str(weights))
    dialog.accept()
    assert desk.page.bar.request.weights == weights
    assert desk.settings.weights_folder == weights.parent
    folder, _ = desk.page.bar.choose_button.menu().actions()
    folder.trigger()
    dialog = desk.dialog()
    dialog.selectFile(str(photos))
    dialog.accept()
    assert Path(desk.page.bar.request.source) == photos
    assert desk.page.state is desk.page.empty  # nothing begins before it is asked for


def test_closing_ends_what_is_under_way(qtbot: QtBot, photos: Path) -> None:
    desk = Desk(qtbot)
    desk.click(desk.page.bar.evaluate_button)
    assert desk.page.desk.is_busy
    desk.end()
    desk.page.evaluate(desk.page.bar.request)
    assert desk.evaluated is None


def test_nothing_is_wider_than_the_smallest_window(desk: Desk, weights: Path) -> None:
    desk.tab.use_weights(weights)
    desk.wait_for_result()
    for button in desk.page.result.rail.page_buttons:
        desk.click(button)
        needed = desk.tab.minimumSizeHint()
        assert needed.width() <= 960
        assert needed.height() <= 546  # of 640, without menus, tabs and status line
