"""The list of photos as a person uses it: keys, clicks, a run that is cancelled."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from cifar_desktop.inference.label_many import PhotoLabel
from cifar_desktop.ui.classify.many_panel import ManyPanel
from cifar_desktop.ui.classify.photo_groups import ALL, BAD, class_group
from cifar_desktop.ui.classify.photo_order import Column
from tests.ui.classify.many_panels import choose, click_row, click_title, current, emitted, filled, listed, panel_on
from tests.ui.classify.photo_labels import CLASS_NAMES, answered, bad, made

Key = Qt.Key


@pytest.fixture
def panel(qtbot: QtBot, qapp: QApplication) -> Iterator[ManyPanel]:
    with panel_on(qtbot, qapp) as panel:
        yield panel


@pytest.fixture
def full(panel: ManyPanel) -> ManyPanel:
    return filled(panel)


# The keyboard and the mouse


def test_the_first_photo_is_gone_to_by_itself(panel: ManyPanel) -> None:
    gone_to = QSignalSpy(panel.current_changed)
    panel.begin(CLASS_NAMES)
    panel.add_labels(made([answered(0), answered(1)]))
    panel.add_labels(made([answered(2)]))
    assert emitted(gone_to) == [0]
    assert isinstance(gone_to.at(0)[0], PhotoLabel)


def test_the_first_photo_that_could_be_read_is_gone_to(panel: ManyPanel) -> None:
    gone_to = QSignalSpy(panel.current_changed)
    panel.begin(CLASS_NAMES)
    panel.add_labels(made([bad(0), bad(1)]))
    assert current(panel) is None  # there may be better ones
    panel.add_labels(made([bad(2), answered(3), answered(4)]))
    panel.finished(False)
    assert emitted(gone_to) == [3]
    assert current(panel) == 3


def test_where_no_photo_can_be_read_the_first_says_why(panel: ManyPanel) -> None:
    gone_to = QSignalSpy(panel.current_changed)
    panel.begin(CLASS_NAMES)
    panel.add_labels(made([bad(0), bad(1)], 2, 2))
    panel.finished(False)
    assert emitted(gone_to) == [0]
    assert gone_to.at(0)[0].reason


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
