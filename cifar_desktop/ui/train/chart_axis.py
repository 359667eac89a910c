"""What the charts' shared axis may count."""

from typing import Literal

Axis = Literal["step", "epoch", "time"]
