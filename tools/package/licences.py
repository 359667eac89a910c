"""The licences of everything that is in the package, found where each part was installed from.

A part is a Python package, Python itself, a package of the system, or PyInstaller's starter. Where a text cannot be
found the build stops: a package without its licences must not be given to anybody.
"""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path

HERE = Path(__file__).parent / "licences"
COMMON = Path("/usr/share/common-licenses")  # Debian's, to which its copyright files point
OWN = "cifar-desktop"
_LICENCE_NAME = re.compile(r"(LICEN[CS]E|COPYING|NOTICE|AUTHORS|COPYRIGHT)", re.IGNORECASE)
# Packages of Qt's carry no text of their own, and none of what is inside them.
_LGPL = ("LGPL-3.0.txt", "GPL-3.0.txt")
_QT_TEXTS = (*_LGPL, "LGPL-2.1.txt", "ICU.txt", "QT-PARTS.txt")
_TEXTS = dict.fromkeys(("pyside6_essentials", "pyside6_addons", "shiboken6"), _LGPL)
_QT_LIBRARIES = re.compile(r"^(PySide6|shiboken6)/.*(\.so(\.\d+)*|\.dll|\.pyd|\.dylib|\.framework/.*/Qt\w+)$")


class LicenceMissingError(Exception):
    """Something would be in the package whose licence was not found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Something that the package is made of.

    Attributes:
        name, version, licence: as its makers say; the last two may be empty.
        home: an address, or empty.
        texts: the files that hold its licence.
    """

    name: str
    version: str = ""
    licence: str = ""
    home: str = ""
    texts: tuple[Path, ...] = ()


def normal(name: str) -> str:
    """Return a package's name as its metadata folder has it."""
    return re.sub(r"[-_.]+", "_", name).lower()


def installed_packages() -> dict[str, Distribution]:
    """Return every package of this environment by its normal name."""
    return {normal(package.metadata["Name"]): package for package in distributions()}


def packages_of(sources: Iterable[Path]) -> dict[str, Distribution]:
    """Return the Python packages from which the files come, by their normal names."""
    packages = installed_packages()
    owner = {_absolute(file.locate()): name for name, package in packages.items() for file in package.files or ()}
    names = {owner.get(_absolute(source)) for source in sources} | {OWN.replace("-", "_")}
    return {name: packages[name] for name in sorted(filter(None, names)) if name in packages}


def parts_of(sources: Sequence[Path], own_root: Path) -> list[Part]:
    """Return what the files are parts of, PyInstaller's starter included."""
    packages = packages_of(sources)
    packages.setdefault("pyinstaller", installed_packages()["pyinstaller"])
    found = [part_of_package(name, package, own_root) for name, package in packages.items()]
    found.append(_python())
    found += _openmp_in(sources)
    known = {_absolute(file.locate()) for package in packages.values() for file in package.files or ()}
    strangers = [
        file
        for file in sources
        if _absolute(file) not in known and not _is_pythons(file) and own_root not in file.parents
    ]
    found += _parts_of_system(strangers)
    return sorted(found, key=lambda part: part.name.lower())


def _absolute(place: object) -> str:
    return str(Path(str(place)).absolute())


def licence_files(package: Distribution) -> list[Path]:
    """Return the files of a package that hold its licence and those of what is in it."""
    places = [
        Path(str(file.locate()))
        for file in package.files or ()
        if _LICENCE_NAME.search(file.name) and ".dist-info" in str(file)
    ]
    places += [Path(str(file.locate())) for file in package.files or () if ".dist-info/licenses/" in str(file)]
    return sorted({place for place in places if place.is_file()})


def write(parts: Sequence[Part], folder: Path, *, qt_version: str, destinations: Iterable[str]) -> None:
    """Write the texts, one folder a part, what is to be said about Qt, and the list of all."""
    shutil.rmtree(folder, ignore_errors=True)
    for part in parts:
        _write_texts(part, folder / _folder_name(part))
    _write_common(folder)
    libraries = sorted(place for place in destinations if _QT_LIBRARIES.match(place) or "/Qt/lib/" in place)
    about_qt = (HERE / "QT.txt").read_text(encoding="utf-8")
    (folder / "QT.txt").write_text(about_qt.format(qt=qt_version, files="\n    ".join(libraries)), encoding="utf-8")
    for text in _QT_TEXTS:
        shutil.copyfile(HERE / text, folder / text)
    (folder / "LICENCES.txt").write_text(_list_of(parts), encoding="utf-8")


def link_equal_texts(contents: Path) -> None:
    """Have the texts that lie in packages' metadata as well be links to these, where links can be packed: 1 MB."""
    in_metadata = {file.read_bytes(): file for file in contents.glob("*.dist-info/**/*") if file.is_file()}
    for text in contents.glob("licences/*/*"):
        same = in_metadata.get(text.read_bytes())
        if same:
            text.unlink()
            text.symlink_to(Path(os.path.relpath(same, text.parent)))


def part_of_package(name: str, package: Distribution, own_root: Path) -> Part:
    """Return a Python package with its texts; `name` is its normal name."""
    about = package.metadata
    texts = tuple(HERE / text for text in _TEXTS.get(name, ())) or tuple(licence_files(package))
    if name == OWN.replace("-", "_"):
        texts = (own_root / "LICENSE",)
    if not texts:
        raise LicenceMissingError(f"The Python package {name} has no licence text.")
    classified = [
        text.rpartition(" :: ")[2] for text in about.get_all("Classifier") or () if text.startswith("License")
    ]
    licence = (
        about.get("License-Expression")
        or next(iter((about.get("License") or "").strip().splitlines()), "")
        or ", ".join(classified)
    )
    return Part(name=about["Name"], version=package.version, licence=licence[:80], home=_home(package), texts=texts)


def _home(package: Distribution) -> str:
    """Return the address of a package's own pages, or of its source."""
    stated = (text.partition(",") for text in package.metadata.get_all("Project-URL") or ())
    addresses = {label.strip().lower(): address.strip() for label, _, address in stated}
    labels = ("homepage", "home", "source", "source code", "repository")
    return package.metadata.get("Home-page") or next((addresses[label] for label in labels if label in addresses), "")


def _python() -> Part:
    stdlib = Path(sysconfig.get_path("stdlib"))
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    candidates = (
        stdlib / "LICENSE.txt",
        Path(sys.base_prefix) / "LICENSE.txt",
        Path("/usr/share/doc") / version / "copyright",
    )
    texts = tuple(file for file in candidates if file.is_file())[:1]
    if not texts:
        raise LicenceMissingError(f"The licence of Python is in none of: {', '.join(map(str, candidates))}.")
    return Part(
        name="Python", version=sys.version.split()[0], licence="PSF-2.0", home="https://www.python.org", texts=texts
    )


def _openmp_in(files: Iterable[Path]) -> list[Part]:
    """Return the OpenMP runtime where a wheel brings it: PyTorch does on Linux, and says nothing of its licence."""
    if not any(file.name.startswith("libgomp") for file in files):
        return []
    texts = (HERE / "GCC.txt", HERE / "GPL-3.0.txt")
    home = "https://gcc.gnu.org/onlinedocs/libgomp/"
    return [Part(name="libgomp", licence="GPL-3.0-or-later WITH GCC-exception-3.1", home=home, texts=texts)]


def _is_pythons(file: Path) -> bool:
    return Path(sysconfig.get_path("stdlib")) in file.parents or file.name.startswith(("libpython", "python3"))


def _parts_of_system(files: Sequence[Path]) -> list[Part]:
    """Return the packages of Debian that the files belong to; elsewhere, each file as a part without a text."""
    found: dict[str, Part] = {}
    for file in files:
        name = _debian_package(file)
        text = Path("/usr/share/doc") / name / "copyright" if name else None
        if text is None and shutil.which("dpkg-query"):
            raise LicenceMissingError(f"{file} belongs to no package, so nobody knows its licence.")
        if text is not None and not text.is_file():
            raise LicenceMissingError(f"The licence of the system's package {name} is not at {text}.")
        found[name or file.name] = Part(
            name=name or file.name, version=_debian_version(name), licence="see its text", texts=(text,) if text else ()
        )
    return list(found.values())


def _debian_package(file: Path) -> str:
    """Return the package that brought a file, which may be known by its name before or after the merge of /usr."""
    resolved = str(file.resolve())
    for place in (str(file), resolved, resolved.removeprefix("/usr")):
        told = _output("dpkg-query", "--search", place)
        if told:
            return told.partition(":")[0]
    return ""


def _debian_version(package: str) -> str:
    return _output("dpkg-query", "--show", "--showformat=${Version}", package) if package else ""


def _output(*command: str) -> str:
    if shutil.which(command[0]) is None:
        return ""
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def _folder_name(part: Part) -> str:
    return f"{part.name}-{part.version}".rstrip("-").replace("/", "_").replace(":", "_")


def _write_texts(part: Part, folder: Path) -> None:
    """Copy the texts of a part; those that lie in folders of their own keep these in their names."""
    folder.mkdir(parents=True)
    for text in part.texts:
        inner = str(text).rpartition(".dist-info/")[2] if ".dist-info/" in str(text) else text.name
        shutil.copyfile(text, folder / inner.removeprefix("licenses/").replace("/", "_"))


def _write_common(folder: Path) -> None:
    """Copy the licences to which texts of Debian point."""
    pointed_at: set[str] = set()
    for text in folder.rglob("copyright"):
        pointed_at |= set(re.findall(rf"{COMMON}/([\w.+-]*\w)", text.read_text(encoding="utf-8", errors="replace")))
    for name in sorted(pointed_at):
        if (COMMON / name).is_file():
            (folder / "common-licenses").mkdir(exist_ok=True)
            shutil.copyfile(COMMON / name, folder / "common-licenses" / name)


def _list_of(parts: Sequence[Part]) -> str:
    lines = [
        "What CIFAR Desktop is made of",
        "=" * 29,
        "",
        "The texts lie in folders of these names. About Qt, read QT.txt first.",
        "",
    ]
    for part in parts:
        lines += [f"{part.name} {part.version}".strip(), *(f"    {line}" for line in (part.licence, part.home) if line)]
        if not part.texts:
            lines.append("    The licence lies with the system on which this package was built.")
    return "\n".join(lines) + "\n"
