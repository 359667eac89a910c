"""Small pictures in columns."""

import numpy as np
import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.theme import DARK, LIGHT, apply_theme
from cifar_desktop.ui.widgets.thumbnail_grid import PictureColumn, ThumbnailGrid
from tests.ui.pixels import pixels


class TestThumbnailGrid:
    @pytest.fixture
    def grid(self, qtbot: QtBot) -> ThumbnailGrid:
        grid = ThumbnailGrid(wraps=True, max_rows=3)
        qtbot.addWidget(grid)
        colours = np.arange(10 * 3, dtype=np.uint8) * 8
        pictures = np.broadcast_to(colours.reshape(10, 3, 1, 1, 1), (10, 3, 32, 32, 3)).copy()
        pictures[:, :, ::2, ::2] = 255 - pictures[:, :, ::2, ::2]
        grid.show_columns([PictureColumn(caption=str(n), pictures=each) for n, each in enumerate(pictures)])
        return grid

    @pytest.mark.parametrize(("width", "num_shown"), [(520, 10), (800, 30), (1200, 30), (100, 10)])
    def test_every_class_is_seen_in_every_width(self, grid: ThumbnailGrid, width: int, num_shown: int) -> None:
        grid.resize(width, grid.heightForWidth(width))
        assert grid.num_shown == num_shown

    @pytest.mark.parametrize(("width", "scale"), [(800, 2), (1200, 3)])
    def test_pixels_stay_sharp_squares(self, grid: ThumbnailGrid, width: int, scale: int) -> None:
        grid.resize(width, grid.heightForWidth(width))
        image = grid.grab().toImage()
        top = image.height() - 32 * scale  # the last row of the first column
        part = pixels(image.copy(0, top, 32 * scale, 32 * scale))
        original = pixels(grid.picture_at(0, 2))
        assert np.array_equal(part, original.repeat(scale, axis=0).repeat(scale, axis=1))

    def test_one_that_does_not_wrap_leaves_out_what_does_not_fit(self, qtbot: QtBot) -> None:
        grid = ThumbnailGrid(wraps=False, max_rows=2)
        qtbot.addWidget(grid)
        pictures = np.zeros((2, 32, 32, 3), np.uint8)
        grid.show_columns([PictureColumn(caption=str(n), pictures=pictures) for n in range(16)])
        grid.resize(500, grid.heightForWidth(500))
        assert grid.num_shown == 2 * ((500 - 14 + 6) // 70)

    def test_captions_follow_the_theme(self, qtbot: QtBot, grid: ThumbnailGrid) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        grid.resize(800, grid.heightForWidth(800))
        grid.show()
        try:
            for dark, colours in ((False, LIGHT), (True, DARK)):
                apply_theme(app, dark=dark)
                caption = grid.grab().toImage().copy(0, 0, 64, 14)
                drawn = {tuple(each) for row in pixels(caption).tolist() for each in row}
                assert QColor(colours.quiet).getRgb()[:3] in drawn
        finally:
            app.setStyleSheet("")
