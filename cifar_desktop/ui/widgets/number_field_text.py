"""Numbers as people type them, and as they like to read them; knows no Qt."""

import math
import re
from dataclasses import dataclass
from decimal import Decimal

_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}( \d{3})+", re.ASCII)
_ONE_COMMA = re.compile(r"[+-]?\d*,\d+(e[+-]?\d+)?", re.ASCII)
_COMMA_OF_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII)
_SAME_SIGN = str.maketrans("\u2212\u00a0\u202f\u2009\u2044", "-   /")  # minus, narrow spaces, slash of fractions

SMALLEST_WITHOUT_EXPONENT = 1e-3
LARGEST_WITHOUT_EXPONENT = 1e15
MOST_DIGITS = 4  # of a decimal; what has more and is 1/n reads better as that


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A text that is no number.

    Attributes:
        reason: what is wrong with it, as the rest of a sentence that begins with the setting's name.
    """

    reason: str


def read_number(text: str) -> int | float | Unreadable:
    """Return the number that a person typed: 256, 0.1, 0,1, 5e-4, 1/64, 10 %, 10 000; or why it is none."""
    tidy = text.strip().translate(_SAME_SIGN).lower()
    if not tidy:
        return Unreadable("is empty.")
    if _COMMA_OF_THOUSANDS.fullmatch(tidy):
        whole, _, rest = tidy.partition(",")
        return Unreadable(f"“{text.strip()}” can be read in two ways: write {whole}{rest} or {whole}.{rest}.")
    try:
        number = _number(tidy)
    except (ValueError, ZeroDivisionError):
        return Unreadable(f"is not a number: “{text.strip()}”.")
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        return Unreadable(f"is too large: “{text.strip()}”.")
    return number


def _number(text: str) -> int | float:
    above, slash, below = text.partition("/")
    if slash:
        return _one_number(above) / _one_number(below)
    if text.endswith("%"):
        return float(Decimal(str(_one_number(text[:-1]))) / 100)
    return _one_number(text)


def _one_number(text: str) -> int | float:
    text = text.strip()
    if _GROUPED.fullmatch(text):
        text = text.replace(" ", "")
    if _ONE_COMMA.fullmatch(text):
        text = text.replace(",", ".")
    if not _PLAIN.fullmatch(text):
        raise ValueError(text)
    if text.lstrip("+-").isdigit():
        return int(text)
    return float(text)


def number_text(value: float) -> str:
    """Return a number as it reads best: 256, 0.25, 5e-4, 1/64; `read_number` returns the very same."""
    if value == int(value) and abs(value) < LARGEST_WITHOUT_EXPONENT:
        return str(int(value))
    decimal = Decimal(repr(value))
    sign, digits, exponent = decimal.as_tuple()
    significant = "".join(map(str, digits)).rstrip("0")
    below = round(1 / value)
    if len(significant) >= MOST_DIGITS and below and 1 / below == value:
        return f"{'-' if below < 0 else ''}1/{abs(below)}"
    if SMALLEST_WITHOUT_EXPONENT <= abs(value) < LARGEST_WITHOUT_EXPONENT:
        return f"{decimal:f}"
    power = len(digits) - 1 + int(exponent)
    mantissa = significant[0] + (f".{significant[1:]}" if significant[1:] else "")
    return f"{'-' if sign else ''}{mantissa}e{power}"
