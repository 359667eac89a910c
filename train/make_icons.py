"""Draws the program's icon and the small glyphs of its controls into resources/icons.

    python -m train.make_icons

The mark is nine pixels, lit in steps that rise to the right as a learning curve does; the last one is the find.
One geometry makes the SVG and, snapped to whole pixels size by size, the PNGs and the Windows .ico.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from cifar_desktop import atomic_files

FOLDER = Path(__file__).parents[1] / "resources" / "icons"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
ICO_SIZES = (16, 24, 32, 48, 64, 128, 256)

TOP, BOTTOM = (92, 120, 245), (48, 66, 176)  # of the ground
LIT, FOUND, UNLIT_SHARE = (255, 255, 255), (255, 176, 84), 0.22
RADIUS, CELL, GAP = 0.22, 0.19, 0.055  # as shares of the side

# What the style sheet cannot draw itself, in the colours of cifar_desktop.ui.theme: file stem -> line and colour.
GLYPH_SIDE = 16
TICK = ((3.5, 8.5), (6.7, 11.6), (12.5, 4.8))
DOWN = ((4.5, 6.5), (8, 10), (11.5, 6.5))
UP = ((4.5, 9.5), (8, 6), (11.5, 9.5))
RIGHT = ((6.5, 4.5), (10, 8), (6.5, 11.5))
GLYPHS = {
    "check-light": (TICK, "#ffffff"),
    "check-dark": (TICK, "#12141c"),
    "tick-light": (TICK, "#1c1c21"),
    "tick-dark": (TICK, "#ececf0"),
    "down-light": (DOWN, "#5f606b"),
    "down-dark": (DOWN, "#a3a5b1"),
    "up-light": (UP, "#5f606b"),
    "up-dark": (UP, "#a3a5b1"),
    "right-light": (RIGHT, "#5f606b"),
    "right-dark": (RIGHT, "#a3a5b1"),
}


def cells() -> list[tuple[int, int, str]]:
    """Return the nine pixels as column, row from the top, and what they are."""

    def kind(column: int, row: int) -> str:
        if (column, row) == (2, 0):
            return "found"
        return "lit" if row >= 2 - column else "unlit"

    return [(column, row, kind(column, row)) for row in range(3) for column in range(3)]


def main() -> None:
    """Draw everything."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    atomic_files.write_text(FOLDER / "cifar-desktop.svg", as_svg())
    pictures = {size: as_picture(size) for size in SIZES}
    for size, picture in pictures.items():
        _save(picture, FOLDER / f"cifar-desktop-{size}.png", "PNG")
    largest, *others = [pictures[size] for size in sorted(ICO_SIZES, reverse=True)]
    sizes = [(side, side) for side in ICO_SIZES]
    _save(largest, FOLDER / "cifar-desktop.ico", "ICO", sizes=sizes, append_images=others, bitmap_format="png")
    for stem, (points, colour) in GLYPHS.items():
        for scale, suffix in ((1, ""), (2, "@2x"), (3, "@3x")):
            _save(as_glyph(points, colour, scale), FOLDER / f"{stem}{suffix}.png", "PNG")
    print(f"{len(list(FOLDER.iterdir()))} files in {FOLDER}")


def as_svg(side: int = 256) -> str:
    """Return the mark as SVG."""
    inset = (1 - 3 * CELL - 2 * GAP) / 2
    fills = {
        "lit": f'fill="{_hex(LIT)}"',
        "found": f'fill="{_hex(FOUND)}"',
        "unlit": f'fill="{_hex(LIT)}" fill-opacity="{UNLIT_SHARE}"',
    }
    squares = "\n".join(
        f'  <rect x="{side * (inset + column * (CELL + GAP)):.2f}" y="{side * (inset + row * (CELL + GAP)):.2f}" '
        f'width="{side * CELL:.2f}" height="{side * CELL:.2f}" rx="{side * 0.03:.2f}" {fills[kind]}/>'
        for column, row, kind in cells()
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">\n'
        '  <linearGradient id="ground" x1="0" y1="0" x2="0" y2="1">\n'
        f'    <stop offset="0" stop-color="{_hex(TOP)}"/><stop offset="1" stop-color="{_hex(BOTTOM)}"/>\n'
        "  </linearGradient>\n"
        f'  <rect width="{side}" height="{side}" rx="{side * RADIUS:.2f}" fill="url(#ground)"/>\n{squares}\n</svg>\n'
    )


def as_picture(size: int) -> Image.Image:
    """Return the mark at one size, its pixels on whole pixels and its corners smooth."""
    fine = 8
    ground = Image.new("RGB", (1, size))
    for y in range(size):
        share = y / max(1, size - 1)
        ground.putpixel((0, y), _mixed(TOP, BOTTOM, share))
    picture = ground.resize((size, size)).convert("RGBA")
    shape = Image.new("L", (size * fine, size * fine))
    ImageDraw.Draw(shape).rounded_rectangle((0, 0, size * fine - 1, size * fine - 1), RADIUS * size * fine, fill=255)
    picture.putalpha(shape.resize((size, size), Image.Resampling.LANCZOS))
    cell, gap = _snapped(size)
    inset = (size - 3 * cell - 2 * gap) // 2
    radius = 0.03 * size if size >= 48 else 0
    for column, row, kind in cells():
        x, y = inset + column * (cell + gap), inset + row * (cell + gap)
        mask = Image.new("L", (cell * fine, cell * fine))
        strength = round(255 * UNLIT_SHARE) if kind == "unlit" else 255
        ImageDraw.Draw(mask).rounded_rectangle((0, 0, cell * fine, cell * fine), radius * fine, fill=strength)
        colour = FOUND if kind == "found" else LIT
        square = Image.new("RGBA", (cell, cell), (*colour, 255))
        picture.paste(square, (x, y), mask.resize((cell, cell), Image.Resampling.BOX))
    return picture


def _snapped(size: int) -> tuple[int, int]:
    """Return whole pixels for cell and gap: close to the drawing, and the same margin on both sides if possible."""
    near = [
        (round(CELL * size) + more, gap) for more in (-1, 0) for gap in (1, round(GAP * size), round(GAP * size) + 1)
    ]

    def ugliness(choice: tuple[int, int]) -> float:
        cell, gap = choice
        uneven = (size - 3 * cell - 2 * gap) % 2
        return abs(cell - CELL * size) + abs(gap - GAP * size) + 0.6 * uneven

    return min(((cell, gap) for cell, gap in near if cell > 1 and gap > 0), key=ugliness)


def as_glyph(points: Sequence[tuple[float, float]], colour: str, scale: int) -> Image.Image:
    """Return a line with round ends on nothing."""
    fine = 8 * scale
    mask = Image.new("L", (GLYPH_SIDE * fine, GLYPH_SIDE * fine))
    draw = ImageDraw.Draw(mask)
    width = 1.7 * fine
    at = [(x * fine, y * fine) for x, y in points]
    draw.line(at, fill=255, width=round(width), joint="curve")
    for x, y in at:
        draw.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=255)
    side = GLYPH_SIDE * scale
    glyph = Image.new("RGBA", (side, side), colour)
    glyph.putalpha(mask.resize((side, side), Image.Resampling.LANCZOS))
    return glyph


def _save(picture: Image.Image, destination: Path, kind: str, **options: Any) -> None:
    """Write a picture whole or not at all."""
    with atomic_files.replacing(destination) as temporary:
        picture.save(temporary, kind, **options)


def _mixed(one: tuple[int, int, int], other: tuple[int, int, int], share: float) -> tuple[int, int, int]:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _hex(colour: tuple[int, int, int]) -> str:
    return "#" + "".join(f"{channel:02x}" for channel in colour)


if __name__ == "__main__":
    main()
