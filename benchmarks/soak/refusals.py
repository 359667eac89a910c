"""What counts as survived: an answer, or a refusal in words that names what was refused."""

from collections.abc import Callable

from benchmarks.soak.trials import Unsurvived
from cifar_desktop.errors import UserError

# Whoever has no memory left within the limit of a trial has asked for gigabytes.
NO_MEMORY = ("enough memory", "more memory")


def read_or_refused(read: Callable[[], object], *, name: str = "", what: str = "") -> str:
    """Return "read" or "refused"; raise `Unsurvived` for a refusal that tells a person too little.

    Args:
        read: what is tried.
        name: what the refusal must name; empty where whoever shows it does.
        what: of the case, for the complaint.
    """
    try:
        read()
    except UserError as error:
        said = str(error)
        if name not in said:
            raise Unsurvived(f"{what}: the refusal does not name {name}: {said}") from error
        if not error.what.strip().endswith((".", "”")) or any(words in said for words in NO_MEMORY):
            raise Unsurvived(f"{what}: refused like this: {said}") from error
        return "refused"
    return "read"
