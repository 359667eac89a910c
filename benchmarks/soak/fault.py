"""The words of the table: a fault that is tried many times, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

OUT_OF_REACH = "not tried on this machine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of trying a fault.

    Attributes:
        tried: how many times it was tried.
        survived: how many of those ended as they should.
        lost: what a person would have lost at most, in a few words: "nothing", "11 steps".
        details: a line for each time that was not survived, with all that is needed to see it again; lines that
            begin with "note:" are printed too, but count as nothing.
    """

    tried: int
    survived: int
    lost: str = "nothing"
    details: list[str] = field(default_factory=list)

    @property
    def is_survived(self) -> bool:
        """Tell whether it was tried at all and survived every time."""
        return 0 < self.tried == self.survived

    @property
    def is_out_of_reach(self) -> bool:
        """Tell whether this machine is not one on which it can be tried."""
        return not self.tried and self.lost == OUT_OF_REACH

    @classmethod
    def out_of_reach(cls, why: str) -> Self:
        """Return what comes of a fault that cannot be tried on this machine."""
        return cls(tried=0, survived=0, lost=OUT_OF_REACH, details=[f"note: {why}"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that goes wrong, and how to make it go wrong.

    Attributes:
        name: for `--only`: short, lower case, with hyphens.
        title: for the table.
        run: makes it happen so many times; takes times, a seed from which everything random follows, and an empty
            folder to work in.
        times: how often it is tried where nobody says otherwise.
    """

    name: str
    title: str
    run: Callable[[int, int, Path], Outcome]
    times: int = 50
