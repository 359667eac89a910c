"""How far its word can be trusted: is it as often right as it says, and does it know when it does not know?"""

from html import escape

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from cifar_desktop.evaluation.report_content import ReportContent
from cifar_desktop.ui.evaluate.evaluation_task import Evaluated
from cifar_desktop.ui.evaluate.share_chart import ShareAxes, ShareChart, ShareCurve
from cifar_desktop.ui.evaluate.trust_curves import coverage_curves, lowest_of, reliability_curves, rule_point
from cifar_desktop.ui.theme import current_colours
from cifar_desktop.ui.widgets.card import empty_card
from cifar_desktop.ui.widgets.empty_state import paragraph


class TrustPage(QWidget):
    """Two charts beside each other, each with a sentence.

    Attributes:
        reliability, coverage: the charts, in their cards.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reliability = ChartCard("Is it as often right as it says?")
        self.coverage = ChartCard("Does it know when it does not know?")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(14)
        layout.addWidget(self.reliability, 1)
        layout.addWidget(self.coverage, 1)

    def show_result(self, evaluated: Evaluated) -> None:
        """Show the charts of this result."""
        examination = evaluated.examination
        content = ReportContent(title="", facts={}, examination=examination, mistakes=(), created="", program="")
        curves = reliability_curves(examination)
        self.reliability.chart.show_curves(
            curves, ShareAxes(across="How sure it is", up="How often it is right", has_diagonal=True)
        )
        self.reliability.say(content.sureness_sentence)
        self.reliability.show_legend((*curves, _IDEAL, _SIZES) if len(curves) > 1 else (_IDEAL, _SIZES))
        covered = coverage_curves(examination.coverage)
        self.coverage.chart.show_curves(
            covered,
            ShareAxes(across="Pictures that get an answer", up="Right answers", lowest=lowest_of(covered)),
            rule_point(examination.coverage),
        )
        self.coverage.say(content.coverage_sentence)
        has_rule = examination.coverage.chosen is not None
        self.coverage.show_legend((_RULE,) if has_rule else ())


_NO_BREAK_HYPHEN = "\N{NON-BREAKING HYPHEN}"
_IDEAL = (2 * _NO_BREAK_HYPHEN, "edge", "as it should be")
_SIZES = ("", "quiet", "larger dots: more pictures")
_RULE = ("◯", "text", "where the rule for “not sure” stands")
_Sign = tuple[str, str, str]


class ChartCard(QFrame):
    """A question, the answer in words, and the chart.

    Attributes:
        sentence: the answer.
        legend: what the curves are.
        chart: the chart.
        read_out: what is said of the point under the mouse.
    """

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # both as wide
        card = empty_card()
        self.sentence = paragraph("", "quiet")
        self.legend = QLabel()
        self.legend.setTextFormat(Qt.TextFormat.RichText)
        self.legend.setWordWrap(True)
        self.chart = ShareChart(title)
        self.read_out = paragraph("", "quiet")
        self.read_out.setMinimumHeight(2 * self.read_out.fontMetrics().height() + 8)
        self.read_out.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.chart.pointed.connect(self.read_out.setText)
        self._signs: tuple[_Sign, ...] = ()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(18, 14, 18, 12)
        inside.setSpacing(8)
        inside.addWidget(paragraph(title, "heading"))
        inside.addWidget(self.sentence)
        inside.addWidget(self.legend)
        inside.addWidget(self.chart, 1)
        inside.addWidget(self.read_out)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card)

    def say(self, sentence: str) -> None:
        """Show the answer in words."""
        self.sentence.setText(sentence.replace(" %", "\N{NO-BREAK SPACE}%"))

    def show_legend(self, entries: tuple[ShareCurve | _Sign, ...]) -> None:
        """Name curves, and other things by their sign, colour and meaning."""
        self._signs = tuple(("●", one.colour, one.name) if isinstance(one, ShareCurve) else one for one in entries)
        self._fill_legend()

    def changeEvent(self, event: QEvent) -> None:
        """Name the curves in the new colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._fill_legend()

    def _fill_legend(self) -> None:
        colours = current_colours()
        words = "&nbsp;&nbsp;&nbsp; ".join(
            (f"<span style='color:{getattr(colours, colour)}'>{sign}</span>&nbsp;" if sign else "")
            + f"<span style='color:{colours.quiet}'>{escape(name).replace(' ', '&nbsp;')}</span>"
            for sign, colour, name in self._signs
        )
        self.legend.setText(words)
        self.legend.setVisible(bool(words))
