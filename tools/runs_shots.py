"""The states of the Runs tab for make_screenshots.py: short real trainings on the bundled sample, or given runs."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from photographer import Photographer
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from cifar_desktop.errors import Cancelled
from cifar_desktop.tasks import Event
from cifar_desktop.training.events import EpochFinished
from cifar_desktop.training.presets import preset_config
from cifar_desktop.training.run_label import note_run, rename_run
from cifar_desktop.ui.main_window import MainWindow
from cifar_desktop.ui.runs.run_columns import Column
from cifar_desktop.ui.runs.runs_page import RunsPage

STATES = (
    "runs-empty",
    "runs",
    "runs-note",
    "runs-renaming",
    "runs-interrupted",
    "runs-broken",
    "runs-compare",
    "runs-compare-all",
    "runs-compare-close",
    "runs-too-many",
    "runs-removed",
    "runs-training",
)
SLIM = {"model": "resnet9-slim", "epochs": 6, "precision": "float32"}
TRAININGS = (
    ("As the preset has it", SLIM),
    ("Smaller steps", {**SLIM, "learning_rate": 0.01}),
    ("AdamW", {**SLIM, "optimizer": "adamw", "learning_rate": 0.003}),
    ("Pictures as they are", {**SLIM, "flip": "none", "translate": 0}),
    ("No label smoothing", {**SLIM, "label_smoothing": 0.0, "epochs": 4}),
    ("The small CNN of the text books, to compare with", {"model": "simple-cnn", "epochs": 6, "precision": "float32"}),
)
INTERRUPTED = "Longer, one day"
NOTE = "Twice as quick to 60 %, but it ends lower.\nTry again with more epochs."


def show_runs(camera: Photographer, window: MainWindow, runs: Path, given: Path | None) -> None:
    """Go through the states; runs are made in `runs`, which the window shows, or copied from where they are given."""
    window.tabs.setCurrentWidget(window.runs_tab)
    page = window.runs_tab.page
    camera.run_for(0.5)
    camera.take("runs-empty", window)
    if given:
        copy_runs(given, runs)
    else:
        train_runs(runs)
    break_run(runs / "20251101-080000-resnet20")
    page.refresh()
    camera.wait_for(lambda: any(run.state == "broken" for run in page.model.runs), "the runs")
    finished = [run.name for run in page.model.runs if run.state == "finished"]
    interrupted = [run.name for run in page.model.runs if run.can_resume]
    broken = [run.name for run in page.model.runs if run.state == "broken"]

    choose(camera, page, finished[:1])
    camera.take("runs", window)
    page.details.note.field.setFocus()
    page.details.note.field.setPlainText(NOTE)
    camera.take("runs-note", window)
    page.table.setFocus()
    page.run_actions.rename.trigger()
    camera.take("runs-renaming", window)
    QTest.keyClick(page.table.focusWidget(), Qt.Key.Key_Escape)
    choose(camera, page, interrupted[:1])
    camera.take("runs-interrupted", window)
    choose(camera, page, broken[:1])
    camera.take("runs-broken", window)

    compare(camera, page, finished[:2])
    camera.take("runs-compare", window)
    compare(camera, page, finished[:6])
    chart = page.comparison.chart
    QTest.mouseMove(chart, QPoint(round(chart.width() * 0.6), chart.height() // 2))
    camera.take("runs-compare-all", window)
    page.comparison.close_box.click()
    camera.take("runs-compare-close", window)
    page.comparison.close_box.click()
    choose(camera, page, [run.name for run in page.model.runs][:7])
    camera.take("runs-too-many", window)
    number = len(page.model.runs)
    choose(camera, page, finished[:1])
    page.run_actions.remove.trigger()
    camera.wait_for(lambda: len(page.model.runs) < number, "the removal")
    camera.take("runs-removed", window)
    page.places.undo_bar.undo()
    camera.wait_for(lambda: len(page.model.runs) == number, "the run that comes back")
    show_training(camera, window, page)


def show_training(camera: Photographer, window: MainWindow, page: RunsPage) -> None:
    """Begin a training in this window, and look at its run."""
    if not camera.takes(["runs-training"]):
        return
    tab = window.train_tab
    camera.wait_for(lambda: window.engine.devices, "the engine")
    tab.form.set_config(preset_config("quick", **{**SLIM, "epochs": 40}))
    tab.start()
    camera.wait_for(lambda: page.model.under_way, "the training")
    page.refresh()
    camera.wait_for(lambda: any(map(page.model.is_under_way, page.model.runs)), "its run")
    choose(camera, page, [run.name for run in page.model.runs if page.model.is_under_way(run)])
    camera.take("runs-training", window)
    tab.discard()
    camera.wait_for(lambda: not tab.is_training, "the end")


def choose(camera: Photographer, page: RunsPage, names: Sequence[str]) -> None:
    """Click on runs, with Ctrl from the second on."""
    for number, name in enumerate(names):
        index = page.model.index([run.name for run in page.model.runs].index(name), Column.STATE)
        page.table.scrollTo(index)
        held = Qt.KeyboardModifier.ControlModifier if number else Qt.KeyboardModifier.NoModifier
        where = page.table.visualRect(index).center()
        QTest.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, held, where)
    camera.run_for(0.3)


def compare(camera: Photographer, page: RunsPage, names: Sequence[str]) -> None:
    """Choose runs, and wait for their curves."""
    choose(camera, page, names)
    camera.wait_for(lambda: len(page.comparison.chart.curves) == len(names), "the curves")


def train_runs(runs: Path) -> None:
    """Train some networks for a moment each, and one that does not come to its end."""
    from cifar_desktop.training.control import TrainControl  # noqa: PLC0415 - torch comes behind the window
    from cifar_desktop.training.start import start_training  # noqa: PLC0415

    for name, settings in TRAININGS:
        config = preset_config("quick", **settings)
        finished = start_training(config, "sample", runs, report=lambda _: None, control=TrainControl())
        if finished:
            rename_run(finished.weights.parent, name)
    control, before = TrainControl(), set(runs.iterdir())

    def cancel_soon(event: Event) -> None:
        if isinstance(event, EpochFinished) and event.epoch == 2:
            control.cancel()

    try:
        config = preset_config("quick", **{**SLIM, "epochs": 30})
        start_training(config, "sample", runs, report=cancel_soon, control=control)
    except Cancelled:
        for folder in set(runs.iterdir()) - before:
            rename_run(folder, INTERRUPTED)


def copy_runs(given: Path, runs: Path) -> None:
    """Copy the runs below a folder, and give names to those that have none."""
    for folder, (name, _) in zip(sorted(given.iterdir()), (*TRAININGS, (INTERRUPTED, {})), strict=False):
        copy = runs / folder.name
        shutil.copytree(folder, copy)
        rename_run(copy, name)


def break_run(folder: Path) -> None:
    """Leave a run folder in which nothing can be read."""
    folder.mkdir(parents=True)
    (folder / "run.json").write_text("{ no json")
    note_run(folder, "The disk was full that day.")
