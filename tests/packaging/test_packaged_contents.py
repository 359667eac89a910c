"""What lies in the package: nothing that is never used, a licence for all that is, and not too much of it."""

import json
import marshal
import re
from importlib.metadata import PathDistribution
from pathlib import Path

import pytest

from tests.packaging.conftest import Packaged
from tools.package import archive, contents, elf
from tools.package.__main__ import size

pytestmark = pytest.mark.packaged

MB = 1_000_000
MOST_UNPACKED_MB = 620
MOST_PACKED_MB = 210
# Said here once more and not taken from the lists that make the package: by names that must not be found at all.
MUST_NOT_BE_INSIDE = re.compile(
    r"torch/(test|include|share)/|torch/bin/(?!torch_shm_manager)|(protoc|_test(\.so)?|\.(a|lib|h|hpp|cuh|cmake|ptl))$"
    r"|onnx(runtime|script)?/|triton/|torch/_inductor/(codegen|kernel)"
    r"|Qt6?(Quick|Qml)(?!(Models|Meta|WorkerScript)?\.(so|dll|framework))"  # these five the camera's plugin needs
    r"|Qt6?(Pdf|3D|VirtualKeyboard|Web|Charts|Graphs|DataVisualization|Designer|Sql|Location|Positioning)"
    r"|/(qml|translations|metatypes|sqldrivers|qmltooling|tls|designer|assetimporters|sceneparsers|egldeviceintegrations)/"
    r"|PySide6/QtOpenGL|_imagingft|\.libs/lib(freetype|harfbuzz)|virtualkeyboard|opengl32sw|(^|/)(pytest|mypy|setuptools|pip|IPython|matplotlib|scipy|tkinter|tcl|tk)/"
    r"|lib(gtk-3|systemd|glib-2\.0|fontconfig|X11|wayland-client|pulse|EGL|GL|stdc\+\+)\.so"
)
NEEDED = (
    "torch/bin/torch_shm_manager",
    "PySide6/Qt/plugins/platforms/libqxcb.so",
    "PySide6/Qt/plugins/platforms/libqwayland.so",
    "PySide6/Qt/plugins/platforms/libqoffscreen.so",
    "PySide6/Qt/plugins/multimedia/libffmpegmediaplugin.so",
    "PySide6/QtMultimedia.abi3.so",
    "PySide6/QtTest.abi3.so",
    "libxcb-cursor.so.0",
    "resources/weights/resnet9.safetensors",
    "resources/sample/train.webp",
    "resources/icons/cifar-desktop-256.png",
    "shiboken6/files.dir/shibokensupport/signature/loader.pyc",
    "LICENSE",
    "licences/QT.txt",
    "licences/LGPL-3.0.txt",
    "licences/GPL-3.0.txt",
)


def _places(packaged: Packaged) -> list[str]:
    return [
        file.relative_to(packaged.contents).as_posix() for file in packaged.contents.rglob("*") if not file.is_dir()
    ]


def test_nothing_is_inside_that_is_never_used(packaged: Packaged) -> None:
    places = [place for place in _places(packaged) if not place.startswith("licences/") and ".dist-info/" not in place]
    assert [place for place in places if MUST_NOT_BE_INSIDE.search(place)] == []


def test_no_module_is_inside_that_is_left_out(packaged: Packaged) -> None:
    readers = pytest.importorskip("PyInstaller.archive.readers", reason="make package installs it")
    program = readers.CArchiveReader(str(packaged.executable))
    (name,) = (name for name in program.toc if name.endswith(".pyz"))
    modules = set(program.open_embedded_archive(name).toc)
    assert {"cifar_desktop.ui.app", "cifar_desktop.models.resnet9", "torch.optim.sgd", *contents.STAND_INS} <= modules
    assert {module for module in modules if not contents.keeps_module(module)} <= set(contents.STAND_INS)
    assert [module for module in modules if module.startswith(("sympy.", "mpmath", "pytest", "tensorboard"))] == []


def test_nothing_that_can_wait_runs_at_the_start(packaged: Packaged) -> None:
    readers = pytest.importorskip("PyInstaller.archive.readers", reason="make package installs it")
    program = readers.CArchiveReader(str(packaged.executable))
    assert [name for name, entry in program.toc.items() if entry[-1] == "s"] == ["pyiboot01_bootstrap", "__main__"]
    (archive_name,) = (name for name in program.toc if name.endswith(".pyz"))
    assert set(contents.HOOKS_FOR_LATER) <= set(program.open_embedded_archive(archive_name).toc)


def test_its_table_of_modules_is_read_at_once(packaged: Packaged) -> None:
    readers = pytest.importorskip("PyInstaller.archive.readers", reason="make package installs it")
    code = marshal.loads(readers.CArchiveReader(str(packaged.executable)).extract("pyimod01_archive"))
    (reader,) = (part for part in code.co_consts if getattr(part, "co_name", "") == "ZlibArchiveReader")
    (opening,) = (part for part in reader.co_consts if getattr(part, "co_name", "") == "__init__")
    assert "loads" in opening.co_names
    assert "load" not in opening.co_names


def test_what_is_needed_is_inside(packaged: Packaged) -> None:
    assert set(NEEDED) - set(_places(packaged)) == set()


def test_it_is_small_enough(packaged: Packaged) -> None:
    if archive.edition(packaged.executable.parent):
        pytest.skip("the edition with CUDA may be as large as CUDA is")
    assert size(packaged.executable.parent) / MB <= MOST_UNPACKED_MB
    for file in packaged.executable.parents[1].glob("cifar-desktop*.*"):
        assert file.stat().st_size / MB <= MOST_PACKED_MB, file.name


def test_no_library_is_missing(packaged: Packaged) -> None:
    assert elf.missing_in(packaged.executable.parent) == {}


def test_no_link_leads_nowhere(packaged: Packaged) -> None:
    links = [file for file in packaged.executable.parent.rglob("*") if file.is_symlink()]
    assert [link for link in links if not link.exists()] == []
    assert [link for link in links if Path(link.readlink()).is_absolute()] == []


def test_everything_has_its_licence(packaged: Packaged) -> None:
    folder = packaged.contents / "licences"
    listed = re.findall(r"^\S.*", (folder / "LICENCES.txt").read_text(encoding="utf-8"), re.MULTILINE)[3:]
    assert len(listed) > 10
    for part in listed:
        texts = list((folder / part.replace(" ", "-").replace("/", "_").replace(":", "_")).iterdir())
        assert texts, part
        assert all(text.stat().st_size > 200 for text in texts), part
    names = {part.split()[0].lower() for part in listed}
    assert {"torch", "numpy", "pillow", "python", "pyside6_essentials", "pyinstaller"} <= names


def test_every_qt_library_is_named_and_can_be_replaced(packaged: Packaged) -> None:
    about = (packaged.contents / "licences" / "QT.txt").read_text(encoding="utf-8")
    libraries = [place for place in _places(packaged) if place.startswith("PySide6/Qt/lib/")]
    assert len(libraries) > 10
    assert [place for place in libraries if place not in about] == []


def test_the_versions_of_its_parts_are_known(packaged: Packaged) -> None:
    known = {PathDistribution(folder).metadata["Name"].lower() for folder in packaged.contents.glob("*.dist-info")}
    assert {"torch", "torchvision", "numpy", "pillow", "pyqtgraph", "pyside6_essentials", "cifar-desktop"} <= known


def test_no_folder_of_the_machine_that_built_it_is_named(packaged: Packaged) -> None:
    root = str(Path(__file__).parents[2])
    texts = [
        file
        for file in packaged.contents.rglob("*")
        if file.is_file() and (file.suffix in {".txt", ".json", ".py", ".cfg"} or file.parent.suffix == ".dist-info")
    ]
    assert len(texts) > 20
    assert [file for file in texts if root in file.read_text(encoding="utf-8", errors="replace")] == []


def test_the_sample_is_whole(packaged: Packaged) -> None:
    about = json.loads((packaged.contents / "resources/sample/sample.json").read_text(encoding="utf-8"))
    assert about


def test_the_lists_of_what_to_keep_name_things_that_exist(packaged: Packaged) -> None:
    plugins = packaged.contents / "PySide6/Qt/plugins"
    assert {folder.name for folder in plugins.iterdir()} <= set(contents.PLUGINS_KEPT)
