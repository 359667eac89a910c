"""A report as one HTML file: no script, nothing fetched, pictures and charts inside; also well-formed XML."""

import base64
import html
import math
from collections.abc import Iterable, Sequence

from cifar_desktop.evaluation.chart_figures import FigureTable, coverage_figures, reliability_figures
from cifar_desktop.evaluation.confused_pairs import ConfusedPair, largest_confusion
from cifar_desktop.evaluation.examination import Examination
from cifar_desktop.evaluation.metrics import ClassMetrics, Metrics
from cifar_desktop.evaluation.report_charts import RELIABILITY_LEGEND, coverage_chart, reliability_chart
from cifar_desktop.evaluation.report_content import NUM_PAIRS, ReportContent, ReportPicture, figure, one_line
from cifar_desktop.evaluation.report_style import STYLE
from cifar_desktop.percentages import in_percent

# Nothing is fetched, even where a name in a file tried to.
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def report_html(content: ReportContent) -> str:
    """Return the whole file."""
    examination = content.examination
    title = _escaped(f"Evaluation of {content.title}")
    body = [
        f"<header><h1>{title}</h1>",
        f'<p class="lead">{_escaped(content.lead)}</p></header>',
        _cards(examination),
        _facts(content),
        _section("What is taken for what", _pairs(examination.most_confused(NUM_PAIRS))),
        _section("Confusion matrix", _matrix(examination.metrics)),
        _section("Each class", _classes(examination.metrics)),
        _section("The worst mistakes", _gallery(content.mistakes, examination.class_names)),
        _section("How far its word can be trusted", _charts(content)),
        f"<footer><p>Made by {_escaped(content.program)} on {_escaped(content.created)}.</p></footer>",
    ]
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8" />\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1" />\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}" />\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(body)
        + "\n</main>\n</body>\n</html>\n"
    )


def _cards(examination: Examination) -> str:
    """Return the few figures that are looked for first."""
    metrics = examination.metrics
    cards = [
        ("accuracy", in_percent(metrics.accuracy, 2)),
        ("loss", figure(metrics.loss)),
        ("mean F1 of the classes", in_percent(metrics.macro.f1, 2)),
        ("named wrong", f"{examination.num_wrong:,}"),
        ("calibration error (ECE)", in_percent(examination.calibrated.error, 2)),
    ]
    items = "".join(f"<li><strong>{value}</strong>{name}</li>" for name, value in cards)
    return f'<ul class="cards">{items}</ul>'


def _facts(content: ReportContent) -> str:
    """Return what was measured on what."""
    rows = "".join(f"<dt>{_escaped(name)}</dt><dd>{_escaped(value)}</dd>" for name, value in content.facts.items())
    notes = "".join(f'<p class="quiet">{_escaped(note)}</p>' for note in content.notes)
    return _section("What was measured", f"<dl>{rows}</dl>{notes}")


def _pairs(pairs: Sequence[ConfusedPair]) -> str:
    if not pairs:
        return "<p>Nothing: every picture was named right.</p>"
    items = "".join(f"<li>{_escaped(pair.sentence)}</li>" for pair in pairs)
    return f'<ol class="pairs">{items}</ol>'


def _matrix(metrics: Metrics) -> str:
    """Return the confusion matrix, the cells shaded."""
    names = [one.name for one in metrics.per_class]
    head = "".join(f'<th scope="col">{_escaped(name)}</th>' for name in names)
    largest = largest_confusion(metrics.confusion)
    rows = []
    for true, (name, row) in enumerate(zip(names, metrics.confusion, strict=True)):
        support = max(sum(row), 1)
        cells = "".join(
            _cell(number, number / support, largest, is_right=true == predicted) for predicted, number in enumerate(row)
        )
        rows.append(f'<tr><th scope="row">{_escaped(name)}</th>{cells}</tr>')
    legend = (
        "Rows are what the pictures show, columns what they were taken for. On the diagonal (blue) they were named "
        "right; elsewhere, the stronger the colour, the larger the share of a row that was taken for another class."
    )
    inside = f'<thead><tr><th scope="col">true \\ predicted</th>{head}</tr></thead><tbody>{"".join(rows)}</tbody>'
    return _scrolling("matrix", "Confusion matrix", legend, inside)


def _cell(number: int, share: float, largest_wrong: float, *, is_right: bool) -> str:
    """Return a cell; mistakes are few, so that their shade grows with the root of their share."""
    if not number:
        return f'<td class="{"right" if is_right else "none"}" style="--heat: 0">0</td>'
    heat = share if is_right else math.sqrt(share / largest_wrong)
    kind = "right" if is_right else "wrong"
    return f'<td class="{kind}" style="--heat: {heat:.3f}" title="{in_percent(share)} of the row">{number:,}</td>'


def _classes(metrics: Metrics) -> str:
    """Return precision, recall and F1 of each class, and both averages."""
    head = "".join(f'<th scope="col">{name}</th>' for name in ("class", "precision", "recall", "F1", "pictures"))
    body = "".join(map(_class_row, metrics.per_class))
    averages = _class_row(metrics.macro) + _class_row(metrics.weighted)
    legend = (
        "Precision: the share of what was taken for the class that is of it. Recall: the share of its pictures that "
        "were named right. F1: their harmonic mean."
    )
    inside = f'<thead><tr>{head}</tr></thead><tbody>{body}</tbody><tbody class="averages">{averages}</tbody>'
    return _scrolling("classes", "Figures of each class", legend, inside)


def _class_row(one: ClassMetrics) -> str:
    cells = "".join(f"<td>{in_percent(share, 2)}</td>" for share in (one.precision, one.recall, one.f1))
    return f'<tr><th scope="row">{_escaped(one.name)}</th>{cells}<td>{one.support:,}</td></tr>'


def _gallery(mistakes: Iterable[ReportPicture], class_names: Sequence[str]) -> str:
    """Return the worst mistakes with what they show and what they were taken for."""
    items = []
    for picture in mistakes:
        said = picture.said
        true, taken = _escaped(class_names[said.true]), _escaped(class_names[said.predicted])
        source = base64.b64encode(picture.png).decode("ascii")
        items.append(
            f'<li><figure><img src="data:image/png;base64,{source}" width="{picture.width}" height="{picture.height}" '
            f'alt="A picture of {true} that was taken for {taken}" />'
            f"<figcaption>shows <b>{true}</b><br />taken for <b>{taken}</b><br />"
            f"{in_percent(said.confidence, 2)} sure<br />picture {said.position:,}</figcaption></figure></li>"
        )
    if not items:
        return "<p>There are none: every picture was named right.</p>"
    intro = "Those in which the network thought the right answer least likely, the worst first."
    return f'<p class="quiet">{intro}</p><ul class="gallery">{"".join(items)}</ul>'


def _charts(content: ReportContent) -> str:
    """Return both charts with their sentence and their figures."""
    examination = content.examination
    return (
        f'<div class="charts"><figure>{reliability_chart(examination)}<figcaption>'
        f"{_escaped(content.sureness_sentence)} {RELIABILITY_LEGEND}</figcaption>"
        f"{_figures(reliability_figures(examination))}</figure>"
        f"<figure>{coverage_chart(examination.coverage)}<figcaption>{_escaped(content.coverage_sentence)}</figcaption>"
        f"{_figures(coverage_figures(examination.coverage))}</figure></div>"
    )


def _figures(table: FigureTable) -> str:
    """Return a table that is folded away."""
    head = "".join(f'<th scope="col">{name}</th>' for name in table.head)
    rows = "".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in others)}</tr>'
        for first, *others in table.rows
    )
    return (
        f"<details><summary>The figures of this chart</summary><table><thead><tr>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table></details>"
    )


def _section(title: str, inside: str) -> str:
    return f"<section><h2>{title}</h2>{inside}</section>"


def _scrolling(name: str, title: str, legend: str, inside: str) -> str:
    """Return a table below its legend; where the window is narrow the table scrolls by itself, by keyboard too."""
    return (
        f'<p class="quiet" id="{name}-legend">{legend}</p>'
        f'<div class="scroll" role="region" aria-label="{title}" tabindex="0">'
        f'<table class="{name}" aria-label="{title}" aria-describedby="{name}-legend">{inside}</table></div>'
    )


def _escaped(text: str) -> str:
    """Return text that is only text."""
    return html.escape(one_line(text))
