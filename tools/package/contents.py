"""What of all that PyInstaller finds goes into the package, and what stays out: lists, and how they are applied.

An entry is PyInstaller's triple: where a file goes, where it lies, what it is.
"""

import pkgutil
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

from cifar_desktop.cli import late_hooks

Entry = tuple[str, str, str]

# Modules that are never looked at. Those of other packages are imported by ways through torch, NumPy and pyqtgraph on
# which this program never goes: compiling, exporting, plotting elsewhere, testing.
NOT_LOOKED_AT = (
    *("_pytest", "pytest", "hypothesis", "unittest2", "nose", "expecttest"),
    *("IPython", "matplotlib", "pandas", "scipy", "h5py", "cupy", "tensorboard", "onnx", "onnxscript", "onnxruntime"),
    *("triton", "numba", "jinja2", "markupsafe", "networkx", "fsspec", "filelock", "yaml", "tqdm", "requests"),
    *("setuptools", "pkg_resources", "_distutils_hack", "pip", "wheel", "mypy", "OpenGL", "PyOpenGL"),
    *("tkinter", "_tkinter", "turtle", "idlelib", "lib2to3", "ensurepip", "test", "sqlite3", "dbm", "curses"),
    *("readline", "crypt", "nis", "ossaudiodev", "spwd", "audioop"),
    *("PySide6.QtMultimediaWidgets", "PySide6.QtPrintSupport"),
    *("PySide6.QtConcurrent", "PySide6.QtDBus", "PySide6.scripts", "functorch", "mpmath"),
    *("py", "pydoc_data", "numpy.f2py", "numpy.testing.tests"),
    # Nothing here draws text into a photo, for which Pillow has FreeType and HarfBuzz: 3.5 MB.
    *("PIL.ImageQt", "PIL.ImageTk", "PIL._tkinter_finder", "PIL._imagingft"),
    *("pyqtgraph.examples", "pyqtgraph.opengl", "pyqtgraph.console", "pyqtgraph.jupyter", "pyqtgraph.flowchart"),
)

# Modules of ours that stand in for large ones, which are only ever imported: their files in tools/package/stand_ins.
STAND_INS = {
    "PySide6.QtOpenGL": "qt_opengl.py",
    "PySide6.QtOpenGLWidgets": "qt_opengl_widgets.py",
    "sympy": "sympy.py",
    "torch.fx.experimental.symbolic_shapes": "symbolic_shapes.py",
}

# Parts of torch for compiling, exporting, quantizing, testing and for more machines than a person has. The lists are
# right for torch 2.13; the self-test of the package tells.
MODULES_LEFT_OUT = (
    "torch._dynamo",
    "torch._export.db",
    "torch._export.serde",
    "torch._inductor",
    "torch._numpy.testing",
    "torch._vendor.quack",
    "torch.ao.ns",
    "torch.ao.pruning",
    "torch.backends._nnapi",
    "torch.contrib",
    "torch.distributed._local_tensor",
    "torch.distributed._shard",
    "torch.distributed._symmetric_memory",
    "torch.distributed._tools",
    "torch.distributed.benchmarks",
    "torch.distributed.checkpoint",
    "torch.distributed.elastic",
    "torch.distributed.examples",
    "torch.distributed.flight_recorder",
    "torch.distributed.fsdp",
    "torch.distributed.launcher",
    "torch.distributed.optim",
    "torch.distributed.pipelining",
    "torch.distributed.run",
    "torch.distributed.tensor",
    "torch.fx.experimental.migrate_gradual_types",
    "torch.fx.experimental.symbolic_shapes",
    "torch.fx.experimental.validator",
    "torch.onnx._internal.exporter._torchlib",
    "torch.onnx._internal.fx",
    "torch.sparse._triton_ops",
    "torch.sparse._triton_ops_meta",
    "torch.test",
    "torch.testing._internal",
    "torch.utils._sympy",
    "torch.utils.benchmark",
    "torch.utils.bottleneck",
    "torch.utils.cpp_extension",
    "torch.utils.hipify",
    "torch.utils.tensorboard",
    "torch.utils.viz",
    "torchgen.api",
    "torchgen.dest",
    "torchgen.gen",
)
MODULES_KEPT = (
    "torch.testing._internal.common_dtype",
    "torch.testing._internal.logging_tensor",
)
# torch reads the source of its settings, for the comments in it, and of functions that have several signatures;
# everything else is kept compiled only.
WITH_THEIR_SOURCE = (
    "torch._export.config",
    "torch._functorch.config",
    "torch.compiler.config",
    "torch.distributed.config",
    "torch.functional",
    "torch.fx.experimental._config",
    "torch.nn.functional",
    "torch.nn.modules.rnn",
    "torch.utils.serialization.config",
    "torchvision.models.densenet",
)
COLLECTION_MODES = {"torch": "pyz", "torchvision": "pyz", **dict.fromkeys(WITH_THEIR_SOURCE, "pyz+py")}

# By where they would go, with forward slashes on every system. A Qt library is called libQt6X.so.6, Qt6X.dll, or QtX.
_UNUSED_QT = (
    *("3D", "Bluetooth", "CanvasPainter", "Charts", "DataVisualization", "Designer", "EglFS", "Graphs", "Help"),
    *("HttpServer", "JsonRpc", "LabsStyleKit", "LanguageServer", "Location", "Lottie", "Nfc", "OpenGLWidgets", "Pdf"),
    *("Positioning", "Qml", "Quick", "RemoteObjects", "Scxml", "Sensors", "SerialBus", "SerialPort", "ShaderTools"),
    *("SpatialAudio", "Sql", "StateMachine", "TextToSpeech", "UiTools", "VirtualKeyboard", "WaylandCompositor", "Web"),
)
FILES_LEFT_OUT = (
    "torch/test/*",
    "torch/bin/*",
    "torch/include/*",
    "torch/share/*",
    "torch/lib/libshm*/*",
    *(
        f"torch/lib/*{name}.*"
        for name in ("torchbind_test", "backend_with_compiler", "jitbackend_test", "aoti_custom_ops")
    ),
    "torch/*.jinja",
    "torch/*.js",
    "torch/*.mjs",
    "torch/*.thrift",
    "torch/*.yaml",
    "pyqtgraph/icons/peegee/*",
    "pyqtgraph/colors/maps/*",
    "*.dist-info/*",  # a smaller one of each is made
    "torch/*.pt",
    "torch/*.ptl",
    "torch/*.pyi",
    "torch/*.lib",
    "torch/*.a",
    # On Linux, it is a CUDA build that would not fit; elsewhere, the program calls none of it either.
    "torchvision/_C*",
    "torchvision/image*",
    "torchvision.libs/*",
    "PIL/_imagingtk.*",
    "PySide6/*pyside6qml*",
    "PySide6/QtOpenGL.*",  # the binding; the library itself stays, for the camera's plugin
    "PySide6/*/translations/*",
    "PySide6/translations/*",
    "PySide6/*/qml/*",
    "PySide6/qml/*",
    "PySide6/*/metatypes/*",
    "PySide6/opengl32sw.dll",
    *(f"*/libQt6{name}*" for name in _UNUSED_QT),
    *(f"*/Qt6{name}*" for name in _UNUSED_QT),
    *(f"*/Qt{name}*.framework/*" for name in _UNUSED_QT),
    *(f"PySide6/Qt{name}*" for name in _UNUSED_QT),
)
# The camera's plugin can film windows of Qt Quick as well; it is linked to it, and without its symbols does not load.
_NEEDED_BY_THE_CAMERA = ("Qml", "QmlMeta", "QmlModels", "QmlWorkerScript", "Quick")
FILES_KEPT = (
    "torch/bin/torch_shm_manager*",  # without it, torch refuses to be imported
    *(f"PySide6/Qt/lib/libQt6{name}.so.*" for name in _NEEDED_BY_THE_CAMERA),
    *(f"PySide6/Qt6{name}.dll" for name in _NEEDED_BY_THE_CAMERA),
    *(f"PySide6/Qt/lib/Qt{name}.framework/*" for name in _NEEDED_BY_THE_CAMERA),
)

# What is kept of Qt's plugins, by folder and by name less "lib", "q" and the ending.
PLUGINS_KEPT: Mapping[str, tuple[str, ...]] = {
    "iconengines": ("svgicon",),
    "imageformats": ("gif", "ico", "jpeg", "svg", "tiff", "webp"),
    "multimedia": ("*",),
    "permissions": ("*",),  # macOS: may this program use the camera?
    "platforminputcontexts": ("composeplatforminputcontextplugin", "ibusplatforminputcontextplugin"),
    "platforms": ("cocoa", "minimal", "offscreen", "wayland*", "windows", "xcb"),
    "platformthemes": ("*",),
    "styles": ("*",),
    "wayland-decoration-client": ("*",),
    "wayland-graphics-integration-client": ("*",),
    "wayland-shell-integration": ("*",),
    "xcbglintegrations": ("*",),
}
_CODE_ENDINGS = (".py", ".pyc")

# PyInstaller runs its hooks before anything of ours, and the window waits: for multiprocessing alone, a seventh of the
# time until it is there. The program imports those that it needs when it needs them. That of pyqtgraph is for workers
# of pyqtgraph's own, which nothing here starts.
HOOKS_FOR_LATER = (*late_hooks.FOR_WORKERS, *late_hooks.FOR_QT, *late_hooks.FOR_THE_ENGINE)
HOOKS_LEFT_OUT = ("pyi_rth_pyqtgraph_multiprocess",)


def not_looked_at() -> list[str]:
    """Return the names of all modules at which PyInstaller need not look: it takes a minute off the build as well."""
    names = [*NOT_LOOKED_AT, *STAND_INS]
    for left_out in MODULES_LEFT_OUT:
        names += _without_what_is_kept(left_out, _folder_of(left_out))
    return names


def _without_what_is_kept(name: str, folder: Path) -> list[str]:
    """Return the names of the modules below a package, as few as say it, that are not kept."""
    if not keeps_module(name):
        return [name]
    if name in MODULES_KEPT or not folder.is_dir():
        return []
    inner = (module.name for module in pkgutil.iter_modules([str(folder)]))
    return [found for module in inner for found in _without_what_is_kept(f"{name}.{module}", folder / module)]


def _folder_of(name: str) -> Path:
    """Return where a package would lie; looks for its topmost one only, so that nothing is imported."""
    topmost, *inner = name.split(".")
    found = find_spec(topmost)
    return Path(next(iter(found.submodule_search_locations or []), ""), *inner) if found else Path()


def keeps_module(name: str) -> bool:
    """Tell whether a module goes into the package; a package whose part is kept is kept as well."""
    if any(_is_part(name, kept) or _is_part(kept, name) for kept in MODULES_KEPT):
        return True
    return not any(_is_part(name, left_out) for left_out in MODULES_LEFT_OUT)


def keeps_file(destination: str) -> bool:
    """Tell whether a file goes into the package, by where it would go."""
    path = destination.replace("\\", "/")
    if any(fnmatchcase(path, pattern) for pattern in FILES_KEPT):
        return True
    if path.startswith("torch/") and path.endswith(_CODE_ENDINGS):
        module = path.rpartition(".")[0].removesuffix("/__init__").replace("/", ".")
        return module in WITH_THEIR_SOURCE
    if any(fnmatchcase(path, pattern) for pattern in FILES_LEFT_OUT):
        return False
    return _keeps_plugin(PurePosixPath(path))


def keep_modules(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries of the modules that go into the package."""
    return [entry for entry in entries if keeps_module(entry[0])]


def keep_files(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries of the files that go into the package, and no link to one that does not."""
    kept = [entry for entry in entries if keeps_file(entry[0])]
    return without_dangling_links(kept)


def scripts_at_start(entries: Iterable[Entry]) -> list[Entry]:
    """Return what runs at every start: PyInstaller's hooks that we need, and the program."""
    return [entry for entry in entries if entry[0] not in (*HOOKS_FOR_LATER, *HOOKS_LEFT_OUT)]


def hooks_for_later(entries: Iterable[Entry]) -> list[Entry]:
    """Return PyInstaller's hooks that the program imports when it needs them."""
    return [(name, source, "PYMODULE") for name, source, _ in entries if name in HOOKS_FOR_LATER]


def without_dangling_links(entries: Iterable[Entry], others: Iterable[Entry] = ()) -> list[Entry]:
    """Return the entries less the links to files that are in neither list; a link's source is what it points to."""
    entries = list(entries)
    places = {_normal(entry[0]) for entry in (*entries, *others)}
    return [entry for entry in entries if entry[2] != "SYMLINK" or _target(entry) in places]


def _keeps_plugin(path: PurePosixPath) -> bool:
    """Tell whether a file is no plugin of Qt's, or one that is used."""
    parts = path.parts
    if parts[0] != "PySide6" or "plugins" not in parts[:-2]:
        return True
    folder = "/".join(parts[parts.index("plugins") + 1 : -1])
    name = path.name.partition(".")[0].removeprefix("lib").removeprefix("q")
    return any(fnmatchcase(name, kept) for kept in PLUGINS_KEPT.get(folder, ()))


def _is_part(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def _normal(destination: str) -> str:
    """Return a path without the detours by `..`."""
    parts: list[str] = []
    for part in PurePosixPath(destination.replace("\\", "/")).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def _target(link: Entry) -> str:
    folder = PurePosixPath(link[0].replace("\\", "/")).parent
    return _normal(f"{folder}/{link[1]}")
