"""Small CIFAR-10 files, built as the originals are: the same names and pickled keys, with md5 sums of their own."""

import hashlib
import io
import pickle
import tarfile
from pathlib import Path

import numpy as np

from cifar_desktop.data.cifar10_files import FOLDER_NAME, Cifar10Files

CLASS_NAMES = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]
NUM_PER_BATCH = 20
TRAIN_NAMES = tuple(f"data_batch_{number}" for number in range(1, 6))


def write_folder(folder: Path) -> Cifar10Files:
    """Write five training batches, a test batch and the class names, and return their table."""
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(7)
    for name in (*TRAIN_NAMES, "test_batch"):
        # Four levels, 0 to 255: full noise takes WebP ten times as long.
        pixels = random.integers(0, 4, (NUM_PER_BATCH, 3072), dtype=np.uint8) * np.uint8(85)
        batch = {
            "batch_label": name,
            "labels": [number % 10 for number in range(NUM_PER_BATCH)],
            "data": pixels,
            "filenames": [f"{name}_{number:06}.png" for number in range(NUM_PER_BATCH)],
        }
        (folder / name).write_bytes(pickle.dumps(batch, protocol=2))
    meta = {"num_cases_per_batch": NUM_PER_BATCH, "label_names": CLASS_NAMES, "num_vis": 3072}
    (folder / "batches.meta").write_bytes(pickle.dumps(meta, protocol=2))
    return table_of(folder)


def table_of(folder: Path, archive: Path | None = None) -> Cifar10Files:
    """Return the table of the files as they lie there."""

    def entry(name: str) -> tuple[str, str]:
        return name, md5_of(folder / name)

    return Cifar10Files(
        archive_md5=md5_of(archive) if archive else "",
        folder=FOLDER_NAME,
        train=tuple(entry(name) for name in TRAIN_NAMES),
        test=(entry("test_batch"),),
        meta=entry("batches.meta"),
        meta_key="label_names",
    )


def write_archive(folder: Path, archive: Path, *, first: tuple[tarfile.TarInfo, bytes] | None = None) -> Cifar10Files:
    """Pack a folder as the original is packed, after a member of the caller's, and return the table."""
    with tarfile.open(archive, "w:gz") as packed:
        if first:
            packed.addfile(first[0], io.BytesIO(first[1]))
        packed.add(folder, FOLDER_NAME)
    return table_of(folder, archive)


def flip_a_byte(file: Path) -> None:
    """Damage a file as a bad disk does."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def md5_of(file: Path) -> str:
    return hashlib.md5(file.read_bytes()).hexdigest()
