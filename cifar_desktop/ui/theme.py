"""Colours and type: quiet surfaces, one accent, readable in light and dark."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields

from PySide6.QtGui import QColor, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from cifar_desktop.paths import resources
from cifar_desktop.ui.style_sheet import STYLE_SHEET

_STYLE = "fusion"
STYLE_ARGUMENTS = ("-style", _STYLE)  # of an application that is to begin in it
_STYLE_NOTED = "cifar_desktop_style"
SMALLEST_TEXT_PX, LARGEST_TEXT_PX = 14, 18  # between them, the text is as large as the system's own


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """One look; text on background is at least 4.5:1, quiet text too.

    The charts' own colours differ in lightness as well as in hue, for eyes that see less of the latter.

    Attributes:
        window, surface, hover: what things lie on, what lies on it, and that with the mouse over it.
        line, edge: a line that only divides, and the outline of what can be changed (3:1).
        text, quiet: what is read first, and what is read second.
        accent, on_accent, soft: the one colour, text on it, and a breath of it for what is chosen.
        failed: text about what went wrong.
        train_curve, validation_curve, rate_curve: in the charts.
    """

    window: str
    surface: str
    hover: str
    line: str
    edge: str
    text: str
    quiet: str
    accent: str
    on_accent: str
    soft: str
    failed: str
    train_curve: str
    validation_curve: str
    rate_curve: str


LIGHT = Colours(
    window="#f6f6f8", surface="#ffffff", hover="#eeeef3", line="#dcdce2", edge="#8b8d9a", text="#1c1c21",
    quiet="#5f606b", accent="#3f5bd8", on_accent="#ffffff", soft="#e4e8fb", failed="#b3261e",
    train_curve="#3f5bd8", validation_curve="#c2570c", rate_curve="#5f606b",
)  # fmt: skip
DARK = Colours(
    window="#17181c", surface="#202126", hover="#2a2c33", line="#35373f", edge="#767985", text="#ececf0",
    quiet="#a3a5b1", accent="#93a7ff", on_accent="#12141c", soft="#2b3150", failed="#ff9d94",
    train_curve="#93a7ff", validation_curve="#ffb066", rate_curve="#a3a5b1",
)  # fmt: skip


def system_is_dark() -> bool:
    """Tell whether the system asks for a dark look; where it does not say, its own colours do."""
    from PySide6.QtCore import Qt  # see Appearance.confirm

    scheme = QGuiApplication.styleHints().colorScheme()
    return palette_is_dark() if scheme == Qt.ColorScheme.Unknown else scheme == Qt.ColorScheme.Dark


def palette_is_dark() -> bool:
    """Tell whether the colours of the application are dark: the system's own, until it wears ours."""
    return QGuiApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128


def current_colours() -> Colours:
    """Return the colours that the application wears now, for what is drawn by hand."""
    return DARK if palette_is_dark() else LIGHT


def apply_theme(app: QApplication, *, dark: bool) -> None:
    """Give the whole application its look."""
    change_colours(app, dark=dark)
    put_sheet_on(app, dark=dark)


def change_colours(app: QApplication, *, dark: bool) -> None:
    """Take the style sheet off, and change the palette: an explicit one, for not every platform has a colour scheme."""
    # Off with the old sheet first: to put one over another takes Qt three times as long as both together.
    app.setStyleSheet("")
    if app.property(_STYLE_NOTED) != _STYLE:  # each time, everything would be dressed anew
        app.setStyle(_STYLE)
        note_style(app)
    app.setPalette(_palette(DARK if dark else LIGHT))


def put_sheet_on(app: QApplication, *, dark: bool) -> None:
    """Dress everything in the style sheet."""
    app.setStyleSheet(_style_sheet(DARK if dark else LIGHT, _text_px(app)))


def note_style(app: QApplication) -> None:
    """Note on the application that it wears our style.

    To ask `app.style()` instead would have PySide make all names of QStyle, which takes as long as the first picture.
    """
    app.setProperty(_STYLE_NOTED, _STYLE)


@contextmanager
def dressed_afterwards(app: QApplication) -> Iterator[None]:
    """Let a whole window be put together without the style sheet, and dress it once.

    Otherwise everything is dressed anew with each part that it is put into, from the inside out: that took three
    times as long as all the rest.
    """
    style_sheet = app.styleSheet()
    app.setStyleSheet("")
    try:
        yield
    finally:
        app.setStyleSheet(style_sheet)


def _palette(colours: Colours) -> QPalette:
    """Return the colours as what is not drawn by the style sheet asks for them."""
    palette = QPalette()
    role = QPalette.ColorRole
    for which, colour in (
        (role.Window, colours.window),
        (role.Base, colours.surface),
        (role.AlternateBase, colours.hover),
        (role.Button, colours.surface),
        (role.WindowText, colours.text),
        (role.Text, colours.text),
        (role.ButtonText, colours.text),
        (role.PlaceholderText, colours.quiet),
        (role.ToolTipBase, colours.surface),
        (role.ToolTipText, colours.text),
        (role.Highlight, colours.accent),
        (role.HighlightedText, colours.on_accent),
        (role.Link, colours.accent),
        (role.LinkVisited, colours.accent),
        (role.Accent, colours.accent),
    ):
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(colours.quiet))
    return palette


def _style_sheet(colours: Colours, text_px: int) -> str:
    """Return the style sheet with colours, sizes and the glyphs of this look filled in."""
    names = {field.name: getattr(colours, field.name) for field in fields(Colours)}
    look = "dark" if colours is DARK else "light"
    icons = (resources() / "icons").as_posix()
    glyphs = {name: f'url("{icons}/{name}-{look}.png")' for name in ("check", "tick", "up", "down", "right")}
    sizes = {"text_px": text_px, "heading_px": text_px + 3, "figure_px": text_px + 10, "title_px": text_px + 12}
    return STYLE_SHEET.format(**names, **glyphs, **sizes)


def _text_px(app: QApplication) -> int:
    """Return the height of the running text: what the person chose for their desktop, within what the layout bears."""
    return min(max(QFontInfo(app.font()).pixelSize(), SMALLEST_TEXT_PX), LARGEST_TEXT_PX)
