"""What can go wrong in a training: each ends in words, in the dialog and in place, and the tab goes on working."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cifar_desktop import paths
from cifar_desktop.ui.train.training_state import TrainState
from tests.ui.train.train_tabs import Stage, only_run, small_config

ROOT = Path(__file__).parents[3]


def assert_it_works_again(stage: Stage) -> None:
    stage.tab.form.set_config(small_config(epochs=1))
    stage.click(stage.controls.start_button)
    stage.wait_for_end()
    assert stage.state is TrainState.FINISHED


def test_where_no_run_folder_can_be_made(stage: Stage) -> None:
    paths.user_data().mkdir(parents=True, exist_ok=True)
    paths.default_runs().write_text("a file where the folder should be")
    stage.start()
    stage.wait_for_end()
    problem = stage.dialog_told()
    assert problem.what.startswith("No run folder can be made")
    assert problem.remedy
    assert stage.title == "It had to stop"
    assert problem.what in stage.sentence
    assert stage.tab.has_failed
    paths.default_runs().unlink()
    assert_it_works_again(stage)


def test_a_loss_that_is_no_number(stage: Stage) -> None:
    stage.start(learning_rate=100.0, warmup=0.0, schedule="constant", head_rate=1.0, epochs=50)
    stage.wait_for_end()
    problem = stage.dialog_told()
    assert "smaller learning rate" in problem.remedy
    assert problem.kept in stage.sentence
    assert stage.controls.start_button.isEnabled()
    stage.window.resize(stage.window.minimumSize())
    stage.wait_for(lambda: stage.shows_all_of(stage.controls.start_button))


def test_photos_that_are_gone_before_the_start(stage: Stage) -> None:
    stage.set_up()
    shutil.rmtree(stage.photos)
    stage.click(stage.controls.start_button)
    stage.wait_for_end()
    problem = stage.dialog_told()
    assert str(stage.photos) in problem.what
    assert not paths.default_runs().exists() or not any(paths.default_runs().iterdir())


def test_photos_that_go_in_mid_training_do_no_harm(stage: Stage) -> None:
    stage.start_and_reach_epoch(1)
    shutil.rmtree(stage.photos)
    epochs = stage.num_epochs
    stage.wait_for(lambda: stage.num_epochs > epochs)
    stage.controls.keep_action.trigger()
    stage.wait_for_end()
    assert stage.state is TrainState.FINISHED


def test_a_run_folder_that_vanishes(stage: Stage) -> None:
    stage.start_and_reach_epoch(1)
    stage.controls.pause_action.trigger()
    stage.wait_for(lambda: stage.state is TrainState.PAUSED)
    shutil.rmtree(only_run())
    stage.controls.pause_action.trigger()
    stage.wait_for(stage.tab.run_panel.warning.isVisible)
    assert stage.tab.run_panel.warning.words.startswith("The run could not be saved")
    assert stage.tab.is_training  # it goes on: the folder may come back
    stage.controls.save_action.trigger()
    stage.wait_for_end()
    problem = stage.dialog_told()
    assert problem.what == "The run could not be saved before it stopped."
    assert problem.what in stage.sentence
    assert_it_works_again(stage)


def test_closing_waits_where_the_run_could_not_be_saved(stage: Stage) -> None:
    stage.start_and_reach_epoch(1)
    shutil.rmtree(only_run())
    stage.window.close()
    stage.click(stage.window._question.stop_button)
    stage.wait_for_end()
    assert stage.window.isVisible()  # there is something to read
    assert stage.dialog_told().what == "The run could not be saved before it stopped."


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.ui.main_window import MainWindow
from cifar_desktop.ui.settings import Settings
import json

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
app = QApplication([])
window = MainWindow(Settings())
tab = window.train_tab
window.show()
tab.form.set_config(TrainConfig(model="resnet9-slim", epochs=1, batch_size=64, learning_rate=0.02, head_rate=1 / 64,
    validation_fraction=0.9, device="cpu", precision="float32"))
heard = {"warnings": [], "failure": ""}

def limit(state):
    if state.value == "running":
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))

tab.session.state_changed.connect(limit)
tab.session.reported.connect(lambda event: heard["warnings"].append(tab.run_panel.warning.words)
    if type(event).__name__ == "CheckpointFailed" else None)

def end():
    heard["state"] = tab.session.state.value
    heard["sentence"] = tab.run_panel.sentence.words
    heard["dialog"] = window.errors.dialog.problem.what if window.errors.dialog else ""
    heard["can start"] = tab.run_panel.controls.start_button.isEnabled()
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    window.close()
    app.quit()

tab.idle.connect(end)
QTimer.singleShot(0, tab.start)
app.exec()
window.wait(60_000)
print(json.dumps(heard))
"""


@pytest.mark.timeout(100)
@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit on the size of files")
def test_a_disk_that_fills(user_data: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK],
        cwd=ROOT,
        env={**os.environ, "CIFAR_DESKTOP_HOME": str(user_data), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    heard = json.loads(done.stdout.splitlines()[-1])
    assert heard["warnings"], heard
    assert all(warning.startswith("The run could not be saved") for warning in heard["warnings"])
    assert heard["state"] == "failed"
    assert heard["dialog"]
    assert heard["dialog"] in heard["sentence"]
    assert heard["can start"]
