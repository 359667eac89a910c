"""What stands in the status strip and in the words: without a training, to the letter."""

import dataclasses
import datetime
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QTextLayout
from pytestqt.qtbot import QtBot

from cifar_desktop.training.config import TrainConfig
from cifar_desktop.training.events import EpochFinished, RunFinished, RunStarted, StepProgressed
from cifar_desktop.training.find_interrupted import InterruptedRun
from cifar_desktop.ui.train.data_words import Paragraph
from cifar_desktop.ui.train.result_card import ResultCard
from cifar_desktop.ui.train.resume_banner import ResumeBanner
from cifar_desktop.ui.train.run_progress import RunProgress
from cifar_desktop.ui.train.status_strip import StatusStrip
from cifar_desktop.ui.train.training_words import interrupted_in_words, invitation

NOON = datetime.datetime(2026, 3, 14, 12, 0, tzinfo=datetime.UTC)


def interrupted_run(path: str = "run", **changes: object) -> InterruptedRun:
    facts = {
        "path": Path(path),
        "config": TrainConfig(),
        "data_name": "CIFAR-10",
        "epochs_done": 6,
        "steps_done": 700,
        "saved_at": (NOON - datetime.timedelta(days=1)).timestamp(),
    }
    return InterruptedRun(**{**facts, **changes})


def test_an_interrupted_run_in_words() -> None:
    local = datetime.datetime.fromtimestamp(NOON.timestamp()).astimezone()
    clock = f"{local:%H:%M}"
    words = f"A run was interrupted at epoch 7 of 16: ResNet-9 on CIFAR-10, yesterday {clock}."
    assert interrupted_in_words(interrupted_run(), local) == words
    assert "after its last epoch, 16" in interrupted_in_words(interrupted_run(epochs_done=16), local)


def test_the_invitation_counts_in_words() -> None:
    assert "4,500 photos once and" in invitation(TrainConfig(epochs=1), 4500)
    assert "five times" in invitation(TrainConfig(epochs=5), 4500)
    assert "16 times" in invitation(TrainConfig(epochs=16), 4500)


def started(**changes: object) -> RunStarted:
    facts = {
        "folder": Path("run"),
        "model": "resnet9",
        "device": "NVIDIA H200",
        "precision": "bf16",
        "reason": "CUDA is there; its tensor cores compute in bf16",
        "num_parameters": 1,
        "num_train": 45_000,
        "num_validation": 5_000,
        "steps_per_epoch": 10,
        "num_epochs": 4,
        "first_step": 0,
        "num_processes": 1,
    }
    return RunStarted(**{**facts, **changes})


def steps(step: int, left: float | None = 90.0) -> StepProgressed:
    return StepProgressed(
        epoch=1,
        step=step,
        num_steps=40,
        losses=(1.0,),
        accuracies=(0.5,),
        learning_rate=0.125,
        images_per_second=20_345.6,
        seconds_elapsed=65.0,
        seconds_left=left,
    )


def epoch(number: int, accuracy: float | None) -> EpochFinished:
    return EpochFinished(
        epoch=number,
        step=10 * number,
        train_loss=1.0,
        train_accuracy=0.5,
        validation_loss=None,
        validation_accuracy=accuracy,
        learning_rate=0.1,
        seconds=3.0,
        images_per_second=100.0,
        memory_bytes=2_500_000_000,
        is_best=True,
    )


def test_the_strip_tells_everything(qtbot: QtBot) -> None:
    strip = StatusStrip(now=lambda: NOON)
    qtbot.addWidget(strip)
    strip.begin(started())
    strip.show_steps(steps(3))
    for number, accuracy in enumerate((0.5, 0.75, 0.7), start=1):
        strip.show_epoch(epoch(number, accuracy))
    strip.hold()
    strip.refresh()
    assert {name: figure.text for name, figure in strip.figures.items()} == {
        "elapsed": "1:05",
        "left": "1:30 ends about 12:01",
        "pace": "20,346",
        "rate": "0.125",
        "best": "75.0 % in epoch 2",
        "device": "NVIDIA H200",
        "precision": "bf16",
        "memory": "2.5 GB",
    }
    assert "its tensor cores compute in bf16" in strip.figures["device"].toolTip()
    strip.clear()
    assert {figure.text for figure in strip.figures.values()} == {"–"}


def test_without_validation_the_strip_says_so(qtbot: QtBot) -> None:
    strip = StatusStrip()
    qtbot.addWidget(strip)
    strip.begin(started(num_validation=0))
    strip.show_epoch(epoch(1, None))
    strip.refresh()
    assert strip.figures["best"].text == "–"
    assert "No photos are kept aside" in strip.figures["best"].toolTip()


def test_no_figure_moves_when_another_changes(qtbot: QtBot) -> None:
    strip = StatusStrip(now=lambda: NOON)
    qtbot.addWidget(strip)
    strip.resize(540, 90)
    strip.show()
    strip.begin(started())
    places = []
    for step, left in ((1, 9.0), (11, 7200.0), (40, 360_000.0)):
        strip.show_steps(steps(step, left))
        strip.show_epoch(epoch(step, step / 40))
        strip.refresh()
        QCoreApplication.processEvents()
        places.append([figure.geometry().getRect() for figure in strip.figures.values()])
    assert places[0] == places[1] == places[2]
    assert strip.width() == 540
    strip.resize(1200, 60)
    QCoreApplication.processEvents()
    rows = {figure.y() for figure in strip.figures.values()}
    assert len(rows) == 1


def test_bars_follow_the_steps(qtbot: QtBot) -> None:
    progress = RunProgress()
    qtbot.addWidget(progress)
    progress.show_loading("Loading the engine…")
    assert progress.epoch_bar.maximum() == 0  # moves to and fro
    progress.begin(started(first_step=20))
    assert (progress.epoch_words.text(), progress.step_words.text()) == ("Epoch 2 of 4", "Step 10 of 10")
    progress.show_steps(steps(21))
    assert (progress.epoch_words.text(), progress.step_words.text()) == ("Epoch 3 of 4", "Step 1 of 10")
    progress.show_steps(steps(40))
    assert progress.epoch_bar.value() == progress.epoch_bar.maximum()
    progress.show_loading("Again…")
    progress.stand_still()
    assert progress.epoch_bar.maximum() > 0


def test_a_result_from_within_the_first_epoch(qtbot: QtBot) -> None:
    card = ResultCard()
    qtbot.addWidget(card)
    finished = RunFinished(
        outcome="stopped",
        num_epochs=0,
        best_epoch=0,
        best_validation_accuracy=None,
        test_loss=2.0,
        test_accuracy=0.125,
        weights=Path("run") / "best.safetensors",
        seconds=3.2,
    )
    card.show_result(finished, None)
    assert card.accuracy.text() == "12.5 %"
    assert card.test_words.text() == "of the test photos named right"
    assert card.facts["Time"].text() == "0:03 for 0 epochs"
    card.allow_again("The photos are still being checked.")
    assert not card.again_button.isEnabled()
    assert card.again_button.toolTip() == "The photos are still being checked."


def test_the_banner_offers_the_newest_and_hides_without_any(qtbot: QtBot) -> None:
    banner = ResumeBanner()
    qtbot.addWidget(banner)
    runs = [interrupted_run(f"run{number}", epochs_done=number) for number in range(3)]
    banner.show_runs(runs)
    assert banner.isVisible()
    assert banner.run is runs[0]
    assert banner.more_button.text() == "… and 2 more"
    assert [action.data() for action in banner.more_button.menu().actions()] == runs[1:]
    wanted = []
    banner.resume_wanted.connect(wanted.append)
    banner.resume_button.click()
    assert wanted == [Path("run0")]
    banner.show_runs([])
    assert not banner.isVisible()


def test_however_often_news_come_the_figures_change_twice_a_second(qtbot: QtBot) -> None:
    strip = StatusStrip(now=lambda: NOON)
    qtbot.addWidget(strip)
    strip.begin(started())
    strip.show()
    qtbot.waitExposed(strip)
    texts = set()
    strip.refresh()
    for step in range(1, 21):
        strip.show_steps(dataclasses.replace(steps(step), images_per_second=100.0 + step))
        texts.add(strip.figures["pace"].text)
    assert len(texts) <= 2  # two where a busy machine took half a second for this
    qtbot.waitUntil(lambda: strip.figures["pace"].text == "120", timeout=20_000)  # the last one is shown all the same


def test_a_path_does_not_end_its_line_with_its_first_separator(qtbot: QtBot) -> None:
    words = Paragraph()
    qtbot.addWidget(words)
    words.setText("From the web, into /home/somebody/downloads or C:\\Users\\Somebody.")
    assert words.words == "From the web, into /home/somebody/downloads or C:\\Users\\Somebody."
    joiner, may_break = "\N{WORD JOINER}", "\N{ZERO WIDTH SPACE}"
    assert f"into /{joiner}home/{may_break}somebody/{may_break}downloads" in words.text()
    letters = words.fontMetrics()
    wide = letters.horizontalAdvance("From the web, into /") + 4
    words.resize(wide, 400)
    layout = QTextLayout(words.text(), words.font())
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(wide)
    layout.endLayout()
    assert words.text()[: line.textLength()].rstrip() == "From the web, into"
