"""A bare Debian in a folder, into which a package is installed for real: made by debootstrap, entered by chroot."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

# What the system keeps of its own affairs, whoever is installed.
_ITS_OWN_AFFAIRS = (
    "proc",
    "sys",
    "dev",
    "run",
    "tmp",
    "var/cache",
    "var/log",
    "var/lib/dpkg",
    "var/lib/apt",
    "etc/ld.so.cache",
)
_ENTER = 'mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev" && root="$1" && shift && exec chroot "$root" "$@"'
_ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}


class BareRoot:
    """A small Debian.

    Attributes:
        folder: where it lies.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *command: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command in it; mounts go with the process."""
        enter = ["unshare", "--mount", "sh", "-c", _ENTER, "sh", str(self.folder)]
        return subprocess.run(
            [*enter, *command], env=environment or _ENVIRONMENT, capture_output=True, text=True, check=False, cwd="/"
        )

    def do(self, *command: str) -> str:
        """Run a command in it that has to go well, and return what it wrote."""
        done = self.run(*command)
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        return done.stdout

    def put(self, file: Path) -> str:
        """Copy a file into it; return its place in there."""
        place = self.folder / "tmp" / file.name
        shutil.copyfile(file, place)
        return f"/tmp/{file.name}"

    def files(self) -> set[str]:
        """Return every place in it but those where the system keeps its own affairs."""
        found: set[str] = set()
        for folder, folders, files in os.walk(self.folder):
            at = os.path.relpath(folder, self.folder)
            folders[:] = [name for name in folders if os.path.normpath(f"{at}/{name}") not in _ITS_OWN_AFFAIRS]
            found |= {os.path.normpath(f"{at}/{name}") for name in (*folders, *files)}
        return found - set(_ITS_OWN_AFFAIRS)


@contextmanager
def bare_root(suite: str, folder: Path) -> Iterator[BareRoot]:
    """Make a bare root, and remove it afterwards; skip the test, in words, where that cannot be done."""
    _skip_where_it_cannot_be_made()
    made = subprocess.run(
        ["debootstrap", "--variant=minbase", suite, str(folder), *_mirror()],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        if made.returncode:
            pytest.skip(
                f"debootstrap could not make a {suite}: {(made.stderr or made.stdout).strip().splitlines()[-1:]}"
            )
        shutil.copyfile("/etc/resolv.conf", folder / "etc/resolv.conf")
        root = BareRoot(folder)
        updated = root.run("apt-get", "-qq", "update")
        if updated.returncode:
            pytest.skip(f"the mirror of Debian does not answer: {updated.stderr.strip()}")
        yield root
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _skip_where_it_cannot_be_made() -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can make another root")
    for program in ("debootstrap", "unshare", "chroot", "apt-get"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not here")
    if subprocess.run(["unshare", "--mount", "true"], check=False).returncode:
        pytest.skip("this system lets nobody mount anything")


def _mirror() -> Sequence[str]:
    """Return the mirror that this machine's own apt uses for Debian; nothing is debootstrap's own choice."""
    told = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(SITE) $(RELEASE) $(ORIGIN)", "Created-By: Packages"],
        capture_output=True,
        text=True,
        check=False,
    )
    for line in told.stdout.splitlines():
        site, release, origin = [*line.split(), "", "", ""][:3]
        if origin == "Debian" and "-" not in release:
            return [site]
    return []
