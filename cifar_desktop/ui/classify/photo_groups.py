"""What becomes of a photo in the table: a sure answer, “not sure”, a bad file, or nothing yet."""

ALL, NOT_SURE, BAD, WAITING = "all", "not sure", "bad", "waiting"


def class_group(name: str) -> str:
    """Return the group of the photos that surely show this class, whatever its name is."""
    return f"class {name}"
