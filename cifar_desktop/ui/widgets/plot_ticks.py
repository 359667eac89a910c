"""Round numbers for axes: where they begin and end, where their ticks are, and how these are written."""

import math
from collections.abc import Sequence

_ENDS = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
_STEPS = (1, 2, 5, 10)
_FINE_STEPS = (1, 2, 2.5, 5, 10)
_DECADE = (1, 2, 5)
_DURATIONS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400)
_TOO_LONG = 1e6
_MAX_TICKS = 100  # a guard: rounding must not make an endless row


def round_up(value: float, mantissas: Sequence[float] = _ENDS) -> float:
    """Return the next round number that is not below `value`, which is positive."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(each for each in mantissas if each * power >= value * (1 - 1e-9)) * power


def round_down(value: float, mantissas: Sequence[float] = _ENDS) -> float:
    """Return the next round number that is not above `value`, which is positive."""
    power = 10.0 ** math.floor(math.log10(value))
    return max(each for each in mantissas if each * power <= value * (1 + 1e-9)) * power


def round_range(low: float, high: float) -> tuple[float, float]:
    """Return a range around `low` to `high` that begins and ends on round numbers."""
    if high <= low:
        low, high = low - (abs(low) or 1) * 0.05, high + (abs(high) or 1) * 0.05
    step = round_up((high - low) / 5, _STEPS)
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step


def round_duration(seconds: float) -> float:
    """Return a round time that is not below `seconds`: 10 s, 15 s, 1 min, 1.5 min and so on."""
    for unit in (60, 3600):
        if seconds <= unit:
            parts = (10, 15, 20, 30, 45, 60) if unit == 60 else (60, 90, 120, 180, 300, 480, 600, 900, 1200, 1800, 2700)
            return next((part for part in parts if part >= seconds), unit)
    return round_up(seconds / 3600) * 3600


def linear_ticks(low: float, high: float, most: int, *, whole: bool = False) -> list[float]:
    """Return at most about `most` round numbers from `low` to `high`; only whole ones where `whole`."""
    wanted = max((high - low) / max(1, most), 1e-12)
    return multiples(low, high, max(1.0, round_up(wanted, _STEPS)) if whole else round_up(wanted, _FINE_STEPS))


def duration_ticks(low: float, high: float, most: int) -> list[float]:
    """Return at most about `most` round times, in seconds."""
    wanted = (high - low) / max(1, most)
    if wanted > _DURATIONS_S[-1]:
        return multiples(low, high, round_up(wanted / 86_400, _STEPS) * 86_400)
    return multiples(low, high, next(each for each in _DURATIONS_S if each >= wanted))


def decade_ticks(low: float, high: float, most: int) -> list[float]:
    """Return round numbers from `low` to `high`, both positive, for a logarithmic axis."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    for mantissas in (_DECADE, (1, 3), (1,)):
        ticks = [each * 10.0**power for power in range(first, last + 1) for each in mantissas]
        ticks = [tick for tick in ticks if low * (1 - 1e-9) <= tick <= high * (1 + 1e-9)]
        if len(ticks) <= most:
            break
    return ticks if len(ticks) >= 2 else linear_ticks(low, high, most)


def multiples(low: float, high: float, step: float) -> list[float]:
    """Return the multiples of `step` from `low` to `high`."""
    first, last = math.ceil(low / step - 1e-6), math.floor(high / step + 1e-6)
    return [index * step for index in range(first, min(last, first + _MAX_TICKS) + 1)]


def number_text(value: float) -> str:
    """Return a number as it stands at an axis: 20,000 or 0.25 or 1e-5."""
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    if value and abs(value) < 0.001:
        digits, power = f"{value:.1e}".split("e")
        return f"{float(digits):g}e{int(power)}".replace("-", "−")  # noqa: RUF001 - the minus sign is meant
    return f"{value:.4g}".replace("-", "−")  # noqa: RUF001


def short_number_text(value: float) -> str:
    """Return a number as it stands where there is no room for millions: 20,000 or 1.25e6."""
    if abs(value) < _TOO_LONG:
        return number_text(value)
    digits, power = f"{value:.3e}".split("e")
    return f"{float(digits):g}e{int(power)}".replace("-", "−")  # noqa: RUF001 - the minus sign is meant


def duration_text(seconds: float) -> str:
    """Return a time as 4:05 or 1:04:05."""
    minutes, left = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"
