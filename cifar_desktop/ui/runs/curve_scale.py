"""From the numbers of curves to places on the screen, and the round numbers at the axes."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from cifar_desktop.training.run_curves import Along, Measure, RunCurve
from cifar_desktop.ui.runs.run_words import percent
from cifar_desktop.ui.widgets.plot_ticks import (
    duration_text,
    duration_ticks,
    linear_ticks,
    number_text,
    round_range,
    short_number_text,
)

_ROW_HEIGHT_PX, _COLUMN_WIDTH_PX = 34, 90  # of the plot, for one tick
_SHARES = frozenset({"validation_accuracy", "train_accuracy"})
ALONG_TITLES: dict[Along, str] = {"epoch": "Epoch", "step": "Training step", "seconds": "Training time, h:min:s"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveScale:
    """What part of the numbers is shown, and where.

    Attributes:
        measure, along: what is drawn over what.
        left, right, low, high: the ends of what is shown.
        area: where, in pixels.
    """

    measure: Measure
    along: Along
    left: float
    right: float
    low: float
    high: float
    area: QRectF

    @classmethod
    def of(
        cls, curves: Sequence[RunCurve], measure: Measure, along: Along, area: QRectF, *, is_close: bool = False
    ) -> "CurveScale":
        """Return the scale on which all of the curves are seen; where it is close, the values of their later halves."""
        places = [place for curve in curves for place in curve.along]
        values = [value for curve in curves for value in curve.values[len(curve.values) // 2 if is_close else 0 :]]
        left = 1.0 if along == "epoch" else 0.0
        right = max(places, default=1.0)
        low, high = round_range(min(values, default=0.0), max(values, default=1.0))
        return cls(
            measure=measure,
            along=along,
            left=left,
            right=right if right > left else left + 1,
            low=max(0.0, low),
            high=min(1.0, high) if measure in _SHARES else high,
            area=area,
        )

    def place(self, along: float, value: float) -> QPointF:
        """Return where a point lies."""
        across = (along - self.left) / (self.right - self.left)
        up = (value - self.low) / ((self.high - self.low) or 1)
        return QPointF(self.area.left() + across * self.area.width(), self.area.bottom() - up * self.area.height())

    def along_at(self, across_px: float) -> float:
        """Return which place of the axis lies there."""
        return self.left + (across_px - self.area.left()) / (self.area.width() or 1) * (self.right - self.left)

    def value_ticks(self) -> list[tuple[float, str]]:
        """Return values at the left axis with their words."""
        most = max(2, int(self.area.height() / _ROW_HEIGHT_PX))
        if self.measure in _SHARES:
            return [(tick / 100, f"{tick:g} %") for tick in linear_ticks(100 * self.low, 100 * self.high, most)]
        return [(tick, short_number_text(tick)) for tick in linear_ticks(self.low, self.high, most)]

    def along_ticks(self) -> list[tuple[float, str]]:
        """Return places at the lower axis with their words."""
        most = max(2, int(self.area.width() / _COLUMN_WIDTH_PX))
        if self.along == "seconds":
            return [(tick, duration_text(tick)) for tick in duration_ticks(self.left, self.right, most)]
        ticks = linear_ticks(self.left, self.right, most, whole=True)
        return [(tick, number_text(tick)) for tick in ticks]

    def value_in_words(self, value: float) -> str:
        """Return a value as the read-out says it."""
        return percent(value) if self.measure in _SHARES else f"{value:.4g}"

    def along_in_words(self, along: float) -> str:
        """Return a place as the read-out says it."""
        if self.along == "seconds":
            return f"After {duration_text(along)}"
        return f"{ALONG_TITLES[self.along]} {along:,.0f}"
