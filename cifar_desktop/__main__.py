"""`cifar-desktop`, and `python -m cifar_desktop`: the window, or with arguments the command line."""

import multiprocessing
import sys

from cifar_desktop import cli


def main() -> int:
    """Run the program and return its exit code."""
    multiprocessing.freeze_support()  # a packaged program starts itself anew for each worker
    if len(sys.argv) > 1:
        return cli.main()
    return cli.guarded(_open_window)


def _open_window() -> int:
    """Open the window; Qt is only imported where it is wanted."""
    if sys.platform == "win32":
        # WORKAROUND: from 2.9 on, torch fails there with WinError 1114 when Qt was imported before it.
        # https://github.com/pytorch/pytorch/issues/166628
        import torch  # noqa: F401
    from cifar_desktop.ui.app import run_app

    return run_app([])


if __name__ == "__main__":
    sys.exit(main())
