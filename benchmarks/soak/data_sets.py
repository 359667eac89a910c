"""CIFAR-10 damaged, mixed up and hostile: refused with the file's name; nothing runs, nothing is written outside."""

import dataclasses
import hashlib
import io
import os
import pickle
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from benchmarks.soak.fault import Fault, Outcome
from benchmarks.soak.hostile_pickles import forms_of, hostile_calls
from benchmarks.soak.mutations import mutated
from benchmarks.soak.refusals import read_or_refused
from benchmarks.soak.trials import Trial, Unsurvived, tried_apart
from cifar_desktop.data.cifar10 import read_cifar10
from cifar_desktop.data.cifar10_files import ARCHIVE_NAME, FILE_NAMES, FOLDER_NAME, Cifar10Files
from cifar_desktop.data.open import open_data_set

_NUM_PER_BATCH = 10
_META = "batches.meta"
_ESCAPES = (
    "../escaped",
    f"{FOLDER_NAME}/../../escaped",
    "/escaped",
    f"./{FOLDER_NAME}/../escaped",
    "..\\escaped",
    "C:\\escaped",
    "a/" * 200,
)
_KINDS = (
    tarfile.SYMTYPE,
    tarfile.LNKTYPE,
    tarfile.FIFOTYPE,
    tarfile.CHRTYPE,
    tarfile.BLKTYPE,
    tarfile.DIRTYPE,
    tarfile.CONTTYPE,
    b"x",
)


class _Home:
    """A folder with a small CIFAR-10, around which nothing may change.

    Attributes:
        folder: where the batches lie.
        files: their table of md5 sums.
        contents: what they hold.
    """

    def __init__(self, scratch: Path) -> None:
        self.folder = scratch / "data" / FOLDER_NAME
        self.folder.mkdir(parents=True)
        self.contents = {name: _batch(number) for number, name in enumerate(FILE_NAMES)}
        self.proof, self.victim = scratch / "proof", scratch / "home" / "victim"
        self.victim.parent.mkdir()
        self.victim.write_text("untouched")
        self._scratch = scratch
        self.put_back()
        self.files = table_of(self.contents)
        read_cifar10(self.folder, files=self.files)
        self._around = self._seen()  # after torch has made the folders that it wants

    def put_back(self) -> None:
        """Have the folder hold what it should."""
        for entry in self.folder.iterdir():
            entry.unlink()
        for name, content in self.contents.items():
            (self.folder / name).write_bytes(content)

    def archive(self) -> Path:
        """Return where an archive may lie; there is none as long as the folder is to be read."""
        return self._scratch / "data" / "downloaded.tar.gz"

    def look_around(self) -> None:
        """Raise `Unsurvived` where anything outside of the data has changed."""
        changed = set(self._seen()) ^ set(self._around)
        if self.proof.exists() or changed or Path("/escaped").exists():
            raise Unsurvived(f"something was executed, or written outside: {sorted(changed)}")

    def _seen(self) -> list[str]:
        data = self.folder.parent
        around = (path for path in self._scratch.rglob("*") if path != data and data not in path.parents)
        return [self.victim.read_text(), *sorted(map(str, around))]


def table_of(contents: dict[str, bytes]) -> Cifar10Files:
    """Return the table that names these files as the right ones."""
    sums = {name: hashlib.md5(content, usedforsecurity=False).hexdigest() for name, content in contents.items()}
    train = tuple((name, sums[name]) for name in FILE_NAMES if name.startswith("data_batch"))
    return Cifar10Files(
        archive_md5="", folder=FOLDER_NAME, train=train, test=(("test_batch", sums["test_batch"]),),
        meta=(_META, sums[_META]), meta_key="label_names",
    )  # fmt: skip


def _batch(number: int) -> bytes:
    if FILE_NAMES[number] == _META:
        return pickle.dumps({"label_names": [f"class {label}" for label in range(10)], "num_vis": 3072}, protocol=2)
    pictures = np.random.default_rng(number).integers(0, 255, (_NUM_PER_BATCH, 3072), dtype=np.uint8)
    return pickle.dumps({"data": pictures, "labels": list(range(10)), "batch_label": str(number)}, protocol=2)


def trial(scratch: Path, seed: int) -> Trial:
    """Return what damages the folder or the archive in one way, and reads it."""
    # Nobody else's files in there: what is new in it is ours.
    own = scratch / "deep" / "down" / "temporary"
    own.mkdir(parents=True)
    tempfile.tempdir = str(own)
    home = _Home(scratch)
    damages: tuple[Callable[[_Home, Random], str], ...] = (
        _damaged_batch, _swapped, _other_labels, _hostile_batch, _not_a_file, _damaged_archive, _hostile_archive,
        _odd_sample,
    )  # fmt: skip

    def try_case(case: int) -> str:
        random = Random(f"{seed} {case}")
        damage = damages[case % len(damages)]
        try:
            return damage(home, random)
        except Exception as error:
            error.add_note(damage.__name__)
            raise
        finally:
            home.put_back()
            home.archive().unlink(missing_ok=True)
            home.look_around()

    return try_case


def _refused(home: _Home, name: str) -> str:
    """Read the folder; it must be refused, by the name of the file at fault."""
    word = read_or_refused(lambda: read_cifar10(home.folder, files=home.files), name=name)
    if word == "read":
        raise Unsurvived(f"it was read in spite of {name}")
    return word


def _damaged_batch(home: _Home, random: Random) -> str:
    name = random.choice(FILE_NAMES)
    content = mutated(home.contents[name], random, list(home.contents.values()))
    if content == home.contents[name]:
        content += b"\x00"
    (home.folder / name).write_bytes(content)
    return _refused(home, name)


def _swapped(home: _Home, random: Random) -> str:
    first, second = random.sample(FILE_NAMES, 2)
    (home.folder / first).write_bytes(home.contents[second])
    (home.folder / second).write_bytes(home.contents[first])
    return _refused(home, min(first, second, key=list(home.files.md5_sums()).index))


def _other_labels(home: _Home, random: Random) -> str:
    name = random.choice([name for name in FILE_NAMES if name != _META])
    batch: dict[str, Any] = pickle.loads(home.contents[name])
    batch["labels"][random.randrange(_NUM_PER_BATCH)] = random.choice((-1, 10, 255, 2**40, "cat", None))
    (home.folder / name).write_bytes(pickle.dumps(batch, protocol=2))
    return _refused(home, name)


def _hostile_batch(home: _Home, random: Random) -> str:
    name = random.choice(FILE_NAMES)
    call = random.choice(hostile_calls(home.proof, home.victim))
    (home.folder / name).write_bytes(random.choice(list(forms_of(*call))))
    return _refused(home, name)


def _not_a_file(home: _Home, random: Random) -> str:
    name = random.choice(FILE_NAMES)
    file = home.folder / name
    file.unlink()
    kind = random.randrange(4)
    if kind == 0:
        file.symlink_to(home.victim)
    elif kind == 1:
        file.symlink_to(file)
    elif kind == 2 and hasattr(os, "mkfifo"):
        os.mkfifo(file)
    return _refused(home, name)


def _damaged_archive(home: _Home, random: Random) -> str:
    """Read an archive that is damaged, and once more as if it were the right one: its members are damaged then."""
    whole = _packed(list(home.contents.items()))
    content = mutated(whole, random)
    archive = home.archive()
    archive.write_bytes(content)
    right = dataclasses.replace(home.files, archive_md5=hashlib.md5(whole, usedforsecurity=False).hexdigest())
    if content != whole and read_or_refused(lambda: read_cifar10(archive, files=right), name=archive.name) == "read":
        raise Unsurvived("a damaged archive was read")
    taken = dataclasses.replace(home.files, archive_md5=hashlib.md5(content, usedforsecurity=False).hexdigest())
    return read_or_refused(lambda: read_cifar10(archive, files=taken), name=archive.name)


def _hostile_archive(home: _Home, random: Random) -> str:
    """Read an archive with members that lead out of it, and with the md5 sum of the right one."""
    members: list[tuple[str, bytes] | tarfile.TarInfo] = list(home.contents.items())
    for _ in range(random.randint(1, 4)):
        name = random.choice((*_ESCAPES, *(f"{FOLDER_NAME}/{each}" for each in FILE_NAMES)))
        odd = tarfile.TarInfo(name)
        odd.type = random.choice(_KINDS)
        odd.linkname = random.choice((str(home.victim), "..", "/", "../../home/victim", f"{FOLDER_NAME}/data_batch_1"))
        odd.mode = 0o7777
        members.insert(random.randrange(len(members) + 1), odd if random.random() < 0.7 else (name, b"escaped"))
    content = _packed(members)
    home.archive().write_bytes(content)
    taken = dataclasses.replace(home.files, archive_md5=hashlib.md5(content, usedforsecurity=False).hexdigest())
    return read_or_refused(lambda: read_cifar10(home.archive(), files=taken), name=home.archive().name)


def _packed(members: list[tuple[str, bytes] | tarfile.TarInfo]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz", compresslevel=1) as archive:
        for member in members:
            if isinstance(member, tarfile.TarInfo):
                archive.addfile(member)
                continue
            name, content = member
            info = tarfile.TarInfo(name if "/" in name or "\\" in name else f"{FOLDER_NAME}/{name}")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return stream.getvalue()


def _odd_sample(home: _Home, random: Random) -> str:
    """Name something else as the data: another archive, another folder, a name that cannot be."""
    folder = home.folder.parent / "odd"
    names = (
        "cifar-100-python.tar.gz",
        "cifar-10-binary.tar.gz",
        ARCHIVE_NAME,
        "photo.jpg",
        "data_batch_1",
        "a\x00b",
        "~nobody",
        "x" * 300,
    )
    name = random.choice(names)
    folder.mkdir(exist_ok=True)
    try:
        if "\x00" not in name and len(name) < 200:
            (folder / name).write_bytes(random.randbytes(300))
        source = str(folder / name) if random.random() < 0.7 else str(folder)
        return read_or_refused(lambda: open_data_set(source))
    finally:
        for entry in folder.iterdir():
            entry.unlink()
        folder.rmdir()


def _run(times: int, seed: int, scratch: Path) -> Outcome:
    return tried_apart(__name__, times, seed, scratch)


FAULTS = (Fault(name="data-sets", title="CIFAR-10 damaged, mixed up and hostile", run=_run, times=1000),)
