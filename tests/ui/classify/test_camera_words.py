"""Each trouble is said in words, with what helps on this system; and no library is loaded before it is needed."""

import subprocess
import sys
from pathlib import Path

import pytest

from cifar_desktop.errors import UserError
from cifar_desktop.ui.classify.camera_words import CameraTrouble, camera_problem, trouble_of

ROOT = Path(__file__).parents[3]
NO_PULSE = "libpulse.so.0: cannot open shared object file: No such file or directory"


@pytest.mark.parametrize("trouble", CameraTrouble, ids=lambda each: each.name)
@pytest.mark.parametrize("platform", ["linux", "win32", "darwin"])
@pytest.mark.parametrize("camera", ["", "USB camera"])
def test_each_says_what_happened_what_was_kept_and_what_to_do(
    trouble: CameraTrouble, platform: str, camera: str
) -> None:
    problem = camera_problem(trouble, camera=camera, platform=platform)
    assert isinstance(problem, UserError)
    assert problem.trouble is trouble
    for sentence in (problem.what, problem.kept, problem.remedy):
        assert sentence[0] == "“" or sentence[0].isupper()
        assert sentence.endswith(".")
        assert not sentence.endswith("..")
        assert not {"{", "}", "None"} & set(sentence.split())
    assert problem.title
    assert not problem.title.endswith(".")


def test_the_camera_is_named() -> None:
    assert camera_problem(CameraTrouble.IN_USE, camera="USB camera").what == "“USB camera” is used by another program."


def test_what_the_system_says_is_passed_on() -> None:
    problem = camera_problem(CameraTrouble.FAILED, camera="USB camera", detail="Cannot open camera.")
    assert problem.what == "“USB camera” cannot be used: Cannot open camera."


@pytest.mark.parametrize(
    ("message", "trouble"),
    [
        ("Camera is in use", CameraTrouble.IN_USE),
        ("Device or resource busy", CameraTrouble.IN_USE),
        ("Access is denied.", CameraTrouble.REFUSED),
        ("No camera detected", CameraTrouble.NO_CAMERA),
        ("Cannot open camera", CameraTrouble.FAILED),
        ("unknown", CameraTrouble.FAILED),
    ],
)
def test_what_qt_says_is_understood(message: str, trouble: CameraTrouble) -> None:
    assert trouble_of(message) is trouble


@pytest.mark.parametrize(
    ("manager", "command"),
    [
        ("apt-get", "sudo apt-get install libpulse0"),
        ("dnf", "sudo dnf install pulseaudio-libs"),
        ("pacman", "sudo pacman -S libpulse"),
        ("nix", ""),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="a program of Windows ends in .exe")
def test_the_missing_library_comes_with_a_line_that_brings_it(
    manager: str, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / manager).write_text("#!/bin/sh\n")
    (tmp_path / manager).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    problem = camera_problem(CameraTrouble.NO_LIBRARY, detail=NO_PULSE, platform="linux")
    assert NO_PULSE in problem.what
    assert problem.command == command


def test_a_package_that_is_not_there_is_named() -> None:
    problem = camera_problem(CameraTrouble.NO_LIBRARY, detail="No module named 'PySide6.QtMultimedia'")
    assert problem.command == "pip install PySide6-Addons"


def test_the_library_is_not_loaded_with_the_panel() -> None:
    program = (
        "import sys; import cifar_desktop.ui.classify.camera_panel; "
        "print('PySide6.QtMultimedia' in sys.modules, 'torch' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False", "False"]
