"""A closed list: chosen by mouse and keyboard, not by a passing wheel."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.widgets.choice import Choice, ChoiceField

CHOICES = [
    Choice(value="a", title="First", text="The first one."),
    Choice(value="b", title="Second", why_not="It needs a <GPU> & time."),
    Choice(value="c", title="A title that is far too long for the room that it has"),
]


@pytest.fixture
def field(qtbot: QtBot) -> ChoiceField:
    field = ChoiceField(CHOICES)
    qtbot.addWidget(field)
    field.show()
    field.setFocus()
    return field


def test_the_keyboard_chooses_and_passes_over_what_cannot_be(qtbot: QtBot, field: ChoiceField) -> None:
    assert field.value == "a"
    with qtbot.waitSignal(field.edited, timeout=10_000):
        qtbot.keyClick(field, Qt.Key.Key_Down)
    assert field.value == "c"
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert field.value == "a"


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # raising and grabbing, offscreen
def test_the_mouse_chooses_from_the_open_list(qtbot: QtBot, field: ChoiceField) -> None:
    field.showPopup()
    view = field.view()
    place = view.visualRect(field.model().index(2, 0)).center()
    qtbot.wait(QApplication.doubleClickInterval() + 100)  # until then Qt takes a release for that of the opening click
    with qtbot.waitSignal(field.edited, timeout=10_000):
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert field.value == "c"


def test_setting_a_value_asks_nobody(qtbot: QtBot, field: ChoiceField) -> None:
    with qtbot.assertNotEmitted(field.edited):
        field.set_value("c")
    assert field.value == "c"


def test_what_is_chosen_outlives_other_choices(field: ChoiceField) -> None:
    field.set_value("c")
    field.set_choices(CHOICES[1:])
    assert field.value == "c"
    field.set_choices(CHOICES[:2])
    assert field.value == ""


def test_each_choice_is_explained(field: ChoiceField) -> None:
    tooltips = [field.itemData(row, Qt.ItemDataRole.ToolTipRole) for row in range(2)]
    assert tooltips == ["<p>The first one.</p>", "<p>It needs a &lt;GPU&gt; &amp; time.</p>"]


def test_the_wheel_passes_by(field: ChoiceField) -> None:
    for is_focused in (True, False):
        if not is_focused:
            field.clearFocus()
        wheel = QWheelEvent(
            QPointF(5, 5), QPointF(5, 5), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(field, wheel)
        assert field.value == "a"
        assert not wheel.isAccepted()  # so that the page scrolls


def test_a_long_title_does_not_widen_the_field(field: ChoiceField) -> None:
    assert field.minimumSizeHint().width() < field.fontMetrics().horizontalAdvance(CHOICES[2].title)
