"""The presets as cards; one click is enough."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from cifar_desktop.training.presets import Preset, preset_config
from cifar_desktop.ui.theme import current_colours
from cifar_desktop.ui.widgets.number_field_text import number_text

_PADDING = 12
_RADIO_ROOM = 26
_LINE_GAP = 3
_SHORTEST_LINE = 220  # of a description, from which a card's smallest width follows


class PresetCards(QWidget):
    """The cards, one below the other; exactly one is chosen.

    Attributes:
        cards: by the preset's name.

    Signals:
        chosen: the name of the preset that the person has chosen.
    """

    chosen = Signal(str)

    def __init__(self, presets: Sequence[Preset], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards = {preset.name: PresetCard(preset) for preset in presets}
        self._group = QButtonGroup(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for card in self.cards.values():
            self._group.addButton(card)
            layout.addWidget(card)
        self._group.buttonToggled.connect(self._on_toggled)
        self.offer_refining(False)

    @property
    def value(self) -> str:
        """Return the name of the chosen preset."""
        return next((name for name, card in self.cards.items() if card.isChecked()), "")

    def offer_refining(self, is_offered: bool) -> None:
        """Show those that are for trained weights, or hide them."""
        for card in self.cards.values():
            card.setVisible(is_offered or not card.goes_on)

    def set_value(self, name: str) -> None:
        """Choose a preset without asking anybody."""
        had_focus = any(card.hasFocus() for card in self.cards.values())
        self._group.blockSignals(True)
        self.cards[name].setChecked(True)
        self._group.blockSignals(False)
        for card in self.cards.values():  # Tab comes to the chosen one; Qt sees to that only once one has the focus
            card.setFocusPolicy(Qt.FocusPolicy.StrongFocus if card.isChecked() else Qt.FocusPolicy.ClickFocus)
        if had_focus:
            self.cards[name].setFocus()

    @Slot(QAbstractButton, bool)
    def _on_toggled(self, card: QAbstractButton, is_chosen: bool) -> None:
        if is_chosen and isinstance(card, PresetCard):
            self.chosen.emit(card.name)


class PresetCard(QAbstractButton):
    """A title, a description, and a mark that shows whether it is chosen.

    Attributes:
        name: of the preset.
        description: what stands below the title.
        goes_on: whether it is for weights that were trained before.
    """

    def __init__(self, preset: Preset) -> None:
        super().__init__()
        self.name, self.description, self.goes_on = preset.name, preset.description, preset.goes_on
        self.setText(preset.title)
        self.setAccessibleName(f"Preset {preset.title}")
        self.setAccessibleDescription(preset.description)
        config = preset_config(preset.name)
        self.setToolTip(
            f"<p>{config.epochs} epochs in batches of {config.batch_size} pictures, learning rate "
            f"{number_text(config.learning_rate)}. Every other setting below follows too.</p>"
        )
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        """Return the smallest comfortable width, and the height that it needs."""
        width = _SHORTEST_LINE + _RADIO_ROOM + 2 * _PADDING
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Return the same: a description is never cut."""
        return self.sizeHint()

    def heightForWidth(self, width: int) -> int:
        """Return the height at which the description fits."""
        return self._words(width).bottom() + 1 + _PADDING

    def changeEvent(self, event: QEvent) -> None:
        """Take the room that another font needs."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - all of it is drawn
        """Draw the card."""
        colours = current_colours()
        stands_out = self.isEnabled() and (self.isChecked() or self.hasFocus())
        is_touched = self.isChecked() or (self.isEnabled() and self.underMouse())
        edge = colours.accent if stands_out else colours.edge if is_touched else colours.line
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(edge), 2 if self.hasFocus() else 1.2))
        painter.setBrush(QColor(colours.soft if self.isChecked() and self.isEnabled() else colours.surface))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), 10, 10)
        self._draw_mark(painter, QColor(colours.accent if stands_out else colours.quiet))
        painter.setPen(QColor(colours.text if self.isEnabled() else colours.quiet))
        painter.setFont(self._title_font())
        painter.drawText(self._title(self.width()), Qt.AlignmentFlag.AlignLeft, self.text())
        painter.setPen(QColor(colours.quiet))
        painter.setFont(self._description_font())
        painter.drawText(self._words(self.width()), Qt.TextFlag.TextWordWrap, self.description)
        painter.end()

    def _draw_mark(self, painter: QPainter, colour: QColor) -> None:
        """Draw a ring before the title, filled where the card is chosen."""
        centre = self._title(self.width()).center()
        centre.setX(_PADDING + 8)
        painter.setPen(QPen(colour, 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(centre, 7, 7)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(centre, 4, 4)

    def _title(self, width: int) -> QRect:
        height = QFontMetrics(self._title_font()).height()
        return QRect(_PADDING + _RADIO_ROOM, _PADDING, width - 2 * _PADDING - _RADIO_ROOM, height)

    def _words(self, width: int) -> QRect:
        """Return where the description stands on a card of this width."""
        title = self._title(width)
        room = QRect(title.left(), title.bottom() + 1 + _LINE_GAP, title.width(), 10_000)
        metrics = QFontMetrics(self._description_font())
        return metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, self.description).united(
            QRect(room.left(), room.top(), room.width(), 1)
        )

    def _title_font(self) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def _description_font(self) -> QFont:
        font = QFont(self.font())
        if font.pixelSize() > 0:
            font.setPixelSize(font.pixelSize() - 1)
        else:
            font.setPointSizeF(font.pointSizeF() * 0.93)
        return font
