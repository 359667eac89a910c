"""The packaged program, tried from outside: as somebody would who has no Python and none of our environment."""

import json
import os
import platform
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

VARIABLE = "PACKAGED_PROGRAM"
LIMIT_S = 600


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("packaged"):
            item.add_marker(pytest.mark.timeout(3 * LIMIT_S))
            if not os.environ.get(VARIABLE):
                item.add_marker(
                    pytest.mark.skip(reason="needs the packaged program: make package, then make test-package")
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class Packaged:
    """The packaged program and the surroundings in which it is started.

    Attributes:
        executable: what is started.
        environment: all that it gets; nothing of ours.
        before: a command that starts it, such as one that takes the network away.
        folder: where it is started.
    """

    executable: Path
    folder: Path
    environment: Mapping[str, str]
    before: Sequence[str] = field(default=())

    @property
    def contents(self) -> Path:
        """The folder beside the executable that holds all the rest."""
        return self.executable.parent / "_internal"

    def start(self, *arguments: object) -> subprocess.Popen[str]:
        """Start it and return its process."""
        command = [*self.before, str(self.executable), *map(str, arguments)]
        return subprocess.Popen(
            command,
            cwd=self.folder,
            env=dict(self.environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: object) -> "Outcome":
        """Start it and return what came of it."""
        return Outcome.of(self.start(*arguments))

    def interrupt_after_first_step(self, *training: object) -> "Outcome":
        """Start a training, press Ctrl-C as soon as it has made a step, and return what came of it."""
        process = self.start("train", *training, "--json")
        assert process.stdout
        for line in process.stdout:
            if json.loads(line)["event"] == "StepProgressed":
                process.send_signal(signal.SIGINT)
                break
        return Outcome.of(process)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended.

    Attributes:
        code: its exit code.
        out, err: what it wrote.
    """

    code: int
    out: str
    err: str

    @classmethod
    def of(cls, process: subprocess.Popen[str]) -> "Outcome":
        """Wait for a process."""
        with process:
            out, err = process.communicate(timeout=LIMIT_S)
        return cls(process.returncode, out, err)

    def went_well(self) -> bool:
        """Tell whether it did, and say what it wrote where it did not."""
        assert self.code == 0, f"exit code {self.code}\n{self.out}\n{self.err}"
        return True


@pytest.fixture(scope="session")
def executable() -> Path:
    """What `make package` built."""
    file = Path(os.environ[VARIABLE]).resolve()
    assert file.is_file(), f"{VARIABLE} names no file: {file}"
    return file


@pytest.fixture
def packaged(executable: Path, tmp_path: Path) -> Packaged:
    """The program as a person has it who has a home, and nothing else of ours: no Python on the PATH."""
    home = tmp_path / "home"
    home.mkdir()
    return Packaged(executable=executable, folder=tmp_path, environment=surroundings(tmp_path, HOME=str(home)))


def surroundings(tmp_path: Path, **more: str) -> dict[str, str]:
    """Return an environment with an empty PATH and an invisible screen."""
    nothing = tmp_path / "nothing"
    nothing.mkdir(exist_ok=True)
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    # A machine that is busy with other tests: threads that wait for each other would not come forward.
    quiet = {"OMP_NUM_THREADS": "1"}
    if sys.platform == "win32":  # it does not start a process without these
        quiet |= {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP")}
    return {"PATH": str(nothing), "QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": str(runtime), **quiet, **more}


@pytest.fixture(scope="session")
def without_network() -> list[str]:
    """A command that starts another one where there is no network interface but a loopback that is down."""
    for options in ("-n", "-rn"):
        command = ["/usr/bin/unshare", options]
        if platform.system() == "Linux" and Path(command[0]).exists():
            tried = subprocess.run([*command, "/bin/cat", "/proc/net/dev"], capture_output=True, text=True, check=False)
            if tried.returncode == 0:
                devices = [line.partition(":")[0].strip() for line in tried.stdout.splitlines() if ":" in line]
                assert devices == ["lo"]
                return command
    pytest.skip("this system lets nobody take the network away from a process")
