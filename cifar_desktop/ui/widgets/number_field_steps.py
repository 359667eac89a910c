"""How far the arrow keys move a number: by one, twofold, or along 1, 2, 5, 10; knows no Qt."""

import math
from collections.abc import Callable
from decimal import Decimal

# From a number and a direction (1 is up, -1 is down) to the next number.
Step = Callable[[float, int], float]

_SLIGHTLY = 1e-9  # by which two floats may differ and still mean the same rung


def by(amount: float) -> Step:
    """Return steps of one size."""

    def step(value: float, direction: int) -> float:
        return float(Decimal(repr(value)) + direction * Decimal(repr(amount)))

    return step


def twofold(value: float, direction: int) -> float:
    """Double or halve."""
    return value * 2.0**direction


def along_rungs(smallest: float) -> Step:
    """Return steps along …, 0.1, 0.2, 0.5, 1, 2, 5, …; below the smallest of them comes 0."""

    def step(value: float, direction: int) -> float:
        if direction > 0:
            return _next_rung(value, 1) if value >= smallest else smallest
        down = _next_rung(value, -1) if value > 0 else 0.0
        return down if down >= smallest * (1 - _SLIGHTLY) else 0.0

    return step


def towards_one(value: float, direction: int) -> float:
    """Step along 0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, …: what is missing to 1 shrinks."""
    missing = float(1 - Decimal(repr(value)))
    if missing <= 0:
        return value
    if direction < 0 and missing >= 0.5 * (1 - _SLIGHTLY):
        return 0.0
    return float(1 - Decimal(repr(_next_rung(missing, -direction))))


def _next_rung(value: float, direction: int) -> float:
    """Return the nearest of 1, 2 and 5 times a power of ten above or below a positive number."""
    power = math.floor(math.log10(value))
    rungs = [float(f"{digit}e{exponent}") for exponent in (power - 1, power, power + 1) for digit in (1, 2, 5)]
    if direction > 0:
        return next(rung for rung in rungs if rung > value * (1 + _SLIGHTLY))
    return next(rung for rung in reversed(rungs) if rung < value * (1 - _SLIGHTLY))
