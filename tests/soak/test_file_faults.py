"""Short versions of what `make soak` tries thousands of times: files that are damaged, absurd or hostile."""

import importlib
import tempfile
from collections import Counter
from pathlib import Path

import pytest

SHORT = {"weights_files": 30, "run_folders": 20, "settings_files": 60, "pictures": 150, "data_sets": 48}


@pytest.mark.filterwarnings("ignore")  # those that matter are seen in the process of a trial
@pytest.mark.parametrize("area", SHORT)
def test_some_cases_of_each_area_are_survived(area: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", tempfile.gettempdir())  # put back after a trial with one of its own
    trial = importlib.import_module(f"benchmarks.soak.{area}").trial(tmp_path, 7)
    words = Counter(trial(case) for case in range(SHORT[area]))
    assert sum(words.values()) == SHORT[area]
    assert len(words) == 2, words  # some of each: read and refused, understood and put aside
