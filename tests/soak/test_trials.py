"""What tries cases in a process of its own notices each way in which one can end badly, and goes on after it."""

import sys
from pathlib import Path

import pytest

from benchmarks.soak.trials import tried_apart


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is counted on Linux only")
def test_each_bad_end_is_noticed_and_the_next_case_is_tried(tmp_path: Path) -> None:
    outcome = tried_apart("tests.soak.bad_area", 11, 1, tmp_path)
    *faults, note = outcome.details
    words = {
        1: "it was read",
        2: "a traceback",
        3: "SIGABRT",
        4: "SystemExit",
        6: "a library speaks",
        7: "a warning leaks",
        8: "of the processor",
        9: "GiB of addresses",
    }
    assert (outcome.tried, outcome.survived) == (11, 3), outcome.details
    for case, fault in zip(words, sorted(faults, key=lambda line: int(line.split()[1][:-1])), strict=True):
        assert fault.startswith(f"case {case}: ")
        assert words[case] in fault
    assert note.startswith("note: ")
    assert not outcome.is_survived


def test_an_area_that_cannot_begin_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"tests\.soak\.no_area ended with exit code 1 before case 0"):
        tried_apart("tests.soak.no_area", 3, 1, tmp_path)
