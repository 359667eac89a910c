"""A run's name where there is little room for it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF

from cifar_desktop.training.run_history import RunSummary


def shortened(run: RunSummary, metrics: QFontMetricsF, room_px: float) -> str:
    """Return as much of its name as fits, without its end; those of folders differ there, and lose their start."""
    is_folders = run.name == run.path.name
    gives_way = Qt.TextElideMode.ElideLeft if is_folders else Qt.TextElideMode.ElideRight
    return metrics.elidedText(run.name, gives_way, room_px)
