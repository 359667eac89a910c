"""What has to hold of a training that was harmed, whatever the harm; each check returns what does not, in sentences."""

from pathlib import Path

from benchmarks.soak._comparison import TRAIN
from benchmarks.soak._nursery import Child, Nursery


def resumed(nursery: Nursery, log: Path, runs: Path) -> list[str]:
    """Let the run come to its end, now that the trouble has passed."""
    run = only_run(runs)
    if (run / "result.json").exists():
        return []
    child = nursery.begin(TRAIN, log, arguments=["--resume", str(run)])
    return [] if child.code() == 0 else [f"it could not be resumed: {child.text[-500:]}"]


def unsaid(child: Child, code: int | None) -> list[str]:
    """Return what was wrong with how it ended: it has to say in a sentence why, and not with a traceback."""
    if code not in (0, 2) or "Traceback" in child.text:
        return [f"it ended with {code} and: {child.text[-800:]}"]
    last = child.text.strip().splitlines()[-1]
    return [] if code == 0 or last.endswith(".") else [f"its last word is no sentence: {last}"]


def lost(child: Child, run: Path) -> list[str]:
    """Return what was said to be saved and is not there."""
    from cifar_desktop.errors import UserError
    from cifar_desktop.training.checkpoint import read_checkpoint

    saved = max((event["step"] for event in child.of("CheckpointSaved")), default=0)
    try:
        kept = read_checkpoint(run / "checkpoint.safetensors").step if saved else 0
    except UserError as error:
        return [str(error)]
    left = [file.name for file in run.glob(".*.part")]
    return [f"half a file was left: {', '.join(left)}"] * bool(left) + ["an older checkpoint is there"] * (kept < saved)


def only_run(runs: Path) -> Path:
    """Return the one run that there is."""
    return next((each for each in runs.glob("*/")), runs / "there is none")
