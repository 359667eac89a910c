"""The .deb on a bare Debian that has none of the libraries: installed, tried by an ordinary user, removed."""

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.packaging.bare_root import BareRoot, bare_root

pytestmark = [pytest.mark.packaged, pytest.mark.timeout(3600)]

USER = "somebody"


@pytest.fixture(scope="module")
def deb(executable: Path) -> Path:
    """The package for Debian."""
    found = sorted(executable.parents[1].glob("cifar-desktop_*.deb"), key=lambda file: file.stat().st_mtime)
    if not found:
        pytest.skip("there is no .deb beside the packaged program: dpkg-deb was not here when it was made")
    return found[-1]


@pytest.fixture(params=["bookworm", "trixie"])
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[BareRoot]:
    """A bare Debian with an ordinary user."""
    if sys.platform != "linux":
        pytest.skip("Debian is a Linux")
    with bare_root(request.param, tmp_path / request.param) as root:
        root.do("useradd", "--create-home", USER)
        yield root


def test_it_is_installed_tried_and_removed(root: BareRoot, deb: Path) -> None:
    for lacking in ("libEGL.so.1", "libxcb.so.1", "libfontconfig.so.1", "libpulse.so.0"):
        assert not list((root.folder / "usr/lib").rglob(lacking)), lacking
    assert not (root.folder / "usr/bin/python3").exists()
    place = root.put(deb)

    root.do("apt-get", "install", "-y", "-qq", "--no-install-recommends", place)
    with_libraries = root.files()
    _is_installed(root)
    _works_for_an_ordinary_user(root)

    root.do("dpkg", "--purge", "cifar-desktop")
    left = root.files()
    own = f"home/{USER}"
    # The user's trainings stay; the caches beside them are fontconfig's.
    assert {name for name in left if "cifar" in name and not name.startswith(own)} == set()
    assert {name for name in left - with_libraries if not name.startswith((own, "var/"))} == set()
    assert (root.folder / own / ".local/share/cifar-desktop/runs").is_dir()
    assert not (root.folder / "opt/cifar-desktop").exists()

    # Once more, now that its libraries are there: what is there before it and after it is the same.
    before = left
    root.do("dpkg", "--install", place)
    root.do("cifar-desktop", "--version")
    root.do("dpkg", "--purge", "cifar-desktop")
    assert root.files() == before


def _is_installed(root: BareRoot) -> None:
    command = root.folder / "usr/bin/cifar-desktop"
    assert command.readlink() == Path("/opt/cifar-desktop/cifar-desktop")
    entry = (root.folder / "usr/share/applications/cifar-desktop.desktop").read_text(encoding="utf-8")
    assert "Exec=cifar-desktop\n" in entry
    assert (root.folder / "usr/share/icons/hicolor/256x256/apps/cifar-desktop.png").is_file()
    assert (root.folder / "usr/share/doc/cifar-desktop/copyright").is_file()
    installed = root.folder / "opt/cifar-desktop"
    assert {file.lstat().st_uid for file in installed.rglob("*")} == {0}
    assert [file for file in installed.rglob("*") if not file.is_symlink() and file.stat().st_mode & 0o022] == []


def _works_for_an_ordinary_user(root: BareRoot) -> None:
    results = f"/home/{USER}/self-test"
    tried = _as_user(root, "cifar-desktop", "--self-test", results)
    report = root.folder / results[1:] / "report.json"
    assert report.is_file(), tried
    failed = [step for step in json.loads(report.read_text(encoding="utf-8"))["steps"] if not step["ok"]]
    assert failed == [], tried
    said = _as_user(root, "cifar-desktop", "train", "--model", "resnet9-slim", "--epochs", "1")
    assert "Completed" in said
    shutil.rmtree(root.folder / results[1:])


def _as_user(root: BareRoot, *command: str) -> str:
    """Run a command as an ordinary user who has a home and an invisible screen."""
    environment = {
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME": f"/home/{USER}",
        "QT_QPA_PLATFORM": "offscreen",
        "OMP_NUM_THREADS": "1",  # as for the other tests
    }
    become = ("/usr/bin/setpriv", f"--reuid={USER}", f"--regid={USER}", "--init-groups")
    done = root.run(*become, *command, environment=environment)
    return f"{done.stdout}\n{done.stderr}"
