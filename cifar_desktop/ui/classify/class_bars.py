"""All classes as bars, the likeliest first; a click on one asks why."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QToolTip, QWidget

from cifar_desktop.ui.classify.answer_words import exact_percent, percent, short_percent
from cifar_desktop.ui.classify.bar_glide import BarGlide
from cifar_desktop.ui.classify.bar_paint import BarLook, draw_bar, draw_line, name_width, row_height
from cifar_desktop.ui.classify.bar_ranking import EMPTY, FEWEST_ROWS, Ranking

_MOST_ROWS = 10  # that it asks for; with more classes, the rest is folded into one line
_LINES_IN_TIP = 20


class ClassBars(QWidget):
    """Draws the ranking; bars that change their order or length glide there.

    Attributes:
        ranking: what is shown.
        marked: the class that is asked about; None without one.
        is_open: whether the classes that do not fit are shown too.

    Signals:
        class_clicked: the index of a class, by mouse or keyboard.
    """

    class_clicked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ranking, self.is_open = EMPTY, False
        self.marked: int | None = None
        self._is_sure = False
        self._hovered: int | None = None
        self._current = 0  # the row that the keys are about
        self._glide = BarGlide(self)
        self._glide.moved.connect(self.update)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click asks about a class; a ring around it would add nothing
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName("How likely each class is")

    @property
    def is_moving(self) -> bool:
        """Tell whether bars are on their way."""
        return self._glide.is_moving

    # What is shown

    def show_ranking(self, names: Sequence[str], probabilities: Sequence[float], *, is_sure: bool) -> None:
        """Show how likely each class is; the first one stands out only where it is an answer."""
        is_new = tuple(names) != self.ranking.names
        self.ranking, self._is_sure = Ranking.of(names, probabilities), is_sure
        # 0 where the system says that the person wants no movement.
        duration_ms = self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self)
        self._glide.go_to(self.ranking, duration_ms if self.isVisible() else 0)
        if is_new:
            self._current, self.is_open = 0, False
            self.updateGeometry()
        words = (f"{names[index]} {percent(probabilities[index])}" for index in self.ranking.order)
        self.setAccessibleDescription(", ".join(words))
        self.update()

    def show_nothing(self) -> None:
        """Show the same classes without any likelihood."""
        ranking = self.ranking
        self.ranking = Ranking(names=ranking.names, probabilities=(0.0,) * len(ranking.names), order=ranking.order)
        self._is_sure = False
        self._glide.go_to(self.ranking, 0)
        self.setAccessibleDescription("Nothing yet")

    def set_sure(self, is_sure: bool) -> None:
        """Let the first bar stand out, or not."""
        self._is_sure = is_sure
        self.update()

    def mark(self, class_index: int | None) -> None:
        """Mark the class that is asked about."""
        self.marked = class_index
        self.update()

    def text_at(self, row: int) -> str:
        """Return what a row says when the mouse rests on it: the exact value, or those of all that it stands for."""
        shown, order = self._num_rows(), self.ranking.order
        if row < shown:
            return self._exact(order[row])
        lines = [self._exact(index) for index in order[shown : shown + _LINES_IN_TIP]]
        return "\n".join([*lines, "…"] if len(order) > shown + _LINES_IN_TIP else lines)

    def row_place(self, row: int) -> QRectF:
        """Return where a row lies."""
        return QRectF(0, row * self._row_height(), self.width(), self._row_height())

    def _exact(self, index: int) -> str:
        return f"{self.ranking.names[index]}: {exact_percent(self.ranking.probabilities[index])}"

    def _num_rows(self) -> int:
        return self.ranking.num_rows(self.height() // self._row_height(), is_open=self.is_open)

    def _has_line(self) -> bool:
        """Tell whether there is a last line, which folds the rest in or out."""
        number = len(self.ranking.order)
        return self._num_rows() < number or (self.is_open and number > FEWEST_ROWS + 1)

    def _row_height(self) -> int:
        return row_height(QFontMetricsF(self.font()))

    # How Qt asks for its size

    def sizeHint(self) -> QSize:
        """Return room for all classes, or for many and the line for the rest."""
        number = len(self.ranking.names)
        rows = number + 1 if self.is_open else min(number, _MOST_ROWS + 1)
        return QSize(240, rows * self._row_height())

    def minimumSizeHint(self) -> QSize:
        """Return room for a few classes and the line for the rest; for all of them where it was unfolded."""
        fewest = min(len(self.ranking.names), FEWEST_ROWS + 1) * self._row_height()
        return QSize(160, self.sizeHint().height() if self.is_open else fewest)

    # Mouse and keyboard

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what can be clicked."""
        self._hover(self._row_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Show nothing as clickable."""
        super().leaveEvent(event)
        self._hover(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the press, so that the release comes here too."""
        event.setAccepted(event.button() == Qt.MouseButton.LeftButton)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask about a class, or fold the rest in or out."""
        row = self._row_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and row is not None:
            self._current = row
            self._choose(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from row to row with the arrow keys, choose with Space or Enter."""
        last = self._num_rows() - 1 + self._has_line()
        moves = {
            Qt.Key.Key_Up: self._current - 1,
            Qt.Key.Key_Down: self._current + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        key = Qt.Key(event.key())
        if key in moves and last >= 0:
            self._current = min(max(moves[key], 0), last)
            self.update()
        elif key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current <= last:
            self._choose(self._current)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show which row the keys are about."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show it no longer."""
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        """Tell the exact value of the row below the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            row = self._row_at(QPointF(event.pos()))
            lines = escape(self.text_at(row)).replace("\n", "<br>") if row is not None else ""
            QToolTip.showText(event.globalPos(), f"<p>{lines}</p>" if lines else "", self)
            return True
        return super().event(event)

    def _choose(self, row: int) -> None:
        if row < self._num_rows():
            self.class_clicked.emit(self.ranking.order[row])
            self.update()
            return
        self.is_open = not self.is_open
        self._current = min(self._current, len(self.ranking.order))
        self.updateGeometry()
        self.update()

    def _row_at(self, point: QPointF) -> int | None:
        row = int(point.y() // self._row_height())
        last = self._num_rows() - 1 + self._has_line()
        return row if 0 <= row <= last and 0 <= point.x() < self.width() else None

    def _hover(self, row: int | None) -> None:
        if row != self._hovered:
            self._hovered = row
            self.setCursor(Qt.CursorShape.ArrowCursor if row is None else Qt.CursorShape.PointingHandCursor)
            self.update()

    # Drawing

    def changeEvent(self, event: QEvent) -> None:
        """Wear the new look."""
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.StyleChange, QEvent.Type.FontChange}:
            self.updateGeometry()
            self.update()
        super().changeEvent(event)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the rows, and the line for the rest."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rows, number = self._num_rows(), len(self.ranking.order)
        painter.setClipRect(QRectF(0, 0, self.width(), rows * self._row_height()))
        name_px = name_width(self.ranking.names, self.font(), self.width())
        for row, index in reversed(list(enumerate(self.ranking.order))):  # the likeliest above those that it passes
            place, share = self._glide.at(index)
            if place < rows:
                look = self._look(row, index, share, name_px)
                draw_bar(painter, self.row_place(0).translated(0, place * self._row_height()), look)
        painter.setClipping(False)
        if self._has_line():
            rest = number - rows
            words = "Show fewer" if self.is_open else f"Show {rest:,} more"
            share_words = "" if self.is_open or not self._has_answer() else short_percent(self.ranking.rest(rows))
            is_hovered, has_focus = self._hovered == rows, self.hasFocus() and self._current == rows
            draw_line(painter, self.row_place(rows), words, share_words, is_hovered=is_hovered, has_focus=has_focus)
        painter.end()

    def _look(self, row: int, index: int, share: float, name_px: float) -> BarLook:
        return BarLook(
            name=self.ranking.names[index],
            percentage=short_percent(self.ranking.probabilities[index]) if self._has_answer() else "",
            share=share,
            name_px=name_px,
            is_answer=row == 0 and self._is_sure,
            is_chosen=index == self.marked,
            is_hovered=row == self._hovered,
            has_focus=self.hasFocus() and row == self._current,
        )

    def _has_answer(self) -> bool:
        return any(self.ranking.probabilities)
