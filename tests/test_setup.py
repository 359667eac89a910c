"""What `make` sets up: the pins fit the ranges, the libraries are all named, and what is missing is said."""

import importlib.metadata
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from tools import system_libraries

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PINS = {
    canonicalize_name(pin.name): pin
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
    for pin in [Requirement(line)]
}
STATED = [
    Requirement(text)
    for texts in (
        PYPROJECT["build-system"]["requires"],
        PYPROJECT["project"]["dependencies"],
        *PYPROJECT["project"]["optional-dependencies"].values(),
    )
    for text in texts
]

linux_only = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="these libraries are asked for on Linux only"
)
unix_only = pytest.mark.skipif(sys.platform == "win32", reason="make is not used on Windows")


@pytest.mark.parametrize("stated", STATED, ids=str)
def test_a_pin_lies_within_the_range(stated: Requirement) -> None:
    pin = PINS[canonicalize_name(stated.name)]
    version = re.fullmatch(r"==([\d.]+)", str(pin.specifier))
    assert version, f"{pin} is not one exact version"
    assert version[1] in stated.specifier


def test_everything_that_is_brought_along_is_pinned() -> None:
    unpinned = {
        name for name in _needed_by(STATED) if name not in PINS and not name.startswith(("nvidia-", "cuda-", "triton"))
    }
    assert unpinned == set()


def _needed_by(requirements: list[Requirement]) -> set[str]:
    """Return the names of what is installed because of `requirements`, directly or not."""
    found: set[str] = set()
    waiting = list(requirements)
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name in found or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        found.add(name)
        try:
            waiting += map(Requirement, importlib.metadata.requires(name) or [])
        except importlib.metadata.PackageNotFoundError:
            continue  # what builds the project lies in an environment of its own
    return found


def test_setup_looks_for_every_python_that_the_project_supports() -> None:
    supported = SpecifierSet(PYPROJECT["project"]["requires-python"])
    versions = {f"3.{minor}" for minor in range(30) if f"3.{minor}" in supported}
    script = (ROOT / "tools" / "create_venv.sh").read_text(encoding="utf-8")
    assert versions == set(re.findall(r"python(3\.\d+)\b", script.split("do\n")[0].split("wanted:-")[-1]))
    assert f"        {' | '.join(sorted(versions))}) ;;\n" in script


def _pretend(folder: Path, **programs: str) -> str:
    """Put shell scripts into a folder and return it, to be the whole PATH of a process."""
    folder.mkdir(exist_ok=True)
    for name, text in programs.items():
        program = folder / name
        program.write_text(f"#!{shutil.which('sh')}\n{text}\n")
        program.chmod(0o755)
    return str(folder)


@unix_only
@pytest.mark.parametrize(
    ("programs", "arguments", "said"),
    [
        ({}, [], "needs Python 3.11, 3.12 or 3.13, and found none."),
        ({"python3": "echo 3.14"}, [], "found none (python3 is 3.14, which does not fit)."),
        ({"python3": "echo 3.12"}, ["/no/python"], "found none under the name /no/python."),
        ({"python3": "case $2 in *ensurepip*) exit 1; esac; echo 3.12"}, [], "sudo apt-get install -y python3.12-venv"),
        ({"python3": "exit 127", "python": "echo 3.8"}, [], "(python is 3.8, which does not fit)"),
    ],
)
def test_a_missing_python_is_named(programs: dict[str, str], arguments: list[str], said: str, tmp_path: Path) -> None:
    path = _pretend(tmp_path / "bin", **programs)
    venv = tmp_path / "venv"
    finished = subprocess.run(
        [shutil.which("sh") or "sh", str(ROOT / "tools" / "create_venv.sh"), str(venv), *arguments],
        env={"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 1
    assert said in finished.stderr
    assert not venv.exists()


@unix_only
def test_a_shim_that_fails_is_passed_over(tmp_path: Path) -> None:
    path = _pretend(
        tmp_path / "bin",
        **{"python3.11": "echo 'command not found' >&2; exit 127", "python3.12": f'exec "{sys.executable}" "$@"'},
    )
    script = [shutil.which("sh") or "sh", str(ROOT / "tools" / "create_venv.sh"), str(tmp_path / "a venv")]
    subprocess.run(script, env={"PATH": path}, check=True, capture_output=True)
    assert (tmp_path / "a venv" / "bin" / "python").exists()


QT_FILES = (
    "Qt{Core,Gui,Widgets,Svg,Multimedia,MultimediaWidgets,Test}.abi3.so",
    "Qt/lib/libQt6{Core,Gui,Widgets,Svg,Network,Multimedia,MultimediaWidgets,Test,DBus,OpenGL}.so.6",
    "Qt/lib/libQt6{XcbQpa,WaylandClient,FFmpegStub-*}.so.6",
    "Qt/lib/lib{av,sw}*.so.*",
    "Qt/plugins/platforms/libq{xcb,wayland,offscreen}.so",
    "Qt/plugins/{multimedia,xcbglintegrations,imageformats,iconengines,platforminputcontexts}/*.so",
    "Qt/plugins/wayland-{decoration-client,graphics-integration-client,shell-integration}/*.so",
)
# What every Linux has that can run Python and torch.
ALWAYS_THERE = re.compile(r"(ld-linux.*|lib(c|m|dl|rt|pthread|resolv|gcc_s)|linux-vdso)\.so\.\d+")


def _qt_files() -> Iterator[Path]:
    import PySide6

    folder = Path(PySide6.__path__[0])
    for pattern in QT_FILES:
        start, _, rest = pattern.partition("{")
        choices, _, end = rest.partition("}")
        for choice in choices.split(",") if rest else [""]:
            yield from folder.glob(start + choice + end)


@linux_only
@pytest.mark.skipif(shutil.which("readelf") is None, reason="readelf is not here")
def test_every_library_of_qt_is_looked_for() -> None:
    files = list(_qt_files())
    assert len(files) > 40
    told = subprocess.run(["readelf", "-d", *files], capture_output=True, text=True, check=True).stdout
    needed = set(re.findall(r"\(NEEDED\).*\[(.*)\]", told))
    brought = re.compile(r"lib(Qt6|pyside6|shiboken6|icu|av|sw).*")
    foreign = {name for name in needed if not brought.match(name) and not ALWAYS_THERE.fullmatch(name)}
    looked_for = {library.name for library in system_libraries.LIBRARIES}
    assert foreign - looked_for == set()


@linux_only
@pytest.mark.skipif(shutil.which("ldd") is None, reason="ldd is not here")
def test_setup_left_no_library_missing() -> None:
    told = subprocess.run(["ldd", *_qt_files()], capture_output=True, text=True, check=False).stdout
    assert set(re.findall(r"(\S+) => not found", told)) == set()


def test_a_library_that_is_not_there_is_noticed() -> None:
    absent = system_libraries.Need("libno-such-thing.so.1", ("libno-such-thing1",), "no-such-thing")
    assert absent in system_libraries.missing([absent], for_tests=False)


@linux_only
def test_what_the_package_needs_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", _pretend(tmp_path / "bin", readelf="", strip="", objdump=""))
    assert system_libraries.BINUTILS in system_libraries.missing((), for_tests=False, for_package=True)
    monkeypatch.setenv("PATH", _pretend(tmp_path / "all", readelf="", strip="", objdump="", objcopy=""))
    assert system_libraries.BINUTILS not in system_libraries.missing((), for_tests=False, for_package=True)


@linux_only
@pytest.mark.parametrize(
    ("programs", "line"),
    [
        (
            {"apt-get": "", "apt-cache": '[ "$2" = libglib2.0-0t64 ]'},
            "sudo apt-get update && sudo apt-get install -y --no-install-recommends libglib2.0-0t64 xvfb",
        ),
        (
            {"apt-get": "", "apt-cache": "exit 100"},
            "sudo apt-get update && sudo apt-get install -y --no-install-recommends libglib2.0-0 xvfb",
        ),
        ({"dnf": ""}, "sudo dnf install 'libgio-2.0.so.0()(64bit)' xorg-x11-server-Xvfb"),
        ({"zypper": ""}, "sudo zypper install 'libgio-2.0.so.0()(64bit)' xorg-x11-server-Xvfb"),
        ({"pacman": ""}, "sudo pacman -S --needed glib2 xorg-server-xvfb"),
        ({}, ""),
    ],
)
def test_the_line_to_type(programs: dict[str, str], line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", _pretend(tmp_path / "bin", **programs))
    glib = next(library for library in system_libraries.LIBRARIES if library.name.startswith("libgio"))
    assert system_libraries.line_to_type([glib, system_libraries.VIRTUAL_SCREEN]) == line


@linux_only
@pytest.mark.parametrize(
    ("manager", "status", "said"),
    [("dnf", 1, "    sudo dnf install xorg-x11-server-Xvfb\n"), ("nix", 0, "Its package manager is not known here.")],
)
def test_who_cannot_install_is_told_what_to_do(manager: str, status: int, said: str, tmp_path: Path) -> None:
    finished = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "system_libraries.py"), "--tests"],
        env={"PATH": _pretend(tmp_path / "bin", **{manager: ""}), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == status
    assert "This system lacks what the window needs: Xvfb\n" in finished.stderr
    assert said in finished.stderr


@unix_only
@pytest.mark.skipif(shutil.which("make") is None, reason="make is not here")
def test_make_alone_lists_the_targets() -> None:
    told = subprocess.run(["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    listed = re.findall(r"^  make (\w+) +\w", told, re.MULTILINE)
    assert listed == [
        *("help", "setup", "run", "test", "demo", "lint", "format", "bench", "soak"),
        *("screenshots", "weights", "package", "clean"),
    ]
