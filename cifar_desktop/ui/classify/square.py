"""The square that a person draws over a photo: how it is drawn, moved and resized, in pixels of the photo."""

from cifar_desktop.inference.views import Box

Point = tuple[float, float]
Size = tuple[float, float]
Corner = tuple[int, int]  # (0, 0) is the upper left one, (1, 1) the lower right one

CORNERS: tuple[Corner, ...] = ((0, 0), (1, 0), (0, 1), (1, 1))


def drawn(anchor: Point, point: Point, size: Size, least: float) -> Box:
    """Return the square that a drag from `anchor` to `point` means; it stays on the photo of that size.

    Where the photo ends, it gives way towards the other side, so that it is as large as the drag is long.
    """
    anchor, point = nearest(anchor, size), nearest(point, size)
    across, down = point[0] - anchor[0], point[1] - anchor[1]
    side = _side(max(abs(across), abs(down)), size, least)
    left = anchor[0] if across >= 0 else anchor[0] - side
    top = anchor[1] if down >= 0 else anchor[1] - side
    return pushed_inside((left, top, left + side, top + side), size)


def moved(box: Box, across: float, down: float, size: Size) -> Box:
    """Return a box moved by so much, or as far as the photo goes."""
    left, top, right, bottom = box
    return pushed_inside((left + across, top + down, right + across, bottom + down), size)


def resized(box: Box, corner: Corner, point: Point, size: Size, least: float) -> Box:
    """Return the square with a corner drawn to `point`, while the corner opposite stays where it is."""
    fixed = (box[0] if corner[0] else box[2], box[1] if corner[1] else box[3])
    ways = (1 if corner[0] else -1, 1 if corner[1] else -1)
    wanted = max((point[axis] - fixed[axis]) * ways[axis] for axis in (0, 1))
    room = min(size[axis] - fixed[axis] if ways[axis] > 0 else fixed[axis] for axis in (0, 1))
    side = min(_side(wanted, size, least), room)
    far = (fixed[0] + ways[0] * side, fixed[1] + ways[1] * side)
    return (min(fixed[0], far[0]), min(fixed[1], far[1]), max(fixed[0], far[0]), max(fixed[1], far[1]))


def grown(box: Box, by: float, size: Size, least: float) -> Box:
    """Return a square about the same middle whose sides are longer, or shorter where `by` is negative."""
    side = _side(max(box[2] - box[0], box[3] - box[1]) + by, size, least)
    left, top = (box[0] + box[2] - side) / 2, (box[1] + box[3] - side) / 2
    return pushed_inside((left, top, left + side, top + side), size)


def centred(size: Size, share: float, least: float) -> Box:
    """Return a square in the middle whose side is a share of the photo's shorter side."""
    side = _side(min(size) * share, size, least)
    left, top = (size[0] - side) / 2, (size[1] - side) / 2
    return (left, top, left + side, top + side)


def pushed_inside(box: Box, size: Size) -> Box:
    """Return a box of the same size that lies on the photo; one that is larger is cut."""
    width, height = min(box[2] - box[0], size[0]), min(box[3] - box[1], size[1])
    left = min(max(box[0], 0.0), size[0] - width)
    top = min(max(box[1], 0.0), size[1] - height)
    return (left, top, left + width, top + height)


def nearest(point: Point, size: Size) -> Point:
    """Return the point of the photo that is nearest."""
    return (min(max(point[0], 0.0), size[0]), min(max(point[1], 0.0), size[1]))


def _side(wanted: float, size: Size, least: float) -> float:
    """Return a side that is neither too small to be seen nor larger than the photo."""
    return min(max(wanted, least), *size)
