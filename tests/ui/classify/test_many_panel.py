"""The list of photos as a person uses it: keys, clicks, filters, a threshold that moves, a run that is cancelled."""

import dataclasses
import random
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from cifar_desktop.inference.label_many import PhotoLabel
from cifar_desktop.ui.classify.many_panel import ManyPanel
from cifar_desktop.ui.classify.photo_delegate import THUMBNAIL_PX, two_lines
from cifar_desktop.ui.classify.photo_groups import ALL, BAD, NOT_SURE, class_group
from cifar_desktop.ui.classify.photo_order import Column
from cifar_desktop.ui.classify.photo_thumbnails import Thumbnails
from cifar_desktop.ui.theme import DARK, LIGHT, apply_theme
from tests.ui.classify.made_photos import make_photo, png_of
from tests.ui.classify.photo_labels import CLASS_NAMES, answered, bad, made

Key = Qt.Key


@pytest.fixture
def panel(qtbot: QtBot, qapp: QApplication) -> Iterator[ManyPanel]:
    apply_theme(qapp, dark=False)
    panel = ManyPanel()
    qtbot.addWidget(panel)
    panel.resize(380, 640)
    with qtbot.waitExposed(panel):
        panel.show()
    panel.set_threshold(0.0)
    yield panel
    assert panel.wait(10_000)


@pytest.fixture
def full(panel: ManyPanel) -> ManyPanel:
    """30 photos: 20 cups, 6 spoons that are not sure, 4 bad files; nothing runs any more."""
    panel.begin(CLASS_NAMES)
    labels = [answered(index, confidence=0.5 + index / 100) for index in range(20)]
    labels += [answered(index, says="spoon", familiarity=-1.0 - index) for index in range(20, 26)]
    panel.add_labels(made([*labels, *map(bad, range(26, 30))], 30, 30))
    panel.finished(False)
    return panel


def listed(panel: ManyPanel) -> list[int]:
    return [panel.model.label_at(row).index for row in range(panel.model.rowCount())]


def current(panel: ManyPanel) -> int | None:
    row = panel.table.currentIndex()
    return panel.model.label_at(row.row()).index if row.isValid() else None


def emitted(spy: QSignalSpy) -> list[int]:
    return [spy.at(number)[0].index for number in range(spy.count())]


def choose(panel: ManyPanel, group: str) -> None:
    field = panel.finder.group_field
    field.set_value(group)
    assert field.value == group
    field.edited.emit()


def click_row(qtbot: QtBot, panel: ManyPanel, row: int) -> None:
    place = panel.table.visualRect(panel.model.index(row, Column.ANSWER)).center()
    qtbot.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def click_title(qtbot: QtBot, panel: ManyPanel, column: Column) -> None:
    header = panel.table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(column) + 12, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)


# The keyboard and the mouse


def test_the_first_photo_is_gone_to_by_itself(panel: ManyPanel) -> None:
    gone_to = QSignalSpy(panel.current_changed)
    panel.begin(CLASS_NAMES)
    panel.add_labels(made([answered(0), answered(1)]))
    panel.add_labels(made([answered(2)]))
    assert emitted(gone_to) == [0]
    assert isinstance(gone_to.at(0)[0], PhotoLabel)


def test_the_arrow_keys_go_from_photo_to_photo(qtbot: QtBot, full: ManyPanel) -> None:
    full.table.setFocus()
    gone_to = QSignalSpy(full.current_changed)
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Up, Key.Key_End, Key.Key_Up, Key.Key_Home):
        qtbot.keyClick(full.table, key)
    assert emitted(gone_to) == [1, 2, 1, 29, 28, 0]
    qtbot.keyClick(full.table, Key.Key_Right)
    qtbot.keyClick(full.table, Key.Key_Left)
    assert gone_to.count() == 6
    qtbot.keyClick(full.table, Key.Key_PageDown)
    assert emitted(gone_to)[-1] > 3
    last = full.table.visualRect(full.table.currentIndex())
    assert full.table.viewport().rect().contains(last.center())


def test_enter_and_a_second_click_go_to_the_same_photo_again(qtbot: QtBot, full: ManyPanel) -> None:
    full.table.setFocus()
    gone_to = QSignalSpy(full.current_changed)
    qtbot.keyClick(full.table, Key.Key_Return)
    click_row(qtbot, full, 2)
    click_row(qtbot, full, 2)
    assert emitted(gone_to) == [0, 2, 2]


def test_tab_leads_through_every_control_and_the_arrows_between_field_and_list(qtbot: QtBot, full: ManyPanel) -> None:
    full.activateWindow()
    full.finder.text_field.setFocus()
    way = []
    for _ in range(6):
        way.append(QApplication.focusWidget())
        qtbot.keyClick(way[-1], Key.Key_Tab)
    footer = full.footer
    assert way == [
        full.finder.text_field,
        full.finder.group_field,
        full.table,
        footer.bad_button,
        footer.export_button,
        footer.clear_button,
    ]
    for widget in way:
        assert widget.accessibleName() or widget.text()
    full.finder.text_field.setFocus()
    qtbot.keyClick(full.finder.text_field, Key.Key_Down)
    assert full.table.hasFocus()
    qtbot.keyClick(full.table, Key.Key_Up)
    assert full.finder.text_field.hasFocus()
    full.table.setFocus()
    qtbot.keyClick(full.table, Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert full.finder.text_field.hasFocus()


def test_titles_sort_up_and_down_and_back(qtbot: QtBot, full: ManyPanel) -> None:
    full.select(3)
    gone_to = QSignalSpy(full.current_changed)
    click_title(qtbot, full, Column.CONFIDENCE)
    assert listed(full)[:4] == [0, 1, 2, 3]
    assert listed(full)[-4:] == [26, 27, 28, 29]
    click_title(qtbot, full, Column.CONFIDENCE)
    assert listed(full)[:2] == [20, 21]
    assert listed(full)[-4:] == [26, 27, 28, 29]
    assert current(full) == 3
    assert full.table.verticalScrollBar().value() == 0  # the highest are what was asked for
    click_title(qtbot, full, Column.CONFIDENCE)
    assert listed(full) == list(range(30))
    assert current(full) == 3
    assert gone_to.count() == 0


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # what a menu asks of the screen
def test_the_menu_key_sorts_too_and_copies_a_path(qtbot: QtBot, full: ManyPanel) -> None:
    full.select(4)
    full.table.setFocus()
    QApplication.sendEvent(
        full.table.viewport(),
        QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), full.table.mapToGlobal(QPoint(5, 5))),
    )
    menu = full.table.findChild(QMenu)
    actions = {action.text().replace("&", ""): action for action in menu.actions()}
    assert actions["As they came"].isChecked()
    actions["Most sure first"].trigger()
    menu.close()
    assert listed(full)[0] == 20
    qtbot.keyClick(full.table, Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().replace("\\", "/").endswith("/photos/photo 4.jpg")
    QGuiApplication.clipboard().clear()


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


# A run


def test_a_run_shows_how_far_it_is_and_how_it_ended(panel: ManyPanel) -> None:
    assert panel.table.notice.words.text() == "Photos that you add are listed here."
    assert not panel.progress.isVisible()
    assert panel.footer.clear_button.toolTip() == "The list is empty already."
    panel.begin(CLASS_NAMES)
    assert panel.progress.isVisible()
    assert "in a moment" in panel.table.notice.words.text()
    panel.add_labels(made([answered(index) for index in range(40)], 40, 100))
    assert (panel.progress.bar.value(), panel.progress.bar.maximum()) == (40, 100)
    assert panel.progress.amount.text() == "40 of 100"
    assert not panel.footer.bad_button.isVisible()
    panel.add_labels(made([bad(index) for index in range(40, 100)], 100, 100))
    panel.finished(False)
    assert not panel.progress.isVisible()
    assert panel.footer.words == "100 photos in 0:00."
    assert panel.footer.bad_button.isVisible()
    assert panel.num_photos == 100


def test_cancelling_keeps_what_is_done(qtbot: QtBot, panel: ManyPanel) -> None:
    panel.begin(CLASS_NAMES)
    panel.add_labels(made([answered(index) for index in range(40)], 40, 1000))
    with qtbot.waitSignal(panel.cancel_requested):
        qtbot.mouseClick(panel.progress.cancel_button, Qt.MouseButton.LeftButton)
    assert panel.progress.isVisible()  # until the thread has ended
    panel.add_labels(made([answered(40)], 41, 1000))
    panel.finished(True)
    assert listed(panel) == list(range(41))
    assert panel.footer.words == "Cancelled. The 41 photos that are done stay."
    panel.begin(CLASS_NAMES)
    assert panel.footer.words == ""


def test_a_folder_without_pictures_says_so(panel: ManyPanel) -> None:
    panel.begin(CLASS_NAMES)
    panel.finished(False)
    assert panel.table.notice.words.text() == "There were no pictures in there."


def test_other_weights_label_every_row_anew(panel: ManyPanel) -> None:
    panel.begin(CLASS_NAMES)
    panel.add_labels(made([answered(index) for index in range(30)], 30, 30))
    panel.finished(False)
    panel.select(12)
    choose(panel, class_group("cup"))
    gone_to = QSignalSpy(panel.current_changed)
    panel.relabelling()
    assert panel.progress.isVisible()
    assert listed(panel) == []
    panel.begin(("rose", "spoon", "tulip"))
    assert panel.finder.group_field.value == ALL  # there are no cups any more
    assert listed(panel) == list(range(30))
    assert panel.model.index(0, Column.ANSWER).data() == "…"
    panel.add_labels(made([answered(index, says="spoon") for index in range(20)], 20, 30))
    assert panel.finder.group_field.itemText(4) == "Spoon (20)"
    assert current(panel) == 12
    assert gone_to.count() == 0
    panel.finished(True)  # those that were not reached leave the list, as they leave the desk's
    assert listed(panel) == list(range(20))


def test_an_empty_list_can_be_filled_again(qtbot: QtBot, full: ManyPanel) -> None:
    choose(full, BAD)
    with qtbot.waitSignal(full.clear_requested):
        qtbot.mouseClick(full.footer.clear_button, Qt.MouseButton.LeftButton)
    assert full.num_photos == 30  # the tab clears desk and list together
    full.clear()
    assert full.num_photos == 0
    assert full.finder.count.text() == ""
    assert full.finder.group_field.value == ALL
    gone_to = QSignalSpy(full.current_changed)
    full.begin(CLASS_NAMES)
    full.add_labels(made([answered(0), bad(1)]))
    assert listed(full) == [0, 1]
    assert emitted(gone_to) == [0]


def test_a_photo_can_be_selected_before_it_is_listed(panel: ManyPanel) -> None:
    gone_to = QSignalSpy(panel.current_changed)
    panel.begin(CLASS_NAMES)
    panel.select(2)
    panel.add_labels(made([answered(0), answered(1)]))
    assert current(panel) is None
    panel.add_labels(made([answered(2), answered(3)]))
    assert current(panel) == 2
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


# How it looks


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
