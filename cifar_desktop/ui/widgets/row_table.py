"""A table that is gone through row by row; its columns share the width that there is."""

from PySide6.QtCore import QAbstractItemModel, QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from cifar_desktop.ui.theme import Colours, current_colours

_LOOKS = (QEvent.Type.PaletteChange, QEvent.Type.StyleChange, QEvent.Type.FontChange)


class RowTable(QTableView):
    """Leaves to those that derive from it what they look like; they call `wear` once they are made."""

    _is_made = False  # events come before

    def __init__(self, model: QAbstractItemModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        rows, titles = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        titles.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        titles.setMinimumSectionSize(40)
        titles.setHighlightSections(False)

    def wear(self) -> None:
        """Put on the theme and the letters of now."""
        self._is_made = True
        style = self._style_in(current_colours())
        if style != self.styleSheet():
            self.setStyleSheet(style)
        row_px = self._row_px()
        if row_px != self.verticalHeader().defaultSectionSize():
            self.verticalHeader().setDefaultSectionSize(row_px)
        self._fit_columns()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        super().resizeEvent(event)
        self._fit_columns()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if self._is_made and event.type() in _LOOKS:
            self.wear()

    def _style_in(self, colours: Colours) -> str:
        """Return the style sheet in these colours."""
        raise NotImplementedError

    def _row_px(self) -> int:
        """Return how high a row is."""
        raise NotImplementedError

    def _fit_columns(self) -> None:
        """Give each column its width."""
        raise NotImplementedError
