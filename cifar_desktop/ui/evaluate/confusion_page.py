"""What is mixed up: the matrix, and beside it the pictures of a cell."""

from typing import cast

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from cifar_desktop.ui.evaluate.cell_pictures import CellPictures
from cifar_desktop.ui.evaluate.confusion_values import Cell, ConfusionValues, Unit
from cifar_desktop.ui.evaluate.confusion_view import READING, ConfusionView
from cifar_desktop.ui.evaluate.evaluation_task import Evaluated
from cifar_desktop.ui.evaluate.segments import Segments
from cifar_desktop.ui.widgets.elided_label import ElidedLabel

_RIGHT_OF_MATRIX_PX = 6


class ConfusionPage(QWidget):
    """Holds the matrix and what belongs to it.

    Attributes:
        matrix: the matrix.
        units, log_box: what stands in the cells, and how they are coloured.
        read_out: what the cell under the mouse says.
        pictures: the pairs, or the pictures of the chosen cell.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.matrix = ConfusionView()
        self.matrix.cell_pointed.connect(self._on_pointed)
        self.matrix.cell_chosen.connect(self.show_cell)
        self.units = Segments(
            "Cells show",
            (
                ("count", "Count", "How many pictures there are in each cell."),
                ("share", "Per cent", "How many of a hundred pictures of the true class there are in each cell."),
            ),
        )
        self.units.chosen.connect(self._on_unit_chosen)
        self.log_box = QCheckBox("&Bring out the few")
        self.log_box.setToolTip("Logarithmic colours: a few mistakes are seen as well as many.")
        self.log_box.toggled.connect(self.matrix.set_log)
        self.read_out = ElidedLabel(role="quiet", gives_way=Qt.TextElideMode.ElideMiddle)
        self.read_out.say(READING)
        self.pictures = CellPictures()
        self.pictures.cell_chosen.connect(self.show_cell)
        self._is_moved = False
        self._lay_out()

    def show_result(self, evaluated: Evaluated) -> None:
        """Show the matrix of this result."""
        examination = evaluated.examination
        self.matrix.show_confusion(
            ConfusionValues(
                confusion=examination.metrics.confusion,
                class_names=examination.class_names,
                unit=cast("Unit", self.units.value),
                is_log=self.log_box.isChecked(),
            )
        )
        self.pictures.show_result(evaluated)
        self._share_width()

    @Slot(object)
    def show_cell(self, cell: Cell | None) -> None:
        """Show the pictures of a cell; None for the pairs."""
        self.matrix.choose(cell)
        self.pictures.show_cell(cell)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        super().resizeEvent(event)
        self._share_width()

    def showEvent(self, event: QShowEvent) -> None:
        """Share the width, which was not known before."""
        super().showEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        """Give the matrix as much as it can use, and the rest to the pictures, unless a person has moved the handle."""
        if not self._is_moved and self.matrix.values:
            room = self._splitter.width() - self._splitter.handleWidth()
            wanted = self.matrix.widest_use(self.matrix.height()) + _RIGHT_OF_MATRIX_PX
            self._splitter.setSizes([wanted, max(0, room - wanted)])

    @Slot()
    def _on_handle_moved(self) -> None:
        self._is_moved = True

    def _lay_out(self) -> None:
        controls = QHBoxLayout()
        controls.setSpacing(18)
        controls.addWidget(self.units)
        controls.addWidget(self.log_box)
        controls.addStretch(1)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, _RIGHT_OF_MATRIX_PX, 0)
        column.setSpacing(8)
        column.addLayout(controls)
        column.addWidget(self.read_out)
        column.addWidget(self.matrix, 1)
        right = QWidget()
        beside = QVBoxLayout(right)
        beside.setContentsMargins(10, 0, 0, 0)
        beside.addWidget(self.pictures)
        self._splitter = splitter = QSplitter()
        splitter.splitterMoved.connect(self._on_handle_moved)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setStretchFactor(0, 5)
        splitter.setStretchFactor(1, 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)

    @Slot(object)
    def _on_pointed(self, cell: Cell | None) -> None:
        values = self.matrix.values
        self.read_out.say(values.sentence(cell) if cell is not None and values else READING)

    @Slot(str)
    def _on_unit_chosen(self, unit: str) -> None:
        self.matrix.set_unit(cast("Unit", unit))
