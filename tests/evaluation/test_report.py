"""Reports are whole files that any reader can open, whatever the classes are called and however good the network is."""

import base64
import io
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import numpy as np
import pytest
from PIL import Image

from cifar_desktop.errors import UserError
from cifar_desktop.evaluation.examination import Examination
from cifar_desktop.evaluation.report import REPORT_ENDINGS, make_report, write_report
from cifar_desktop.evaluation.report_content import ReportContent
from cifar_desktop.evaluation.report_html import report_html
from cifar_desktop.evaluation.report_markdown import report_markdown
from cifar_desktop.evaluation.report_style import STYLE
from tests.evaluation.examinations import examined, examined_logits

NASTY = ("<b>cat</b> & “co”", "a|b*c*", '犬" onload="x', "line\nbreak\x00\ud800", "]]></table>")
SVG = "{http://www.w3.org/2000/svg}"


def picture_at(position: int) -> np.ndarray:
    """Return a picture of its own for each position."""
    return np.random.default_rng(position).integers(0, 256, (32, 32, 3), dtype=np.uint8)


def content_of(examination: Examination, **changes: object) -> ReportContent:
    facts = {"weights": "/tmp/a & b/<weights>.safetensors", "data": "made up"}
    values = {"title": "<weights> & co", "facts": facts, "notes": ("A | note.",), **changes}
    return make_report(examination, picture_at, **values)


@pytest.fixture(scope="module")
def content() -> ReportContent:
    return content_of(examined(NASTY))


@pytest.fixture(scope="module")
def page(content: ReportContent) -> Element:
    return parsed(report_html(content))


def parsed(html: str) -> Element:
    """Return the page, which an XML parser takes too: no tag is left open and none is crossed."""
    doctype, _, rest = html.partition("\n")
    assert doctype == "<!DOCTYPE html>"
    return ElementTree.fromstring(rest)


def text_of(element: Element) -> str:
    return "".join(element.itertext())


def table(page: Element, name: str) -> list[list[str]]:
    """Return the cells of a table, head first."""
    found = page.find(f".//table[@class='{name}']")
    return [[text_of(cell) for cell in row] for row in found.iter("tr")]


def test_the_page_is_well_formed_and_has_what_a_browser_wants(page: Element) -> None:
    assert page.tag == "html"
    assert page.get("lang") == "en"
    assert page.find("head/meta[@charset='utf-8']") is not None
    assert text_of(page.find("head/title")) == "Evaluation of <weights> & co"
    headings = [each for each in page.iter() if each.tag in ("h1", "h2")]
    assert [each.tag for each in headings] == ["h1", *["h2"] * (len(headings) - 1)]
    assert page.find("body/main") is not None


def test_nothing_is_fetched_and_nothing_runs(content: ReportContent, page: Element) -> None:
    for element in page.iter():
        assert element.tag not in ("script", "link", "iframe", "object", "embed", "base", "form")
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert name not in ("href", "srcset", "action")
            assert name != "src" or value.startswith("data:image/png;base64,")
    assert "url(" not in STYLE
    assert "@import" not in STYLE
    policy = page.find("head/meta[@http-equiv='Content-Security-Policy']").get("content")
    assert policy.startswith("default-src 'none'")
    addresses = set(re.findall(r"https?://[^\"'\s<]+", report_html(content)))
    assert addresses == {"http://www.w3.org/2000/svg"}  # a name, not an address


def test_the_matrix_has_every_count_and_shades_that_are_told(content: ReportContent, page: Element) -> None:
    head, *rows = table(page, "matrix")
    names = [name.replace("\n", " ").replace("\x00", "\ufffd").replace("\ud800", "\ufffd") for name in NASTY]
    assert head[1:] == names
    assert [row[0] for row in rows] == names
    confusion = content.examination.metrics.confusion
    assert [[int(cell.replace(",", "")) for cell in row[1:]] for row in rows] == [list(row) for row in confusion]
    cells = page.findall(".//table[@class='matrix']/tbody/tr/td")
    heats = [float(cell.get("style").removeprefix("--heat: ")) for cell in cells]
    assert all(0 <= heat <= 1 for heat in heats)
    wrong = [heat for cell, heat in zip(cells, heats, strict=True) if cell.get("class") == "wrong"]
    assert max(wrong) == 1
    assert [cells[i * 6].get("class") for i in range(5)] == ["right"] * 5


def test_the_classes_and_their_averages_are_there(content: ReportContent, page: Element) -> None:
    metrics = content.examination.metrics
    _, *rows = table(page, "classes")
    for row, one in zip(rows, (*metrics.per_class, metrics.macro, metrics.weighted), strict=True):
        assert row[1:] == [
            *(f"{100 * share:.2f} %" for share in (one.precision, one.recall, one.f1)),
            f"{one.support:,}",
        ]


def test_tables_say_what_their_heads_stand_for(page: Element) -> None:
    for head in page.iter("th"):
        assert head.get("scope") in ("col", "row")
    for scrolling in page.findall(".//div[@class='scroll']"):  # a keyboard must reach what scrolls
        assert scrolling.get("tabindex") == "0"
        assert scrolling.get("aria-label")
    ids = {element.get("id") for element in page.iter() if element.get("id")}
    for name in ("matrix", "classes"):
        assert page.find(f".//table[@class='{name}']").get("aria-describedby") in ids


def test_the_gallery_shows_the_worst_mistakes_as_they_are(content: ReportContent, page: Element) -> None:
    worst = content.examination.worst(24)
    assert len(worst) == 24
    images = list(page.iter("img"))
    assert len(images) == 24
    for image, said in zip(images, worst, strict=True):
        assert image.get("alt").startswith("A picture of ")
        bytes_ = base64.b64decode(image.get("src").partition(",")[2], validate=True)
        with Image.open(io.BytesIO(bytes_)) as shown:
            assert np.array_equal(np.asarray(shown), picture_at(said.position))
    captions = [text_of(each) for each in page.findall(".//ul[@class='gallery']//figcaption")]
    assert all(f"{100 * one.confidence:.2f} % sure" in words for one, words in zip(worst, captions, strict=True))


def test_pairs_and_sentences_are_words(content: ReportContent, page: Element) -> None:
    items = [text_of(each) for each in page.findall(".//ol[@class='pairs']/li")]
    assert len(items) == 10
    assert items[0].startswith("Of ")
    assert " were taken for “" in items[0]
    whole = text_of(page)
    assert content.lead in whole
    assert "with its temperature of 1.700" in whole
    assert "By the rule for “not sure”" in whole
    assert "A | note." in whole


def test_charts_are_named_and_stay_in_their_frame(page: Element) -> None:
    charts = list(page.iter(f"{SVG}svg"))
    assert len(charts) == 2
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids)) == 6
    for chart in charts:
        assert chart.get("role") == "img"
        assert all(name in ids for name in chart.get("aria-labelledby").split())
        _, _, width, height = map(float, chart.get("viewBox").split())
        for path in chart.iter(f"{SVG}path"):
            numbers = [float(number) for number in re.findall(r"-?[\d.]+", path.get("d"))]
            assert all(0 <= x <= width for x in numbers[::2])
            assert all(0 <= y <= height for y in numbers[1::2])
            assert len(numbers) >= 4


def test_the_reliability_chart_places_its_dots_by_the_bins(content: ReportContent, page: Element) -> None:
    chart = next(page.iter(f"{SVG}svg"))
    dots = [dot for dot in chart.iter(f"{SVG}circle") if float(dot.get("cy")) > 30]  # those above are the key
    examination = content.examination
    filled = [one for sure in (examination.plain, examination.calibrated) for one in sure.bins if one.number]
    assert len(dots) == len(filled)
    for dot, one in zip(dots, filled, strict=True):
        assert float(dot.get("cx")) == pytest.approx(58 + one.confidence * (460 - 58 - 18), abs=0.06)
        assert float(dot.get("cy")) == pytest.approx(330 - 50 - one.accuracy * (330 - 34 - 50), abs=0.06)


def test_the_charts_figures_can_be_read_too(content: ReportContent, page: Element) -> None:
    bins, coverage = ([[text_of(cell) for cell in row] for row in each.iter("tr")] for each in page.iter("details"))
    plain, calibrated = content.examination.plain.bins, content.examination.calibrated.bins
    filled = [pair for pair in zip(plain, calibrated, strict=True) if any(one.number for one in pair)]
    assert 1 < len(filled) < 15
    assert [[int(row[1]), int(row[3])] for row in bins[1:]] == [[one.number for one in pair] for pair in filled]
    assert coverage[1] == ["100 %", f"{100 * content.examination.coverage.accuracy[-1]:.2f} %"]


def split_row(line: str) -> list[str]:
    """Return the cells of a line of a Markdown table, as a reader splits it."""
    cells = re.split(r"(?<!\\)\|", line)
    assert cells[0] == cells[-1] == ""
    return [cell.strip() for cell in cells[1:-1]]


def markdown_tables(text: str) -> list[list[list[str]]]:
    blocks = [block.splitlines() for block in text.split("\n\n") if block.startswith("|")]
    return [[split_row(line) for line in block] for block in blocks]


def test_markdown_tables_keep_their_columns_whatever_the_names(content: ReportContent) -> None:
    tables = markdown_tables(report_markdown(content))
    assert len(tables) == 6
    for rows in tables:
        assert {len(row) for row in rows} == {len(rows[0])}
        assert all(set(cell) <= set("-:") for cell in rows[1])
    matrix = next(rows for rows in tables if "predicted" in rows[0][0])
    counts = [[int(re.sub(r"[*░▒▓█ ,]", "", cell)) for cell in row[1:]] for row in matrix[2:]]
    assert counts == [list(row) for row in content.examination.metrics.confusion]
    assert any("█" in cell for row in matrix[2:] for cell in row)


def test_markdown_holds_its_pictures_and_charts(content: ReportContent) -> None:
    text = report_markdown(content)
    sources = re.findall(r"\(data:image/png;base64,([^)]+)\)", text)
    assert len(sources) == 24
    with Image.open(io.BytesIO(base64.b64decode(sources[0], validate=True))) as shown:
        assert shown.size == (96, 96)
        small = np.asarray(shown)[1::3, 1::3]
    assert np.array_equal(small, picture_at(content.examination.worst(1)[0].position))
    charts = [block for block in text.split("\n\n") if block.startswith("<svg")]
    assert len(charts) == 2
    for chart in charts:
        assert ElementTree.fromstring(chart).tag == f"{SVG}svg"
    assert "<b>" not in text
    assert text.encode("utf-8")
    assert "\x00" not in text


@pytest.mark.parametrize("write", [report_html, report_markdown])
def test_a_network_that_is_always_right_has_a_report_too(write: Callable[[ReportContent], str]) -> None:
    text = write(content_of(examined_logits([[9, 0], [0, 9]], [0, 1], "xy")))
    assert "every picture was named right" in text
    assert "no rule for “not sure”" in text
    assert "no temperature" in text
    assert "nan" not in text.lower()


@pytest.mark.parametrize("write", [report_html, report_markdown])
def test_one_picture_and_answers_that_are_no_numbers(write: Callable[[ReportContent], str]) -> None:
    text = write(content_of(examined_logits([[float("nan")] * 2], [1], "xy")))
    assert "Of 1 picture, 0.00 % were named right." in text
    assert not re.search(r"\bnan\b", re.sub(r"base64,[^\")]+", "", text).lower())


def test_more_pictures_than_mistakes_are_not_made_up() -> None:
    assert len(content_of(examined_logits([[9, 0]] * 3, [0, 1, 1], "xy")).mistakes) == 2
    assert len(content_of(examined(NASTY), num_mistakes=3).mistakes) == 3


@pytest.mark.parametrize("ending", [*REPORT_ENDINGS, ".HTML"])
def test_the_ending_says_what_is_written(content: ReportContent, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"report{ending}"
    write_report(path, content)
    text = path.read_text(encoding="utf-8")
    assert text.startswith("<!DOCTYPE html>" if "htm" in ending.lower() else "# Evaluation of ")
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == [path.name]


@pytest.mark.parametrize("name", ["report", "report.pdf", "report.html.txt"])
def test_an_unknown_ending_is_refused(content: ReportContent, tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError, match=re.escape(f"“{name}”")):
        write_report(tmp_path / name, content)
    assert not (tmp_path / name).exists()


def test_a_folder_that_is_not_there_is_said(content: ReportContent, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="could not be written"):
        write_report(tmp_path / "absent" / "report.html", content)


def test_what_cannot_be_replaced_stays(content: ReportContent, tmp_path: Path) -> None:
    (tmp_path / "report.html").mkdir()
    with pytest.raises(UserError, match="could not be written"):
        write_report(tmp_path / "report.html", content)
    assert [each.name for each in tmp_path.iterdir() if each.name != "user-data"] == ["report.html"]
