"""What a self-test is made of: steps, each a small script that acts and says what it waits for."""

from collections.abc import Callable, Generator
from dataclasses import dataclass

LIMIT_S = 300.0  # for one step; what takes longer hangs, even on a slow machine


class Unmet(Exception):  # noqa: N818 - an outcome that is reported, not a fault of this code
    """Something was not as it should be; the words say what was seen instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Until:
    """To go on once something is so.

    Attributes:
        holds: tells whether it is.
        what: what it is, for a sentence such as "Waited in vain for the answer."
    """

    holds: Callable[[], object]
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """To let the window live for a while."""

    seconds: float


Script = Generator[Until | Moment, None, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to be tried.

    Attributes:
        name: what is done, in a few words; a picture is named after it.
        expected: what should come of it, as a sentence.
        script: does it, and returns what was seen; raises Unmet where that is something else.
        needs: the names of earlier steps without which it makes no sense.
        limit_s: how long it may take.
        has_picture: whether there is something to look at after it.
    """

    name: str
    expected: str
    script: Callable[[], Script]
    needs: tuple[str, ...] = ()
    limit_s: float = LIMIT_S
    has_picture: bool = True


def until(holds: Callable[[], object], what: str) -> Until:
    """Wait for something."""
    return Until(holds=holds, what=what)


def need(is_so: object, otherwise: str) -> None:
    """Go on where it is so; `otherwise` says what is wrong."""
    if not is_so:
        raise Unmet(otherwise)
