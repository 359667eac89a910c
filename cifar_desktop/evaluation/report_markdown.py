"""A report as one Markdown file: pictures and charts inside, tables in pipes, shades as letters."""

import base64
import io
import math
import re
from collections.abc import Iterable, Sequence

from PIL import Image

from cifar_desktop.evaluation.chart_figures import FigureTable, coverage_figures, reliability_figures
from cifar_desktop.evaluation.confused_pairs import largest_confusion
from cifar_desktop.evaluation.examination import Examination
from cifar_desktop.evaluation.metrics import Metrics
from cifar_desktop.evaluation.report_charts import RELIABILITY_LEGEND, coverage_chart, reliability_chart
from cifar_desktop.evaluation.report_content import NUM_PAIRS, ReportContent, ReportPicture, figure, one_line
from cifar_desktop.percentages import in_percent

_SHADES = "░▒▓█"  # Markdown has no colours
_SMALLEST_PICTURE = 96  # pixels on the longer side, for a reader that cannot enlarge
_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~&$])")


def report_markdown(content: ReportContent) -> str:
    """Return the whole file."""
    examination = content.examination
    parts = [
        f"# Evaluation of {_escaped(content.title)}",
        f"**{_escaped(content.lead)}**",
        _facts(content),
        "## What is taken for what",
        _pairs(examination),
        "## Confusion matrix",
        _matrix(examination.metrics),
        "## Each class",
        _classes(examination.metrics),
        "## The worst mistakes",
        _gallery(content.mistakes, examination.class_names),
        "## How sure, and how right",
        reliability_chart(examination),
        f"{_escaped(content.sureness_sentence)} {RELIABILITY_LEGEND}",
        _figures(reliability_figures(examination)),
        "## Leaving out what it is not sure of",
        coverage_chart(examination.coverage),
        _escaped(content.coverage_sentence),
        _figures(coverage_figures(examination.coverage)),
        f"Made by {_escaped(content.program)} on {_escaped(content.created)}.",
    ]
    return "\n\n".join(parts) + "\n"


def _facts(content: ReportContent) -> str:
    """Return what was measured on what, with the first figures, and the notes."""
    metrics = content.examination.metrics
    figures = [
        ("accuracy", in_percent(metrics.accuracy, 2)),
        ("loss", figure(metrics.loss)),
        ("mean F1 of the classes", in_percent(metrics.macro.f1, 2)),
        ("calibration error (ECE)", in_percent(content.examination.calibrated.error, 2)),
    ]
    rows = [(_escaped(name), _escaped(value)) for name, value in (*content.facts.items(), *figures)]
    return "\n\n".join([_table(("What was measured", ""), rows, right_from=2), *map(_escaped, content.notes)])


def _pairs(examination: Examination) -> str:
    pairs = examination.most_confused(NUM_PAIRS)
    if not pairs:
        return "Nothing: every picture was named right."
    return "\n".join(f"{place}. {_escaped(pair.sentence)}" for place, pair in enumerate(pairs, start=1))


def _matrix(metrics: Metrics) -> str:
    """Return the confusion matrix: the diagonal bold, mistakes shaded by the root of their share."""
    names = [_escaped(one.name) for one in metrics.per_class]
    largest = largest_confusion(metrics.confusion)
    rows = []
    for true, (name, row) in enumerate(zip(names, metrics.confusion, strict=True)):
        cells = [
            f"**{number:,}**" if true == predicted else _shaded(number, number / max(sum(row), 1), largest)
            for predicted, number in enumerate(row)
        ]
        rows.append((f"**{name}**", *cells))
    legend = (
        "Rows are what the pictures show, columns what they were taken for. On the diagonal they were named right; "
        f"elsewhere, the darker the mark ({' '.join(_SHADES)}), the larger the share of a row that was taken for "
        "another class."
    )
    head = (_escaped("true \\ predicted"), *names)
    return f"{legend}\n\n{_table(head, rows)}"


def _shaded(number: int, share: float, largest: float) -> str:
    """Return a cell off the diagonal."""
    if not number:
        return "0"
    place = math.ceil(math.sqrt(share / largest) * len(_SHADES)) - 1
    return f"{_SHADES[min(place, len(_SHADES) - 1)]} {number:,}"


def _classes(metrics: Metrics) -> str:
    """Return precision, recall and F1 of each class, and both averages."""
    rows = [
        (
            _escaped(one.name),
            *(in_percent(share, 2) for share in (one.precision, one.recall, one.f1)),
            f"{one.support:,}",
        )
        for one in (*metrics.per_class, metrics.macro, metrics.weighted)
    ]
    return _table(("class", "precision", "recall", "F1", "pictures"), rows)


def _gallery(mistakes: Iterable[ReportPicture], class_names: Sequence[str]) -> str:
    """Return the worst mistakes with what they show and what they were taken for."""
    rows = []
    for picture in mistakes:
        said = picture.said
        true, taken = _escaped(class_names[said.true]), _escaped(class_names[said.predicted])
        source = base64.b64encode(_enlarged(picture)).decode("ascii")
        image = f"![A picture of {true} that was taken for {taken}](data:image/png;base64,{source})"
        rows.append((image, true, taken, in_percent(said.confidence, 2), f"{said.position:,}"))
    if not rows:
        return "There are none: every picture was named right."
    intro = "Those in which the network thought the right answer least likely, the worst first."
    return f"{intro}\n\n{_table(('picture', 'shows', 'taken for', 'how sure', 'position'), rows, right_from=3)}"


def _enlarged(picture: ReportPicture) -> bytes:
    """Return the picture as PNG, each pixel as a square where there are few of them."""
    factor = -(-_SMALLEST_PICTURE // max(picture.width, picture.height))
    if factor < 2:
        return picture.png
    with Image.open(io.BytesIO(picture.png), formats=["PNG"]) as small:
        large = small.resize((picture.width * factor, picture.height * factor), Image.Resampling.NEAREST)
    file = io.BytesIO()
    large.save(file, "PNG", optimize=True)
    return file.getvalue()


def _figures(table: FigureTable) -> str:
    return _table(table.head, table.rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], *, right_from: int = 1) -> str:
    """Return a table in pipes; the columns from `right_from` on are flush right."""
    rule = ["---" if column < right_from else "---:" for column in range(len(head))]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *rows))


def _escaped(text: str) -> str:
    """Return text that Markdown takes as it stands."""
    return _SPECIAL.sub(r"\\\1", one_line(text))
