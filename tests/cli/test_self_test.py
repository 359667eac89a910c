"""`--self-test` as it is called: the whole program, in a process of its own."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cifar_desktop import cli

ROOT = Path(__file__).parents[2]
PATIENCE_S = 1500  # on a machine that does much else; alone it takes half a minute
HIDDEN = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "CIFAR_DESKTOP_HOME")

pytestmark = pytest.mark.timeout(PATIENCE_S)


def run(*arguments: object, program: Path = ROOT, **variables: str) -> subprocess.CompletedProcess[str]:
    """Call the program that lies in a folder, on a machine without a screen."""
    environment = {name: value for name, value in os.environ.items() if name not in HIDDEN}
    return subprocess.run(
        [sys.executable, "-m", "cifar_desktop", *map(str, arguments)],
        cwd=program,
        env={**environment, **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )


def report_in(folder: Path) -> dict:
    return json.loads((folder / "report.json").read_text(encoding="utf-8"))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a window would be seen")
def test_every_step_does_what_it_should(tmp_path: Path, user_data: Path) -> None:
    user_data.mkdir(parents=True)
    remembered = '{"window/tab": "runs"}'
    (user_data / "settings.json").write_text(remembered)
    folder = tmp_path / "what it saw"
    done = run("--self-test", folder, "--self-test-seconds", 2, CIFAR_DESKTOP_HOME=str(user_data))
    report = report_in(folder)
    errors = {step["name"]: step["error"] for step in report["steps"] if step["error"]}
    assert not errors, done.stdout
    assert done.returncode == 0, done.stderr
    assert report["ok"]
    assert report["complete"]
    assert not report["frozen"]
    assert report["qt_platform"] == "offscreen"
    assert report["torch"]
    assert len(report["steps"]) == 16
    assert len(done.stdout.splitlines()) == len(report["steps"]) + 1
    assert all(step["seen"] for step in report["steps"])
    for step in report["steps"][:-1]:  # of a window that is closed there is no picture
        pixels = np.asarray(Image.open(folder / step["picture"]).convert("L"))
        assert pixels.shape == (800, 1280)
        assert pixels.std() > 5, step["picture"]
    # Nothing of the person's was touched; what was trained lies beside the report.
    assert [path.name for path in user_data.iterdir()] == ["settings.json"]
    assert (user_data / "settings.json").read_text() == remembered
    (weights,) = (folder / "home" / "runs").glob("*/best.safetensors")
    assert str(weights) in report["steps"][10]["seen"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a window would be seen")
def test_a_broken_installation_is_named(tmp_path: Path) -> None:
    program, folder = tmp_path / "program", tmp_path / "report"
    shutil.copytree(ROOT / "cifar_desktop", program / "cifar_desktop")
    shutil.copytree(ROOT / "resources", program / "resources", ignore=shutil.ignore_patterns("*.safetensors"))
    (program / "resources" / "weights" / "resnet9.safetensors").write_bytes(b"these were weights once")
    (program / "resources" / "sample" / "sample.json").unlink()
    done = run("--self-test", folder, program=program)
    assert done.returncode == 1
    report = report_in(folder)
    assert not report["ok"]
    assert report["complete"]
    failed = {step["name"]: step for step in report["steps"] if not step["ok"]}
    assert "resnet9.safetensors" in failed["load the weights"]["error"]
    assert (folder / failed["load the weights"]["picture"]).is_file()
    assert failed["name the examples"]["error"] == "Not tried, because this failed: load the weights."
    assert "sample" in failed["set up a training"]["error"].lower()
    assert {"open the window", "load the engine", "close the window"}.isdisjoint(failed)
    assert "FAILED" in done.stdout
    assert "load the weights" in done.stdout


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a window would be seen")
def test_whoever_reads_along_may_go(tmp_path: Path) -> None:
    folder = tmp_path / "report"
    environment = {name: value for name, value in os.environ.items() if name not in HIDDEN}
    with subprocess.Popen(
        [sys.executable, "-m", "cifar_desktop", "--self-test", str(folder), "--self-test-seconds", "1"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as program:
        assert program.stdout
        assert program.stdout.readline()
        program.stdout.close()
        program.wait(PATIENCE_S)
    assert report_in(folder)["complete"]


def test_a_folder_with_something_in_it_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "diary.txt").write_text("Monday")
    assert cli.main(["--self-test", str(tmp_path)]) == 2
    assert "is not empty. Nothing in it was changed." in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["diary.txt"]


def test_a_file_is_no_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "diary.txt").write_text("Monday")
    assert cli.main(["--self-test", str(tmp_path / "diary.txt")]) == 2
    assert "is a file, and the self-test needs a folder" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "diary.txt").write_text("Monday")
    assert cli.main(["--self-test", str(tmp_path / "diary.txt" / "below")]) == 2
    assert "cannot write into" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["--self-test", "DIR", "runs"]])
def test_it_is_either_a_command_or_a_self_test(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(arguments)
    assert stopped.value.code == 2
    assert "COMMAND" in capsys.readouterr().err


def test_before_its_first_picture_the_window_loads_nothing_heavy(tmp_path: Path, user_data: Path) -> None:
    file = tmp_path / "times.json"
    done = run("--start-times", file, CIFAR_DESKTOP_HOME=str(user_data), QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 0, done.stderr
    times = json.loads(file.read_text(encoding="utf-8"))
    assert times["heavy"] == []
    assert times["window"] > 0
    assert "label" not in times
