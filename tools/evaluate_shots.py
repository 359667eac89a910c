"""The states of the Evaluate tab for make_screenshots.py: real evaluations of the bundled sample."""

from pathlib import Path

from photographer import Photographer
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from cifar_desktop import paths
from cifar_desktop.ui.evaluate.evaluate_page import EvaluatePage
from cifar_desktop.ui.main_window import MainWindow

STATES = (
    "evaluate",
    "evaluate-running",
    "evaluate-overview",
    "evaluate-confusion",
    "evaluate-per-cent",
    "evaluate-log",
    "evaluate-cell",
    "evaluate-mistakes",
    "evaluate-trust",
    "evaluate-failed",
    "evaluate-other-classes",
)
OVERVIEW, CONFUSION, MISTAKES, TRUST = range(4)


def show_evaluate(camera: Photographer, window: MainWindow, folder: Path) -> None:
    """Go through the states; weights that do not fit are written into `folder`."""
    window.tabs.setCurrentWidget(window.evaluate_tab)
    camera.wait_for(lambda: window.engine.devices, "the engine")
    page = window.evaluate_tab.page
    camera.run_for(0.3)  # it looks around
    camera.take("evaluate", window)
    page.bar.use_weights(paths.shipped_weights())
    page.bar.evaluate_button.click()
    camera.wait_for(lambda: page.waiting.bar.value() > 0 or page.state is page.result, "the first pictures")
    camera.take("evaluate-running", window, settle=False)
    camera.wait_for(lambda: page.state is page.result, "the figures")
    camera.take("evaluate-overview", window)
    show_confusion(camera, window, page)
    turn_to(page, MISTAKES)
    camera.take("evaluate-mistakes", window)
    turn_to(page, TRUST)
    point_at_middle(page.result.trust.reliability.chart, across=0.8)
    camera.take("evaluate-trust", window)
    turn_to(page, OVERVIEW)

    damaged = folder / "half of it.safetensors"
    damaged.write_bytes(paths.shipped_weights().read_bytes()[:100_000])
    window.evaluate_with(damaged)
    camera.wait_for(lambda: page.state is page.failure, "the refusal")
    camera.take("evaluate-failed", window)
    window.evaluate_with(write_two_classes(folder / "cups and spoons.safetensors"))
    camera.wait_for(lambda: page.state is page.waiting, "the next evaluation")
    camera.wait_for(lambda: page.state is page.failure, "the refusal")
    camera.take("evaluate-other-classes", window)


def show_confusion(camera: Photographer, window: MainWindow, page: EvaluatePage) -> None:
    """Go through the ways to look at the matrix, and open its fullest wrong cell."""
    turn_to(page, CONFUSION)
    confusion = page.result.confusion
    camera.take("evaluate-confusion", window)
    confusion.units.buttons["share"].click()
    camera.take("evaluate-per-cent", window)
    confusion.log_box.click()
    camera.take("evaluate-log", window)
    confusion.log_box.click()
    confusion.units.buttons["count"].click()
    confusion.pictures.pair_buttons[0].click()
    camera.take("evaluate-cell", window)
    confusion.pictures.back_button.click()


def turn_to(page: EvaluatePage, number: int) -> None:
    """Choose one of the pages as a person does."""
    button = page.result.rail.page_buttons[number]
    button.setFocus()
    button.click()


def point_at_middle(widget: QWidget, *, across: float = 0.5) -> None:
    """Put the mouse on a widget, so much of the way across it."""
    QTest.mouseMove(widget, QPoint(round(widget.width() * across), widget.height() // 2))


def write_two_classes(path: Path) -> Path:
    """Write weights that tell two other classes apart."""
    from cifar_desktop.inference.weights import write_weights  # noqa: PLC0415 - torch comes behind the window
    from cifar_desktop.inference.weights_info import WeightsInfo  # noqa: PLC0415
    from cifar_desktop.models.registry import model_spec  # noqa: PLC0415

    info = WeightsInfo(
        architecture="resnet9-slim",
        class_names=("cup", "spoon"),
        mean=(0.5, 0.5, 0.5),
        std=(0.25, 0.25, 0.25),
        input_size=32,
    )
    write_weights(path, model_spec("resnet9-slim").build(2).state_dict(), info)
    return path
