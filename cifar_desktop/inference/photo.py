"""Reads photos: whatever format, size, orientation and colour model they have, they become upright RGB.

Nothing here is trusted: sizes are looked at before anything is decoded, and a large JPEG is decoded reduced.
"""

import io
import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from cifar_desktop.errors import PhotoError

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "PPM", "TGA", "ICO")
MAX_FILE_BYTES = 512 * 1024**2
MAX_PIXELS = 178_000_000  # more than cameras have; decoded, that is 0.5 GB. Pillow itself gives up a little above
ENOUGH_PIXELS = 512  # of the shorter side: what is seen of a photo has 32, a part of it may be chosen
_WHITE = (255, 255, 255)  # what shows behind a transparent picture nearly everywhere


def read_photo(source: Path | bytes, *, enough_pixels: int = ENOUGH_PIXELS) -> Image.Image:
    """Return a photo as upright RGB; a large JPEG may come reduced, but not below `enough_pixels`.

    Of a picture that moves it is the first frame.

    Raises:
        PhotoError: where it cannot be read, naming the reason but not the file.
    """
    try:
        with warnings.catch_warnings():
            # Pillow warns of large pictures and of odd metadata; the former are judged here, the latter harm nobody.
            warnings.simplefilter("ignore")
            with Image.open(_stream(source), formats=FORMATS) as image:
                _refuse_huge(image)
                if image.format in ("JPEG", "MPO"):  # the latter is what many phones call theirs
                    image.draft("RGB", (enough_pixels, enough_pixels))
                image.load()
                upright = ImageOps.exif_transpose(image)
                return to_rgb(upright)
    except UnidentifiedImageError as error:
        raise PhotoError("It is not a picture in a format that can be read.", remedy=_remedy()) from error
    except Image.DecompressionBombError as error:
        raise _too_large() from error
    except MemoryError as error:
        raise PhotoError("There is not enough memory to open it.", remedy="Make it smaller first.") from error
    except OSError as error:
        raise PhotoError(_reason(error), remedy="Check the file, or choose another one.") from error
    except (
        ValueError,
        SyntaxError,
        EOFError,
        IndexError,
        KeyError,
        TypeError,
        ZeroDivisionError,
        OverflowError,
    ) as error:
        # What Pillow's readers raise where a file is damaged, depending on the format.
        raise PhotoError("The picture is damaged.", remedy="Copy or download it again.") from error


def to_rgb(image: Image.Image) -> Image.Image:
    """Return a picture of any colour model as RGB; what is transparent becomes white."""
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        return _from_deep_grey(image).convert("RGB")
    if image.mode == "RGB" and "transparency" not in image.info:
        return image.copy()
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        straight = image.convert("RGBA")
        ground = Image.new("RGB", straight.size, _WHITE)
        ground.paste(straight, mask=straight.getchannel("A"))
        return ground
    return image.convert("RGB")


def _from_deep_grey(image: Image.Image) -> Image.Image:
    """Return 16-bit, 32-bit or floating-point grey with 8 bits; Pillow itself would cut off all that is bright."""
    grey = np.nan_to_num(np.asarray(image, dtype=np.float64), nan=0.0, posinf=0.0, neginf=0.0)
    highest = float(grey.max())
    for full in (1.0, 255.0, 65535.0):
        if highest <= full and (full > 1 or image.mode == "F"):
            break
    else:
        full = highest
    return Image.fromarray(np.clip(grey * (255 / full), 0, 255).astype(np.uint8))


def _stream(source: Path | bytes) -> io.BytesIO:
    """Return the file's content, which is read once and then closed, whatever its decoder would do."""
    if isinstance(source, bytes):
        return io.BytesIO(source)
    if source.is_dir():
        raise PhotoError("It is a folder.", remedy="Choose the photos in it.")
    if not source.exists():
        raise PhotoError("There is no such file.", remedy="Check the name.")
    if not source.is_file():
        raise PhotoError("It is not an ordinary file.", remedy="Choose another one.")
    size = source.stat().st_size
    if size == 0:
        raise PhotoError("The file is empty.", remedy="Copy or download it again.")
    if size > MAX_FILE_BYTES:
        raise PhotoError(f"It has {size / 1024**2:,.0f} MiB, too much for a photo.", remedy="Make it smaller first.")
    return io.BytesIO(source.read_bytes())


def _refuse_huge(image: Image.Image) -> None:
    """Refuse what would take more memory than a photo deserves; of a JPEG only a reduced copy is decoded."""
    if image.width * image.height > MAX_PIXELS:
        raise _too_large(image.size)


def _too_large(size: tuple[int, int] | None = None) -> PhotoError:
    pixels = f"{size[0]:,} by {size[1]:,} pixels" if size else "too many pixels"
    return PhotoError(
        f"It has {pixels}; at most {MAX_PIXELS // 1_000_000} million can be read.",
        remedy="Make it smaller first.",
    )


def _reason(error: OSError) -> str:
    """Return what the system or Pillow says, as a sentence."""
    if error.errno is None:  # Pillow's own: "image file is truncated (12 bytes not processed)" and its like
        return "The picture is damaged or was cut short."
    return f"It cannot be read: {error.strerror or error}."


def _remedy() -> str:
    return "Choose a JPEG, PNG, WebP, GIF, BMP, TIFF or AVIF file."
