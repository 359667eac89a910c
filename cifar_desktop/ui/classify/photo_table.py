"""The list of photos: rows that are gone through with the keyboard, sorted by a click on a title."""

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QContextMenuEvent,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QMenu, QWidget

from cifar_desktop.ui.classify.photo_delegate import EDGE_PX, NAME_LEFT_PX, PhotoDelegate
from cifar_desktop.ui.classify.photo_model import DOWN, TITLES, PhotoModel
from cifar_desktop.ui.classify.photo_notice import PhotoNotice
from cifar_desktop.ui.classify.photo_order import Column
from cifar_desktop.ui.classify.photo_words import class_words
from cifar_desktop.ui.theme import Colours
from cifar_desktop.ui.widgets.row_table import RowTable

_ANSWER_SHARE = 0.36  # of the width, at most: the name needs the rest
_ENOUGH_NAME_PX = 110  # for names in a column of their own
_ORDERS = (
    ("As they &came", -1, Qt.SortOrder.AscendingOrder),
    ("By &name", Column.PHOTO, Qt.SortOrder.AscendingOrder),
    ("By &answer", Column.ANSWER, Qt.SortOrder.AscendingOrder),
    ("&Least sure first", Column.CONFIDENCE, Qt.SortOrder.AscendingOrder),
    ("&Most sure first", Column.CONFIDENCE, Qt.SortOrder.DescendingOrder),
)
_STYLE = """
QTableView {{ border: 1px solid {line}; border-radius: 4px; }}
QTableView:focus {{ border-color: {accent}; }}
QHeaderView::section {{ padding: 6px {edge_px}px; border-bottom: 1px solid {line}; }}
QHeaderView::section:hover {{ color: {text}; background: {hover}; }}
QHeaderView::up-arrow, QHeaderView::down-arrow {{ image: none; width: 0; height: 0; }}
"""


class PhotoTable(RowTable):
    """Shows a PhotoModel.

    Attributes:
        notice: what is said where there are no rows.
        thumbnails: those that are decoded.

    Signals:
        chosen_again: the index of the row that was current already, and was clicked or entered once more.
        left_at_top: the arrow up was pressed in the first row.
    """

    chosen_again = Signal(QModelIndex)
    left_at_top = Signal()

    def __init__(self, model: PhotoModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self._photos = model
        delegate = PhotoDelegate(model, self)
        self.thumbnails = delegate.thumbnails
        self._delegate = delegate
        self.setItemDelegate(delegate)
        self.notice = PhotoNotice(self.viewport())
        self.setAccessibleName("Photos")
        self.setAccessibleDescription("Arrow keys go from photo to photo; the menu key sorts.")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        titles = self.horizontalHeader()
        titles.setSectionsClickable(True)
        titles.setSortIndicatorClearable(True)
        titles.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self._build_actions()
        self.wear()

    def _build_actions(self) -> None:
        self.copy_action = QAction("&Copy path", self)
        self.copy_action.setShortcut(QKeySequence.StandardKey.Copy)
        self.copy_action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.copy_action.triggered.connect(self._on_copy)
        self.addAction(self.copy_action)
        group = QActionGroup(self)
        self.sort_actions: list[QAction] = []
        for words, column, order in _ORDERS:
            action = QAction(words, group)
            action.setCheckable(True)
            action.setData((int(column), order))
            action.triggered.connect(self._on_order_chosen)
            self.sort_actions.append(action)

    # What is shown

    def show_class_names(self) -> None:
        """Make room for the answers that there can be."""
        self._fit_columns()

    def go_to(self, row: int | None, *, scrolls: bool) -> None:
        """Make a row the current one, or none; in sight where it `scrolls`."""
        if row is None:
            self.selectionModel().clear()
        elif row != self.currentIndex().row():
            self.setAutoScroll(scrolls)
            self.setCurrentIndex(self._photos.index(row, Column.PHOTO))
            self.setAutoScroll(True)

    def top_photo(self) -> tuple[int, int] | None:
        """Return which photo is at the upper edge and how far beyond it; None while the list is at its beginning."""
        beyond = self.verticalScrollBar().value()
        row, offset = divmod(beyond, max(1, self.rowHeight(0)))
        return (self._photos.order.index_at(row), offset) if beyond > 0 and row < len(self._photos.order) else None

    def hold_top(self, top: tuple[int, int] | None) -> None:
        """Keep a photo at the upper edge, whatever was listed before it."""
        row = self._photos.row_of(top[0]) if top else None
        if top and row is not None and row * self.rowHeight(0) + top[1] != self.verticalScrollBar().value():
            self.updateGeometries()
            self.verticalScrollBar().setValue(row * self.rowHeight(0) + top[1])

    # What the person does

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a row, or the same one once more."""
        before = self.currentIndex()
        super().mousePressEvent(event)
        pressed = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and before.isValid() and pressed.row() == before.row():
            self.chosen_again.emit(pressed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go through rows, never through cells: they hold nothing to change."""
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self.currentIndex().isValid():
                self.chosen_again.emit(self.currentIndex())
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                event.ignore()
            case Qt.Key.Key_Up if self.currentIndex().row() <= 0:
                self.left_at_top.emit()
            case Qt.Key.Key_Home | Qt.Key.Key_End if len(self._photos.order):
                last = len(self._photos.order) - 1
                self.go_to(0 if event.key() == Qt.Key.Key_Home else last, scrolls=True)
            case _:
                super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the orders, for the keyboard too, and the path."""
        menu = QMenu(self)
        menu.addSection("Sort")
        titles = self.horizontalHeader()
        now = (titles.sortIndicatorSection(), titles.sortIndicatorOrder())
        for action in self.sort_actions:
            column, order = action.data()
            action.setChecked(column == now[0] and (column < 0 or order == now[1]))
            menu.addAction(action)
        menu.addSeparator()
        self.copy_action.setEnabled(self.currentIndex().isValid())
        menu.addAction(self.copy_action)
        menu.aboutToHide.connect(self._on_menu_hidden)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos())

    @Slot()
    def _on_order_chosen(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.sortByColumn(*action.data())

    @Slot()
    def _on_menu_hidden(self) -> None:
        """Let the shortcut through again."""
        self.copy_action.setEnabled(True)

    @Slot()
    def _on_copy(self) -> None:
        if self.currentIndex().isValid():
            label = self._photos.label_at(self.currentIndex().row())
            QGuiApplication.clipboard().setText(str(label.path or label.source_name))

    # How it looks

    def _style_in(self, colours: Colours) -> str:
        return _STYLE.format(
            line=colours.line, accent=colours.accent, text=colours.text, hover=colours.hover, edge_px=EDGE_PX
        )

    def _row_px(self) -> int:
        return self._delegate.row_height()

    def _fit_columns(self) -> None:
        """Give the figures and the answers what they need, and the names the rest."""
        letters, width = QFontMetrics(self.font()), self.viewport().width()
        advance = letters.horizontalAdvance

        def room(words: Iterable[str]) -> int:
            return max(map(advance, words)) + 2 * EDGE_PX + 2

        figures = room(["99.9 %", f"{TITLES[Column.CONFIDENCE]} {DOWN}"])
        wanted = room(["Not sure", f"{TITLES[Column.ANSWER]} {DOWN}", *map(class_words, self._photos.class_names)])
        answers = min(wanted, int(width * _ANSWER_SHARE))
        names = width - figures - answers
        self._delegate.is_narrow = names < NAME_LEFT_PX + _ENOUGH_NAME_PX
        if self._delegate.is_narrow:
            names = room([f"{TITLES[Column.PHOTO]} {DOWN}"])
            answers = width - figures - names
        for column, size in zip(Column, (names, answers, figures), strict=True):
            self.setColumnWidth(column, max(0, size))
