"""Packs the folder that PyInstaller made, so that the same folder always makes the same archive."""

import contextlib
import functools
import lzma
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

_EARLIEST_ZIP = 315_532_800  # 1980, before which a zip file knows no time
# xz makes 166 MB of it in 230 s of processor time, zstd at level 12 196 MB in 20 s; but few desktops can unpack zstd.
_XZ = ("xz", "--threads=0", "-6", "--stdout")


def edition(folder: Path) -> str:
    """Return "-cuda" for a package that carries CUDA; empty for the one that computes on the processor."""
    return "-cuda" if any(folder.rglob("*torch_cuda.*")) else ""


def file_name(folder: Path, version: str) -> str:
    """Return the archive's name without its ending, such as cifar-desktop-0.1.0-linux-x86_64."""
    system = {"darwin": "macos", "win32": "windows"}.get(sys.platform, sys.platform)
    return f"cifar-desktop-{version}-{system}-{platform.machine().lower()}{edition(folder)}"


def pack(folder: Path, destination: Path, version: str) -> Path:
    """Pack a folder with itself as the one thing at the top, and return the archive: .zip on Windows, else .tar.xz."""
    name = file_name(folder, version)
    if sys.platform == "win32":
        return _write_zip(folder, destination / f"{name}.zip")
    archive = destination / f"{name}.tar.xz"
    partial = archive.with_name(f"{archive.name}.part")
    with _xz(partial) as stream, tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        for file in [folder, *sorted(folder.rglob("*"))]:
            tar.add(
                file,
                f"{folder.name}/{file.relative_to(folder).as_posix()}".removesuffix("/."),
                recursive=False,
                filter=_everybodys,
            )
    partial.replace(archive)
    return archive


@functools.cache
def moment() -> int:
    """Return the time that every file in the archive gets: SOURCE_DATE_EPOCH, that of the last commit, or now."""
    stated = os.environ.get("SOURCE_DATE_EPOCH")
    if not stated and shutil.which("git"):
        told = subprocess.run(["git", "log", "-1", "--format=%ct"], capture_output=True, text=True, check=False)
        stated = told.stdout.strip()
    return int(stated) if stated and stated.isdigit() else int(time.time())


def _everybodys(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Take out of an archive's member who made it, and when."""
    member.uid = member.gid = 0
    member.uname = member.gname = "root"
    member.mtime = moment()
    member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
    return member


@contextlib.contextmanager
def _xz(file: Path) -> Iterator[IO[bytes]]:
    """Give a stream that is compressed into the file, by all cores where there is an `xz`."""
    if shutil.which("xz") is None:
        with lzma.open(file, "wb") as stream:
            yield stream
        return
    with file.open("wb") as compressed:
        process = subprocess.Popen(_XZ, stdin=subprocess.PIPE, stdout=compressed)
        if process.stdin:
            with process.stdin as stream:
                yield stream
        if process.wait():
            raise OSError(f"xz ended with {process.returncode}")


def _write_zip(folder: Path, archive: Path) -> Path:
    stamp = time.gmtime(max(moment(), _EARLIEST_ZIP))[:6]
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for file in sorted(file for file in folder.rglob("*") if file.is_file()):
            member = zipfile.ZipInfo(f"{folder.name}/{file.relative_to(folder).as_posix()}", stamp)
            member.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(member, file.read_bytes())
    return archive
