"""The colours of a heat map: dark where nothing speaks for a class, glowing where much does."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

# Share of the heat, red, green, blue, and how much of the photo is covered. Lightness rises all along, for eyes that
# see less of the hue; what is cold is dimmed rather than hidden, because one wants to know what it was.
_STOPS = np.array(
    [
        (0.00, 12, 10, 34, 138),
        (0.30, 62, 22, 98, 128),
        (0.55, 186, 42, 92, 120),
        (0.78, 250, 124, 40, 116),
        (1.00, 255, 226, 92, 118),
    ]
)
_LONGER_SIDE = 256  # from which on Qt enlarges as well as one can see


def heat_picture(heat: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return a heat map of 0..1 as a picture with transparency, (height, width, 4), smoothly enlarged."""
    values = np.nan_to_num(np.asarray(heat, dtype=np.float32), nan=0.0, posinf=1.0, neginf=0.0)
    rows, columns = values.shape
    factor = _LONGER_SIDE // max(rows, columns)
    if factor > 1:
        # The heat is enlarged and not its colours: between cold and hot lies warm, not a mixture of dark and bright.
        enlarged = Image.fromarray(values).resize((columns * factor, rows * factor), Image.Resampling.BICUBIC)
        values = np.asarray(enlarged)
    return _coloured(values.clip(0, 1))


def heat_scale(num_steps: int) -> NDArray[np.uint8]:
    """Return the colours from cold to hot without a photo behind them: (1, num_steps, 3)."""
    return _coloured(np.linspace(0, 1, num_steps, dtype=np.float32)[None])[:, :, :3].copy()


def _coloured(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    channels = [np.interp(values, _STOPS[:, 0], _STOPS[:, number]) for number in range(1, 5)]
    return np.stack(channels, axis=-1).round().astype(np.uint8)
