"""Makes a long curve short enough to draw: no more points than the screen has columns."""

import numpy as np
from numpy.typing import NDArray

from cifar_desktop.ui.widgets.plot_array import Numbers


def visible_part(x: Numbers, low: float, high: float) -> slice:
    """Return which points of a curve lie between two positions, and one more on each side: lines go on to the edge."""
    first = int(np.searchsorted(x, low, side="left"))
    last = int(np.searchsorted(x, high, side="right"))
    return slice(max(0, first - 1), min(len(x), last + 1))


def envelope(x: Numbers, y: Numbers, low: float, high: float, columns: int) -> tuple[Numbers, Numbers]:
    """Return what is seen of a curve: the smallest and the largest value in each column of the screen.

    `x` never falls. Where there are no more points than the envelope would have, they are returned themselves.
    """
    part = visible_part(x, low, high)
    x, y = x[part], y[part]
    if len(x) <= 2 * columns:
        return x, y
    starts = np.searchsorted(x, np.linspace(low, high, columns + 1)[:-1], side="left")
    starts[0] = 0  # the point before the left edge counts to the first column, the one after the right to the last
    starts = _each_once(starts[starts < len(x)])
    lows, highs = np.minimum.reduceat(y, starts), np.maximum.reduceat(y, starts)
    # Down and up in turn: the line from one column to the next is then short.
    reduced = np.empty(2 * len(starts))
    reduced[0::4], reduced[1::4] = lows[0::2], highs[0::2]
    reduced[2::4], reduced[3::4] = highs[1::2], lows[1::2]
    return np.repeat(x[starts], 2), reduced


def thinned(x: Numbers, y: Numbers, low: float, high: float, columns: int) -> tuple[Numbers, Numbers]:
    """Return a smooth curve with about one point in a column: the last one in it."""
    part = visible_part(x, low, high)
    x, y = x[part], y[part]
    if len(x) <= columns:
        return x, y
    ends = np.searchsorted(x, np.linspace(low, high, columns + 1), side="right") - 1
    kept = _each_once(np.concatenate(([0], ends[ends >= 0], [len(x) - 1])))
    return x[kept], y[kept]


def _each_once(places: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return numbers that never fall, each of them once."""
    is_new = np.empty(len(places), dtype=bool)
    is_new[:1] = True
    np.not_equal(places[1:], places[:-1], out=is_new[1:])
    return places[is_new]
