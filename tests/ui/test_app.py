"""The whole program in a process of its own: how it starts, how it refuses, how it ends."""

import os
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from cifar_desktop.ui.display_check import refuse_without_display

ROOT = Path(__file__).parents[2]
PATIENCE_S = 80
HIDDEN = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")

linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there always is a display")
pytestmark = pytest.mark.timeout(100)


def environment(**changes: str) -> dict[str, str]:
    return {**{name: value for name, value in os.environ.items() if name not in HIDDEN}, **changes}


def opened(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run the program until it ends by itself."""
    return subprocess.run(
        [sys.executable, *(arguments or ("-m", "cifar_desktop"))],
        cwd=ROOT,
        env=environment(**changes),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )


@pytest.fixture
def x_server(tmp_path: Path) -> Iterator[str]:
    """A display that nobody sees."""
    program = shutil.which("Xvfb")
    if program is None:
        pytest.skip("Xvfb is not here")
    reading, writing = os.pipe()
    server = subprocess.Popen(
        [program, "-displayfd", str(writing), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as stream:
        number = stream.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait(30)


@linux_only
@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({}, "There is no display to open the window on."),
        ({"DISPLAY": ":77"}, "The display “:77” does not answer, so there is nothing to open the window on."),
        ({"DISPLAY": "nonsense"}, "The display “nonsense” does not answer, "),
        ({"WAYLAND_DISPLAY": "wayland-77"}, "The display “wayland-77” does not answer, "),
        ({"QT_QPA_PLATFORM": "nonsense"}, "Qt knows no way to show windows that is called “nonsense”."),
        ({"QT_QPA_PLATFORM": "xcb"}, "There is no display to open the window on."),
        ({"QT_QPA_PLATFORM": "xcb", "DISPLAY": ":77"}, "The display “:77” does not answer, "),
    ],
    ids=lambda value: " ".join(f"{name}={text}" for name, text in value.items()) if isinstance(value, dict) else "",
)
def test_without_a_display_it_says_so(variables: dict[str, str], sentence: str) -> None:
    done = opened(**variables)
    assert done.returncode == 2
    assert done.stderr.startswith(sentence)
    assert len(done.stderr.splitlines()) == 1
    assert "train" in done.stderr


@linux_only
def test_a_library_of_the_system_that_is_not_there_is_named(x_server: str, tmp_path: Path) -> None:
    (tmp_path / "libxcb-cursor.so.0").touch()  # the loader finds this one first, and cannot use it
    done = opened(DISPLAY=x_server, LD_LIBRARY_PATH=str(tmp_path))
    assert done.returncode == 2
    assert done.stderr.startswith("The window needs a library that cannot be loaded: ")
    assert "libxcb-cursor.so.0" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@linux_only
def test_a_library_without_which_qt_cannot_be_imported_is_named(tmp_path: Path) -> None:
    (tmp_path / "libEGL.so.1").touch()
    done = opened(QT_QPA_PLATFORM="offscreen", LD_LIBRARY_PATH=str(tmp_path))
    assert done.returncode == 2
    assert "libEGL.so.1" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@linux_only
def test_one_display_of_two_is_enough(x_server: str) -> None:
    refuse_in = "from cifar_desktop.ui.display_check import refuse_without_display as r; r(); print('fine')"
    done = opened("-c", refuse_in, DISPLAY=x_server, WAYLAND_DISPLAY="wayland-77")
    assert done.stdout == "fine\n"


@linux_only
def test_what_looks_wrong_and_works_is_not_refused(tmp_path: Path) -> None:
    """A platform that is not among PySide6's own plugins, but among those of the system."""
    import PySide6

    plugins = Path(PySide6.__path__[0]) / "Qt" / "plugins" / "platforms"
    refuse_in = textwrap.dedent("""
        from cifar_desktop.ui import display_check
        display_check._plugin = lambda platform: display_check.Path("/nowhere")
        display_check.refuse_without_display()
        print("fine")
    """)
    assert (plugins / "libqoffscreen.so").is_file()
    done = opened("-c", refuse_in, QT_QPA_PLATFORM="offscreen")
    assert done.stdout == "fine\n"


def test_here_nothing_is_refused() -> None:
    refuse_without_display()


def ended_by(number: int, wait_for: str, **changes: str) -> tuple[int, str]:
    """Open the window, send a signal once it has said something, and return the exit code and what was said."""
    script = textwrap.dedent("""
        import sys
        from cifar_desktop.training.presets import preset_config
        from cifar_desktop.ui import app, main_window

        class Window(main_window.MainWindow):
            def show(self):
                super().show()
                self.train_tab.form.set_config(
                    preset_config("quick", model="resnet9-slim", epochs=500, precision="float32")
                )
                self.engine_ready.connect(self.tell)
                self.train_tab.session.reported.connect(self.tell)
                if sys.argv[1] == "StepProgressed":
                    self.train_tab.start()

            def tell(self, event):
                print(type(event).__name__, flush=True)

        main_window.MainWindow = Window
        sys.exit(app.run_app([]))
    """)
    with subprocess.Popen(
        [sys.executable, "-c", script, wait_for],
        cwd=ROOT,
        env=environment(**changes),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip() == wait_for:
                process.send_signal(number)
                break
        rest, errors = process.communicate(timeout=PATIENCE_S)
    return process.returncode, rest + errors


@pytest.mark.skipif(sys.platform == "win32", reason="signals are something else there")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_closes_the_window_in_good_order(number: int, user_data: Path) -> None:
    code, said = ended_by(number, "Devices", QT_QPA_PLATFORM="offscreen")
    assert (code, said) == (130, "")
    assert (user_data / "settings.json").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="signals are something else there")
def test_ctrl_c_saves_the_training(user_data: Path) -> None:
    code, said = ended_by(signal.SIGINT, "StepProgressed", QT_QPA_PLATFORM="offscreen")
    assert code == 130
    assert "TaskCancelled" in said
    assert "Traceback" not in said
    (run,) = (user_data / "runs").iterdir()
    assert (run / "checkpoint.safetensors").is_file()
    assert not (run / "result.json").exists()


def test_an_engine_that_cannot_be_loaded_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "torch").mkdir()
    (tmp_path / "torch" / "__init__.py").write_text("raise ImportError('libtorch_cpu.so: file too short')\n")
    script = textwrap.dedent("""
        import sys
        from cifar_desktop.ui import app, main_window

        class Window(main_window.MainWindow):
            def show(self):
                super().show()
                self.engine.failed.connect(self.tell)

            def tell(self, details):
                print(self.status.engine.text())
                print(self.status.details_button.isVisible())
                self.status.details_button.click()
                print(self.errors.dialog.problem.what)
                print(self.errors.dialog.problem.details)
                self.close()

        main_window.MainWindow = Window
        sys.exit(app.run_app([]))
    """)
    paths = os.pathsep.join([str(tmp_path), str(ROOT)])
    done = opened("-c", script, QT_QPA_PLATFORM="offscreen", PYTHONPATH=paths)
    assert done.returncode == 0, done.stderr
    said = done.stdout.splitlines()
    assert said[:3] == [
        "The engine could not be loaded; nothing can be trained.",
        "True",
        "PyTorch, which does the training, could not be loaded.",
    ]
    assert said[-2] == "ImportError: libtorch_cpu.so: file too short"
