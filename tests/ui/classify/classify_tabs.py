"""What tests of the whole Classify tab share: a tab with small weights, and what a person does with it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from cifar_desktop.inference.photo_source import PhotoSource
from cifar_desktop.ui.classify.camera_desk import system_cameras
from cifar_desktop.ui.classify.classify_tab import ClassifyTab
from cifar_desktop.ui.classify.requests import PhotoAnswer
from cifar_desktop.ui.settings import Settings
from tests.ui.classify.made_photos import PATIENCE_MS, make_photo, png_of
from tests.ui.classify.pasted_things import from_browser

KITCHEN, GARDEN = {"cup", "spoon", "plate"}, {"rose", "tulip", "weed", "gnome"}


def pasted(mime: QMimeData) -> None:
    QGuiApplication.clipboard().setMimeData(mime)


def image_data(seed: int = 0) -> QMimeData:
    return from_browser(png_of(make_photo(seed)))


class Desk:
    """A tab that is shown, with its weights on their way, and all that it answered."""

    def __init__(self, qtbot: QtBot, weights: Path, open_hub=system_cameras) -> None:
        self.qtbot = qtbot
        self.settings = Settings()
        self.tab = ClassifyTab(self.settings, open_hub=open_hub)
        self.failures: list[object] = []
        self.answers: list[PhotoAnswer] = []
        self.tab.failed.connect(self.failures.append)
        self.tab.use_weights(weights)
        self.tab.on_engine_ready()
        self.page.session.desk.answered.connect(self.answers.append)
        self.tab.resize(940, 560)
        self.tab.show()
        self.tab.activateWindow()

    def end(self) -> None:
        self.tab.shut_down()
        assert self.tab.wait(PATIENCE_MS)
        self.tab.close()
        self.tab.deleteLater()

    # What there is

    @property
    def page(self):
        return self.tab.page

    @property
    def rows(self):
        return self.page.many_panel.model.rows

    @property
    def title(self) -> str:
        return self.page.answer_panel.headline.title.words

    @property
    def has_photo(self) -> bool:
        return self.page.stage.canvas.isVisible() and self.page.stage.canvas.photo is not None

    @property
    def names(self) -> list[str]:
        return [self.rows[place].source_name for place in sorted(self.rows)]

    # What a person does

    def click(self, button: QAbstractButton) -> None:
        assert button.isVisible()
        assert button.isEnabled()
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def give(self, *paths: Path) -> None:
        self.page.photos.sources_given.emit([PhotoSource(name=path.name, path=path) for path in paths])

    def choose(self, *paths: Path) -> None:
        """Pick files, or a folder, in the dialog that is open."""
        self.wait_for(self._dialogs)
        (dialog,) = self._dialogs()
        dialog.setDirectory(str(paths[0].parent))
        for path in paths[:1]:
            dialog.selectFile(str(path))
        if len(paths) > 1:
            dialog.findChild(QWidget, "fileNameEdit").setText(" ".join(f'"{path.name}"' for path in paths))
        dialog.accept()

    def _dialogs(self) -> list[QFileDialog]:
        return [one for one in self.tab.window().findChildren(QFileDialog) if one.isVisible()]

    def drag(self, start: tuple[float, float], end: tuple[float, float], *, steps: int = 8) -> None:
        """Draw with the mouse over the photo, from one place to the other, in shares of its width and height."""
        canvas = self.page.stage.canvas
        points = [
            self._on_photo(*(a + (b - a) * step / steps for a, b in zip(start, end, strict=True)))
            for step in range(steps + 1)
        ]
        self.qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=points[0])
        for point in points[1:]:
            self.qtbot.mouseMove(canvas, point)
            self.qtbot.wait(0)
        self.qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=points[-1])

    def _on_photo(self, across: float, down: float) -> QPoint:
        place = self.page.stage.canvas.photo.place
        return QPoint(round(place.x() + across * place.width()), round(place.y() + down * place.height()))

    # What a test waits for

    def wait_for(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=PATIENCE_MS)

    def wait_for_answer(self, number: int = 1) -> PhotoAnswer:
        """Wait until so many answers have come, and return the last."""
        self.wait_for(lambda: len(self.answers) >= number or self.failures)
        assert not self.failures
        return self.answers[-1]

    def wait_for_list(self, number: int) -> None:
        """Wait until so many photos are labelled, and no more are."""
        self.wait_for(lambda: len(self.rows) == number and not self.page.many_panel.progress.is_running)

    def answer_about(self, number_before: int) -> PhotoAnswer:
        return self.wait_for_answer(number_before + 1)
