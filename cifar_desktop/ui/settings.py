"""What the window remembers from one day to the next; the only reader and writer of its file."""

import contextlib
import json
import os
from pathlib import Path
from typing import Literal, get_args

from PySide6.QtCore import QRect

from cifar_desktop import atomic_files, paths

ThemeName = Literal["system", "light", "dark"]
TabName = Literal["train", "evaluate", "classify", "runs"]

FILE_NAME = "settings.json"
DAMAGED_SUFFIX = ".damaged"
MAX_FILE_BYTES = 1024**2


class Settings:
    """Typed values over a table of texts; whatever the file does not hold, or holds wrongly, has its default.

    Not QSettings: PySide unpickles what stands behind "@Variant(" in its files, whoever wrote it there.

    A file that cannot be understood is set aside under another name. One that can neither be used nor set aside is left
    alone, and nothing is remembered; no setting is worth a window that does not open.

    Attributes:
        path: the file.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or paths.user_data() / FILE_NAME
        self._is_usable = _is_usable(self.path)
        self._values = _texts_in(self.path) if self._is_usable else {}
        self._unsaved: dict[str, str] = {}

    def save(self) -> None:
        """Write what was changed; where the system refuses, it is forgotten."""
        if self._is_usable and self._unsaved:
            # Another window may have written meanwhile; what it changed, and this one did not, stays.
            self._write({**_texts_in(self.path), **self._unsaved})
            self._unsaved.clear()

    def forget(self) -> None:
        """Go back to the defaults, in the file too."""
        self._values.clear()
        self._unsaved.clear()
        if self._is_usable:
            self._write({})

    # The look

    @property
    def theme(self) -> ThemeName:
        """Light, dark, or what the system says."""
        return next((name for name in get_args(ThemeName) if name == self._get("window/theme")), "system")

    @theme.setter
    def theme(self, name: ThemeName) -> None:
        self._set("window/theme", name)
        self.save()

    # The window

    @property
    def window_place(self) -> QRect | None:
        """Where the window lay, and how large it was when it was not maximised."""
        numbers = self._numbers("window/place")
        return QRect(*numbers) if len(numbers) == 4 and min(numbers[2:]) > 0 else None

    @window_place.setter
    def window_place(self, place: QRect) -> None:
        self._set_numbers("window/place", (place.x(), place.y(), place.width(), place.height()))

    @property
    def is_maximised(self) -> bool:
        """Whether the window filled the screen."""
        return self._get("window/maximised") == "yes"

    @is_maximised.setter
    def is_maximised(self, maximised: bool) -> None:
        self._set("window/maximised", "yes" if maximised else "no")

    @property
    def tab(self) -> TabName:
        """Which tab was on top."""
        return next((name for name in get_args(TabName) if name == self._get("window/tab")), "train")

    @tab.setter
    def tab(self, name: TabName) -> None:
        self._set("window/tab", name)

    @property
    def train_splitter(self) -> tuple[int, ...]:
        """How the width of the Train tab is shared, in pixels; empty before anybody moved it."""
        numbers = self._numbers("train/splitter")
        return numbers if numbers and min(numbers) >= 0 else ()

    @train_splitter.setter
    def train_splitter(self, sizes_px: tuple[int, ...]) -> None:
        self._set_numbers("train/splitter", sizes_px)

    @property
    def classify_splitter(self) -> tuple[int, ...]:
        """How the width of the Classify tab is shared, in pixels; empty before anybody moved it."""
        numbers = self._numbers("classify/splitter")
        return numbers if numbers and min(numbers) >= 0 else ()

    @classify_splitter.setter
    def classify_splitter(self, sizes_px: tuple[int, ...]) -> None:
        self._set_numbers("classify/splitter", sizes_px)

    # What was used last

    @property
    def data_source(self) -> str | None:
        """What was trained on last: "sample" or a path."""
        return self._get("train/data_source") or None

    @data_source.setter
    def data_source(self, source: str) -> None:
        self._set("train/data_source", source)
        self.save()

    @property
    def data_folder(self) -> Path | None:
        """Where data was chosen last."""
        return self._folder("folders/data")

    @data_folder.setter
    def data_folder(self, folder: Path) -> None:
        self._set_folder("folders/data", folder)

    @property
    def weights_folder(self) -> Path | None:
        """Where weights were opened last."""
        return self._folder("folders/weights")

    @weights_folder.setter
    def weights_folder(self, folder: Path) -> None:
        self._set_folder("folders/weights", folder)

    @property
    def runs_folder(self) -> Path | None:
        """Where a run was opened last."""
        return self._folder("folders/runs")

    @runs_folder.setter
    def runs_folder(self, folder: Path) -> None:
        self._set_folder("folders/runs", folder)

    @property
    def photos_folder(self) -> Path | None:
        """Where photos to be labelled were chosen last."""
        return self._folder("folders/photos")

    @photos_folder.setter
    def photos_folder(self, folder: Path) -> None:
        self._set_folder("folders/photos", folder)

    @property
    def export_folder(self) -> Path | None:
        """Where charts and tables were saved last."""
        return self._folder("folders/export")

    @export_folder.setter
    def export_folder(self, folder: Path) -> None:
        self._set_folder("folders/export", folder)

    # The file

    def _get(self, key: str) -> str:
        return self._values.get(key, "")

    def _set(self, key: str, value: str) -> None:
        self._values[key] = self._unsaved[key] = value

    def _write(self, texts: dict[str, str]) -> None:
        with contextlib.suppress(OSError):
            atomic_files.write_text(self.path, json.dumps(texts, indent=2) + "\n")

    def _numbers(self, key: str) -> tuple[int, ...]:
        """Return whole numbers that Qt can hold; none where one of them is something else."""
        try:
            numbers = tuple(int(word) for word in self._get(key).split())
        except ValueError:
            return ()
        return numbers if all(abs(number) < 2**20 for number in numbers) else ()

    def _set_numbers(self, key: str, numbers: tuple[int, ...]) -> None:
        self._set(key, " ".join(map(str, numbers)))

    def _set_folder(self, key: str, folder: Path) -> None:
        self._set(key, str(folder))
        self.save()

    def _folder(self, key: str) -> Path | None:
        """Return a folder that is still there."""
        text = self._get(key)
        try:
            return Path(text) if text and Path(text).is_dir() else None
        except (OSError, ValueError):  # an unplugged network share; a zero byte
            return None


def _is_usable(path: Path) -> bool:
    """Tell whether there is a file to write to; a damaged one is put aside."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            return True
        if not path.is_file():
            return False
        if not _is_understood(path):
            os.replace(path, path.with_name(path.name + DAMAGED_SUFFIX))
    except OSError:
        return False
    return True


def _is_understood(path: Path) -> bool:
    try:
        return isinstance(_document(path), dict)
    except (ValueError, RecursionError):
        return False


def _texts_in(path: Path) -> dict[str, str]:
    """Return the texts of a file by their keys; none where there is no file, or none that is understood."""
    try:
        document = _document(path)
    except (OSError, ValueError, RecursionError):
        return {}
    return {key: value for key, value in document.items() if isinstance(value, str)} if document else {}


def _document(path: Path) -> dict[str, object] | None:
    """Return what the file holds, None where that is no table; raises OSError, ValueError or RecursionError."""
    if path.stat().st_size > MAX_FILE_BYTES:
        raise ValueError("too large")
    document = json.loads(path.read_text(encoding="utf-8"))
    return document if isinstance(document, dict) else None
