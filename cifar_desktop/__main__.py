"""`cifar-desktop`, and `python -m cifar_desktop`: the window, or with arguments the command line."""

import sys

from cifar_desktop import cli
from cifar_desktop.cli import before_qt, late_hooks, start_times


def main() -> int:
    """Run the program and return its exit code."""
    if len(sys.argv) > 1:
        if sys.argv[1] != start_times.OPTION:  # which measures what a start without arguments takes
            late_hooks.prepare_for_engine()
            _serve_if_worker()
        return cli.main()
    return cli.guarded(_open_window)


def _serve_if_worker() -> None:
    """Do what a worker of multiprocessing is for, and end: a packaged program starts itself anew for each of them."""
    import multiprocessing

    late_hooks.prepare_for_workers()
    multiprocessing.freeze_support()


def _open_window() -> int:
    """Open the window; Qt is only imported where it is wanted."""
    before_qt.load_what_goes_first()
    from cifar_desktop.ui.app import run_app

    return run_app([])


if __name__ == "__main__":
    sys.exit(main())
