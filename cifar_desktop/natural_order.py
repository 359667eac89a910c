"""Names in the order in which people count: “photo 2” before “photo 10”, and capitals among small letters."""

import re

_NUMBERS = re.compile(r"([0-9]{1,18})")


def natural(name: str) -> tuple[str | int, ...]:
    """Return what names are to be sorted by."""
    parts = _NUMBERS.split(name.casefold())
    return tuple(int(part) if place % 2 else part for place, part in enumerate(parts))
