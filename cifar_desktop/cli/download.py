"""`cifar-desktop download`: get CIFAR-10, or what a transfer model begins with, from a server or a mirror of it."""

import argparse
import contextlib
import json
import sys
import time
from collections import deque
from pathlib import Path
from typing import TextIO

from cifar_desktop import paths
from cifar_desktop.cli.terminal import StatusLine, clock, first_interrupt, print_json, write_error, write_out
from cifar_desktop.data.download import CIFAR10_URL, download_cifar10
from cifar_desktop.errors import Cancelled, UserError
from cifar_desktop.models.registry import MODELS
from cifar_desktop.tasks import CancelToken, Event, Report, StageProgressed

CIFAR10 = "cifar10"
RATE_WINDOW_S = 5.0
# How far apart the lines are in a log of a download whose length is not known.
UNKNOWN_LENGTH_STEP_BYTES = 10_000_000


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the sub-command to the program's command line."""
    parser = subparsers.add_parser(
        "download",
        help="download CIFAR-10 (170 MB), or ImageNet's weights for a transfer model",
        description="Download a file, verify it, and print where it lies. A download that broke off is continued.",
        epilog=f"what there is:\n{_what_there_is()}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "what", nargs="?", default=CIFAR10, metavar="WHAT", help="what to download (default: %(default)s); see below"
    )
    parser.add_argument(
        "--to",
        type=Path,
        metavar="DIR",
        help=f"the folder for CIFAR-10 (default: {paths.default_downloads()})",
    )
    parser.add_argument(
        "--url", help=f"a mirror (default for CIFAR-10: the environment variable CIFAR10_URL, or {CIFAR10_URL})"
    )
    parser.add_argument("--json", action="store_true", help="print each event as a line of JSON on the standard output")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Download, print the path of the archive, and return the exit code."""
    _refuse_unknown(args)
    cancel = CancelToken()
    line = ProgressLine(sys.stderr)
    report: Report = print_json if args.json else line
    try:
        with first_interrupt(cancel.cancel), contextlib.closing(line):
            file = _fetch(args, report, cancel)
    except Cancelled:
        write_error("Stopped. What arrived is kept; the same command goes on from there.\n")
        raise
    write_out((json.dumps({"event": "Finished", "path": str(file)}) if args.json else str(file)) + "\n")
    return 0


def _what_there_is() -> str:
    """Return a line for each thing that can be downloaded."""
    files = [(spec.name, spec.pretrained) for spec in MODELS.values() if spec.pretrained]
    pretrained = [f"  {name:<20} {file.title} as ImageNet has trained it, {file.megabytes} MB" for name, file in files]
    return "\n".join([f"  {CIFAR10:<20} the pictures to train on, 170 MB", *pretrained])


def _refuse_unknown(args: argparse.Namespace) -> None:
    """Refuse what cannot be downloaded, before anything is loaded that takes long."""
    names = [CIFAR10, *(name for name, spec in MODELS.items() if spec.pretrained)]
    if args.what not in names:
        raise UserError(f"There is no download called “{args.what}”.", remedy=f"Choose one of: {', '.join(names)}.")
    if args.to and args.what != CIFAR10:
        raise UserError(
            "Weights to begin with go where trainings look for them, so --to is only for CIFAR-10.",
            remedy="Leave out --to.",
        )


def _fetch(args: argparse.Namespace, report: Report, cancel: CancelToken) -> Path:
    if args.what == CIFAR10:
        return download_cifar10(args.to or paths.default_downloads(), url=args.url, report=report, cancel=cancel)
    from cifar_desktop.training.backbone import download_backbone

    return download_backbone(args.what, url=args.url, report=report, cancel=cancel)


class ProgressLine:
    """A report that shows the download in one line of a terminal, or every tenth of it in a log.

    The rate is that of the last seconds, so that the time left follows a network that changes.
    """

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream  # None in a windowed Windows build
        self._line = StatusLine(stream)
        self._last_step = -1
        self._recent: deque[tuple[float, int]] = deque()

    def __call__(self, event: Event) -> None:
        """Show how far it is."""
        if self._stream is None or not isinstance(event, StageProgressed):
            return
        rate = self._bytes_per_second(event.done)
        self._line.show(describe(event, rate))
        if not self._line.in_place and (step := _step(event)) != self._last_step:
            self._last_step = step
            self._stream.write(describe(event, rate) + "\n")
            self._stream.flush()

    def close(self) -> None:
        """Leave the line as it stands; what is printed next begins a new one."""
        self._line.leave()

    def _bytes_per_second(self, done: int) -> float:
        """Return the rate of the last seconds, 0 where there is none yet."""
        now_s = time.monotonic()
        if self._recent and done < self._recent[-1][1]:  # the server made it start anew
            self._recent.clear()
        self._recent.append((now_s, done))
        while now_s - self._recent[0][0] > RATE_WINDOW_S and len(self._recent) > 2:
            self._recent.popleft()
        since_s, before = self._recent[0]
        return (done - before) / (now_s - since_s) if now_s > since_s else 0.0


def _step(event: StageProgressed) -> int:
    """Return a number that changes where a log should get a line."""
    return event.done * 10 // event.total if event.total else event.done // UNKNOWN_LENGTH_STEP_BYTES


def describe(event: StageProgressed, bytes_per_second: float) -> str:
    """Return the progress in words, such as "Downloading x: 34 %, 58.0 of 170.5 MB, 5.2 MB/s, 0:22 left"."""
    if event.total:
        parts = [f"{event.done * 100 // event.total} %", f"{event.done / 1e6:.1f} of {event.total / 1e6:.1f} MB"]
    else:
        parts = [f"{event.done / 1e6:.1f} MB"]
    if bytes_per_second > 0:
        parts.append(f"{bytes_per_second / 1e6:.1f} MB/s")
        if event.total > event.done:
            parts.append(f"{clock((event.total - event.done) / bytes_per_second)} left")
    return f"{event.stage}: {', '.join(parts)}"
