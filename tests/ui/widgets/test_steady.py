"""Words that change often and move nothing else."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.widgets.steady import Steady


class Requests(QObject):
    """Counts how often a widget is asked to lay out what is in it anew."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self.number = 0
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.number += event.type() == QEvent.Type.LayoutRequest
        return False


def shown(qtbot: QtBot, widget: QWidget) -> QWidget:
    page = QWidget()
    qtbot.addWidget(page)
    layout = QVBoxLayout(page)
    layout.addWidget(widget)
    page.resize(200, 60)
    with qtbot.waitExposed(page):
        page.show()
    QApplication.processEvents()
    return page


def test_only_a_label_that_is_not_steady_has_everything_laid_out_anew(qtbot: QtBot) -> None:
    for make, is_asked in ((lambda label: label, True), (Steady, False)):
        label = QLabel("1")
        page = shown(qtbot, make(label))
        requests = Requests(page)
        label.setText("a thousand")
        QApplication.processEvents()
        assert bool(requests.number) is is_asked


def test_the_label_has_all_of_the_room(qtbot: QtBot) -> None:
    label = QLabel("Step 1 of 10")
    steady = Steady(label)
    page = shown(qtbot, steady)
    assert label.isVisible()
    assert label.size() == steady.size()
    assert label.height() >= label.sizeHint().height()
    page.resize(400, 60)
    QApplication.processEvents()
    assert label.width() == steady.width() > 300
