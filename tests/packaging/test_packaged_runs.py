"""The packaged program works where little is there: no network, no home, no right to write, an old settings file."""

import contextlib
import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from tests.packaging.conftest import Outcome, Packaged, surroundings

pytestmark = pytest.mark.packaged

ROOT = Path(__file__).parents[2]
QUICK = ("train", "--model", "resnet9-slim", "--epochs", "1")
NOBODY_UID = 54_321  # of whom the system has never heard
OLD_SETTINGS = {
    "window/theme": "solarized",
    "window/place": "1 2 3",
    "window/maximised": "perhaps",
    "window/tab": "gallery",
    "train/splitter": "wide",
    "a-room-that-is-gone/key": "value",
}
# Mounts the folder $1 onto itself, to be read only, and starts the rest.
_LOCK = """
PATH=/usr/sbin:/usr/bin:/sbin:/bin
mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && ! touch "$1/new" 2>&- && shift && PATH=/none && exec "$@"
"""
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="uses namespaces and users of Linux")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A picture that shows nothing in particular."""
    file = tmp_path / "a photo.png"
    Image.linear_gradient("L").resize((64, 48)).convert("RGB").save(file)
    return file


def _works(packaged: Packaged, photo: Path, runs: Path) -> None:
    """Name a photo, train on the bundled sample, and measure what was trained."""
    answer = packaged.run("classify", "--json", photo)
    assert answer.went_well()
    assert json.loads(answer.out)
    assert answer.err == ""
    assert packaged.run(*QUICK, "--runs", runs).went_well()
    (trained,) = runs.glob("*/best.safetensors")
    report = runs / "report.html"
    assert packaged.run("evaluate", "--data", "sample", "--weights", trained, "--report", report).went_well()
    assert report.stat().st_size > 10_000


def test_the_command_line_is_there(packaged: Packaged) -> None:
    assert packaged.run("--version").out.startswith("cifar-desktop ")
    assert "evaluate" in packaged.run("--help").out
    assert packaged.run("runs").went_well()


@linux_only
def test_it_serves_as_a_worker(packaged: Packaged) -> None:
    """As multiprocessing starts one in a program without an interpreter: with its flags, and what is to be run."""
    served = packaged.run("-B", "-S", "-I", "-c", "from multiprocessing.resource_tracker import main; print('served')")
    assert (served.code, served.out.strip()) == (0, "served")


def test_it_needs_no_stream_to_write_to(packaged: Packaged) -> None:
    closed = f'exec "{packaged.executable}" runs >&- 2>&- <&-'
    done = subprocess.run(["/bin/sh", "-c", closed], env=dict(packaged.environment), cwd=packaged.folder, check=False)
    assert done.returncode == 0


def test_it_answers_as_the_source_does(packaged: Packaged, photo: Path) -> None:
    ours = packaged.run("classify", "--json", "--top", "10", photo)
    assert ours.went_well()
    theirs = subprocess.run(
        [sys.executable, "-m", "cifar_desktop", "classify", "--json", "--top", "10", str(photo)],
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": packaged.environment["OMP_NUM_THREADS"]},  # sums in the same order
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(ours.out) == json.loads(theirs.stdout)


def test_without_a_network(packaged: Packaged, without_network: list[str], photo: Path, tmp_path: Path) -> None:
    offline = replace(packaged, before=without_network)
    _works(offline, photo, tmp_path / "runs")
    refused = offline.run("download")
    assert refused.code == 2
    assert "Traceback" not in refused.err


def test_a_home_with_spaces_and_letters_beyond_ascii(packaged: Packaged, photo: Path, tmp_path: Path) -> None:
    home = tmp_path / "Zoës Häuschen, 家"
    home.mkdir()
    at_home = replace(packaged, environment=surroundings(tmp_path, HOME=str(home)))
    assert at_home.run(*QUICK).went_well()
    (run,) = (home / ".local/share/cifar-desktop/runs").iterdir()
    assert run.name in at_home.run("runs").out
    copy = shutil.copyfile(photo, home / "ein Fótó 🐦.png")
    assert at_home.run("classify", "--weights", run / "best.safetensors", copy).went_well()
    assert _opens_a_window(at_home)


@linux_only
def test_no_home(packaged: Packaged, photo: Path, tmp_path: Path) -> None:
    homeless = replace(packaged, environment=surroundings(tmp_path, XDG_DATA_HOME=str(tmp_path / "data")))
    assert "HOME" not in homeless.environment
    _works(homeless, photo, tmp_path / "runs")
    assert _opens_a_window(homeless)


@linux_only
@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root may become somebody else")
def test_a_user_whom_the_system_does_not_know(packaged: Packaged, photo: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    for folder in (data, tmp_path / "runs", tmp_path / "runtime"):
        folder.mkdir(exist_ok=True)
        os.chown(folder, NOBODY_UID, NOBODY_UID)
    for folder in (tmp_path, *list(tmp_path.parents)[:-2]):
        folder.chmod(folder.stat().st_mode | stat.S_IXOTH | stat.S_IROTH)
    become = ["/usr/bin/setpriv", f"--reuid={NOBODY_UID}", f"--regid={NOBODY_UID}", "--clear-groups"]
    stranger = replace(packaged, environment=surroundings(tmp_path, XDG_DATA_HOME=str(data)), before=become)
    reachable = subprocess.run([*become, "/usr/bin/test", "-x", str(packaged.executable)], check=False)
    if reachable.returncode:
        pytest.skip("another user cannot reach the folder in which the package was built")
    _works(stranger, photo, tmp_path / "runs")


@linux_only
def test_an_installation_that_cannot_be_written_to(packaged: Packaged, photo: Path, tmp_path: Path) -> None:
    with _read_only(packaged) as locked:
        _works(locked, photo, tmp_path / "runs")
        assert _opens_a_window(locked)


@contextlib.contextmanager
def _read_only(packaged: Packaged) -> Iterator[Packaged]:
    """Give the program in a folder that nobody can write to; root can write anywhere, so it gets a mount."""
    folder = packaged.executable.parent
    if os.geteuid() == 0:
        lock = ["/usr/bin/unshare", "-m", "/bin/sh", "-c", _LOCK, "sh", str(folder)]
        if subprocess.run([*lock, "/bin/true"], capture_output=True, check=False).returncode:
            pytest.skip("this system lets nobody mount a folder")
        yield replace(packaged, before=lock)
        return
    folders = [folder, *(each for each in folder.rglob("*") if each.is_dir())]
    for each in folders:
        each.chmod(0o555)
    try:
        yield packaged
    finally:
        for each in folders:
            each.chmod(0o755)


def test_two_at_once(packaged: Packaged, photo: Path, tmp_path: Path) -> None:
    training = [packaged.start(*QUICK) for _ in range(2)]
    windows = [packaged.start("--start-times", tmp_path / f"{number}.json") for number in range(2)]
    for process in (*training, *windows):
        assert Outcome.of(process).went_well()
    runs = list((tmp_path / "home/.local/share/cifar-desktop/runs").iterdir())
    assert len(runs) == 2
    assert all((run / "result.json").is_file() for run in runs)


def test_an_old_settings_file(packaged: Packaged, tmp_path: Path) -> None:
    file = _settings_file(tmp_path)
    file.write_text(json.dumps(OLD_SETTINGS), encoding="utf-8")
    older = file.with_suffix(".ini")  # of Qt's own format, which was the first one; it is not read any more
    older.write_text("[window]\nplace=@Rect(1 2 3 4)\n", encoding="utf-8")
    assert _opens_a_window(packaged)
    written = json.loads(file.read_text(encoding="utf-8"))
    assert len(written["window/place"].split()) == 4
    assert written["a-room-that-is-gone/key"] == "value"
    assert older.read_text(encoding="utf-8").endswith("@Rect(1 2 3 4)\n")


def test_a_settings_file_of_rubbish(packaged: Packaged, tmp_path: Path) -> None:
    file = _settings_file(tmp_path)
    rubbish = bytes(range(256)) * 100
    file.write_bytes(rubbish)
    assert _opens_a_window(packaged)
    assert json.loads(file.read_text(encoding="utf-8"))["window/place"]
    assert file.with_name("settings.json.damaged").read_bytes() == rubbish


def _settings_file(tmp_path: Path) -> Path:
    folder = tmp_path / "home/.local/share/cifar-desktop"
    folder.mkdir(parents=True)
    return folder / "settings.json"


def _opens_a_window(packaged: Packaged) -> bool:
    """Have it open the window with a person's settings, look at it, and close it."""
    times = packaged.folder / "window.json"
    assert packaged.run("--start-times", times).went_well()
    assert json.loads(times.read_text(encoding="utf-8"))
    times.unlink()
    return True


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT")
def test_an_interrupted_training_goes_on(packaged: Packaged) -> None:
    assert packaged.interrupt_after_first_step("--model", "resnet9-slim", "--epochs", "2").code == 130
    (run,) = (packaged.folder / "home/.local/share/cifar-desktop/runs").iterdir()
    assert packaged.run("train", "--resume", run).went_well()


def test_a_display_that_does_not_answer_is_said(packaged: Packaged) -> None:
    environment = {name: value for name, value in packaged.environment.items() if name != "QT_QPA_PLATFORM"}
    refused = replace(packaged, environment=environment).run()
    assert refused.code == 2
    assert "no display" in refused.err
