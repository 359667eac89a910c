"""The window's settings, damaged and hostile: whatever the file holds, every setting has a value that can be used."""

import json
from pathlib import Path
from random import Random
from typing import Any, get_args

from benchmarks.soak.fault import Fault, Outcome
from benchmarks.soak.mutations import mutated
from benchmarks.soak.odd_documents import odd_json
from benchmarks.soak.trials import Trial, Unsurvived, tried_apart

_GOOD = {
    "window/theme": "dark", "window/place": "10 20 1300 810", "window/maximised": "no", "window/tab": "runs",
    "train/splitter": "360 920", "classify/splitter": "360 920", "train/data_source": "sample", "folders/data": "/",
    "folders/weights": "/", "folders/runs": "/", "folders/photos": "/", "folders/export": "/",
}  # fmt: skip


def trial(scratch: Path, seed: int) -> Trial:
    """Return what damages the file, and opens, changes and writes the settings."""
    from PySide6.QtCore import QRect, QSettings

    from cifar_desktop.ui.settings import Settings, TabName, ThemeName

    path, proof = scratch / "settings.json", scratch / "proof"

    class Touches:
        def __reduce__(self) -> tuple[Any, ...]:
            return Path.touch, (proof,)

    of_qt = QSettings(str(scratch / "settings.ini"), QSettings.Format.IniFormat)
    of_qt.setValue("window/theme", Touches())
    of_qt.sync()
    hostile = (scratch / "settings.ini").read_bytes()
    good = json.dumps(_GOOD, indent=2).encode()

    def try_case(case: int) -> str:
        random = Random(f"{seed} {case}")
        kind = random.random()
        content = odd_json(good, random) if kind < 0.5 else mutated(hostile if kind < 0.6 else good, random)
        path.write_bytes(content)
        settings = Settings(path)
        fits = [
            settings.theme in get_args(ThemeName),
            settings.tab in get_args(TabName),
            settings.window_place is None or isinstance(settings.window_place, QRect),
            all(width >= 0 for width in (*settings.train_splitter, *settings.classify_splitter)),
            all(folder is None or folder.is_dir() for folder in (settings.data_folder, settings.runs_folder)),
            settings.data_source is None or bool(settings.data_source),
        ]
        settings.theme, settings.tab = "light", "classify"
        settings.save()
        again = Settings(path)
        if not all(fits) or (again.theme, again.tab) != ("light", "classify"):
            raise Unsurvived(f"settings of {content[:200]!r}: {fits}, {again.theme}, {again.tab}")
        if proof.exists():
            raise Unsurvived("it was executed")
        return "understood" if not path.with_name(f"{path.name}.damaged").exists() else _put_aside(path)

    return try_case


def _put_aside(path: Path) -> str:
    path.with_name(f"{path.name}.damaged").unlink()
    return "put aside"


def _run(times: int, seed: int, scratch: Path) -> Outcome:
    return tried_apart(__name__, times, seed, scratch)


FAULTS = (Fault(name="settings-files", title="settings damaged and hostile", run=_run, times=5000),)
