"""The menus and what is behind them, clicked in the real window."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from cifar_desktop import __version__, paths
from cifar_desktop.inference.weights import write_weights
from cifar_desktop.inference.weights_info import WeightsInfo
from cifar_desktop.models.registry import model_spec
from cifar_desktop.training.presets import preset_config
from cifar_desktop.training.runs import RunInfo, create_run, now, versions
from cifar_desktop.ui.about_dialog import AboutDialog
from cifar_desktop.ui.help_dialog import HelpDialog
from cifar_desktop.ui.licences_dialog import PARTS, LicencesDialog, licence_text
from cifar_desktop.ui.main_window import MainWindow
from cifar_desktop.ui.opened_dialog import RunDialog, WeightsDialog
from cifar_desktop.ui.settings import Settings
from cifar_desktop.ui.settings_dialog import SettingsDialog
from cifar_desktop.ui.shortcuts_dialog import ShortcutsDialog
from cifar_desktop.ui.theme import DARK, LIGHT, current_colours
from tests.ui.train.train_tabs import PATIENCE_MS, Stage, only_run


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    """A weights file as a training leaves it."""
    path = tmp_path / "best of all.safetensors"
    info = WeightsInfo(
        architecture="resnet9-slim",
        class_names=("cup", "spoon", "plate"),
        mean=(0.5, 0.4, 0.3),
        std=(0.2, 0.25, 0.3),
        input_size=32,
        metrics={"test_accuracy": 0.7413},
        data={"name": "Kitchen"},
    )
    write_weights(path, model_spec("resnet9-slim").build(3).state_dict(), info)
    return path


@pytest.fixture
def run() -> Path:
    """A run that was interrupted before its first checkpoint."""
    config = preset_config("quick", model="resnet9-slim", epochs=1, precision="float32")
    info = RunInfo(
        config=config,
        source="sample",
        data_name="Sample of CIFAR-10",
        checksums={},
        device="CPU, 2 threads",
        precision="float32",
        created=now(),
        versions=versions(),
    )
    return create_run(paths.default_runs(), info).path


def only(window: MainWindow, kind: type) -> QDialog:
    (dialog,) = [one for one in window.findChildren(kind) if one.isVisible()]
    return dialog


def wait_for(qtbot: QtBot, window: MainWindow, kind: type) -> QDialog:
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(kind)), timeout=PATIENCE_MS)
    return only(window, kind)


def click(qtbot: QtBot, button) -> None:
    assert button.isVisible()
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def choose(window: MainWindow, path: Path) -> None:
    """Pick a file or folder in the file dialog that is open."""
    dialog = only(window, QFileDialog)
    dialog.setDirectory(str(path.parent))
    dialog.selectFile(str(path))
    dialog.accept()


def words(dialog: QDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


def test_weights_are_looked_into_and_passed_on(qtbot: QtBot, window: MainWindow, weights: Path) -> None:
    window.menus.open_weights.trigger()
    choose(window, weights)
    assert window.status.note.text() == "Reading best of all.safetensors…"
    dialog = wait_for(qtbot, window, WeightsDialog)
    for text in ("ResNet-9 slim", "cup, spoon, plate", "Kitchen", "74.1 %", "32 by 32"):
        assert text in words(dialog)
    assert window.status.note.text() == ""
    click(qtbot, dialog.evaluate_button)
    assert window.tabs.currentWidget() is window.evaluate_tab
    assert window.evaluate_tab.page.bar.request.weights == weights
    assert Settings(window.settings.path).weights_folder == window.settings.weights_folder == weights.parent
    window._files.open_weights(weights)
    click(qtbot, wait_for(qtbot, window, WeightsDialog).classify_button)
    assert window.tabs.currentWidget() is window.classify_tab


def test_a_bad_weights_file_is_named(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    bad = tmp_path / "notes.pth"
    bad.write_text("shopping list")
    window._files.open_weights(bad)
    assert window._files.opener.is_busy
    window.menus.file.aboutToShow.emit()
    assert not window.menus.open_weights.isEnabled()
    assert window.menus.open_weights.toolTip() == "A file is being read."
    window.menus.file.aboutToHide.emit()
    assert window.menus.open_weights.isEnabled()
    qtbot.waitUntil(lambda: window.errors.dialog is not None, timeout=PATIENCE_MS)
    assert str(bad) in window.errors.dialog.problem.what
    assert window.errors.dialog.problem.remedy
    assert window.status.note.text() == ""
    click(qtbot, window.errors.dialog.close_button)


def test_a_run_is_looked_into_and_resumed(stage: Stage) -> None:
    window = stage.window
    stage.start_and_reach_epoch(1)
    run = only_run()
    window._files.open_run(run)
    dialog = wait_for(stage.qtbot, window, RunDialog)
    assert not dialog.resume_button.isEnabled()
    assert dialog.resume_button.toolTip() == "A training is under way; stop it first."
    dialog.reject()
    stage.tab.cancel()
    stage.wait_for_end()
    step = stage.last_step
    window.tabs.setCurrentIndex(2)
    window.menus.open_run.trigger()
    choose(window, run)
    dialog = wait_for(stage.qtbot, window, RunDialog)
    assert "interrupted" in words(dialog)
    with stage.qtbot.waitSignal(window.resume_requested) as requested:
        stage.click(dialog.resume_button)
    assert requested.args == [run]
    assert window.tabs.currentWidget() is stage.tab
    stage.wait_for(lambda: stage.last_step > step)
    assert only_run() == run


def test_a_finished_run_is_not_resumed(qtbot: QtBot, window: MainWindow, run: Path) -> None:
    (run / "result.json").write_text("{}")
    window._files.open_run(run)
    dialog = wait_for(qtbot, window, RunDialog)
    assert "Sample of CIFAR-10" in words(dialog)
    assert not dialog.resume_button.isEnabled()
    assert dialog.resume_button.toolTip() == "It has ended; there is nothing left to do."
    dialog.reject()


def test_a_folder_that_is_no_run_is_named(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    window._files.open_run(tmp_path)
    qtbot.waitUntil(lambda: window.errors.dialog is not None, timeout=PATIENCE_MS)
    assert "is not a run folder" in window.errors.dialog.problem.what
    window.errors.dismiss()


def test_there_is_no_folder_of_runs_before_the_first(window: MainWindow) -> None:
    action = window.menus.open_runs_folder
    window.menus.file.aboutToShow.emit()
    assert not action.isEnabled()
    assert "no run yet" in action.toolTip()
    window.menus.file.aboutToHide.emit()
    action.trigger()
    assert "no run yet" in window.status.note.text()
    paths.default_runs().mkdir(parents=True)
    window.menus.file.aboutToShow.emit()
    assert action.isEnabled()
    assert "file manager" in action.toolTip()


def test_tabs_have_keys(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitActive(window):
        window.activateWindow()
    for key, tab in (
        (Qt.Key.Key_2, window.evaluate_tab),
        (Qt.Key.Key_4, window.runs_tab),
        (Qt.Key.Key_3, window.classify_tab),
        (Qt.Key.Key_1, window.train_tab),
    ):
        qtbot.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
        assert window.tabs.currentWidget() is tab


def test_the_theme_is_chosen_in_the_menu(window: MainWindow) -> None:
    window.menus.themes["dark"].trigger()
    assert current_colours() is DARK
    assert window.settings.theme == "dark"
    window.menus.view.aboutToShow.emit()
    assert [name for name, action in window.menus.themes.items() if action.isChecked()] == ["dark"]


def test_the_theme_is_chosen_in_the_settings(qtbot: QtBot, window: MainWindow) -> None:
    window.menus.settings.trigger()
    dialog = only(window, SettingsDialog)
    assert dialog.themes["system"].isChecked()
    click(qtbot, dialog.themes["dark"])
    assert current_colours() is DARK
    click(qtbot, dialog.forget_button)
    assert current_colours() is LIGHT
    assert dialog.themes["system"].isChecked()
    assert not dialog.forget_button.isEnabled()
    click(qtbot, dialog.close_button)


def test_esc_leaves_the_full_screen(qtbot: QtBot, window: MainWindow) -> None:
    window.menus.full_screen.trigger()
    assert window.isFullScreen()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isFullScreen()
    assert not window.menus.full_screen.isChecked()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.isVisible()


def test_quit_closes(window: MainWindow) -> None:
    window.menus.quit.trigger()
    assert not window.isVisible()


def test_versions_can_be_copied(qtbot: QtBot, window: MainWindow) -> None:
    window.menus.about.trigger()
    click(qtbot, only(window, AboutDialog).copy_button)
    copied = QApplication.clipboard().text()
    assert f"CIFAR Desktop: {__version__}" in copied
    assert "torch: 2." in copied
    assert str(paths.user_data()) in copied


def test_every_shortcut_is_listed_once(window: MainWindow) -> None:
    window.menus.shortcuts.trigger()
    dialog = only(window, ShortcutsDialog)
    assert [title for title, _ in dialog.sections] == ["File", "View", "Help", "Training", "Everywhere"]
    keys = [key for _, section in dialog.sections for _, key in section]
    assert len(keys) == len(set(keys))
    assert {"Ctrl+O", "Ctrl+Q", "Ctrl+2", "F1", "Ctrl+Return", "Ctrl+P", "Ctrl+.", "Esc"} <= set(keys)
    assert "Ctrl+Shift+O" in words(dialog)


def test_help_names_where_the_runs_lie(window: MainWindow) -> None:
    window.menus.getting_started.trigger()
    text = only(window, HelpDialog).page.toPlainText()
    assert "Your first training" in text
    assert str(paths.default_runs()) in text


def test_licences_can_be_read(qtbot: QtBot, window: MainWindow) -> None:
    window.menus.licences.trigger()
    dialog = only(window, LicencesDialog)
    assert "Permission is hereby granted" in dialog.text.toPlainText()
    qtbot.keyClick(dialog.parts, Qt.Key.Key_Down)
    assert "Lesser General Public License" in dialog.text.toPlainText()
    for part in PARTS:
        assert part.licence in licence_text(part)
    torch = next(part for part in PARTS if part.package == "torch")
    assert "Redistribution and use" in licence_text(torch)


def test_a_notification_only_where_nobody_looks(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitActive(window):
        window.activateWindow()
    assert window.notifier.notify("Done", "74 % right") == "not needed"
    window.showMinimized()
    assert window.notifier.notify("Done", "74 % right") in ("notification", "taskbar")


def test_every_action_and_control_has_a_name(window: MainWindow) -> None:
    for menu in window.menus.all:
        for action in menu.actions():
            assert action.isSeparator() or action.text()
            assert action.isSeparator() or action.menu() or action.toolTip() != action.text().replace("&", "")
    assert window.tabs.tabBar().accessibleName()
