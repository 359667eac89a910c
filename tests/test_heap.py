"""Memory is kept while a training runs, and given back after it; seen from outside, in processes of their own."""

import subprocess
import sys

import pytest

_PROGRAM = """
import contextlib, resource, threading
from cifar_desktop.heap import kept_heap, use_one_heap

def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

def resident():
    return int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize()

def work():
    with {kept}:
        for turn in range(12):
            if turn == 2:
                before = faults()
            large = [b"x" * (36_000_000 + 1_000_000 * number) for number in range(4)]
            del large
        print(faults() - before)
    print(resident())

use_one_heap()
thread = threading.Thread(target=work)
thread.start()
thread.join()
"""


def measured(kept: str) -> tuple[int, int]:
    """Return how many pages a thread took in ten rounds of the same work, and what was resident after it."""
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM.format(kept=kept)], capture_output=True, text=True, check=True
    )
    pages, resident = done.stdout.split()
    return int(pages), int(resident)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only glibc is told")
def test_memory_is_kept_during_the_work_and_given_back_after_it() -> None:
    pages, resident = measured("kept_heap()")
    usual_pages, usual_resident = measured("contextlib.nullcontext()")
    assert pages < usual_pages / 10
    assert resident < usual_resident + 50_000_000  # the work itself held 150 MB


_LEFT_OVER = """
import contextlib, resource
from cifar_desktop.heap import give_back, kept_heap

def resident():
    return int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize()

with {kept}:
    large = [b"x" * 100_000 for _ in range(2000)]
    stays = b"y" * 100_000  # the top of the heap: what is freed below it, the C library keeps
    del large
    before = resident()
    give_back()
    print(before - resident())
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only glibc is told")
@pytest.mark.parametrize(("kept", "is_given_back"), [("contextlib.nullcontext()", True), ("kept_heap()", False)])
def test_what_is_left_over_is_given_back_unless_it_is_kept(kept: str, is_given_back: bool) -> None:
    program = _LEFT_OVER.format(kept=kept)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert (int(done.stdout) > 150_000_000) == is_given_back


_PLACES = """
from pathlib import Path
from cifar_desktop.heap import keep_heap, kept_heap

LARGE = 40_000_000

def is_in_heap(piece):
    (line,) = (line for line in Path("/proc/self/maps").read_text().splitlines() if line.endswith("[heap]"))
    first, end = (int(edge, 16) for edge in line.split()[0].split("-"))
    return first <= id(piece) < end

keep_heap()
before = b"a" * LARGE
with kept_heap(from_now=False):
    stays = b"b" * 1_000_000
    keep_heap()
    kept = b"c" * LARGE
after = b"d" * LARGE
print(*(is_in_heap(piece) for piece in (before, stays, kept, after)))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only glibc is told")
def test_what_is_taken_before_the_heap_is_kept_lies_outside() -> None:
    done = subprocess.run([sys.executable, "-c", _PLACES], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False", "True", "False"]
