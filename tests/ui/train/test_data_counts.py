"""How many photos of each class there are, in words and bars."""

from dataclasses import replace

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.theme import DARK, LIGHT
from cifar_desktop.ui.train.data_counts import ClassCounts
from cifar_desktop.ui.train.data_panel import DataPanel
from tests.ui.train.data_panels import click


class TestCounts:
    def test_uneven_classes_are_a_folded_list(self, qtbot: QtBot, panel: DataPanel) -> None:
        overview = panel.overview
        assert overview is not None
        counts = ClassCounts()
        qtbot.addWidget(counts)
        counts.resize(320, 400)
        counts.show()
        counts.show_counts(replace(overview, train_counts=(*range(110, 200, 10), 1_300)))
        assert counts.words.text() == "10 classes with 110 to 1,300 photos for training."
        assert not counts.bars.isVisible()
        header = counts.fold.header
        click(qtbot, header)
        assert counts.bars.isVisible()
        assert counts.bars.accessibleDescription().endswith(f"{overview.class_names[-1]}: 1,300")
        assert longest_bar(counts.bars) == 9
        counts.show_counts(overview)
        assert not counts.fold.isVisible()


def longest_bar(bars: QWidget) -> int:
    """Return in which row the most of the accent colour is drawn."""
    image = bars.grab().toImage()
    accent = [
        sum(image.pixelColor(x, 24 * row + 12).name() in {LIGHT.accent, DARK.accent} for x in range(image.width()))
        for row in range(10)
    ]
    assert sorted(accent[:9]) == accent[:9]
    return accent.index(max(accent))
