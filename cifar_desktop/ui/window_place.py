"""Where the window opens: where it was, as far as that screen still exists."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize

USUAL_SIZE = QSize(1280, 800)
GRIP_HEIGHT_PX, GRIP_WIDTH_PX = 32, 160  # of the title bar that has to be within reach of the mouse


def placed(wanted: QRect | None, screens: Sequence[QRect], smallest: QSize) -> QRect:
    """Return a place on one of the screens' free areas, the first of which is the main one."""
    home = _screen_under(wanted, screens) if wanted else None
    if wanted is None or home is None:
        size = wanted.size() if wanted else USUAL_SIZE
        size = size.boundedTo(screens[0].size()).expandedTo(smallest)
        place = QRect(screens[0].topLeft(), size)
        place.moveCenter(screens[0].center())
        # A window larger than its screen shows its top left corner, where the menus are.
        return QRect(max(place.x(), screens[0].x()), max(place.y(), screens[0].y()), size.width(), size.height())
    size = wanted.size().boundedTo(home.size()).expandedTo(smallest)
    x = max(home.left(), min(wanted.x(), home.left() + home.width() - size.width()))
    y = max(home.top(), min(wanted.y(), home.top() + home.height() - size.height()))
    return QRect(x, y, size.width(), size.height())


def _screen_under(wanted: QRect, screens: Sequence[QRect]) -> QRect | None:
    """Return the screen on which most of the window's upper edge lay, if enough of it to get hold of."""
    grip = QRect(wanted.x(), wanted.y(), wanted.width(), GRIP_HEIGHT_PX)
    best = max(screens, key=lambda screen: _area(screen.intersected(grip)))
    seen = best.intersected(grip)
    within_reach = seen.width() >= min(GRIP_WIDTH_PX, wanted.width()) and seen.height() >= GRIP_HEIGHT_PX // 2
    return best if within_reach else None


def _area(rectangle: QRect) -> int:
    return 0 if rectangle.isEmpty() else rectangle.width() * rectangle.height()
