"""Shares as people read them; figures for programs (CSV, JSON) stay shares."""

import math


def in_percent(share: float | None, decimals: int = 1) -> str:
    """Return a share in per cent, such as "94.4 %"; a dash where there is none."""
    return "–" if share is None or not math.isfinite(share) else f"{100 * share:.{decimals}f} %"
