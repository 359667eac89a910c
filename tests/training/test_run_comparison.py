"""In what runs differ, and the points of their curves."""

from pathlib import Path

import pytest

from cifar_desktop.errors import RunError
from cifar_desktop.training.history import History
from cifar_desktop.training.run_curves import read_curves
from cifar_desktop.training.run_difference import setting_differences
from cifar_desktop.training.run_history import read_summary
from tests.training.made_runs import epoch, finished_run, new_run


def test_only_the_settings_that_differ_are_told(runs: Path) -> None:
    changes = ({}, {"learning_rate": 0.05, "ema_decay": 0.99}, {"learning_rate": 0.05, "decay_biases_and_norms": True})
    rows = [read_summary(finished_run(runs, **each).path) for each in changes]
    found = {one.name: (one.label, one.values, one.texts) for one in setting_differences(rows)}
    assert found == {
        "learning_rate": ("Learning rate", (0.2, 0.05, 0.05), ("0.2", "0.05", "0.05")),
        "decay_biases_and_norms": ("Decay biases and norms", (False, False, True), ("no", "no", "yes")),
        "ema_decay": ("EMA decay", (0.0, 0.99, 0.0), ("0", "0.99", "0")),
    }
    assert setting_differences([*rows[:1], read_summary(finished_run(runs).path)]) == ()


def test_too_few_too_many_the_same_and_the_broken_are_refused(runs: Path) -> None:
    rows = [read_summary(finished_run(runs).path) for _ in range(7)]
    setting_differences(rows[:6])
    with pytest.raises(RunError, match="2 to 6 runs can be compared, not 7"):
        setting_differences(rows)
    with pytest.raises(RunError, match="not 1"):
        setting_differences(rows[:1])
    with pytest.raises(RunError, match="with itself"):
        setting_differences([rows[0], rows[1], rows[0]])
    (rows[0].path / "run.json").write_text("{")
    with pytest.raises(RunError, match="cannot be read"):
        setting_differences([read_summary(rows[0].path), rows[1]])


def test_curves_have_a_point_an_epoch(runs: Path) -> None:
    run = read_summary(finished_run(runs).path)
    (curve,) = read_curves([run])
    assert (curve.run, curve.along, curve.values) == (run, (1, 2, 3), (0.5, 0.875, 0.5))
    (curve,) = read_curves([run], "train_loss", along="seconds")
    assert curve.along == (2.5, 5.0, 7.5)
    assert curve.values == (2.0, 1.0, pytest.approx(2 / 3))
    (curve,) = read_curves([run], "train_accuracy", along="step")
    assert curve.along == (10, 20, 30)


def test_a_run_without_a_curve_says_why_and_harms_no_other(runs: Path) -> None:
    good, spoilt, unsaved, blind, empty = (new_run(runs) for _ in range(5))
    for run, epochs in ((good, [epoch(1)]), (blind, [epoch(1, validation_accuracy=None)]), (empty, [])):
        history = History()
        history.epochs += epochs
        run.write_history(history)
    (spoilt.path / "epochs.csv").write_text("spoilt")
    curves = read_curves([read_summary(run.path) for run in (spoilt, unsaved, blind, empty, good)])
    assert [curve.values for curve in curves] == [(), (), (), (), (0.5,)]
    words = ("is damaged", "are missing", "no pictures for validation", "not finished an epoch", "")
    assert all(word in curve.reason for word, curve in zip(words, curves, strict=True))
    assert curves[-1].reason == ""
