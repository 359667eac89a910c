"""The list of runs, what it says about each, and what can be asked of it."""

import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cifar_desktop.errors import UserError
from cifar_desktop.training.run_label import read_label
from cifar_desktop.ui.runs.run_columns import Column
from cifar_desktop.ui.runs.runs_tab import RunsTab
from cifar_desktop.ui.theme import DARK, LIGHT, apply_theme
from tests.training.made_runs import contents, new_run
from tests.ui.runs.run_tabs import PATIENCE_MS, Desk, desk_on, named_run

BROKEN = "20261101-000000-broken"


def test_the_runs_are_listed_newest_first_with_their_figures(desk: Desk) -> None:
    assert desk.names() == ["third", "second", "first", BROKEN]
    row = [desk.cell(1, column) for column in Column if column != Column.BEGUN]
    assert row == ["second", "ResNet-9 slim", "made up", "3", "87.50 %", "81.25 %", "0:07", "CPU", "Finished"]
    assert [desk.cell(0, column) for column in (Column.EPOCHS, Column.TEST, Column.STATE)] == [
        "2 of 5",
        "–",
        "Interrupted",
    ]
    assert "15 Nov" in desk.cell(1, Column.BEGUN)
    assert desk.page.places.summary.words.startswith("4 runs")


def test_a_broken_run_says_why_and_is_not_touched(desk: Desk, runs: Path) -> None:
    before = contents(runs)
    desk.choose(BROKEN)
    assert desk.cell(3, Column.STATE) == "Broken"
    assert "run.json” cannot be used" in desk.details.state.text()
    assert desk.details.state.property("role") == "failed"
    assert not desk.details.settings.isVisible()
    assert not desk.run_actions.classify.isEnabled()
    assert "no weights" in desk.run_actions.classify.toolTip()
    assert desk.run_actions.folder.isEnabled()
    assert contents(runs) == before


def test_the_details_tell_of_the_run_that_is_chosen(desk: Desk) -> None:
    desk.choose("second")
    details = desk.details
    assert details.isVisible()
    assert details.name.words == "second"
    assert details.state.text() == "Finished after 3 epochs."
    assert details.origin.text().startswith("ResNet-9 slim on made up, begun 15 November 2026")
    assert {name: label.text() for name, label in details.figures.items()} == {
        "Test": "81.25 %",
        "Validation": "87.50 %",
        "Time": "0:07",
    }
    table = details.settings.table
    settings = {table.item(row, 0).text(): table.item(row, 1) for row in range(table.rowCount())}
    assert settings["Cutout"].text() == "8"
    assert settings["Cutout"].font().bold()
    assert not settings["Batch size"].font().bold()
    assert "Usually 0 with" in settings["Cutout"].toolTip()


def test_weights_and_runs_are_handed_on(qtbot: QtBot, runs: Path) -> None:
    with desk_on(qtbot, runs, can_continue=True) as desk:
        desk.choose("third")
        actions = desk.run_actions
        for action in (actions.resume, actions.classify, actions.evaluate, actions.go_further):
            action.trigger()
        folder = desk.table.chosen[0].path
        weights = folder / "best.safetensors"
        assert desk.asked == [
            ("resume_requested", folder),
            ("classify_with", weights),
            ("evaluate_with", weights),
            ("continue_from", weights),
        ]


def test_what_nobody_can_do_is_not_offered(desk: Desk) -> None:
    desk.choose("second")
    shown = [action.text().replace("&", "") for action in desk.run_actions.all]
    assert shown == ["Classify with it", "Evaluate it", "Open folder", "Rename", "Remove"]


def test_sorting_keeps_the_choice_and_puts_the_unknown_last(desk: Desk) -> None:
    desk.choose("second")
    desk.table.sortByColumn(Column.TEST, Qt.SortOrder.AscendingOrder)
    assert desk.names()[:2] == ["first", "second"]
    desk.table.sortByColumn(Column.TEST, Qt.SortOrder.DescendingOrder)
    assert desk.names()[:2] == ["second", "first"]
    assert desk.chosen() == ["second"]
    assert desk.page.model.headerData(Column.TEST, Qt.Orientation.Horizontal) == "Test ↓"
    desk.tab.refresh()
    desk.settle()
    assert desk.names()[:2] == ["second", "first"]
    assert desk.chosen() == ["second"]


def test_a_run_made_meanwhile_is_there_when_the_tab_is_shown_again(desk: Desk, runs: Path) -> None:
    desk.choose("second")
    desk.tab.hide()
    named_run(runs, "fourth", created="2026-11-18T09:00:00Z")
    desk.show()
    assert desk.names()[0] == "fourth"
    assert desk.chosen() == ["second"]


def test_f2_renames_in_place(desk: Desk) -> None:
    desk.choose("second")
    folder = desk.table.chosen[0].path
    _type_name(desk, "larger rate ✓")
    assert read_label(folder).name == "larger rate ✓"
    assert desk.chosen() == ["larger rate ✓"]
    assert desk.details.name.words == "larger rate ✓"
    _type_name(desk, "")
    assert desk.chosen() == [folder.name]


def test_a_name_that_cannot_be_written_is_taken_back(desk: Desk) -> None:
    desk.choose("second")
    (desk.table.chosen[0].path / "label.json").unlink()
    (desk.table.chosen[0].path / "label.json").mkdir()
    _type_name(desk, "lost")
    (failure,) = desk.failures
    assert "cannot be written" in failure.error.what
    assert "lost" not in desk.names()


def _type_name(desk: Desk, name: str) -> None:
    desk.press(Qt.Key.Key_F2)
    field = QApplication.focusWidget()
    assert field.accessibleName() == "Name of the run"
    field.setText(name)
    with desk.qtbot.waitSignal(desk.page.model.rename_wanted, timeout=PATIENCE_MS):
        desk.qtbot.keyClick(field, Qt.Key.Key_Return)
    desk.settle()


def test_a_note_is_written_when_another_run_is_chosen(desk: Desk) -> None:
    desk.choose("second")
    folder = desk.table.chosen[0].path
    desk.details.note.field.setFocus()
    desk.qtbot.keyClicks(desk.details.note.field, "pays in the end")
    desk.choose("first")
    assert read_label(folder).note == "pays in the end"
    assert desk.details.note.text == ""
    desk.choose("second")
    assert desk.details.note.text == "pays in the end"


def test_a_note_is_written_after_a_pause(desk: Desk) -> None:
    desk.choose("second")
    folder = desk.table.chosen[0].path
    with desk.qtbot.waitSignal(desk.details.note.edited, timeout=PATIENCE_MS):
        desk.qtbot.keyClicks(desk.details.note.field, "hm")
    desk.settle()
    assert read_label(folder).note == "hm"
    desk.qtbot.keyClicks(desk.details.note.field, "!")
    assert desk.details.note.text == "hm!"  # reading the runs anew has not moved the cursor


def test_a_note_is_written_when_the_window_closes(qtbot: QtBot, runs: Path) -> None:
    with desk_on(qtbot, runs) as desk:
        desk.choose("second")
        folder = desk.table.chosen[0].path
        desk.tab.refresh()
        desk.qtbot.keyClicks(desk.details.note.field, "last words")
    assert read_label(folder).note == "last words"


def test_a_note_that_is_too_long_is_said_and_not_lost(desk: Desk) -> None:
    desk.choose("second")
    note = desk.details.note
    note.field.setPlainText("x" * 10_003)
    note.flush()
    assert note.remark.isVisible()
    assert "3 letters too long" in note.remark.text()
    assert len(note.text) == 10_003
    note.field.setPlainText("")
    assert not note.remark.isVisible()


def test_without_runs_it_says_what_will_be_here(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_on(qtbot, tmp_path / "none") as desk:
        assert desk.page.places._empty.isVisible()
        assert not desk.table.isVisible()
        named_run(tmp_path / "none", "first")
        desk.tab.refresh()
        desk.settle()
        assert desk.table.isVisible()
        assert desk.chosen() == ["first"]


def test_a_folder_that_cannot_be_read_is_said_and_tried_again(qtbot: QtBot, tmp_path: Path) -> None:
    place = tmp_path / "runs"
    place.write_text("not a folder")
    with desk_on(qtbot, place) as desk:
        places = desk.page.places
        assert "cannot be read" in places._problem.text()
        assert desk.failures == []
        place.unlink()
        named_run(place, "first")
        places.retry_button.click()
        desk.settle()
        assert desk.table.isVisible()


def test_nothing_is_made_before_it_is_shown(qtbot: QtBot, runs: Path) -> None:
    tab = RunsTab(runs=lambda: runs)
    qtbot.addWidget(tab)
    tab.refresh()
    tab.on_training_began(runs / "a")
    tab.on_training_ended()
    assert tab._page is None
    tab.shut_down()
    assert tab.wait(0)


def test_a_training_that_begins_is_marked_and_followed(desk: Desk, runs: Path) -> None:
    run = new_run(runs, created="2026-11-19T09:00:00Z")
    desk.tab.on_training_began(run.path)
    desk.settle()
    desk.choose(run.path.name)
    assert desk.cell(0, Column.STATE) == "Training now"
    assert "being trained just now" in desk.details.state.text()
    assert not desk.run_actions.resume.isVisible()
    desk.choose("third")
    assert not desk.run_actions.resume.isEnabled()
    assert "has to end first" in desk.run_actions.resume.toolTip()
    desk.tab.on_training_ended()
    desk.settle()
    assert desk.cell(0, Column.STATE) == "Interrupted"
    assert desk.run_actions.resume.isEnabled()


def test_narrow_tables_leave_out_what_the_details_say_too(desk: Desk) -> None:
    def shown() -> set[Column]:
        table = desk.table
        columns = {column for column in Column if not table.isColumnHidden(column)}
        assert sum(table.columnWidth(column) for column in columns) <= table.viewport().width()
        return columns

    desk.tab.resize(1400, 700)
    QApplication.processEvents()
    assert shown() == set(Column)
    desk.tab.resize(760, 540)
    QApplication.processEvents()
    assert {Column.NAME, Column.VALIDATION, Column.TEST, Column.STATE} <= shown() < set(Column)


def test_it_follows_the_theme(desk: Desk) -> None:
    app = QApplication.instance()
    for is_dark, colours in ((False, LIGHT), (True, DARK)):
        apply_theme(app, dark=is_dark)
        QApplication.processEvents()
        assert colours.line in desk.table.styleSheet()
        assert colours.soft in desk.page.places.undo_bar.styleSheet()
        assert colours.line in desk.comparison.differences.table.styleSheet()


def test_every_control_is_reached_with_tab(desk: Desk) -> None:
    desk.choose("third")
    desk.table.setFocus()
    seen = []
    for _ in range(40):
        widget = QApplication.focusWidget()
        if widget in seen:
            break
        seen.append(widget)
        desk.qtbot.keyClick(widget, Qt.Key.Key_Tab)
    texts = {getattr(widget, "text", str)() if callable(getattr(widget, "text", None)) else "" for widget in seen}
    assert {"&Resume", "&Classify with it", "E&valuate it", "Open &folder", "Re&name", "Re&move"} <= texts
    assert {desk.table, desk.details.note.field, desk.details.settings.table} <= set(seen)


def test_making_the_page_brings_no_torch() -> None:
    code = "import sys, cifar_desktop.ui.runs.runs_page; sys.exit('torch' in sys.modules or 'pyqtgraph' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_fault_of_ours_is_told_with_its_traceback(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_on(qtbot, tmp_path) as desk:
        desk.page.desk._change(lambda: 1 // 0)
        desk.settle()
        (failure,) = desk.failures
        assert "ZeroDivisionError" in failure.details
        assert not isinstance(failure.error, UserError)
