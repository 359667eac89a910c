"""Photos come from the menu, and from a drop anywhere on the window; closing does not wait for a folder."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.main_window import MainWindow
from tests.ui.classify.made_photos import PATIENCE_MS, make_photo, png_of, write_weights_file
from tests.ui.classify.pasted_things import drag_in, drop, from_browser, with_addresses, with_text

CLOSED_WITHIN_S = 10.0


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    """The window with its Train tab in front, and small weights to come."""
    window = MainWindow()
    window.show()
    window.classify_tab.use_weights(write_weights_file(tmp_path / "kitchen.safetensors", ("cup", "spoon"), 0))
    yield window
    window.errors.dismiss()
    window.close()
    assert window.wait(PATIENCE_MS)
    window.deleteLater()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    path.write_bytes(png_of(make_photo(0)))
    return path


def wait_for_answer(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.classify_tab.page.stage.canvas.photo is not None, timeout=PATIENCE_MS)


def dialog_of(window: MainWindow) -> QFileDialog:
    (dialog,) = [one for one in window.findChildren(QFileDialog) if one.isVisible()]
    return dialog


def test_a_photo_dropped_on_another_tab_is_answered_in_this_one(qtbot: QtBot, window: MainWindow, photo: Path) -> None:
    assert drop(window, with_addresses(photo)).isAccepted()
    assert window.tabs.currentWidget() is window.classify_tab
    wait_for_answer(qtbot, window)


def test_what_holds_no_photo_is_not_let_in(window: MainWindow) -> None:
    assert not drag_in(window, with_text("a shopping list")).isAccepted()
    assert window.tabs.currentWidget() is window.train_tab


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("open_photos", QFileDialog.FileMode.ExistingFiles),
        ("open_photo_folder", QFileDialog.FileMode.Directory),
    ],
)
def test_the_menu_asks_for_photos(window: MainWindow, name: str, mode: QFileDialog.FileMode) -> None:
    getattr(window.menus, name).trigger()
    assert window.tabs.currentWidget() is window.classify_tab
    dialog = dialog_of(window)
    assert dialog.fileMode() == mode
    dialog.reject()


def test_a_picture_is_pasted_where_photos_are_looked_at_and_nowhere_else(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitActive(window):
        window.activateWindow()
    QGuiApplication.clipboard().setMimeData(from_browser(png_of(make_photo(0))))
    assert not window.menus.paste_photo.isEnabled()
    assert "Classify" in window.menus.paste_photo.toolTip()
    window.tabs.setCurrentWidget(window.classify_tab)
    assert window.menus.paste_photo.isEnabled()
    qtbot.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    wait_for_answer(qtbot, window)


def test_a_fault_and_a_refusal_are_told_by_the_window(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    window.tabs.setCurrentWidget(window.classify_tab)
    bad = tmp_path / "notes.pth"
    bad.write_text("a shopping list")
    window.classify_tab.use_weights(bad)
    qtbot.waitUntil(lambda: window.errors.dialog is not None, timeout=PATIENCE_MS)
    assert "notes.pth" in window.errors.dialog.problem.what


def test_the_window_closes_at_once_while_a_folder_runs(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(400):
        (folder / f"{number:03}.png").write_bytes(png_of(make_photo(number, (60, 45))))
    drop(window, with_addresses(folder))
    many = window.classify_tab.page.session.many
    qtbot.waitUntil(lambda: many.num_labelled >= 2, timeout=PATIENCE_MS)
    started = time.monotonic()
    window.close()
    assert time.monotonic() - started < CLOSED_WITHIN_S
    assert not window.isVisible()
    assert many.wait(0)
