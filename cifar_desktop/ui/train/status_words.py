"""Figures of the status strip in words; none of them changes its width more than it must."""

import datetime

from cifar_desktop.percentages import in_percent

UNKNOWN = "–"
_A_MINUTE, _AN_HOUR = 60, 3600


def duration(seconds: float) -> str:
    """Return a duration to the second: "0:07", "12:34", "1:02:03"."""
    minutes, rest = divmod(int(seconds), _A_MINUTE)
    hours, minutes = divmod(minutes, _A_MINUTE)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def time_left(seconds: float | None) -> str:
    """Return what is left, no finer than it can be known: "2 h 05 min", "12 min", "4:30", "0:08"."""
    if seconds is None:
        return UNKNOWN
    if seconds >= _AN_HOUR:
        hours, minutes = divmod(round(seconds / _A_MINUTE), _A_MINUTE)
        return f"{hours} h {minutes:02} min"
    if seconds >= 10 * _A_MINUTE:
        return f"{round(seconds / _A_MINUTE)} min"
    if seconds >= _A_MINUTE:
        return duration(5 * round(seconds / 5))
    return duration(seconds)


def end_of_it(seconds: float | None, now: datetime.datetime) -> str:
    """Return the time of the end by the clock on the wall: "ends about 18:42"."""
    if seconds is None:
        return ""
    try:
        end = now + datetime.timedelta(seconds=seconds)
    except OverflowError:
        return ""
    days = (end.date() - now.date()).days
    if days > 1:
        return f"ends in {days} days"
    return f"ends about {end:%H:%M}" + (" tomorrow" if days else "")


def rate(value: float) -> str:
    """Return a learning rate with three digits: "0.250", "0.0312", "5.00e-05"."""
    if value == 0:
        return "0"
    return f"{value:#.3g}" if abs(value) >= 1e-4 else f"{value:.2e}"


def per_second(value: float) -> str:
    """Return images per second with digits that mean something."""
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


def memory(num_bytes: int) -> str:
    """Return an amount of memory: "812 MB", "3.4 GB"."""
    return f"{num_bytes / 1e9:.1f} GB" if num_bytes >= 1e9 else f"{num_bytes / 1e6:.0f} MB"


def percent(share: float) -> str:
    """Return a share in per cent: "94.7 %"."""
    return in_percent(share)
