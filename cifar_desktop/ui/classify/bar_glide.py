"""Bars that change their order or length do not jump: while a photo is dragged over, one can follow them."""

from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation, Signal, Slot

from cifar_desktop.ui.classify.bar_ranking import EMPTY, Ranking


class BarGlide(QObject):
    """Knows where each bar is at the moment.

    Signals:
        moved: bars are elsewhere than before.
    """

    moved = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ranking = EMPTY
        self._places: dict[int, int] = {}
        self._start: dict[int, tuple[float, float]] = {}  # where each class was when the movement began
        self._progress = 1.0
        self._animation = QVariantAnimation(self)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.valueChanged.connect(self._on_progress)

    @property
    def is_moving(self) -> bool:
        """Tell whether bars are on their way."""
        return self._progress < 1

    def go_to(self, ranking: Ranking, duration_ms: int) -> None:
        """Let the bars glide to a ranking from where they are, or be there at once."""
        start = {index: self.at(index) for index in self._ranking.order}
        is_same_classes = ranking.names == self._ranking.names
        self._ranking = ranking
        self._places = {index: place for place, index in enumerate(ranking.order)}
        self._animation.stop()
        if duration_ms > 0 and is_same_classes:
            self._start, self._progress = start, 0.0
            self._animation.setDuration(duration_ms)
            self._animation.start()
        else:
            self._progress = 1.0
            self.moved.emit()

    def at(self, class_index: int) -> tuple[float, float]:
        """Return the row in which a class is now, between two while it glides, and the share that its bar shows."""
        place, share = float(self._places[class_index]), self._ranking.probabilities[class_index]
        if self._progress >= 1:
            return (place, share)
        from_place, from_share = self._start[class_index]
        part = self._progress
        return (from_place + part * (place - from_place), from_share + part * (share - from_share))

    @Slot(object)
    def _on_progress(self, progress: float) -> None:
        self._progress = progress
        self.moved.emit()
