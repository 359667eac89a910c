"""`cifar-desktop runs`: the trainings so far: list, compare, rename, note, remove and restore them."""

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path

from cifar_desktop import paths
from cifar_desktop.cli.run_tables import comparison_table, history_table, removed_table
from cifar_desktop.cli.terminal import write_out
from cifar_desktop.errors import RunError
from cifar_desktop.training.run_bin import purge_removed, remove_run, removed_runs, restore_run
from cifar_desktop.training.run_difference import setting_differences
from cifar_desktop.training.run_history import RunSummary, read_history
from cifar_desktop.training.run_label import note_run, rename_run
from cifar_desktop.training.run_lock import refuse_if_trained

DAY_S = 86_400
PURGE_DAYS = 30


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the sub-command to the program's command line."""
    parser = subparsers.add_parser(
        "runs",
        help="list, compare and tidy up the trainings so far",
        description="List the trainings so far, the newest first. A RUN is named by its name or its folder's name.",
    )
    parser.add_argument(
        "--runs", type=Path, default=paths.default_runs(), metavar="DIR", help="their folder (default: %(default)s)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document instead of a table")
    parser.add_argument("--removed", action="store_true", help="list those that were removed and can be restored")
    parser.set_defaults(run=_list)
    actions = parser.add_subparsers(title="what to do with them", metavar="ACTION")
    compare = _add(actions, "compare", _compare, "show in which settings and figures 2 to 6 runs differ")
    compare.add_argument("names", nargs="+", metavar="RUN")
    compare.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print one JSON document")
    rename = _add(actions, "rename", _rename, "give a run a name; an empty one gives back its folder's")
    rename.add_argument("name", metavar="RUN")
    rename.add_argument("new_name", metavar="NAME")
    note = _add(actions, "note", _note, "note something about a run, in place of its former note")
    note.add_argument("name", metavar="RUN")
    note.add_argument("text", metavar="TEXT")
    remove = _add(actions, "remove", _remove, "remove runs; they can be restored until they are purged")
    remove.add_argument("names", nargs="+", metavar="RUN")
    remove.add_argument(
        "--force", action="store_true", help="even where the training may be going on, but not where it is"
    )
    restore = _add(actions, "restore", _restore, "put a removed run back")
    restore.add_argument("name", nargs="?", metavar="RUN", help="its folder's name (default: the last removed one)")
    purge = _add(actions, "purge", _purge, "delete for good what was removed a while ago")
    purge.add_argument(
        "--days", type=_days, default=PURGE_DAYS, metavar="N", help="how long ago at least (default: %(default)s)"
    )


def _add(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    run: Callable[[argparse.Namespace], int],
    text: str,
) -> argparse.ArgumentParser:
    """Add one of the actions; the folder may be named before or after it."""
    parser = actions.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
    parser.add_argument("--runs", type=Path, default=argparse.SUPPRESS, metavar="DIR", help="the folder of the runs")
    parser.set_defaults(run=run)
    return parser


def _days(text: str) -> float:
    """Return a number of days, or refuse the argument."""
    try:
        days = float(text)
    except ValueError:
        days = -1.0
    if not 0 <= days < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of days")
    return days


def _list(args: argparse.Namespace) -> int:
    """Print the runs, or those that were removed."""
    if args.removed:
        removed = removed_runs(args.runs)
        if args.json:
            _print_json(
                [{"folder": one.folder_name, "path": str(one.path), "removed_at": one.removed_at} for one in removed]
            )
        else:
            write_out(removed_table(removed) if removed else "No run waits to be restored.\n")
        return 0
    runs = read_history(args.runs)
    if args.json:
        _print_json([run.as_dict() for run in runs])
    elif runs:
        write_out(history_table(runs))
    else:
        write_out(f"There are no runs in “{args.runs}” yet. `cifar-desktop train` makes one.\n")
    return 0


def _compare(args: argparse.Namespace) -> int:
    """Print in what some runs differ."""
    runs = _find(args.runs, args.names)
    differences = setting_differences(runs)
    if args.json:
        document = {
            "runs": [run.as_dict() for run in runs],
            "settings": {one.name: list(one.values) for one in differences},
        }
        _print_json(document)
    else:
        write_out(comparison_table(runs, differences))
    return 0


def _rename(args: argparse.Namespace) -> int:
    (run,) = _find(args.runs, [args.name])
    label = rename_run(run.path, args.new_name)
    write_out(f"“{run.name}” is now called “{label.name or run.path.name}”.\n")
    return 0


def _note(args: argparse.Namespace) -> int:
    (run,) = _find(args.runs, [args.name])
    label = note_run(run.path, args.text)
    write_out(f"{'Noted' if label.note else 'The note was removed'}: “{run.name}”.\n")
    return 0


def _remove(args: argparse.Namespace) -> int:
    """Remove runs, none of them where one is refused."""
    runs = _find(args.runs, args.names)
    for run in runs:
        refuse_if_trained(run.path)
        if run.may_be_going_on() and not args.force:
            raise RunError(
                f"The training of “{run.name}” may be going on: its files changed a moment ago.",
                kept="No run was removed.",
                remedy="Wait a few minutes, or add --force where you know that it has ended.",
            )
    for path in dict.fromkeys(run.path for run in runs):
        removed = remove_run(path)
        write_out(f"Removed: {path}\nTo have it back: cifar-desktop runs restore {removed.folder_name}\n")
    return 0


def _restore(args: argparse.Namespace) -> int:
    """Put a run back."""
    removed = removed_runs(args.runs)
    chosen = next((one for one in removed if args.name in (None, one.folder_name)), None)
    if chosen is None:
        what = f"No run called “{args.name}” was removed" if args.name else "No run was removed"
        raise RunError(
            f"{what} from “{args.runs}”.", remedy="`cifar-desktop runs --removed` lists what can be restored."
        )
    write_out(f"Restored: {restore_run(chosen)}\n")
    return 0


def _purge(args: argparse.Namespace) -> int:
    number = purge_removed(args.runs, older_than_s=args.days * DAY_S)
    write_out(f"{number} removed {'run was' if number == 1 else 'runs were'} deleted for good.\n")
    return 0


def _find(folder: Path, words: Sequence[str]) -> list[RunSummary]:
    """Return the runs that were named, each by its name or its folder's."""
    runs = read_history(folder)
    return [_find_one(folder, runs, word) for word in words]


def _find_one(folder: Path, runs: Sequence[RunSummary], word: str) -> RunSummary:
    by_folder = [run for run in runs if word in (run.path.name, str(run.path))]
    found = by_folder or [run for run in runs if run.name == word]
    if not found:
        raise RunError(
            f"There is no run called “{word}” in “{folder}”.",
            remedy="`cifar-desktop runs` lists those that there are; --runs names another folder.",
        )
    if len(found) > 1:
        folders = ", ".join(run.path.name for run in found)
        raise RunError(f"{len(found)} runs are called “{word}”.", remedy=f"Name one by its folder: {folders}.")
    return found[0]


def _print_json(document: object) -> None:
    write_out(json.dumps(document, indent=2, allow_nan=False) + "\n")
