"""What chooses the photos that are listed: a field for a part of the name, and one for what was answered."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from cifar_desktop.ui.classify.photo_filter import PhotoFilter, count_of, group_choices
from cifar_desktop.ui.classify.photo_groups import ALL
from cifar_desktop.ui.widgets.choice import ChoiceField


class PhotoFinder(QWidget):
    """Two fields below a heading that counts.

    Attributes:
        text_field, group_field: the fields.
        count: how many photos are listed, and of how many.
        photo_filter: what they say.

    Signals:
        filter_changed: other photos are to be listed.
        left_below: the arrow down was pressed: on to the photos.
    """

    filter_changed = Signal()
    left_below = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        heading = QLabel("Photos")
        heading.setProperty("role", "heading")
        self.count = QLabel()
        self.count.setProperty("role", "quiet")
        self.text_field = _TextField()
        self.text_field.setPlaceholderText("Find…")
        self.text_field.setClearButtonEnabled(True)
        self.text_field.setAccessibleName("Find photos by name")
        self.text_field.setToolTip("Lists the photos with this in their name. With a slash in it, folders count too.")
        self.text_field.textChanged.connect(self.filter_changed)
        self.text_field.left_below.connect(self.left_below)
        self.group_field = ChoiceField(group_choices(()))
        self.group_field.setAccessibleName("Which photos are listed")
        self.group_field.setToolTip("Lists the photos with one answer, those without, or the bad files.")
        self.group_field.edited.connect(self.filter_changed)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(heading, 0, 0)
        layout.addWidget(self.count, 0, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self.text_field, 1, 0)
        layout.addWidget(self.group_field, 1, 1)
        for column in range(2):
            layout.setColumnStretch(column, 1)

    @property
    def photo_filter(self) -> PhotoFilter:
        """Return what the fields say."""
        return PhotoFilter(text=self.text_field.text(), group=self.group_field.value or ALL)

    def add_shortcut(self, owner: QWidget) -> None:
        """Let Ctrl+F lead here from everywhere in `owner`."""
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), owner)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.enter)
        keys = find.key().toString(QKeySequence.SequenceFormat.NativeText)
        self.text_field.setToolTip(f"{self.text_field.toolTip()} ({keys})")

    @Slot()
    def enter(self) -> None:
        """Take the keyboard."""
        self.text_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.text_field.selectAll()

    def set_class_names(self, class_names: Sequence[str]) -> None:
        """Offer the answers that there can be; one that is no longer possible gives way to all."""
        self.group_field.set_choices(group_choices(class_names))
        if not self.group_field.value:
            self.group_field.set_value(ALL)

    def show_group(self, group: str) -> None:
        """List a group, with any name."""
        self.text_field.blockSignals(True)  # one change, not two
        self.text_field.clear()
        self.text_field.blockSignals(False)
        self.group_field.set_value(group)
        self.filter_changed.emit()

    def show_counts(self, num_listed: int, counts: Mapping[str, int]) -> None:
        """Say how many photos there are of each kind; a list that hangs open stays so."""
        num_photos = count_of(ALL, counts)
        is_part = self.photo_filter.is_on
        self.count.setText(f"{num_listed:,} of {num_photos:,}" if is_part else f"{num_photos:,}" if num_photos else "")
        self.count.setAccessibleName(f"{num_listed:,} of {num_photos:,} photos are listed")
        for row, choice in enumerate(self.group_field.choices):
            title = f"{choice.title} ({count_of(choice.value, counts):,})" if num_photos else choice.title
            if self.group_field.itemText(row) != title:
                self.group_field.setItemText(row, title)


class _TextField(QLineEdit):
    """A line that Escape empties and that the arrow down leaves.

    Signals:
        left_below: the arrow down was pressed.
    """

    left_below = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the two keys that a line has no use for."""
        if event.key() == Qt.Key.Key_Down:
            self.left_below.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)
