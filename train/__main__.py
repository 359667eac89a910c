"""`python -m train`: the same as `cifar-desktop train`, and what torchrun starts."""

import sys

from cifar_desktop import cli

if __name__ == "__main__":
    sys.exit(cli.main(["train", *sys.argv[1:]]))
