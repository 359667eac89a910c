"""Light and dark: readable, chosen or following the system, at once and everywhere."""

from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QSpinBox, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from cifar_desktop.paths import resources
from cifar_desktop.ui.appearance import Appearance
from cifar_desktop.ui.icon import SIZES, program_icon
from cifar_desktop.ui.settings import Settings
from cifar_desktop.ui.theme import DARK, LIGHT, Colours, apply_theme, current_colours


@pytest.fixture
def appearance(qapp: QApplication) -> Iterator[Appearance]:
    appearance = Appearance(qapp, Settings())
    yield appearance
    appearance.deleteLater()


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
        for background in (colours.window, colours.surface, colours.hover):
            assert contrast(text, background) >= 4.5, (text, background)
    assert contrast(colours.text, colours.soft) >= 4.5
    assert contrast(colours.accent, colours.soft) >= 4.5
    assert contrast(colours.accent, colours.window) >= 4.5
    assert contrast(colours.on_accent, colours.accent) >= 4.5
    assert contrast(colours.quiet, colours.line) >= 4.5  # a disabled primary button
    assert contrast(colours.edge, colours.surface) >= 3
    assert contrast(colours.edge, colours.window) >= 3


@pytest.mark.parametrize("dark", [False, True])
def test_the_style_sheet_is_understood(qtbot: QtBot, qapp: QApplication, dark: bool) -> None:
    """Qt warns of a style sheet or a picture in it that it cannot read, and a warning fails the test."""
    apply_theme(qapp, dark=dark)
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    tick = QCheckBox("On")
    tick.setChecked(True)
    for control in (QComboBox(), QSpinBox(), tick):
        layout.addWidget(control)
    window.show()
    colours = DARK if dark else LIGHT
    assert current_colours() is colours
    drawn = tick.grab().toImage()
    seen = {drawn.pixelColor(x, y).name() for x in range(22) for y in range(drawn.height())}
    assert colours.accent in seen
    assert colours.on_accent in seen  # the tick is a picture: it was found


def test_every_picture_of_the_style_sheet_is_there(qapp: QApplication) -> None:
    for dark in (False, True):
        apply_theme(qapp, dark=dark)
        named = [part.split('"')[0] for part in qapp.styleSheet().split('url("')[1:]]
        assert len(set(named)) == 5
        assert all(name.startswith(resources().as_posix()) for name in named)
        for name in named:
            for scale in ("", "@2x", "@3x"):
                assert (resources() / "icons" / name.replace(".png", f"{scale}.png")).is_file()


def test_a_choice_is_worn_at_once_and_remembered(appearance: Appearance) -> None:
    appearance.choose("dark")
    assert current_colours() is DARK
    assert appearance.is_dark
    appearance.choose("light")
    assert current_colours() is LIGHT
    assert appearance.theme == "light"


def test_the_next_start_wears_it_again(qapp: QApplication) -> None:
    settings = Settings()
    settings.theme = "dark"
    settings.save()
    appearance = Appearance(qapp, Settings())
    assert current_colours() is DARK
    appearance.deleteLater()


def test_it_follows_the_system_unless_something_was_chosen(appearance: Appearance) -> None:
    hints = QGuiApplication.styleHints()
    assert current_colours() is LIGHT
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert current_colours() is DARK
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Unknown)
    assert current_colours() is DARK
    appearance.choose("light")
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert current_colours() is LIGHT
    appearance.choose("system")
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert current_colours() is LIGHT


def test_widgets_hear_of_it(qtbot: QtBot, appearance: Appearance) -> None:
    label = QLabel("Words")
    qtbot.addWidget(label)
    label.show()
    appearance.choose("dark")
    qtbot.waitUntil(label.updatesEnabled)
    assert label.palette().color(QPalette.ColorRole.WindowText).name() == DARK.text
    appearance.choose("light")
    qtbot.waitUntil(label.updatesEnabled)
    assert label.palette().color(QPalette.ColorRole.WindowText).name() == LIGHT.text


class ChangeCounter(QLabel):
    """Counts what it is told to put on."""

    def __init__(self) -> None:
        super().__init__("Words")
        self.changes: Counter[QEvent.Type] = Counter()

    def changeEvent(self, event: QEvent) -> None:
        self.changes[event.type()] += 1
        super().changeEvent(event)


def test_a_change_dresses_everything_twice_at_most(qtbot: QtBot, appearance: Appearance) -> None:
    """Once with the old sheet off, once with the new one on: a window of 850 widgets stands still meanwhile."""
    label = ChangeCounter()
    qtbot.addWidget(label)
    label.show()
    label.changes.clear()
    appearance.choose("dark")
    QApplication.processEvents()
    assert 1 <= label.changes[QEvent.Type.StyleChange] <= 2
    assert 1 <= label.changes[QEvent.Type.PaletteChange] <= 3


def test_nothing_half_dressed_is_shown(qtbot: QtBot, appearance: Appearance) -> None:
    tick = QCheckBox("Ticked")
    qtbot.addWidget(tick)
    tick.show()
    appearance.choose("dark")
    assert not tick.updatesEnabled()
    appearance.choose("light")
    appearance.choose("dark")  # somebody cannot decide
    assert QApplication.instance().styleSheet() == ""
    qtbot.waitUntil(tick.updatesEnabled)
    assert DARK.accent in QApplication.instance().styleSheet()
    assert LIGHT.accent not in QApplication.instance().styleSheet()


def test_a_window_that_goes_in_the_midst_of_it_is_let_go(qtbot: QtBot, appearance: Appearance) -> None:
    gone, stays = QLabel("Words"), QLabel("Words")
    qtbot.addWidget(stays)
    for label in (gone, stays):
        label.show()
    appearance.choose("dark")
    delete(gone)
    qtbot.waitUntil(stays.updatesEnabled)


def test_the_same_look_is_not_put_on_again(qtbot: QtBot, appearance: Appearance) -> None:
    appearance.choose("light")
    label = ChangeCounter()
    qtbot.addWidget(label)
    label.show()
    label.changes.clear()
    appearance.choose("light")
    appearance.choose("system")  # which is light as well
    assert label.changes[QEvent.Type.StyleChange] == 0


def test_the_icon_has_every_size(qapp: QApplication) -> None:
    icon = program_icon()
    assert [size.width() for size in sorted(icon.availableSizes(), key=lambda size: size.width())] == list(SIZES)
    for size in SIZES:
        picture = icon.pixmap(size, size).toImage()
        assert picture.width() == size
        colours = {picture.pixelColor(x, y).name() for x in range(0, size, 2) for y in range(0, size, 2)}
        assert len(colours) > 3
        assert picture.pixelColor(0, 0).alpha() < 128  # round corners
