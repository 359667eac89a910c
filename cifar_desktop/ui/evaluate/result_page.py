"""A result: the rail at the left, and one of four pages beside it."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from cifar_desktop.ui.evaluate.confusion_page import ConfusionPage
from cifar_desktop.ui.evaluate.evaluation_task import Evaluated
from cifar_desktop.ui.evaluate.mistakes_page import MistakesPage
from cifar_desktop.ui.evaluate.overview_page import OverviewPage
from cifar_desktop.ui.evaluate.result_rail import ResultRail
from cifar_desktop.ui.evaluate.trust_page import TrustPage

_PAGES = (
    ("Overview", "Some figures, and how well each class is told from the others."),
    ("Confusion", "Which classes are taken for which, and the pictures of each mistake."),
    ("Mistakes", "All pictures that were named wrong, the worst first."),
    ("Trust", "How far its “sure by” can be believed, and what “not sure” does."),
)
_CONFUSION = 1  # its place among them


class ResultPage(QWidget):
    """Shows what came out of an evaluation.

    Attributes:
        evaluated: what it shows; None before there is anything.
        rail: the figure, the way through the pages, and what can be saved.
        overview, confusion, mistakes, trust: the pages.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.evaluated: Evaluated | None = None
        self.rail = ResultRail(_PAGES)
        self.rail.page_chosen.connect(self.show_page)
        self.overview, self.confusion = OverviewPage(), ConfusionPage()
        self.mistakes, self.trust = MistakesPage(), TrustPage()
        self.pages = QStackedWidget()
        self._stale: set[int] = set()
        for page in (self.overview, self.confusion, self.mistakes, self.trust):
            self.pages.addWidget(page)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(22)
        layout.addWidget(self.rail)
        layout.addWidget(self.pages, 1)
        self.show_page(0)

    def show_result(self, evaluated: Evaluated) -> None:
        """Show this result, on the page that is in front; the others are filled when they are asked for."""
        self.evaluated = evaluated
        self.rail.show_result(evaluated)
        self._stale = set(range(self.pages.count()))
        self.show_page(self.pages.currentIndex())

    def confusion_picture(self) -> QImage:
        """Return the matrix as a picture, whichever page is in front."""
        self._fill(_CONFUSION)
        return self.confusion.matrix.picture()

    @Slot(int)
    def show_page(self, number: int) -> None:
        """Bring a page to the front."""
        self._fill(number)
        self.pages.setCurrentIndex(number)
        self.rail.show_page(number)

    def _fill(self, number: int) -> None:
        if self.evaluated and number in self._stale:
            self._stale.discard(number)
            (self.overview, self.confusion, self.mistakes, self.trust)[number].show_result(self.evaluated)
