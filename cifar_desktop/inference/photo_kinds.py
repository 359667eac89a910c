"""What a file is that cannot be read as a photo, told from its first bytes, so that a refusal can name it."""

from dataclasses import dataclass

ENOUGH_BYTES = 512  # of its start

_SAVE_AS_JPEG = "Open it where you can see it, and save or export it as a JPEG."


@dataclass(frozen=True, slots=True)
class OtherKind:
    """A kind of file that is no photo to this program.

    Attributes:
        title: what it is, as in "It is …".
        remedy: what the person can do.
    """

    title: str
    remedy: str = _SAVE_AS_JPEG


_HEIC = OtherKind("a HEIC photo, the format of iPhones")
_AVIF = OtherKind("an AVIF picture of a kind that cannot be read here")
_RAW = OtherKind("a camera's raw picture")
_VIDEO = OtherKind("a video", "Take a picture from it, or choose a photo.")
_WEB_PAGE = OtherKind("a web page", "Save the picture in it instead of the page.")
_ARCHIVE = OtherKind("an archive", "Unpack it, and choose the photos in it.")

# By the name of what the file is compatible with, 4 letters each, as every file of this family lists them.
_BRANDS = (
    (("heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs"), _HEIC),
    (("avif", "avis"), _AVIF),
    (("mif1", "msf1"), _HEIC),  # after AVIF, which lists it as well
    (("crx ",), _RAW),
    (("qt  ", "isom", "iso2", "mp41", "mp42", "M4V ", "3gp4", "3gp5", "dash"), _VIDEO),
)
_STARTS = (
    (b"\x00\x00\x00\x0cJXL ", OtherKind("a JPEG XL picture")),
    (b"\xff\x0a", OtherKind("a JPEG XL picture")),
    (b"\x00\x00\x00\x0cjP  ", OtherKind("a JPEG 2000 picture")),
    (b"\xff\x4f\xff\x51", OtherKind("a JPEG 2000 picture")),
    (b"8BPS", OtherKind("a Photoshop file")),
    (b"gimp xcf", OtherKind("a GIMP file")),
    (b"%PDF", OtherKind("a PDF document", "Take the picture out of it, and save that as a JPEG or PNG.")),
    (b"<svg", OtherKind("a drawing (SVG)", "Save or export it as a PNG.")),
    (b"<!doctype html", _WEB_PAGE),
    (b"<html", _WEB_PAGE),
    (b"FUJIFILMCCD-RAW", _RAW),
    (b"PK\x03\x04", _ARCHIVE),
    (b"Rar!", _ARCHIVE),
    (b"7z\xbc\xaf", _ARCHIVE),
    (b"\x1f\x8b", _ARCHIVE),
    (b"\x1aE\xdf\xa3", _VIDEO),
)


def kind_of(start: bytes) -> OtherKind | None:
    """Return what a file is that starts like this; None where that is not known."""
    if start[4:8] == b"ftyp":
        return _of_family(start)
    if start[:4] == b"RIFF" and start[8:12] == b"AVI ":
        return _VIDEO
    text = start.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if text.startswith(b"<?xml") and b"<svg" in text:
        text = b"<svg"
    return next((kind for mark, kind in _STARTS if start.startswith(mark) or text.startswith(mark.lower())), None)


def _of_family(start: bytes) -> OtherKind | None:
    """Return which of the formats it is that HEIC, AVIF and MP4 are of."""
    length = min(int.from_bytes(start[:4], "big"), len(start))
    listed = {start[place : place + 4].decode("latin-1") for place in range(8, length, 4)}
    return next((kind for names, kind in _BRANDS if listed & set(names)), None)
