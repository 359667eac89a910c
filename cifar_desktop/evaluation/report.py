"""Reports of an evaluation: a single file that needs no other. Importing this module imports no torch."""

import io
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cifar_desktop import __version__
from cifar_desktop.evaluation.examination import Examination, ExaminedPicture
from cifar_desktop.evaluation.report_content import ReportContent, ReportPicture
from cifar_desktop.evaluation.report_html import report_html
from cifar_desktop.evaluation.report_markdown import report_markdown
from cifar_desktop.exported_files import refuse_ending, write_export

NUM_MISTAKES = 24
_WRITERS = {".html": report_html, ".htm": report_html, ".md": report_markdown, ".markdown": report_markdown}
REPORT_ENDINGS = tuple(_WRITERS)

PictureAt = Callable[[int], NDArray[np.uint8]]  # (height, width, 3) of the picture at a position


def make_report(
    examination: Examination,
    picture_at: PictureAt,
    *,
    title: str,
    facts: Mapping[str, str],
    notes: Sequence[str] = (),
    num_mistakes: int = NUM_MISTAKES,
) -> ReportContent:
    """Return what a report tells, with the pictures of the worst mistakes."""
    return ReportContent(
        title=title,
        facts=dict(facts),
        notes=tuple(notes),
        examination=examination,
        mistakes=tuple(_pictured(said, picture_at) for said in examination.worst(num_mistakes)),
        created=time.strftime("%Y-%m-%d %H:%M"),
        program=f"CIFAR Desktop {__version__}",
    )


def write_report(destination: Path, content: ReportContent) -> None:
    """Write a report as HTML or Markdown, as the file's ending says; raises UserError where that is not possible."""
    refuse_ending(destination, REPORT_ENDINGS)
    write_export(destination, _WRITERS[destination.suffix.lower()](content))


def _pictured(said: ExaminedPicture, picture_at: PictureAt) -> ReportPicture:
    """Return a mistake with its picture."""
    pixels = np.ascontiguousarray(picture_at(said.position))
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG", optimize=True)
    return ReportPicture(said=said, png=file.getvalue(), width=pixels.shape[1], height=pixels.shape[0])
