"""Reads photos: whatever format, size, orientation and colour model they have, they become upright RGB.

Nothing here is trusted: sizes are looked at before anything is decoded, and a large JPEG is decoded reduced.
"""

import io
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError
from PIL.ExifTags import Base as ExifTag
from PIL.JpegImagePlugin import JpegImageFile

from cifar_desktop.errors import PhotoError
from cifar_desktop.inference.jpeg_layout import has_more_passes, is_in_one_pass
from cifar_desktop.inference.photo_kinds import ENOUGH_BYTES, kind_of
from cifar_desktop.inference.quiet_pillow import quiet_pillow
from cifar_desktop.inference.views import ENOUGH_PIXELS, reduced

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "PPM", "TGA", "ICO")
MAX_FILE_BYTES = 512 * 1024**2
MAX_PIXELS = 178_000_000  # more than cameras have; decoded, that is 0.5 GB. Pillow itself gives up a little above
MAX_REDUCED_PIXELS = 500_000_000  # of a JPEG that lies row after row: at an eighth it takes seconds, but no memory
MAX_PASS_PIXELS = 2_500_000_000  # of a progressive JPEG: 14 passes over the largest; cameras and programs use 10
BAND_PIXELS = 8_000_000  # that are brought to RGB at once: a step on the way takes up to 20 bytes a pixel
LARGE_PIXELS = 40_000_000  # from here on one photo is decoded at a time, however many threads read
_LONG_READ_BYTES = 1 << 20
_WHITE = (255, 255, 255)  # what shows behind a transparent picture nearly everywhere
_JPEG_START = b"\xff\xd8\xff"
# What undoes each orientation, as the EXIF standard numbers them; from 5 on width and height change places.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_FIRST_SIDEWAYS = 5
_large = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Photo:
    """A photo that was read.

    Attributes:
        picture: upright RGB, perhaps reduced.
        width, height: as they are in the file, upright.
    """

    picture: Image.Image
    width: int
    height: int


def read_photo(source: Path | bytes, *, enough_pixels: int = ENOUGH_PIXELS) -> Image.Image:
    """Return a photo as upright RGB; see `open_photo`."""
    return open_photo(source, enough_pixels=enough_pixels).picture


def open_photo(source: Path | bytes, *, enough_pixels: int = ENOUGH_PIXELS) -> Photo:
    """Return a photo as upright RGB; a large one comes reduced, but not below `enough_pixels` on the shorter side.

    Of a picture that moves it is the first frame.

    Raises:
        PhotoError: where it cannot be read, naming the reason but not the file.
    """
    try:
        with _opened(source) as stream, quiet_pillow():
            return _decoded(stream, enough_pixels)
    except PhotoError:
        raise
    except Image.DecompressionBombError as error:
        raise _too_large() from error
    except MemoryError as error:
        raise PhotoError("There is not enough memory to open it.", remedy="Make it smaller first.") from error
    except OSError as error:
        raise PhotoError(_reason(error), remedy="Check the file, or choose another one.") from error
    except Exception as error:
        # Readers of damaged files raise anything, depending on the format: ValueError, SyntaxError, struct.error …
        raise PhotoError("The picture is damaged.", remedy="Copy or download it again.") from error


def _decoded(stream: BinaryIO, enough_pixels: int) -> Photo:
    """Return the photo in an open file."""
    with _recognised(stream) as image:
        width, height = image.size
        with _alone_if_large(image):
            if isinstance(image, JpegImageFile):
                _decode_reduced(image, stream, enough_pixels)
            elif width * height > MAX_PIXELS:
                raise _too_large(image.size)
            image.load()
            if not isinstance(image, JpegImageFile):
                width, height = image.size  # some formats turn it themselves
            turn = _orientation(image)
            picture = _small_rgb(image, enough_pixels)
    if turn in _TURNS:
        picture = picture.transpose(_TURNS[turn])
    if turn >= _FIRST_SIDEWAYS:
        width, height = height, width
    return Photo(picture=picture, width=width, height=height)


def _recognised(stream: BinaryIO) -> Image.Image:
    """Return the picture in a file, not decoded yet."""
    start = stream.read(ENOUGH_BYTES)
    stream.seek(0)
    if start.startswith(_JPEG_START):
        # Not through Image.open, which judges by the size of the whole, while it is decoded reduced. What phones call
        # MPO is a JPEG with others behind it.
        return JpegImageFile(stream)
    try:
        return Image.open(stream, formats=FORMATS)
    except UnidentifiedImageError as error:
        kind = kind_of(start)
        if kind is None:
            raise PhotoError("It is not a picture in a format that can be read.", remedy=_remedy()) from error
        raise PhotoError(f"It is {kind.title}, which cannot be read.", remedy=kind.remedy) from error


def _decode_reduced(image: JpegImageFile, stream: BinaryIO, enough_pixels: int) -> None:
    """Have a JPEG decoded at a half, a quarter or an eighth; refuse what would be too much even so."""
    size, place = image.size, stream.tell()
    if size[0] * size[1] > MAX_PIXELS:
        if size[0] * size[1] > MAX_REDUCED_PIXELS:
            raise _too_large(size, MAX_REDUCED_PIXELS)
        if not is_in_one_pass(stream):
            raise PhotoError(
                f"It is a progressive JPEG of {size[0]:,} by {size[1]:,} pixels, which can only be read whole; of "
                f"those, at most {MAX_PIXELS // 1_000_000} million can be read.",
                remedy="Make it smaller first, or save it as an ordinary JPEG.",
            )
        stream.seek(place)
    elif "progressive" in image.info:
        most = MAX_PASS_PIXELS // max(1, size[0] * size[1])
        if has_more_passes(stream, most):
            raise PhotoError(
                f"It is a JPEG in more than {most} passes over its {size[0]:,} by {size[1]:,} pixels, which would take "
                "too long.",
                remedy="Save it as an ordinary JPEG.",
            )
        stream.seek(place)
    image.draft("RGB", (enough_pixels, enough_pixels))
    if image.width * image.height > MAX_PIXELS:
        raise _too_large(size)


def _alone_if_large(image: Image.Image) -> AbstractContextManager[object]:
    """Keep several threads from decoding large photos at once, each of which may take a gigabyte."""
    is_light = isinstance(image, JpegImageFile) and "progressive" not in image.info
    return nullcontext() if is_light or image.width * image.height <= LARGE_PIXELS else _large


def _orientation(image: Image.Image) -> int:
    """Return how the camera was held, 1 to 8; upright where the photo does not say, or not in a way to be read."""
    try:
        orientation = image.getexif().get(ExifTag.Orientation)
    except Exception:  # noqa: BLE001 - odd metadata is no reason to refuse a photo
        return 1
    return orientation if isinstance(orientation, int) else 1


def _small_rgb(image: Image.Image, enough_pixels: int) -> Image.Image:
    """Return a picture as RGB and reduced; what it needs besides the picture itself is little."""
    if image.mode == "RGB" and "transparency" not in image.info:
        small = reduced(image, enough_pixels)
        return small if small is not image else image.copy()
    return reduced(to_rgb(image), enough_pixels)


def to_rgb(image: Image.Image) -> Image.Image:
    """Return a picture of any colour model as RGB; what is transparent becomes white."""
    change = _deep_grey_to_rgb(image) if image.mode in ("I", "F") or image.mode.startswith("I;16") else _colours_to_rgb
    bands = _bands(image)
    if len(bands) == 1:
        return change(image)
    whole = Image.new("RGB", image.size)
    for top, bottom in bands:
        whole.paste(change(image.crop((0, top, image.width, bottom))), (0, top))
    return whole


def _bands(image: Image.Image) -> list[tuple[int, int]]:
    """Return the rows, from and to, of bands that are not too large."""
    rows = max(1, BAND_PIXELS // image.width)
    return [(top, min(top + rows, image.height)) for top in range(0, image.height, rows)]


def _colours_to_rgb(image: Image.Image) -> Image.Image:
    if image.mode == "RGB" and "transparency" not in image.info:
        return image.copy()
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        straight = image.convert("RGBA")
        ground = Image.new("RGB", straight.size, _WHITE)
        ground.paste(straight, mask=straight.getchannel("A"))
        return ground
    return image.convert("RGB")


def _deep_grey_to_rgb(image: Image.Image) -> Callable[[Image.Image], Image.Image]:
    """Return what brings 16-bit, 32-bit or floating-point grey to 8 bits; Pillow would cut off all that is bright."""
    bands = _bands(image)
    parts = (image.crop((0, top, image.width, bottom)) for top, bottom in bands) if len(bands) > 1 else (image,)
    highest = max(float(_finite(part).max()) for part in parts)
    for full in (1.0, 255.0, 65535.0):
        if highest <= full and (full > 1 or image.mode == "F"):
            break
    else:
        full = highest

    def change(part: Image.Image) -> Image.Image:
        return Image.fromarray(np.clip(_finite(part) * (255 / full), 0, 255).astype(np.uint8)).convert("RGB")

    return change


def _finite(grey: Image.Image) -> NDArray[np.float32]:
    return np.nan_to_num(np.asarray(grey, dtype=np.float32), nan=0.0, posinf=0.0, neginf=0.0)


@contextmanager
def _opened(source: Path | bytes) -> Iterator[BinaryIO]:
    """Open a photo's content; a file is closed again, whatever its decoder would do."""
    if isinstance(source, bytes):
        _judge_length(len(source))
        yield io.BytesIO(source)
        return
    if source.is_dir():
        raise PhotoError("It is a folder.", remedy="Choose the photos in it.")
    if not source.exists():
        raise PhotoError("There is no such file.", remedy="Check the name.")
    if not source.is_file():
        raise PhotoError("It is not an ordinary file.", remedy="Choose another one.")
    _judge_length(source.stat().st_size)
    with _File(source) as stream:
        yield stream


class _File(io.BufferedReader):
    """A file of which nobody can read more than there is.

    Readers ask for as many bytes as a damaged file claims, and Python makes room for all of them first.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(io.FileIO(path))
        self._length = path.stat().st_size

    def read(self, size: int | None = -1, /) -> bytes:
        """Return so many bytes, or what is left."""
        if size is not None and size > _LONG_READ_BYTES:
            size = max(0, min(size, self._length - self.tell()))
        return super().read(size)


def _judge_length(num_bytes: int) -> None:
    """Refuse a file with nothing in it, or with more than a photo has."""
    if num_bytes == 0:
        raise PhotoError("The file is empty.", remedy="Copy or download it again.")
    if num_bytes > MAX_FILE_BYTES:
        raise PhotoError(
            f"It has {num_bytes / 1024**2:,.0f} MiB, too much for a photo.", remedy="Make it smaller first."
        )


def _too_large(size: tuple[int, int] | None = None, most: int = MAX_PIXELS) -> PhotoError:
    pixels = f"{size[0]:,} by {size[1]:,} pixels" if size else "too many pixels"
    return PhotoError(
        f"It has {pixels}; at most {most // 1_000_000} million can be read.",
        remedy="Make it smaller first.",
    )


def _reason(error: OSError) -> str:
    """Return what the system or Pillow says, as a sentence."""
    if error.errno is None:  # Pillow's own: "image file is truncated (12 bytes not processed)" and its like
        return "The picture is damaged or was cut short."
    return f"It cannot be read: {error.strerror or error}."


def _remedy() -> str:
    return "Choose a JPEG, PNG, WebP, GIF, BMP, TIFF or AVIF file."
