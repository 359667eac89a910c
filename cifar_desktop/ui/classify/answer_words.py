"""An answer in words: what it is, how sure, and what it means not to be."""

from collections.abc import Sequence
from dataclasses import dataclass

from cifar_desktop.percentages import in_percent

_NUMBERS = (
    "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerWords:
    """What stands large beside a photo.

    Attributes:
        title: the answer.
        line: how sure it is, or what the answer probably is not.
        note: what is read last.
    """

    title: str
    line: str
    note: str

    @property
    def sentence(self) -> str:
        """Return all of it as one line, for those who hear it."""
        line = f"{self.title}: {self.line[:1].lower()}{self.line[1:]}." if self.line else f"{self.title}."
        return f"{line} {self.note}".strip()


NO_PHOTO = AnswerWords(title="No answer", line="", note="It appears here as soon as there is a photo to look at.")
WAITING = AnswerWords(title="Looking…", line="", note="")


def answer_words(
    probabilities: Sequence[float], class_names: Sequence[str], *, is_sure: bool, milliseconds: float
) -> AnswerWords:
    """Return an answer in words."""
    confidence = max(probabilities)
    name = class_names[list(probabilities).index(confidence)]
    if is_sure:
        return AnswerWords(
            title=name[:1].upper() + name[1:],
            line=f"{percent(confidence)} sure",
            note=f"Answered in {duration(milliseconds)}",
        )
    return AnswerWords(
        title="Not sure",
        line=f"Probably none of the {number_word(len(class_names))}",
        note=f"Closest: {name}, {percent(confidence)}",
    )


def percent(share: float) -> str:
    """Return a probability as whole per cents; it never claims that something is certain or impossible."""
    if share < 0.005:
        return "under 1 %"
    return "over 99 %" if share >= 0.995 else in_percent(share, 0)


def short_percent(share: float) -> str:
    """Return the same for narrow columns."""
    return percent(share).replace("under ", "< ").replace("over ", "> ")


def exact_percent(share: float) -> str:
    """Return a probability as exactly as anybody wants to know it."""
    return in_percent(share, 2)


def number_word(number: int) -> str:
    """Return a small number as a word, a larger one in digits."""
    return _NUMBERS[number] if 0 <= number < len(_NUMBERS) else f"{number:,}"


def duration(milliseconds: float) -> str:
    """Return how long it took: "38 ms", or "1.4 s" where that is easier to read."""
    if milliseconds >= 1000:
        return f"{milliseconds / 1000:.1f} s"
    return f"{max(1, round(milliseconds))} ms"
