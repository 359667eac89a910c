"""The data panel for everybody: it is reached, read, and leaves nothing behind."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.theme import apply_theme
from cifar_desktop.ui.train.data_panel import DataPanel
from tests.ui.train.data_panels import PATIENCE_MS, begin, shown_panel, wait_for

pytestmark = pytest.mark.usefixtures("no_cifar10_dir")


class TestForEverybody:
    def test_each_control_has_a_name_and_is_reached_by_tab(self, qtbot: QtBot, panel: DataPanel) -> None:
        panel.activateWindow()
        panel.chooser.sample_button.setFocus()
        wait_for(qtbot, panel.chooser.sample_button.hasFocus)
        reached = [panel.focusWidget()]
        for _ in range(2):
            qtbot.keyClick(panel.focusWidget(), Qt.Key.Key_Tab)
            reached.append(panel.focusWidget())
        assert reached == [panel.chooser.sample_button, panel.chooser.choose_button, panel.download.button]
        controls = [each for kind in (QPushButton, QRadioButton) for each in panel.findChildren(kind)]
        assert len(controls) == 6
        assert all(control.accessibleName() or control.text() for control in controls)

    def test_the_arrow_keys_choose(
        self, qtbot: QtBot, panel: DataPanel, small: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("CIFAR10_DIR", str(small[0]))
        begin(qtbot, panel)
        panel.activateWindow()
        panel.chooser.sample_button.setFocus()
        wait_for(qtbot, panel.chooser.sample_button.hasFocus)
        with qtbot.waitSignal(panel.source_chosen, timeout=PATIENCE_MS) as chosen:
            qtbot.keyClick(panel.chooser.sample_button, Qt.Key.Key_Down)
        assert chosen.args == [str(small[0])]

    def test_nothing_is_clipped_in_the_narrowest_column(self, qtbot: QtBot, panel: DataPanel, tmp_path: Path) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        apply_theme(app, dark=False)
        try:
            begin(qtbot, panel)
            deep = (
                tmp_path
                / "a folder of a name that is rather long"
                / "another_one_with_underscores_in_its_name_0123456789"
            )
            panel.choose(str(deep))
            wait_for(qtbot, lambda: not panel.problem)
            panel.resize(panel.width(), panel.heightForWidth(panel.width()))
            assert panel.minimumSizeHint().width() <= panel.width()
            for label in panel.findChildren(QLabel):
                if label.isVisible():
                    assert not needs_more(label), label.text()
        finally:
            app.setStyleSheet("")

    def test_no_thread_is_left(self, qtbot: QtBot, small: tuple[Path, Path]) -> None:
        with shown_panel(qtbot) as panel:
            panel.begin()
            panel.choose(str(small[1]))
        assert panel._opener.shut_down()
        wait_for(qtbot, lambda: not panel._opener.is_running)
        panel.choose(str(small[0]))
        panel.begin()
        assert not panel._opener.is_running


def needs_more(label: QWidget) -> bool:
    """Tell whether a label is too small for its words."""
    assert isinstance(label, QLabel)
    if label.wordWrap():
        room = label.fontMetrics().boundingRect(
            0, 0, label.width(), 10_000, int(Qt.TextFlag.TextWordWrap), label.text()
        )
        return room.height() > label.height() or room.width() > label.width() + 1
    return label.fontMetrics().horizontalAdvance(label.text()) > label.width()
