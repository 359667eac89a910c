"""Small pictures in every format, colour model and compression that is read, to be damaged."""

import io
from collections.abc import Iterator

import numpy as np
from PIL import Image, features

_MODES = {
    "PNG": ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"),
    "TIFF": ("1", "L", "P", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "I;16", "I", "F"),
    "BMP": ("1", "L", "P", "RGB", "RGBA"),
    "TGA": ("L", "LA", "P", "RGB", "RGBA"),
    "PPM": ("1", "L", "RGB", "I;16"),
    "GIF": ("L", "P", "RGB"),
    "ICO": ("RGBA",),
    "WEBP": ("RGB", "RGBA"),
    "JPEG": ("L", "RGB", "CMYK"),
    "AVIF": ("RGB", "RGBA"),
    "MPO": ("RGB",),
}  # fmt: skip
_TIFF_COMPRESSIONS = (
    "tiff_lzw",
    "tiff_adobe_deflate",
    "packbits",
    "jpeg",
    "tiff_ccitt",
    "group3",
    "group4",
    "zstd",
    "lzma",
    "webp",
)


def good_pictures() -> dict[str, bytes]:
    """Return the pictures by what they are."""
    made = dict(_plain())
    picture = _grain("RGB")
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "A camera"
    several = {"save_all": True, "append_images": [_grain("RGB", seed=number) for number in (1, 2)]}
    made["JPEG, progressive, turned"] = saved(picture, "JPEG", progressive=True, exif=exif, quality=90)
    made["JPEG, with everything"] = saved(
        picture, "JPEG", exif=exif, icc_profile=b"\x00" * 200, comment=b"a", dpi=(1, 1)
    )
    made["GIF, moving"] = saved(picture, "GIF", **several)
    made["PNG, moving"] = saved(picture, "PNG", **several)
    made["WEBP, moving"] = saved(picture, "WEBP", **several)
    made["WEBP, lossless"] = saved(picture, "WEBP", lossless=True, exif=exif)
    made["TIFF, many"] = saved(picture, "TIFF", **several)
    made["MPO, two"] = saved(picture, "MPO", **several)
    if features.check("avif"):
        made["AVIF, turned"] = saved(picture, "AVIF", exif=exif)  # a moving one makes Pillow 13.0 crash as it writes it
    for compression in _TIFF_COMPRESSIONS:
        mode = "1" if "ccitt" in compression or "group" in compression else "RGB"
        try:
            made[f"TIFF, {compression}"] = saved(_grain(mode), "TIFF", compression=compression)
        except (OSError, RuntimeError, KeyError, ValueError):
            continue  # this build of Pillow does not write it
    return made


def saved(picture: Image.Image, name: str, **options: object) -> bytes:
    """Return a picture as a file of a format."""
    stream = io.BytesIO()
    picture.save(stream, name, **options)
    return stream.getvalue()


def _plain() -> Iterator[tuple[str, bytes]]:
    for name, modes in _MODES.items():
        if name == "AVIF" and not features.check("avif"):
            continue
        for mode in modes:
            yield f"{name}, {mode}", saved(_grain(mode), name)


def _grain(mode: str, seed: int = 0) -> Image.Image:
    """Return a picture that does not compress to nothing."""
    random = np.random.default_rng(seed)
    ramp = np.linspace(0, 200, 48 * 40).reshape(48, 40)
    if mode == "I;16":
        return Image.fromarray((ramp * 250).astype(np.uint16))
    if mode in ("I", "F"):
        return Image.fromarray(ramp.astype(np.int32 if mode == "I" else np.float32))
    grain = ramp[:, :, None] + random.integers(0, 55, (48, 40, 3))
    picture = Image.fromarray(grain.astype(np.uint8))
    if mode == "LAB":  # Pillow converts to it by way of profiles only; as numbers, any three will do
        return Image.merge("LAB", picture.split())
    return picture.convert(mode)
