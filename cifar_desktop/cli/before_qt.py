"""What has to be loaded before Qt is, and the place to try on: a window's own needs, known to no window."""

import os
import sys
from collections.abc import MutableMapping

from cifar_desktop.cli import late_hooks


def load_what_goes_first() -> None:
    """Load torch where it has to come before Qt; elsewhere nobody has to wait for it."""
    if sys.platform == "win32":
        # WORKAROUND: from 2.9 on, torch fails there with WinError 1114 when Qt was imported before it.
        # https://github.com/pytorch/pytorch/issues/166628
        late_hooks.prepare_for_engine()
        import torch  # noqa: F401


def do_without_display(environment: MutableMapping[str, str] = os.environ) -> None:
    """Have Qt draw into memory where nobody has named a display; a display that is named, and broken, stays so."""
    named = ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")
    if sys.platform.startswith("linux") and not any(environment.get(variable) for variable in named):
        environment["QT_QPA_PLATFORM"] = "offscreen"
