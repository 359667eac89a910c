"""`runs` as it is called."""

import json
import os
from pathlib import Path

import pytest

from cifar_desktop import cli
from cifar_desktop.training.run_history import read_history, read_summary
from tests.training.made_runs import finished_run, new_run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "runs"


def runs(folder: Path, *arguments: str) -> int:
    return cli.main(["runs", "--runs", str(folder), *arguments])


def test_without_runs_it_says_how_to_make_one(user_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["runs"]) == 0
    out = capsys.readouterr().out
    assert "no runs" in out
    assert "cifar-desktop train" in out


def test_the_list_has_a_line_for_each_and_says_what_is_wrong(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = finished_run(folder, created="2026-11-19T10:00:00Z").path
    unsaved = new_run(folder).path
    broken = finished_run(folder, created="2026-11-18T10:00:00Z").path
    (broken / "result.json").write_text("{")
    assert runs(folder, "rename", first.name, "the good one") == 0
    assert runs(folder, "note", "the good one", "Worth\nkeeping.") == 0
    capsys.readouterr()
    assert runs(folder) == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert head.split() == ["name", "model", "data", "epochs", "validation", "test", "time", "device", "begun", "state"]
    assert lines[0].startswith(unsaved.name)
    assert lines[0].endswith("interrupted")
    assert lines[1].startswith("the good one")
    assert "3/3" in lines[1]
    assert "87.50 %  75.00 %  0:08" in lines[1]
    assert lines[1].endswith("completed")
    assert lines[2].startswith(broken.name)
    assert lines[2].endswith("broken")
    remarks = lines[4:]
    assert "the good one: Worth keeping." in remarks
    assert any(line.startswith(f"{unsaved.name}: It ended before") for line in remarks)
    assert any(line.startswith(f"{broken.name}: ") and "is damaged" in line for line in remarks)


def test_json_is_one_document(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = finished_run(folder).path
    assert runs(folder, "--json") == 0
    (document,) = json.loads(capsys.readouterr().out)
    assert document["path"] == str(run)
    assert document["test_accuracy"] == 0.75
    assert document["state"] == "finished"


def test_comparing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = finished_run(folder).path.name, finished_run(folder, epochs=5, test_accuracy=0.5).path.name
    assert runs(folder, "compare", one, other) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert rows[0] == [one, other]
    assert rows[1] == ["Epochs", "3", "5"]
    assert rows[2] == []
    assert ["Test", "accuracy", "75.00", "%", "50.00", "%"] in rows
    assert runs(folder, "compare", one, other, "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["settings"] == {"epochs": [3, 5]}
    assert [each["name"] for each in document["runs"]] == [one, other]
    same = finished_run(folder).path.name
    assert runs(folder, "compare", one, same) == 0
    assert "settings are the same" in capsys.readouterr().out
    assert runs(folder, "compare", one, one) == 2
    assert "with itself" in capsys.readouterr().err


def test_a_name_can_be_given_and_taken_back(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = finished_run(folder).path
    assert runs(folder, "rename", run.name, "new") == 0
    assert f"“{run.name}” is now called “new”" in capsys.readouterr().out
    assert runs(folder, "rename", "new", "") == 0
    assert f"“new” is now called “{run.name}”" in capsys.readouterr().out
    assert runs(folder, "note", run.name, "") == 0
    assert "removed" in capsys.readouterr().out


def test_a_name_that_nobody_or_more_than_one_has_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = finished_run(folder).path, finished_run(folder).path
    assert runs(folder, "rename", "absent", "x") == 2
    assert "There is no run called “absent”" in capsys.readouterr().err
    for run in (first, second):
        runs(folder, "rename", run.name, "twin")
    capsys.readouterr()
    assert runs(folder, "note", "twin", "x") == 2
    err = capsys.readouterr().err
    assert "2 runs are called “twin”" in err
    assert first.name in err
    assert second.name in err


def test_removing_restoring_and_purging(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = finished_run(folder).path, finished_run(folder).path
    assert cli.main(["runs", "remove", first.name, second.name, "--runs", str(folder)]) == 0
    assert f"cifar-desktop runs restore {first.name}" in capsys.readouterr().out
    assert read_history(folder) == []
    assert runs(folder, "--removed") == 0
    assert {line.split()[0] for line in capsys.readouterr().out.splitlines()} == {"folder", first.name, second.name}
    assert runs(folder, "--removed", "--json") == 0
    assert {one["folder"] for one in json.loads(capsys.readouterr().out)} == {first.name, second.name}
    assert runs(folder, "restore", first.name) == 0
    assert capsys.readouterr().out == f"Restored: {first}\n"
    assert runs(folder, "purge") == 0  # removed just now: not yet
    assert capsys.readouterr().out == "0 removed runs were deleted for good.\n"
    assert runs(folder, "restore") == 0
    assert {row.path for row in read_history(folder)} == {first, second}
    assert runs(folder, "restore") == 2
    assert "No run was removed" in capsys.readouterr().err
    runs(folder, "remove", first.name)
    capsys.readouterr()
    assert runs(folder, "purge", "--days", "0") == 0
    assert capsys.readouterr().out == "1 removed run was deleted for good.\n"
    assert runs(folder, "restore", first.name) == 2
    assert runs(folder, "--removed") == 0
    assert "No run waits" in capsys.readouterr().out


def test_a_training_that_may_be_going_on_is_not_removed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    finished, running = finished_run(folder).path, new_run(folder).path
    assert runs(folder, "remove", finished.name, running.name) == 2
    assert "may be going on" in capsys.readouterr().err
    assert finished.is_dir()
    for file in running.iterdir():
        os.utime(file, (1_000_000_000,) * 2)
    assert runs(folder, "remove", running.name) == 0
    assert runs(folder, "restore") == 0
    (running / "steps.csv").write_text("")
    assert read_summary(running).may_be_going_on()
    assert runs(folder, "remove", running.name, "--force") == 0
    assert not running.exists()


@pytest.mark.parametrize("days", ["-1", "nan", "inf", "some"])
def test_days_that_are_none_are_refused(folder: Path, days: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        runs(folder, "purge", f"--days={days}")
    assert "no number of days" in capsys.readouterr().err
