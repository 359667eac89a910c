"""The lists of what goes into the package: what the program uses stays, what it never uses goes."""

import ast
from pathlib import Path

import pytest

from cifar_desktop.models import registry
from tools.package import added_files, contents

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "name",
    [
        "torch",
        "torch.nn.functional",
        "torch.testing",
        "torch.testing._internal",
        "torch.testing._internal.common_dtype",
        "torch.distributed.distributed_c10d",
        "cifar_desktop.ui.app",
        "numpy.testing",
    ],
)
def test_a_module_that_is_used_stays(name: str) -> None:
    assert contents.keeps_module(name)


@pytest.mark.parametrize(
    "name",
    [
        "torch._dynamo.eval_frame",
        "torch._inductor",
        "torch._inductor.codegen.cpp",
        "torch.testing._internal.common_utils",
        "torch.testing._internal.distributed.rpc",
        "torch.utils.tensorboard.writer",
        "torch.distributed.elastic.agent",
    ],
)
def test_a_module_that_is_not_used_goes(name: str) -> None:
    assert not contents.keeps_module(name)


def test_what_is_not_looked_at_is_said_in_few_names() -> None:
    names = contents.not_looked_at()
    assert {"pytest", "torch._inductor", "torch.testing._internal.common_utils"} <= set(names)
    assert [name for name in names if name.startswith("torch._inductor.")] == []
    assert [name for name in names if name.startswith("torch.") and contents.keeps_module(name)] == []


def test_a_name_that_only_begins_alike_stays() -> None:
    assert contents.keeps_module("torch.testing._internally")


@pytest.mark.parametrize(
    "place",
    [
        "torch/lib/libtorch_cpu.so",
        "torch/lib/torch_cuda.dll",
        "torch/bin/torch_shm_manager",
        "torch/distributed/config.py",
        "torch/nn/functional.py",
        "torch/_C.cpython-311-x86_64-linux-gnu.so",
        "numpy.libs/libscipy_openblas64_-32a4b2a6.so",
        "PySide6/QtWidgets.abi3.so",
        "PySide6/QtTest.abi3.so",
        "PySide6/Qt/lib/libQt6OpenGL.so.6",
        "PySide6/Qt/lib/libQt6Multimedia.so.6",
        "PySide6/Qt/lib/libQt6Svg.so.6",
        "PySide6/Qt/lib/libQt6Quick.so.6",
        "PySide6/Qt6QmlModels.dll",
        "PySide6/Qt/lib/QtGui.framework/Versions/A/QtGui",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqwayland.so",
        "PySide6/plugins/platforms/qwindows.dll",
        "PySide6/plugins/styles/qmodernwindowsstyle.dll",
        "PySide6/Qt/plugins/platforms/libqcocoa.dylib",
        "PySide6/Qt/plugins/multimedia/libffmpegmediaplugin.so",
        "PySide6/Qt/plugins/imageformats/libqwebp.so",
        "PySide6\\plugins\\imageformats\\qjpeg.dll",
        "pyqtgraph/icons/auto.svg",
        "resources/weights/resnet9.safetensors",
        "base_library.zip",
    ],
)
def test_a_file_that_is_used_stays(place: str) -> None:
    assert contents.keeps_file(place)


@pytest.mark.parametrize(
    "place",
    [
        "torch/test/tensor_test",
        "torch/bin/protoc",
        "torch/include/ATen/ATen.h",
        "torch/share/cmake/Torch/TorchConfig.cmake",
        "torch/lib/libtorchbind_test.so",
        "torch/lib/torch_cpu.lib",
        "torch/nn/parameter.py",
        "torch/nn/functional.pyi",
        "torchvision/_C.so",
        "torchvision.libs/libnvjpeg.36e11081.so.13",
        "PySide6/QtQml.abi3.so",
        "PySide6/QtOpenGL.abi3.so",
        "PySide6/QtOpenGLWidgets.abi3.so",
        "PySide6/Qt/lib/libQt6OpenGLWidgets.so.6",
        "PySide6/QtWebEngineCore.abi3.so",
        "PySide6/libpyside6qml.abi3.so.6.11",
        "PySide6/Qt/lib/libQt6Quick3D.so.6",
        "PySide6/Qt/lib/libQt6QuickControls2.so.6",
        "PySide6/Qt/lib/libQt6WebEngineCore.so.6",
        "PySide6/Qt6Pdf.dll",
        "PySide6/Qt/lib/QtQuick3D.framework/Versions/A/QtQuick3D",
        "PySide6/Qt/translations/qtbase_de.qm",
        "PySide6\\translations\\qtbase_de.qm",
        "PySide6/Qt/qml/QtQuick/qmldir",
        "PySide6/Qt/plugins/platforms/libqeglfs.so",
        "PySide6/Qt/plugins/platforminputcontexts/libqtvirtualkeyboardplugin.so",
        "PySide6/Qt/plugins/imageformats/libqpdf.so",
        "PySide6/Qt/plugins/tls/libqopensslbackend.so",
        "PySide6/plugins/sqldrivers/qsqlite.dll",
    ],
)
def test_a_file_that_is_not_used_goes(place: str) -> None:
    assert not contents.keeps_file(place)


def test_a_link_goes_with_its_file() -> None:
    entries = [
        ("PySide6/Qt/lib/libQt6Core.so.6", "/a", "BINARY"),
        ("libQt6Core.so.6", "PySide6/Qt/lib/libQt6Core.so.6", "SYMLINK"),
        ("PySide6/Qt/lib/libQt6Pdf.so.6", "/b", "BINARY"),
        ("libQt6Pdf.so.6", "PySide6/Qt/lib/libQt6Pdf.so.6", "SYMLINK"),
        ("PIL/libz.so.1", "../pillow.libs/libz.so.1", "SYMLINK"),
        ("pillow.libs/libz.so.1", "/c", "BINARY"),
    ]
    assert contents.keep_files(entries) == [entries[0], entries[1], entries[4], entries[5]]


def test_a_link_to_what_is_in_another_list_stays() -> None:
    link = ("a/link", "../b/file", "SYMLINK")
    assert contents.without_dangling_links([link], [("b/file", "/x", "DATA")]) == [link]
    assert contents.without_dangling_links([link]) == []


def test_what_the_program_imports_is_looked_at() -> None:
    imported: set[str] = set()
    for file in (ROOT / "cifar_desktop").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    refused = {name for name in imported for skipped in contents.NOT_LOOKED_AT if f"{name}.".startswith(f"{skipped}.")}
    assert {name for name in refused if "tensorboard" not in name} == set()
    assert {name for name in imported if not contents.keeps_module(name) and "tensorboard" not in name} == set()


def test_the_networks_that_are_imported_by_name_are_among_the_programs_own() -> None:
    own = added_files.own_modules(ROOT)
    assert {model.module for model in registry.MODELS.values()} <= set(own)
    assert "cifar_desktop" in own
    assert "cifar_desktop.__main__" not in own


def test_everything_that_is_shipped_goes_in() -> None:
    places = {place for place, _, _ in added_files.as_entries(added_files.resource_files(ROOT))}
    assert {"LICENSE", "resources/weights/resnet9.safetensors", "resources/sample/train.webp"} <= places


def test_a_tree_keeps_its_folders(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    for name in ("top.txt", "inner/low.txt"):
        (tmp_path / name).touch()
    entries = added_files.as_entries(added_files.tree(tmp_path, "licences"))
    assert [place for place, _, _ in entries] == ["licences/inner/low.txt", "licences/top.txt"]


def test_hooks_wait_until_what_they_are_for_is_wanted() -> None:
    found = [(name, f"/hooks/{name}.py", "PYSOURCE") for name in ("pyi_rth_other", "pyi_rth_multiprocessing")]
    found += [("pyi_rth_pyqtgraph_multiprocess", "/hooks/other.py", "PYSOURCE"), ("__main__", "/main.py", "PYSOURCE")]
    assert [name for name, _, _ in contents.scripts_at_start(found)] == ["pyi_rth_other", "__main__"]
    late = [("pyi_rth_multiprocessing", "/hooks/pyi_rth_multiprocessing.py", "PYMODULE")]
    assert contents.hooks_for_later(found) == late
