"""The cameras of this computer, whichever it has."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtMultimedia import QMediaDevices
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.classify.camera_desk import system_cameras
from cifar_desktop.ui.classify.camera_hub import barred_files
from cifar_desktop.ui.classify.camera_state import Access

pytestmark = pytest.mark.qt_log_ignore("No RHI backend", extend=True)


class TestThisComputer:
    def test_its_cameras_are_listed(self, qapp: QApplication) -> None:
        parent = QObject()
        hub = system_cameras(parent)
        assert len(hub.cameras()) == len(QMediaDevices.videoInputs())
        assert len({camera.title for camera in hub.cameras()}) == len(hub.cameras())

    def test_its_answer_whether_cameras_may_be_used_arrives(self, qtbot: QtBot) -> None:
        parent = QObject()
        hub = system_cameras(parent)
        if hub.access() is not Access.UNDECIDED:  # nobody would press the button
            with qtbot.waitSignal(hub.access_decided):
                hub.ask_access()

    def test_a_camera_that_is_not_there_fails_in_words(self, qtbot: QtBot) -> None:
        parent = QObject()
        hub = system_cameras(parent)
        hub.open("/dev/no-such-camera")
        hub.start()
        assert not hub.is_active
        hub.close()

    @pytest.mark.parametrize(
        ("names", "may_open", "barred"),
        [
            ([], lambda file: False, ""),
            (["video0"], lambda file: True, ""),
            (["video0", "video1"], lambda file: file.name == "video1", ""),
            (["audio", "video0", "video1"], lambda file: False, "video0 and video1"),
        ],
    )
    def test_devices_that_may_not_be_opened_are_named(
        self, names: list[str], may_open: Callable[[Path], bool], barred: str, tmp_path: Path
    ) -> None:
        for name in names:
            (tmp_path / name).touch()
        assert barred_files(tmp_path, may_open=may_open).replace(f"{tmp_path}/", "") == barred
