"""Build the package: a folder that needs no Python, an archive of it, and on Debian and its kin a .deb.

python -m tools.package                   into dist/
python -m tools.package --only folder     without the archives
python -m tools.package --only archives   of the folder that is there
"""

import argparse
import shutil
import sys
from pathlib import Path

from cifar_desktop import __version__
from tools.package import archive, debian, elf, licences, read_me

ROOT = Path(__file__).parents[2]
NAME = "cifar-desktop"
MB = 1_000_000


def main() -> int:
    """Build what the command line asks for; return 1 where a library would be missing."""
    parser = argparse.ArgumentParser(prog="python -m tools.package", description="Build the package.")
    parser.add_argument("--only", choices=("folder", "archives"), help="build a part of it")
    parser.add_argument("--dist", type=Path, default=ROOT / "dist", metavar="DIR", help="where it goes")
    args = parser.parse_args()
    work = ROOT / "build" / "package"
    folder = args.dist / NAME
    if args.only != "archives":
        _run_pyinstaller(args.dist, work)
        missing = _finish(folder) if sys.platform.startswith("linux") else {}
        if missing:
            _say(f"These libraries are neither inside nor of the system: {missing}")
            return 1
        _say_size(folder)
    if args.only != "folder":
        for file in _archives(folder, args.dist, work):
            _say_size(file)
    return 0


def size(path: Path) -> int:
    """Return how many bytes a file has, or all files of a folder; a link counts as the link."""
    return sum(file.lstat().st_size for file in (path, *path.rglob("*")) if not file.is_dir() or file.is_symlink())


def _run_pyinstaller(dist: Path, work: Path) -> None:
    from PyInstaller.__main__ import run  # noqa: PLC0415 - so that --help works without it

    run(["--noconfirm", "--log-level=WARN", "--distpath", str(dist), "--workpath", str(work), str(ROOT / "build.spec")])


def _finish(folder: Path) -> dict[str, set[str]]:
    """Put the README beside the executable; return the libraries that would be missing."""
    missing = elf.missing_in(folder)
    if not missing:
        files = [file for file in folder.rglob("*") if file.is_file() and not file.is_symlink()]
        glibc = max(elf.versions_needed(files, "GLIBC"), default=())
        text = read_me.text(__version__, elf.system_libraries_of(folder), glibc)
        (folder / "README.txt").write_text(text, encoding="utf-8")
        licences.link_equal_texts(folder / "_internal")
    return missing


def _archives(folder: Path, dist: Path, work: Path) -> list[Path]:
    bundle = folder.with_name("CIFAR Desktop.app")  # on macOS
    made = [archive.pack(bundle if bundle.is_dir() else folder, dist, __version__)]
    if shutil.which("dpkg-deb"):
        made.append(debian.build(folder, dist, root=ROOT, work=work, version=__version__))
    return made


def _say_size(path: Path) -> None:
    _say(f"{size(path) / MB:8.1f} MB  {path}")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
