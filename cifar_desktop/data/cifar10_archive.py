"""CIFAR-10's archive: verified as a whole, then unpacked into a folder that vanishes again."""

import contextlib
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from cifar_desktop.data.cifar10_files import GET_ANOTHER, Cifar10Files, md5_of
from cifar_desktop.data.cifar10_find import other_version, wrong_version
from cifar_desktop.errors import DataError
from cifar_desktop.tasks import CancelToken, Report, StageProgressed

# The batches have 31 MB; whatever claims to be larger is none of them.
_MEMBER_LIMIT_BYTES = 40_000_000


@contextlib.contextmanager
def unpacked(archive: Path, files: Cifar10Files, *, report: Report, cancel: CancelToken) -> Iterator[Path]:
    """Yield a temporary folder that holds the archive's batches; it is gone afterwards, come what may.

    Only files whose names are in the table are taken, and only as plain files under those names: what
    else an archive may hold (links, devices, "../.bashrc") is never written.
    """
    _verify_archive(archive, files, cancel)
    # On Windows a virus scanner may still hold a file; leaving it to the system's clean-up is then all there is.
    with tempfile.TemporaryDirectory(prefix="cifar-desktop-", ignore_cleanup_errors=True) as folder:
        try:
            _take_known_members(archive, Path(folder), files, report, cancel)
        except OSError as error:
            raise DataError(
                f"{archive} cannot be unpacked into {folder}: {error.strerror or error}.",
                remedy="Make room there (180 MB), or choose the folder of an archive that you have unpacked yourself.",
            ) from error
        except (tarfile.TarError, EOFError, zlib.error) as error:
            raise DataError(f"{archive} is damaged: {error}.", remedy=GET_ANOTHER) from error
        yield Path(folder)


def _verify_archive(archive: Path, files: Cifar10Files, cancel: CancelToken) -> None:
    """Raise `DataError` unless this is the archive, to the last byte."""
    found = md5_of(archive, cancel)
    if found == files.archive_md5:
        return
    if version := other_version(archive):
        raise wrong_version(archive, version)
    raise DataError(
        f"{archive} is not the python archive of CIFAR-10, or is damaged: its md5 is {found} instead of "
        f"{files.archive_md5}.",
        remedy="Download CIFAR-10 again, or choose another file.",
    )


def _take_known_members(archive: Path, folder: Path, files: Cifar10Files, report: Report, cancel: CancelToken) -> None:
    """Copy the batches out of the archive."""
    wanted = {PurePosixPath(files.folder, name): name for name in files.md5_sums()}
    total = len(wanted)
    with tarfile.open(archive, "r:gz") as members:
        for member in members:
            cancel.raise_if_cancelled()
            name = wanted.pop(PurePosixPath(member.name), None) if member.isreg() else None
            if name is None:
                continue
            if member.size > _MEMBER_LIMIT_BYTES:
                raise DataError(f"{name} in {archive} is larger than any file of CIFAR-10.", remedy=GET_ANOTHER)
            report(StageProgressed("Unpacking CIFAR-10", total - len(wanted) - 1, total, "files"))
            content = members.extractfile(member)
            if content is not None:
                with content, (folder / name).open("xb") as copy:
                    shutil.copyfileobj(content, copy, 1 << 20)
    report(StageProgressed("Unpacking CIFAR-10", total - len(wanted), total, "files"))
