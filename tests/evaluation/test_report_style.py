"""A report is readable in a light and in a dark browser, and on paper."""

import re

import pytest

from cifar_desktop.evaluation.report_style import STYLE


def luminance(colour: list[float]) -> float:
    linear = [value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: list[float], other: list[float]) -> float:
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def from_hex(colour: str) -> list[float]:
    return [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]


@pytest.mark.parametrize("look", [0, 1, 2], ids=["light", "dark", "paper"])
def test_text_is_readable_on_the_page_and_on_every_shade(look: int) -> None:
    block = re.findall(r":root \{([^}]*)\}", STYLE)[look]
    values = dict(re.findall(r"--([\w-]+): ([^;]+);", block))
    text, quiet, surface = (from_hex(values[name]) for name in ("text", "quiet", "surface"))
    for background in (surface, from_hex(values["page"])):
        assert contrast(text, background) >= 4.5
        assert contrast(quiet, background) >= 4.5
        for line in ("first", "second"):
            assert contrast(from_hex(values[line]), background) >= 3
    most = float(values["most-heat"])
    for name in ("right-heat", "wrong-heat"):
        heat = [int(value) / 255 for value in values[name].split()]
        shade = [most * hot + (1 - most) * cold for hot, cold in zip(heat, surface, strict=True)]
        assert contrast(text, shade) >= 4.5
        assert contrast(shade, surface) > 1.3  # and the shade is seen
