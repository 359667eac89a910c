"""Colours and type: quiet surfaces, one accent, readable in light and dark."""

from dataclasses import dataclass

from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """One look; text on background is at least 4.5:1, quiet text too."""

    window: str
    surface: str
    line: str
    text: str
    quiet: str
    accent: str
    on_accent: str
    failed: str


LIGHT = Colours(
    window="#f6f6f8", surface="#ffffff", line="#dcdce2", text="#1c1c21", quiet="#5f606b", accent="#3f5bd8",
    on_accent="#ffffff", failed="#b3261e",
)  # fmt: skip
DARK = Colours(
    window="#17181c", surface="#202126", line="#35373f", text="#ececf0", quiet="#a3a5b1", accent="#93a7ff",
    on_accent="#12141c", failed="#ff9d94",
)  # fmt: skip

_STYLE = """
QWidget {{ color: {text}; font-size: 14px; }}
QMainWindow, QDialog, QMessageBox {{ background: {window}; }}
QLabel[role="title"] {{ font-size: 26px; font-weight: 600; }}
QLabel[role="figure"] {{ font-size: 24px; font-weight: 600; }}
QLabel[role="quiet"] {{ color: {quiet}; }}
QLabel[role="failed"] {{ color: {failed}; }}
QFrame[role="card"] {{ background: {surface}; border: 1px solid {line}; border-radius: 12px; }}
QPushButton {{ background: {surface}; border: 1px solid {line}; border-radius: 8px; padding: 9px 18px; }}
QPushButton:hover, QPushButton:focus {{ border-color: {accent}; }}
QPushButton:disabled {{ color: {quiet}; border-color: {line}; }}
QPushButton[role="primary"] {{ background: {accent}; color: {on_accent}; border-color: {accent}; font-weight: 600; }}
QPushButton[role="primary"]:focus {{ border: 2px solid {text}; padding: 8px 17px; }}
QProgressBar {{ background: {line}; border: none; border-radius: 4px; max-height: 8px; min-height: 8px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 4px; }}
QTableWidget {{ background: {surface}; border: none; gridline-color: {line}; }}
QHeaderView::section {{ background: {surface}; color: {quiet}; border: none; padding: 6px 12px; }}
QTableWidget::item {{ padding: 4px 12px; }}
QScrollBar:vertical {{ background: transparent; width: 8px; }}
QScrollBar::handle:vertical {{ background: {line}; border-radius: 4px; min-height: 24px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; }}
"""


def system_is_dark() -> bool:
    """Tell whether the system asks for a dark look."""
    return QGuiApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128


def apply_theme(app: QApplication, *, dark: bool) -> None:
    """Give the whole application its look: an explicit palette, because not every platform has a colour scheme."""
    colours = DARK if dark else LIGHT
    app.setStyle("Fusion")
    palette = QPalette()
    for role, colour in (
        (QPalette.ColorRole.Window, colours.window),
        (QPalette.ColorRole.Base, colours.surface),
        (QPalette.ColorRole.Button, colours.surface),
        (QPalette.ColorRole.WindowText, colours.text),
        (QPalette.ColorRole.Text, colours.text),
        (QPalette.ColorRole.ButtonText, colours.text),
        (QPalette.ColorRole.PlaceholderText, colours.quiet),
        (QPalette.ColorRole.Highlight, colours.accent),
        (QPalette.ColorRole.HighlightedText, colours.on_accent),
    ):
        palette.setColor(role, QColor(colour))
    app.setPalette(palette)
    fields = {name: getattr(colours, name) for name in Colours.__dataclass_fields__}
    app.setStyleSheet(_STYLE.format(**fields))
