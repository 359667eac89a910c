"""What is listed: filters, a threshold that moves, and ten thousand photos that arrive meanwhile."""

import random
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.classify.many_panel import ManyPanel
from cifar_desktop.ui.classify.photo_groups import ALL, BAD, NOT_SURE, class_group
from cifar_desktop.ui.classify.photo_order import Column
from tests.ui.classify.many_panels import choose, current, emitted, filled, listed, panel_on
from tests.ui.classify.photo_labels import CLASS_NAMES, answered, bad, made

Key = Qt.Key


@pytest.fixture
def panel(qtbot: QtBot, qapp: QApplication) -> Iterator[ManyPanel]:
    with panel_on(qtbot, qapp) as panel:
        yield panel


@pytest.fixture
def full(panel: ManyPanel) -> ManyPanel:
    return filled(panel)


# Filters


def test_the_fields_count_what_they_would_list(qtbot: QtBot, full: ManyPanel) -> None:
    field = full.finder.group_field
    titles = [field.itemText(row) for row in range(field.count())]
    assert titles == ["All (30)", "Not sure (6)", "Bad files (4)", "Cup (20)", "Spoon (0)", "Plate (0)"]
    assert full.finder.count.text() == "30"
    choose(full, class_group("cup"))
    assert full.finder.count.text() == "20 of 30"
    qtbot.keyClicks(full.finder.text_field, "PHOTO 1")
    assert full.finder.count.text() == "11 of 30"
    assert listed(full) == [1, *range(10, 20)]
    qtbot.keyClick(full.finder.text_field, Key.Key_Escape)
    assert full.finder.count.text() == "20 of 30"
    for group, rows in ((NOT_SURE, range(20, 26)), (BAD, range(26, 30)), (ALL, range(30))):
        choose(full, group)
        assert listed(full) == list(rows)


def test_thousands_are_counted_with_commas(panel: ManyPanel) -> None:
    panel.begin(CLASS_NAMES)
    panel.add_labels(made(answered(index, says="spoon" if index % 3 else "cup") for index in range(1500)))
    choose(panel, class_group("spoon"))
    assert panel.finder.count.text() == "1,000 of 1,500"


def test_a_list_that_fits_nothing_says_so_and_leads_back(qtbot: QtBot, full: ManyPanel) -> None:
    notice = full.table.notice
    assert not notice.isVisible()
    choose(full, class_group("plate"))
    qtbot.keyClicks(full.finder.text_field, "zebra")
    assert notice.isVisible()
    assert "No photo fits" in notice.words.text()
    assert not full.footer.export_button.isEnabled()
    assert full.footer.export_button.toolTip() == "No photo is listed."
    qtbot.mouseClick(notice.button, Qt.MouseButton.LeftButton)
    assert listed(full) == list(range(30))
    assert not notice.isVisible()
    assert full.footer.export_button.isEnabled()


def test_a_filter_keeps_the_current_photo_and_goes_to_no_other(full: ManyPanel) -> None:
    full.select(21)
    gone_to = QSignalSpy(full.current_changed)
    choose(full, class_group("cup"))
    assert current(full) is None
    choose(full, NOT_SURE)
    assert current(full) == 21
    choose(full, ALL)
    assert current(full) == 21
    visible = full.table.viewport().rect()
    assert visible.contains(full.table.visualRect(full.table.currentIndex()).center())
    assert gone_to.count() == 0


def test_bad_files_are_named_with_their_reasons(qtbot: QtBot, full: ManyPanel) -> None:
    button = full.footer.bad_button
    assert button.text() == "4 bad files: see why"
    gone_to = QSignalSpy(full.current_changed)
    full.select(3)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert listed(full) == [26, 27, 28, 29]
    assert full.finder.group_field.value == BAD
    assert emitted(gone_to) == [26]
    assert not button.isVisible()
    cell = full.model.index(0, Column.PHOTO)
    assert "The file is empty." in cell.data(Qt.ItemDataRole.ToolTipRole)
    assert "The file is empty." in cell.data(Qt.ItemDataRole.AccessibleDescriptionRole)


# The threshold


def test_the_threshold_judges_all_rows_at_once(full: ManyPanel) -> None:
    field = full.finder.group_field
    full.select(22)
    gone_to = QSignalSpy(full.current_changed)
    full.set_threshold(-22.5)
    assert field.itemText(1) == "Not sure (4)"
    assert field.itemText(4) == "Spoon (2)"
    choose(full, NOT_SURE)
    assert listed(full) == [22, 23, 24, 25]
    full.set_threshold(-24.5)  # the current photo leaves the list, and none other takes its place
    assert listed(full) == [24, 25]
    assert current(full) is None
    full.set_threshold(6.0)
    assert field.itemText(1) == "Not sure (26)"
    assert current(full) == 22
    full.set_threshold(None)
    assert listed(full) == []
    assert gone_to.count() == 0


# Ten thousand


def test_ten_thousand_photos_arrive_sorted_and_filtered(qtbot: QtBot, panel: ManyPanel) -> None:
    """What is in sight stays in sight, and only what is looked at is decoded."""
    panel.begin(CLASS_NAMES)
    panel.table.sortByColumn(Column.CONFIDENCE, Qt.SortOrder.DescendingOrder)
    panel.finder.text_field.setText("photo")
    choose(panel, class_group("cup"))
    chance, num_photos, size = random.Random(1), 10_000, 250
    resets = QSignalSpy(panel.model.modelReset)
    for start in range(0, num_photos, size):
        portion = [
            answered(i, confidence=chance.uniform(0.4, 1), familiarity=chance.uniform(-0.3, 1))
            if i % 10
            else bad(i, f"photo {i}.txt")
            for i in range(start, start + size)
        ]
        panel.add_labels(made(portion, start + size, num_photos))
        if start == 5000:
            panel.table.verticalScrollBar().setValue(20 * panel.table.rowHeight(0) + 7)
            in_sight = panel.model.label_at(panel.table.rowAt(1)).index
    QApplication.processEvents()
    assert resets.count() == 0
    assert panel.model.label_at(panel.table.rowAt(1)).index == in_sight
    assert panel.table.rowViewportPosition(panel.table.rowAt(1)) == -7
    shares = [panel.model.label_at(row).confidence for row in range(panel.model.rowCount())]
    assert shares == sorted(shares, reverse=True)
    assert panel.finder.count.text() == f"{len(shares):,} of 10,000"
    assert panel.model.rows.counts[BAD] == 1000
    assert panel.table.thumbnails.num_decoded <= 7  # there are seven different ones here
    panel.finished(False)
    choose(panel, ALL)
    assert panel.model.rowCount() == num_photos
