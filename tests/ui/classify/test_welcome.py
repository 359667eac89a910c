"""The page before the first photo: it invites, offers examples, and says what was wrong with a drop."""

import json
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPixmap
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QVBoxLayout
from pytestqt.qtbot import QtBot

from cifar_desktop.inference.examples import bundled_examples
from cifar_desktop.paths import resources
from cifar_desktop.ui.classify.intake import PhotoIntake
from cifar_desktop.ui.classify.photo_drop_area import PhotoDropArea
from cifar_desktop.ui.classify.welcome import Welcome
from cifar_desktop.ui.settings import Settings
from cifar_desktop.ui.theme import apply_theme, current_colours
from tests.ui.classify.pasted_things import (
    ON_THE_WEB,
    drag_in,
    drag_out,
    drop,
    picture,
    png,
    qt_image,
    with_addresses,
)

SMALLEST = (920, 460)  # what the smallest window leaves below menus, tabs and the bar


class Page:
    """The page on a place to drop on, as large as the smallest window leaves it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.area = PhotoDropArea()
        qtbot.addWidget(self.area)
        self.intake = PhotoIntake(Settings(), self.area)
        self.area.set_intake(self.intake)
        self.welcome = Welcome(self.intake)
        layout = QVBoxLayout(self.area)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.welcome)
        self.area.hovering_changed.connect(self.welcome.set_hovering)
        self.area.resize(*SMALLEST)
        self.area.show()
        self.area.activateWindow()


@pytest.fixture
def page(qtbot: QtBot) -> Page:
    return Page(qtbot)


def colour_at_edge(page: Page) -> str:
    """Return the colour inside the field, where nothing is written."""
    image = page.welcome.frame.grab().toImage()
    return QColor(image.pixel(image.width() // 2, 10)).name()


class TestExamples:
    def test_there_is_one_of_each_class_and_none_tells_which(self, page: Page) -> None:
        classes = json.loads((resources() / "sample" / "sample.json").read_text())["class_names"]
        buttons = page.welcome.examples.buttons
        assert len(buttons) == len(classes)
        for button in buttons:
            words = f"{button.accessibleName()} {button.toolTip()} {button.text()} {button.example.name}".lower()
            assert button.accessibleName()
            assert not any(name in words for name in classes)

    def test_a_click_chooses(self, qtbot: QtBot, page: Page) -> None:
        button = page.welcome.examples.buttons[3]
        with qtbot.waitSignal(page.welcome.example_chosen) as chosen:
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert chosen.args == [bundled_examples()[3]]
        assert chosen.args[0].read().size == (32, 32)

    @pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
    def test_the_keyboard_reaches_and_chooses(self, qtbot: QtBot, page: Page, key: Qt.Key) -> None:
        page.welcome.photos_button.setFocus()
        reached = []
        for _ in range(13):
            qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
            reached.append(QApplication.focusWidget())
        welcome = page.welcome
        assert reached == [
            welcome.folder_button,
            welcome.paste_button,
            welcome.camera_button,
            *welcome.examples.buttons,
        ]
        qtbot.keyClick(reached[-1], Qt.Key.Key_Left)
        assert QApplication.focusWidget() is welcome.examples.buttons[-2]
        with qtbot.waitSignal(welcome.example_chosen) as chosen:
            qtbot.keyClick(QApplication.focusWidget(), key)
        assert chosen.args == [bundled_examples()[-2]]

    def test_every_pixel_is_a_sharp_square(self, page: Page) -> None:
        button = page.welcome.examples.buttons[0]
        assert button.width() == 72
        shown = button.grab().toImage()
        before = bundled_examples()[0].read()
        for x, y in ((0, 0), (5, 9), (31, 31), (17, 30)):
            for dx, dy in ((0, 0), (1, 1)):
                colour = QColor(shown.pixel(4 + 2 * x + dx, 4 + 2 * y + dy))
                assert (colour.red(), colour.green(), colour.blue()) == before.getpixel((x, y))

    def test_they_grow_with_the_room(self, qtbot: QtBot, page: Page) -> None:
        widths, row = [], page.welcome.examples
        for width in (SMALLEST[0], 1280, 1920, SMALLEST[0]):
            page.area.resize(width, 700)
            qtbot.waitUntil(lambda: page.welcome.width() == page.area.width())
            qtbot.waitUntil(lambda: row.height() == row.sizeHint().height())
            widths.append(row.buttons[0].width() - 8)
            assert row.buttons[0].x() >= 0
            assert row.buttons[-1].geometry().right() < row.width()
        assert widths == [64, 96, 128, 64]

    def test_without_the_sample_the_page_is_there_all_the_same(
        self, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("cifar_desktop.data.sample_preview.resources", lambda: tmp_path)
        bundled_examples.cache_clear()
        page = Page(qtbot)
        assert page.welcome.examples.buttons == []
        assert "missing or damaged" in page.welcome.examples_words.text()
        assert page.welcome.photos_button.isVisible()


class TestHovering:
    @pytest.mark.parametrize("dark", [False, True])
    def test_it_wears_the_accent_while_a_photo_hovers(self, qapp: QApplication, page: Page, dark: bool) -> None:
        apply_theme(qapp, dark=dark)
        colours, mime = current_colours(), with_addresses(Path("/a/cat.png"))
        before = colour_at_edge(page)
        words = page.welcome.title.text()
        drag_in(page.welcome.photos_button, mime)
        assert colour_at_edge(page) == colours.soft
        assert page.welcome.title.text() != words
        drag_out(page.area)
        assert colour_at_edge(page) == before == colours.surface
        assert page.welcome.title.text() == words

    def test_an_address_does_not_light_it_up(self, page: Page) -> None:
        drag_in(page.area, with_addresses(ON_THE_WEB))
        assert not page.welcome.frame.is_hovered
        drag_out(page.area)


class TestWaysIn:
    @pytest.mark.parametrize("name", ["photos_button", "folder_button"])
    def test_a_button_asks(self, qtbot: QtBot, page: Page, name: str) -> None:
        button: QPushButton = getattr(page.welcome, name)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        dialog = page.area.findChild(QFileDialog)
        assert dialog is not None
        assert dialog.fileMode() == (
            QFileDialog.FileMode.ExistingFiles if name == "photos_button" else QFileDialog.FileMode.Directory
        )
        dialog.reject()
        qtbot.waitUntil(lambda: page.area.findChild(QFileDialog) is None, timeout=60_000)

    def test_paste(self, qtbot: QtBot, page: Page) -> None:
        clipboard = QGuiApplication.clipboard()
        clipboard.setImage(qt_image(png(picture())))
        with qtbot.waitSignal(page.intake.sources_given) as given:
            qtbot.mouseClick(page.welcome.paste_button, Qt.MouseButton.LeftButton)
        clipboard.clear()
        assert given.args[0][0].read().tobytes() == picture().tobytes()


class TestRefusals:
    def test_the_reason_stays_until_something_is_taken(self, page: Page, tmp_path: Path) -> None:
        problem = page.welcome.problem
        assert not problem.isVisible()
        drop(page.area, with_addresses(ON_THE_WEB))
        assert problem.isVisible()
        assert problem.text().startswith("What was dropped is only an address on the web")
        drop(page.area, with_addresses("smb://nas/<b>cat.jpg"))
        assert "“<b>cat.jpg”" in problem.text()
        assert problem.textFormat() == Qt.TextFormat.PlainText
        (tmp_path / "folder").mkdir()
        drop(page.area, with_addresses(tmp_path / "folder"))
        assert not problem.isVisible()

    def test_what_was_left_out_is_said_though_the_rest_was_taken(self, page: Page, tmp_path: Path) -> None:
        Image.new("RGB", (3, 3)).save(tmp_path / "cat.png")
        drop(page.area, with_addresses(tmp_path / "cat.png", ON_THE_WEB))
        assert page.welcome.problem.isVisible()

    def test_it_is_forgotten_when_the_next_thing_hovers(self, page: Page) -> None:
        drop(page.area, with_addresses(ON_THE_WEB))
        drag_in(page.area, with_addresses(Path("/a/cat.png")))
        assert not page.welcome.problem.isVisible()
        drag_out(page.area)


@pytest.mark.parametrize("text_px", [14, 18])
def test_nothing_is_cut_off(
    qtbot: QtBot, qapp: QApplication, page: Page, monkeypatch: pytest.MonkeyPatch, text_px: int
) -> None:
    monkeypatch.setattr("cifar_desktop.ui.theme.SMALLEST_TEXT_PX", text_px)
    apply_theme(qapp, dark=False)
    welcome = page.welcome
    drop(page.area, with_addresses(ON_THE_WEB))
    for size in (SMALLEST, (1900, 900), SMALLEST):
        page.area.resize(*size)
        QApplication.processEvents()
        qtbot.waitUntil(lambda: welcome.examples.height() == welcome.examples.sizeHint().height())
        assert (welcome.width(), welcome.height()) == size, "it needs more room than there is"
        assert welcome.title.fontInfo().pixelSize() == text_px + 12
        for each in (welcome.title, welcome.examples_words, welcome.photos_button, welcome.paste_button):
            assert each.width() >= each.sizeHint().width()
            assert each.height() >= each.sizeHint().height()
        assert welcome.problem.height() >= welcome.problem.heightForWidth(welcome.problem.width())
        assert welcome.frame.contentsRect().contains(welcome.problem.geometry())
        assert not welcome.problem.geometry().intersects(welcome.paste_button.geometry())


def test_it_follows_the_look(qapp: QApplication, page: Page) -> None:
    looks: list[QPixmap] = []
    for dark in (False, True, False):
        apply_theme(qapp, dark=dark)
        QApplication.processEvents()
        looks.append(page.welcome.grab())
    images = [look.toImage() for look in looks]
    assert images[0] == images[2] != images[1]
