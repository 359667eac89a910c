"""What tests of the form share: the form in its column, and a person's hands."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.train.train_form import TrainForm
from cifar_desktop.ui.widgets.choice import ChoiceField
from cifar_desktop.ui.widgets.number_field import NumberField

SECONDS_10 = 10_000


class Page(QScrollArea):
    """The form as the tab shows it: in a narrow column that scrolls."""

    def __init__(self) -> None:
        super().__init__()
        self.form = TrainForm()
        self.setWidget(self.form)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedSize(360, 500)


def click(qtbot: QtBot, widget: QWidget) -> None:
    assert widget.isVisible()
    assert widget.isEnabled()
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def set_by_hand(qtbot: QtBot, form: TrainForm, name: str, text: str) -> None:
    """Type, choose with the keyboard, or click, as the field wants it."""
    field = form.rows[name].field
    assert field.isEnabled()
    field.setFocus()
    if isinstance(field, NumberField):
        field.selectAll()
        qtbot.keyClicks(field, text) if text else qtbot.keyClick(field, Qt.Key.Key_Delete)
        qtbot.keyClick(field, Qt.Key.Key_Return)
    elif isinstance(field, ChoiceField):
        qtbot.keyClick(field, Qt.Key.Key_Home)
        for _ in range(field.count()):
            if field.value != text:
                qtbot.keyClick(field, Qt.Key.Key_Down)
        assert field.value == text
    else:
        qtbot.mouseClick(field, Qt.MouseButton.LeftButton, pos=QPoint(10, field.height() // 2))
