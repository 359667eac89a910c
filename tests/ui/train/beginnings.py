"""What tests share that are about what a training begins with: form, photos and desks, and weights to choose."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from cifar_desktop.data.counts import sample_counts
from cifar_desktop.ui.train.beginning import Beginning
from cifar_desktop.ui.train.data_panel import DataPanel
from cifar_desktop.ui.train.train_form import TrainForm

PATIENCE_MS = 60_000
RECIPE = {"validation_fraction": 0.25, "split_seed": 7, "seed": 3}


class Bench(QWidget):
    """The form in a column, and beside it what the desks show; the photos are the bundled sample."""

    def __init__(self, qtbot: QtBot) -> None:
        super().__init__()
        self.qtbot = qtbot
        self.form, self.photos = TrainForm(), DataPanel()
        self.photos.setParent(self)
        self.photos.hide()
        self.beginning = Beginning(self.form, self.photos, self)
        self.start, self.backbone = self.beginning.start_desk, self.beginning.backbone_desk
        self.banner, self.panel = self.beginning.widgets
        self.faults: list[object] = []
        self.beginning.failed.connect(self.faults.append)
        column = QScrollArea()
        column.setWidget(self.form)
        column.setWidgetResizable(True)
        layout = QVBoxLayout(self)
        for widget in (*self.beginning.widgets, column):
            layout.addWidget(widget)
        self.resize(560, 900)

    @property
    def problem(self) -> str:
        return self.beginning.problem

    def wait_for(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=PATIENCE_MS)

    def choose(self, path: Path) -> None:
        """Choose weights, and wait for what comes of it."""
        self.start.choose(path)
        assert self.problem
        self.wait_for(lambda: not self.start._reader.is_busy)

    def click(self, button: QAbstractButton) -> None:
        assert button.isVisible()
        assert button.isEnabled()
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def choose_in_dialog(self, path: Path) -> None:
        """Choose a file in the dialog that is open."""
        choose_in_dialog(self, path)


def choose_in_dialog(window: QWidget, path: Path) -> None:
    (dialog,) = [one for one in window.findChildren(QFileDialog) if one.isVisible()]
    dialog.fileSelected.emit(str(path))
    dialog.close()


@contextmanager
def bench_on(qtbot: QtBot) -> Iterator[Bench]:
    bench = Bench(qtbot)
    qtbot.addWidget(bench)
    bench.show()
    try:
        yield bench
    finally:
        bench.beginning.shut_down()
        assert bench.beginning.wait(PATIENCE_MS)
        assert bench.photos.shut_down()


def write_start_weights(
    path: Path,
    *,
    model: str = "resnet9-slim",
    class_names: tuple[str, ...] = (),
    recipe: Mapping[str, object] = RECIPE,
    data_name: str = "CIFAR-10 sample",
) -> Path:
    """Write weights that never learned anything, with what a training says about its own."""
    from cifar_desktop.inference.weights import write_weights
    from cifar_desktop.inference.weights_info import WeightsInfo
    from cifar_desktop.models.registry import model_spec

    names = class_names or sample_counts().class_names
    info = WeightsInfo(
        architecture=model,
        class_names=names,
        mean=(0.5, 0.4, 0.3),
        std=(0.2, 0.25, 0.3),
        input_size=32,
        metrics={"test_accuracy": 0.75},
        recipe=dict(recipe),
        data={"name": data_name} if data_name else {},
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    write_weights(path, model_spec(model).build(len(names)).state_dict(), info)
    return path
