"""The settings of a run, one below the other."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cifar_desktop.models.registry import MODELS
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.training.config_help import title_of
from cifar_desktop.ui.runs.setting_words import setting_in_words

_STYLE = "QTableView::item { padding: 0 6px 0 0; }"
_ROW_AIR_PX = 8


class SettingsList(QWidget):
    """Names and values; what somebody has changed stands out.

    Attributes:
        caption: how many settings are not the usual ones.
        table: the settings.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._config: TrainConfig | None = None
        self.caption = QLabel("Settings")
        self.caption.setProperty("role", "quiet")
        self.table = QTableWidget(0, 2)
        self.table.setAccessibleName("Settings of the run")
        self.table.setStyleSheet(_STYLE)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.horizontalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.table.verticalHeader().hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.caption)
        layout.addWidget(self.table, 1)

    def show_config(self, config: TrainConfig | None) -> None:
        """Show the settings of a run; None where they cannot be read."""
        if config == self._config and config is not None:
            return
        self._config = config
        self.table.setRowCount(0)
        if config is None:
            self.caption.setText("Its settings cannot be read.")
            return
        values, usual = config.as_dict(), _usual(config)
        changed = [name for name in values if values[name] != usual[name]]
        number = "one" if len(changed) == 1 else f"{len(changed)}"
        self.caption.setText(f"Settings, {number} of them changed" if changed else "Settings, all as usual")
        self.table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + _ROW_AIR_PX)
        for name in [*changed, *(name for name in values if name not in changed)]:
            self._add(name, values[name], usual[name], is_changed=name in changed)
        self.table.scrollToTop()

    def _add(self, name: str, value: Any, usual: Any, *, is_changed: bool) -> None:
        row = self.table.rowCount()
        self.table.insertRow(row)
        tip = f"Usually {setting_in_words(name, usual)} with this network." if is_changed else "As usual."
        for column, text in enumerate((title_of(name), setting_in_words(name, value))):
            item = QTableWidgetItem(text)
            item.setToolTip(f"{title_of(name)}: {setting_in_words(name, value)}. {tip}")
            font = QFont(self.table.font())
            font.setWeight(QFont.Weight.DemiBold if is_changed else QFont.Weight.Normal)
            item.setFont(font)
            self.table.setItem(row, column, item)


def _usual(config: TrainConfig) -> dict[str, Any]:
    """Return the settings that suit the network, where nobody changes them."""
    return {**TrainConfig().as_dict(), **MODELS[config.model].recipe, "model": config.model}
