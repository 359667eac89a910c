"""Every way in which a photo comes from outside, except the camera: chosen, pasted, dropped."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QStandardPaths, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from cifar_desktop.inference.photo_source import SUFFIXES, PhotoSource
from cifar_desktop.ui.classify.mime_photos import is_folder, may_hold_photos, photos_in
from cifar_desktop.ui.settings import Settings


class PhotoIntake(QObject):
    """Turns whatever comes into photos to be read; reads none itself.

    Signals:
        sources_given: a list of PhotoSource: files, or pictures that were pasted or dropped.
        folders_given: a list of Path, to be looked through with all that is below.
        refused: a UserError: why something, or all of it, was not taken.
    """

    sources_given = Signal(object)
    folders_given = Signal(object)
    refused = Signal(object)

    def __init__(self, settings: Settings, parent: QWidget) -> None:
        """Ask in dialogs over the window of `parent`."""
        super().__init__(parent)
        self._settings = settings
        self._widget = parent
        self._num_pictures = 0  # that came without a name

    @Slot()
    def choose_photos(self) -> None:
        """Ask for photos, one or many."""
        dialog = QFileDialog(self._widget.window(), "Choose photos", str(self._folder()))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([_picture_filter(), "All files (*)"])
        dialog.setOption(QFileDialog.Option.HideNameFilterDetails)  # there are fifty of them
        dialog.filesSelected.connect(self._on_photos_selected)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def choose_folder(self) -> None:
        """Ask for a folder; the one where photos were chosen last is at hand."""
        last = self._folder()
        dialog = QFileDialog(self._widget.window(), "Choose a folder of photos", str(last.parent))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.selectFile(last.name)
        dialog.filesSelected.connect(self._on_folders_selected)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def paste(self) -> None:
        """Take what is on the clipboard."""
        mime = QGuiApplication.clipboard().mimeData()
        self._take(mime or QMimeData(), came="pasted")  # some systems hide it from a window that is not in front

    def accepts(self, mime: QMimeData) -> bool:
        """Tell whether there may be photos in it; what hovers is asked often, so nothing is decoded."""
        return may_hold_photos(mime)

    def take(self, mime: QMimeData) -> None:
        """Take what was dropped, or say why not."""
        self._take(mime, came="dropped")

    def _take(self, mime: QMimeData, *, came: str) -> None:
        found = photos_in(mime, came=came)
        sources = [_source_of(file) for file in found.files]
        sources += [self._named(picture, came) for picture in found.pictures]
        if sources:
            self.sources_given.emit(sources)
        if found.folders:
            self.folders_given.emit(list(found.folders))
        if found.problem:
            self.refused.emit(found.problem)

    def _named(self, picture: PhotoSource, came: str) -> PhotoSource:
        """Return a picture that people can call by a name."""
        if picture.name:
            return picture
        self._num_pictures += 1
        return replace(picture, name=f"{came.capitalize()} picture {self._num_pictures}")

    def _folder(self) -> Path:
        """Return where to begin: where photos were chosen last, else where the system keeps pictures."""
        usual = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        return self._settings.photos_folder or (Path(usual) if usual and is_folder(Path(usual)) else Path.home())

    @Slot("QStringList")
    def _on_photos_selected(self, names: Sequence[str]) -> None:
        paths = [Path(name) for name in names]
        if paths:
            self._settings.photos_folder = paths[0].parent
            self.sources_given.emit([_source_of(path) for path in paths])

    @Slot("QStringList")
    def _on_folders_selected(self, names: Sequence[str]) -> None:
        folders = [Path(name) for name in names]
        if folders:
            self._settings.photos_folder = folders[0]
            self.folders_given.emit(folders)


def _source_of(file: Path) -> PhotoSource:
    # A name that is no text, as old disks have them, gets question marks; the path stays what it is.
    name = (file.name or str(file)).encode("utf-8", "replace").decode("utf-8")
    return PhotoSource(name=name, path=file)


def _picture_filter() -> str:
    """Return the files to offer; some systems tell "cat.JPG" from "cat.jpg"."""
    endings = sorted(SUFFIXES)
    return f"Pictures ({' '.join(f'*{ending} *{ending.upper()}' for ending in endings)})"
