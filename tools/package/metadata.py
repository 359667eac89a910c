"""What Python knows of the packages inside: versions for the window and the run folders, licences for its dialog."""

import shutil
from importlib.metadata import Distribution
from pathlib import Path

from tools.package.licences import licence_files


def write_metadata(packages: dict[str, Distribution], folder: Path) -> list[tuple[str, str]]:
    """Write a small copy of each package's metadata; return source and folder of each file, as `datas` has it.

    The list of a package's files is cut down to what is there: its metadata, and the texts of its licence.
    """
    shutil.rmtree(folder, ignore_errors=True)
    written: list[tuple[str, str]] = []
    for package in packages.values():
        source = _metadata_folder(package)
        if source is None:
            continue
        copies = [source / "METADATA", *licence_files(package)]
        places = {file: file.relative_to(source.parent) for file in copies if source in file.parents}
        record = folder / source.name / "RECORD"
        record.parent.mkdir(parents=True)
        lines = [f"{place.as_posix()},," for place in (*places.values(), record.relative_to(folder))]
        record.write_text("\n".join(lines) + "\n", encoding="utf-8")
        written += [(str(file), place.parent.as_posix()) for file, place in places.items()]
        written.append((str(record), source.name))
    return written


def _metadata_folder(package: Distribution) -> Path | None:
    """Return the folder that ends in `.dist-info`; None for a package that was installed in an older way."""
    for file in package.files or ():
        if file.name == "METADATA" and file.parent.name.endswith(".dist-info"):
            return Path(str(file.locate())).parent
    return None
