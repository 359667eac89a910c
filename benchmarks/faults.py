"""What does it survive, and what is lost? A table of faults, each made to happen many times.

    python -m benchmarks.faults [--only NAME …] [--times N] [--seed N] [--keep DIR]

The faults lie in `benchmarks/soak`, a module an area. What is not survived is listed below the table, with what is
needed to see it again, and the exit code is 1. The same seed tries the same faults; a short version of each is part
of `make test`.
"""

import argparse
import importlib
import pkgutil
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

from benchmarks import soak
from benchmarks.soak.fault import Fault, Outcome

_MOST_DETAILS = 20
_COLUMNS = "{:<58}{:>8}{:>10}   {:<26}{:>9}"


def main() -> None:
    """Try the faults and print the table."""
    faults = all_faults()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", metavar="NAME", choices=[fault.name for fault in faults], default=[])
    parser.add_argument("--times", type=int, help="how often each is tried (default: as often as it promises)")
    parser.add_argument("--seed", type=int, default=1, help="from which all chance follows (default: 1)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="work in this folder, and leave there what is made")
    parser.add_argument("--list", action="store_true", help="name the faults and how often each is tried, and end")
    args = parser.parse_args()
    chosen = [fault for fault in faults if not args.only or fault.name in args.only]
    if args.list:
        print("\n".join(f"{fault.name:<24}{fault.times:>6}   {fault.title}" for fault in chosen))
        return
    print(_COLUMNS.format("fault", "tried", "survived", "lost", "took"), flush=True)
    outcomes = [_tried(fault, args.times or fault.times, args.seed, args.keep) for fault in chosen]
    if not all(outcome.is_survived or outcome.is_out_of_reach for outcome in outcomes):
        sys.exit(1)


def all_faults() -> tuple[Fault, ...]:
    """Return the faults of every area, by its name."""
    modules = (importlib.import_module(f"{soak.__name__}.{each.name}") for each in pkgutil.iter_modules(soak.__path__))
    return tuple(fault for module in modules for fault in getattr(module, "FAULTS", ()))


def _tried(fault: Fault, times: int, seed: int, keep: Path | None) -> Outcome:
    """Try one fault and print its line."""
    scratch = keep / fault.name if keep else Path(tempfile.mkdtemp(prefix=f"cifar-desktop-{fault.name}-"))
    scratch.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    try:
        outcome = fault.run(times, seed, scratch)
    except Exception:  # noqa: BLE001 - one that cannot be tried must not keep the others from being tried
        outcome = Outcome(tried=1, survived=0, lost="could not be tried", details=traceback.format_exc().splitlines())
    finally:
        if not keep:
            shutil.rmtree(scratch, ignore_errors=True)
    took = f"{time.monotonic() - started:.0f} s"
    print(_COLUMNS.format(fault.title, outcome.tried, outcome.survived, outcome.lost, took), flush=True)
    _print_details(outcome.details)
    return outcome


def _print_details(details: Sequence[str]) -> None:
    for line in details[:_MOST_DETAILS]:
        print(f"    {line}", flush=True)
    if len(details) > _MOST_DETAILS:
        print(f"    … and {len(details) - _MOST_DETAILS} more", flush=True)


if __name__ == "__main__":
    main()
