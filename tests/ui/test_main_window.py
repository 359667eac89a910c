"""The window with a real training behind it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from cifar_desktop import paths
from cifar_desktop.inference.weights import read_weights
from cifar_desktop.training.presets import preset_config
from cifar_desktop.ui.main_window import MainWindow
from cifar_desktop.ui.theme import DARK, LIGHT, Colours, apply_theme

ROOT = Path(__file__).parents[2]
A_MINUTE_MS = 60_000


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    window = MainWindow()
    window.train_page._config = preset_config("quick", model="resnet9-slim", epochs=2, precision="float32")
    qtbot.addWidget(window)
    window.show()
    return window


def click(qtbot: QtBot, button) -> None:
    assert button.isVisible()
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def only_run() -> Path:
    (run,) = paths.default_runs().iterdir()
    return run


def test_it_shows_what_there_is_to_learn_until_it_starts(window: MainWindow) -> None:
    pictures = [label for label in window.train_page._gallery.findChildren(QLabel) if not label.pixmap().isNull()]
    assert len(pictures) == 10 * 5
    assert len({label.accessibleName() for label in pictures}) == 10


def test_one_click_trains_on_the_sample(qtbot: QtBot, window: MainWindow) -> None:
    page = window.train_page
    assert "nothing leaves this computer" in page._state.text()
    assert not page.pause_button.isVisible()
    with qtbot.waitSignal(page.idle, timeout=A_MINUTE_MS):
        click(qtbot, page.start_button)
    assert page._table.rowCount() == 2
    assert page._state.text().startswith("Done: ")
    assert page._progress.value() == page._progress.maximum()
    assert page.folder_button.isVisible()
    assert page.start_button.isVisible()
    assert read_weights(only_run() / "best.safetensors").info.architecture == "resnet9-slim"


def test_pause_resume_and_stop_with_the_best_kept(qtbot: QtBot, window: MainWindow) -> None:
    page = window.train_page
    page._config = preset_config("quick", model="resnet9-slim", epochs=500, precision="float32")
    click(qtbot, page.start_button)
    qtbot.waitUntil(lambda: page._progress.value() > 0, timeout=A_MINUTE_MS)
    click(qtbot, page.pause_button)
    qtbot.waitUntil(lambda: page._state.text() == "Paused. Everything is saved.", timeout=A_MINUTE_MS)
    steps = page._progress.value()
    qtbot.wait(300)
    assert page._progress.value() == steps
    click(qtbot, page.pause_button)
    qtbot.waitUntil(lambda: page._progress.value() > steps, timeout=A_MINUTE_MS)
    with qtbot.waitSignal(page.idle, timeout=A_MINUTE_MS):
        click(qtbot, page.stop_button)
    assert page._state.text().startswith("Done: ")
    assert (only_run() / "result.json").exists()


def answer_the_question(button: QMessageBox.StandardButton) -> None:
    def press() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        box.button(button).click()

    QTimer.singleShot(200, press)


def test_closing_in_mid_training_asks_saves_and_closes(qtbot: QtBot, window: MainWindow) -> None:
    page = window.train_page
    page._config = preset_config("quick", model="resnet9-slim", epochs=500, precision="float32")
    click(qtbot, page.start_button)
    qtbot.waitUntil(lambda: page._progress.value() > 0, timeout=A_MINUTE_MS)
    answer_the_question(QMessageBox.StandardButton.No)
    window.close()
    assert window.isVisible()
    assert page.is_training
    answer_the_question(QMessageBox.StandardButton.Yes)
    with qtbot.waitSignal(page.idle, timeout=A_MINUTE_MS):
        window.close()
    assert not window.isVisible()
    assert (only_run() / "checkpoint.safetensors").exists()


def test_a_training_that_ends_while_the_question_is_open(qtbot: QtBot, window: MainWindow) -> None:
    page = window.train_page
    click(qtbot, page.start_button)
    qtbot.waitUntil(lambda: page._progress.value() > 0, timeout=A_MINUTE_MS)
    page.idle.connect(lambda: answer_the_question(QMessageBox.StandardButton.Yes))
    window.close()
    assert not page.is_training
    assert not window.isVisible()


def test_headers_are_not_clipped_in_the_smallest_window(qtbot: QtBot, window: MainWindow) -> None:
    page = window.train_page
    apply_theme(QApplication.instance(), dark=False)
    try:
        window.resize(window.minimumSize())
        with qtbot.waitSignal(page.idle, timeout=A_MINUTE_MS):
            click(qtbot, page.start_button)
        header = page._table.horizontalHeader()
        for column in range(header.count()):
            title = page._table.horizontalHeaderItem(column).text()
            assert header.sectionSize(column) >= header.fontMetrics().horizontalAdvance(title) + 2 * 12
    finally:
        QApplication.instance().setStyleSheet("")


def test_an_error_of_the_person_stays_on_the_page(qtbot: QtBot, window: MainWindow) -> None:
    paths.user_data().mkdir(parents=True)
    paths.default_runs().write_text("a file where the folder should be")
    page = window.train_page
    with qtbot.waitSignal(page.idle, timeout=A_MINUTE_MS):
        click(qtbot, page.start_button)
    assert page._state.text().startswith("No run folder can be made")
    assert page.start_button.isVisible()


def contrast(one: str, other: str) -> float:
    """Return the ratio of two colours' relative luminances, as WCAG defines it."""

    def luminance(colour: str) -> float:
        channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_text_is_readable(colours: Colours) -> None:
    for text in (colours.text, colours.quiet, colours.failed):
        assert contrast(text, colours.window) >= 4.5
        assert contrast(text, colours.surface) >= 4.5
    assert contrast(colours.on_accent, colours.accent) >= 4.5


@pytest.mark.parametrize("dark", [False, True])
def test_both_looks_are_drawn(qtbot: QtBot, window: MainWindow, dark: bool) -> None:
    app = QApplication.instance()
    apply_theme(app, dark=dark)
    try:
        corner = window.grab().toImage().pixelColor(2, 2).name()
        assert corner == (DARK if dark else LIGHT).window
    finally:
        app.setStyleSheet("")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there always is a display")
def test_without_a_display_it_says_so() -> None:
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    done = subprocess.run(
        [sys.executable, "-m", "cifar_desktop"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith("There is no display to open the window on.")
    assert "Traceback" not in done.stderr
