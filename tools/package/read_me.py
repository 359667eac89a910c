"""The README.txt that lies beside the executable."""

import sys
import textwrap
from collections.abc import Iterable

from tools.system_libraries import LIBRARIES

_TEXT = """\
CIFAR Desktop {version}
{line}
Train a small image classifier on your own computer, watch it learn, and label photos with it. Nothing is sent
anywhere.

    {start}            opens the window
    {start} --help     lists what it does without one

The folder may lie anywhere, may be read-only, and needs no Python. To remove the program, delete the folder. Your
trainings and settings lie elsewhere; the window shows where, under Help, About.

It is under the MIT licence (_internal/LICENSE). What it is made of, and the licences of that, stand in
_internal/licences: LICENCES.txt is the list; QT.txt says which libraries are Qt's and how to replace them.
"""
_LINUX = """
It needs a Linux with glibc {glibc} or newer, and the libraries that every desktop has. Where the program says that one
is missing, this is what Debian and Ubuntu call them all:

{packages}
"""


def text(version: str, libraries: Iterable[str], glibc: tuple[int, ...]) -> str:
    """Return the text for a package that needs these libraries of the system."""
    start = "cifar-desktop-cli" if sys.platform == "win32" else "./cifar-desktop"
    written = _TEXT.format(version=version, line="=" * len(f"CIFAR Desktop {version}"), start=start)
    needed = set(libraries)
    packages = sorted({library.apt[-1] for library in LIBRARIES if library.name in needed})
    if packages:
        listed = textwrap.indent(textwrap.fill(" ".join(packages), 100, break_on_hyphens=False), "    ")
        written += _LINUX.format(glibc=".".join(map(str, glibc)), packages=listed)
    return written
