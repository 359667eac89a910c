"""`cifar-desktop`, and `python -m cifar_desktop`."""

import multiprocessing
import sys

from cifar_desktop import cli


def main() -> int:
    """Run the program and return its exit code."""
    multiprocessing.freeze_support()  # a packaged program starts itself anew for each worker
    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
