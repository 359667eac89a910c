"""How the list of photos is drawn: in the colours of the theme, with thumbnails and names that have to fit."""

import dataclasses
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.classify.many_panel import ManyPanel
from cifar_desktop.ui.classify.photo_delegate import THUMBNAIL_PX, two_lines
from cifar_desktop.ui.classify.photo_order import Column
from cifar_desktop.ui.classify.photo_thumbnails import Thumbnails
from cifar_desktop.ui.theme import DARK, LIGHT, apply_theme
from tests.ui.classify.made_photos import make_photo, png_of
from tests.ui.classify.many_panels import filled, panel_on
from tests.ui.classify.photo_labels import CLASS_NAMES, answered, made


@pytest.fixture
def panel(qtbot: QtBot, qapp: QApplication) -> Iterator[ManyPanel]:
    with panel_on(qtbot, qapp) as panel:
        yield panel


@pytest.fixture
def full(panel: ManyPanel) -> ManyPanel:
    return filled(panel)


def shades(widget: QWidget) -> set[str]:
    image = widget.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)}


@pytest.mark.parametrize("width", [276, 300, 400])
@pytest.mark.parametrize("dark", [False, True])
def test_rows_are_drawn_in_the_colours_of_the_theme(
    full: ManyPanel, qapp: QApplication, width: int, dark: bool
) -> None:
    apply_theme(qapp, dark=dark)
    colours = DARK if dark else LIGHT
    full.resize(width, 640)
    full.select(0)
    qapp.processEvents()
    assert full.width() == width  # nothing in it needs more
    seen = shades(full.table.viewport())
    assert {colours.surface, colours.soft} <= seen
    assert len(seen) > 50  # thumbnails
    if width == 400:
        assert colours.accent in seen  # the bars
    assert sum(full.table.columnWidth(column) for column in Column) == full.table.viewport().width()
    assert full.table.rowHeight(0) > THUMBNAIL_PX


def test_only_rows_in_sight_are_decoded(panel: ManyPanel, qapp: QApplication) -> None:
    panel.begin(CLASS_NAMES)
    labels = []
    for index in range(300):
        label = answered(index)
        content = label.thumbnail + index.to_bytes(2, "big")  # behind the picture, where no decoder looks
        labels.append(dataclasses.replace(label, thumbnail=content))
    panel.add_labels(made(labels))
    panel.table.grab()
    assert 5 <= panel.table.thumbnails.num_decoded <= 40
    panel.table.scrollToBottom()
    panel.table.grab()
    assert 10 <= panel.table.thumbnails.num_decoded <= 80


@pytest.mark.parametrize(
    ("size", "ratio", "drawn"),
    [
        ((64, 48), 1.0, (40, 30)),
        ((64, 48), 2.0, (80, 60)),
        ((32, 32), 1.0, (32, 32)),
        ((32, 32), 2.0, (64, 64)),
        ((1, 1), 1.0, (40, 40)),
        ((2, 64), 1.0, (1, 40)),
        ((64, 1), 1.0, (40, 1)),
    ],
)
def test_thumbnails_fill_their_square_and_tiny_ones_stay_sharp(
    qapp: QApplication, size: tuple[int, int], ratio: float, drawn: tuple[int, int]
) -> None:
    picture = Thumbnails().picture(png_of(make_photo(1, size)), 40, ratio)
    assert (picture.width(), picture.height()) == drawn
    assert picture.devicePixelRatio() == ratio


def test_a_thumbnail_that_is_no_picture_is_none(qapp: QApplication) -> None:
    thumbnails = Thumbnails()
    assert thumbnails.picture(b"nothing", 40, 1.0).isNull()
    for number in range(1000):
        thumbnails.picture(number.to_bytes(2, "big"), 40, 1.0)
    assert len(thumbnails) == 300


def test_a_long_name_takes_two_lines_and_then_loses_its_middle(panel: ManyPanel) -> None:
    letters = panel.table.fontMetrics()
    width = letters.horizontalAdvance("IMG_20240612_18")
    assert two_lines("short.jpg", letters, width) == ["short.jpg"]
    first, second = two_lines("IMG_20240612_184503.jpg", letters, width)
    assert (first, second) == ("IMG_20240612_", "184503.jpg")
    first, second = two_lines("IMG_20240612_184503 at the very end of the summer.jpg", letters, width)
    assert "…" in second
    assert letters.horizontalAdvance(second) <= width
    assert len(two_lines("W" * 200, letters, 1)) == 2
