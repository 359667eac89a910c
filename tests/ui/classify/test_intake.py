"""Photos are chosen, pasted and dropped, and the same one is the same however it came."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QDir, QMimeData
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QVBoxLayout
from pytestqt.qtbot import QtBot

from cifar_desktop.inference.photo_source import PhotoSource
from cifar_desktop.ui.classify.intake import PhotoIntake
from cifar_desktop.ui.classify.photo_drop_area import PhotoDropArea
from cifar_desktop.ui.settings import Settings
from tests.ui.classify.pasted_things import (
    COPY,
    LINK,
    MOVE,
    ON_THE_WEB,
    data_address,
    drag_in,
    drag_on,
    drag_out,
    drop,
    from_browser,
    picture,
    pixels,
    png,
    qt_image,
    with_addresses,
    with_format,
    with_text,
)

PATIENCE_MS = 60_000


class Desk:
    """A place to drop on, with something on it, and a list of all that came out of its intake."""

    def __init__(self, qtbot: QtBot) -> None:
        self.area = PhotoDropArea()
        qtbot.addWidget(self.area)
        self.child = QLabel("Anything that lies on it")
        QVBoxLayout(self.area).addWidget(self.child)
        self.settings = Settings()
        self.intake = PhotoIntake(self.settings, self.area)
        self.area.set_intake(self.intake)
        self.sources: list[PhotoSource] = []
        self.folders: list[Path] = []
        self.problems: list[str] = []
        self.hovering: list[bool] = []
        self.intake.sources_given.connect(self.sources.extend)
        self.intake.folders_given.connect(self.folders.extend)
        self.intake.refused.connect(lambda error: self.problems.append(str(error)))
        self.area.hovering_changed.connect(self.hovering.append)
        self.area.show()

    def dialog(self) -> QFileDialog:
        dialog = self.area.findChild(QFileDialog)
        assert dialog is not None
        assert dialog.isModal()
        return dialog


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot)


@pytest.fixture
def clipboard(qapp: QGuiApplication) -> Iterator[QClipboard]:
    clipboard = qapp.clipboard()
    clipboard.clear()
    yield clipboard
    clipboard.clear()


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "my photos"
    folder.mkdir()
    (folder / "notes.txt").write_text("not offered")
    files = [folder / "one.png", folder / "two.PNG"]
    for number, file in enumerate(files):
        picture(size=(10 + number, 10)).save(file, "PNG")
    return files


def wait_until_closed(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: desk.area.findChild(QFileDialog) is None, timeout=PATIENCE_MS)


def accept(qtbot: QtBot, desk: Desk, names: str) -> None:
    dialog = desk.dialog()
    line = dialog.findChild(QLineEdit, "fileNameEdit")
    assert line is not None
    line.setText(names)
    dialog.accept()
    wait_until_closed(qtbot, desk)


class TestChoosing:
    def test_several_photos(self, qtbot: QtBot, desk: Desk, files: list[Path]) -> None:
        desk.intake.choose_photos()
        desk.dialog().setDirectory(str(files[0].parent))
        accept(qtbot, desk, '"one.png" "two.PNG"')
        assert desk.sources == [PhotoSource(name=file.name, path=file) for file in files]
        assert desk.settings.photos_folder == files[0].parent
        desk.intake.choose_photos()
        assert Path(desk.dialog().directory().absolutePath()) == files[0].parent
        desk.dialog().reject()
        wait_until_closed(qtbot, desk)

    def test_pictures_are_offered_whatever_the_case_of_their_ending(
        self, qtbot: QtBot, desk: Desk, files: list[Path]
    ) -> None:
        desk.intake.choose_photos()
        patterns = desk.dialog().nameFilters()[0].partition("(")[2].rstrip(")").split()
        offered = QDir(str(files[0].parent)).entryList(patterns, QDir.Filter.Files | QDir.Filter.CaseSensitive)
        assert sorted(offered) == ["one.png", "two.PNG"]
        desk.dialog().reject()
        wait_until_closed(qtbot, desk)

    def test_a_folder(self, qtbot: QtBot, desk: Desk, files: list[Path]) -> None:
        desk.intake.choose_folder()
        desk.dialog().setDirectory(str(files[0].parent.parent))
        accept(qtbot, desk, "my photos")
        assert desk.folders == [files[0].parent]
        assert desk.sources == []
        assert desk.settings.photos_folder == files[0].parent

    def test_the_folder_of_the_photos_chosen_last_is_at_hand(self, qtbot: QtBot, desk: Desk, files: list[Path]) -> None:
        desk.settings.photos_folder = files[0].parent
        desk.intake.choose_folder()
        desk.dialog().accept()
        wait_until_closed(qtbot, desk)
        assert desk.folders == [files[0].parent]

    def test_a_closed_dialog_changes_nothing(self, qtbot: QtBot, desk: Desk) -> None:
        for ask in (desk.intake.choose_photos, desk.intake.choose_folder):
            ask()
            desk.dialog().reject()
            wait_until_closed(qtbot, desk)
        assert desk.sources == desk.folders == desk.problems == []
        assert desk.settings.photos_folder is None


class TestPasting:
    def test_pictures_are_numbered(self, desk: Desk, clipboard: QClipboard) -> None:
        for _ in range(2):
            clipboard.setImage(qt_image(png(picture())))
            desk.intake.paste()
        drop(desk.area, with_addresses(data_address(png(picture()))))
        clipboard.setMimeData(from_browser(png(picture())))
        desk.intake.paste()
        assert [source.name for source in desk.sources] == [
            "Pasted picture 1",
            "Pasted picture 2",
            "Dropped picture 3",
            "my cat.png",
        ]
        assert all(source.read().tobytes() == picture().tobytes() for source in desk.sources)

    def test_files_and_folders(self, desk: Desk, clipboard: QClipboard, files: list[Path]) -> None:
        clipboard.setMimeData(with_addresses(*files, files[0].parent))
        desk.intake.paste()
        assert desk.sources == [PhotoSource(name=file.name, path=file) for file in files]
        assert desk.folders == [files[0].parent]
        assert desk.problems == []

    def test_nothing(self, desk: Desk, clipboard: QClipboard) -> None:
        desk.intake.paste()
        clipboard.setText("A cat, in words")
        desk.intake.paste()
        clipboard.setText(ON_THE_WEB)
        desk.intake.paste()
        assert desk.sources == desk.folders == []
        assert desk.problems == [
            "There is nothing to paste: the clipboard is empty. Copy a picture or photo files first.",
            "What was pasted is only text, no picture. Copy a picture or photo files instead.",
            "What was pasted is only an address on the web, and nothing is downloaded without being asked. "
            "Copy the picture itself in the browser, or save it first.",
        ]

    @pytest.mark.skipif(sys.platform != "linux", reason="only here may a name be no text")
    def test_a_name_that_is_no_text_can_be_shown(self, desk: Desk, clipboard: QClipboard, tmp_path: Path) -> None:
        file = tmp_path / "caf\udce9.png"
        file.write_bytes(png(picture()))
        clipboard.setMimeData(with_format("text/uri-list", f"file://{tmp_path}/caf%E9.png\r\n".encode()))
        desk.intake.paste()
        assert [(source.name, source.path) for source in desk.sources] == [("caf?.png", file)]
        assert desk.sources[0].read().size == (41, 29)


class TestDropping:
    def test_on_whatever_lies_there(self, desk: Desk, files: list[Path]) -> None:
        event = drop(desk.child, with_addresses(*files))
        assert event.isAccepted()
        assert desk.sources == [PhotoSource(name=file.name, path=file) for file in files]
        assert desk.hovering == [True, False]

    def test_hovering_comes_and_goes(self, desk: Desk, files: list[Path]) -> None:
        mime = with_addresses(*files)
        assert drag_in(desk.area, mime).isAccepted()
        assert drag_on(desk.area, mime).isAccepted()
        assert desk.hovering == [True]
        drag_out(desk.area)
        assert desk.hovering == [True, False]
        assert desk.sources == []

    def test_what_holds_no_photo_is_let_in_and_refused_in_words(self, desk: Desk) -> None:
        assert drop(desk.area, with_addresses(ON_THE_WEB)).isAccepted()
        assert desk.hovering == []
        assert len(desk.problems) == 1
        assert desk.problems[0].startswith("What was dropped is only an address on the web")

    def test_only_some_of_it(self, desk: Desk, files: list[Path]) -> None:
        drop(desk.area, with_addresses(files[0], ON_THE_WEB))
        assert [source.path for source in desk.sources] == [files[0]]
        assert len(desk.problems) == 1
        assert "What can be read was taken." in desk.problems[0]

    def test_no_file_is_ever_moved(self, desk: Desk, files: list[Path]) -> None:
        mime = with_addresses(*files)
        assert drop(desk.area, mime, MOVE | COPY).dropAction() == COPY
        assert drop(desk.area, mime, MOVE | LINK).dropAction() == LINK
        assert not drag_in(desk.area, mime, MOVE).isAccepted()
        assert len(desk.sources) == 4

    def test_without_an_intake_nothing_is_taken(self, qtbot: QtBot) -> None:
        area = PhotoDropArea()
        qtbot.addWidget(area)
        assert not drag_in(area, with_text("anything")).isAccepted()


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "I;16", "1"])
def test_the_same_picture_is_the_same_however_it_came(
    qtbot: QtBot, desk: Desk, clipboard: QClipboard, tmp_path: Path, mode: str
) -> None:
    content = png(picture(mode))
    file = tmp_path / "cat.png"
    file.write_bytes(content)

    desk.intake.choose_photos()
    desk.dialog().setDirectory(str(tmp_path))
    accept(qtbot, desk, "cat.png")

    clipboard.setImage(qt_image(content))
    desk.intake.paste()
    pasted_file, pasted_png = with_addresses(file), with_format("image/png", content)
    for mime in (pasted_file, pasted_png):
        clipboard.setMimeData(mime)
        desk.intake.paste()

    dropped_image = QMimeData()
    dropped_image.setImageData(qt_image(content))
    for mime in (
        with_addresses(file),
        dropped_image,
        from_browser(content),
        with_format("application/octet-stream", content, ON_THE_WEB),
        with_addresses(data_address(content)),
    ):
        drop(desk.area, mime)

    assert desk.problems == []
    assert len(desk.sources) == 9
    expected = pixels([PhotoSource(name="the file", path=file).read()])
    for source in desk.sources:
        assert pixels([source.read()]) == expected, source.name
