"""Pictures of every format, damaged and absurd: each is answered or refused in words, and nothing is printed."""

from pathlib import Path
from random import Random

from benchmarks.soak.fault import Fault, Outcome
from benchmarks.soak.good_pictures import good_pictures
from benchmarks.soak.mutations import mutated
from benchmarks.soak.odd_pictures import odd_pictures
from benchmarks.soak.refusals import NO_MEMORY, read_or_refused
from benchmarks.soak.trials import Trial, Unsurvived, tried_apart
from cifar_desktop.inference.photo_source import PhotoSource, sources_of
from cifar_desktop.inference.read_ahead import read_small

MAX_SECONDS = 6.0  # a sound picture of 170 million pixels takes some seconds

# libtiff speaks for itself on the standard error, past Python and past us.
TOLERATED = r"[A-Za-z0-9_.]*: "

_ENDINGS = (".jpg", ".png", ".webp", ".gif", ".bmp", ".tif", ".avif", ".heic", ".ppm", ".tga", ".ico")


def trial(scratch: Path, seed: int) -> Trial:
    """Return what reads a picture as the window does: in turn what somebody made and what chance makes of good ones."""
    odd = list(odd_pictures())
    Random(seed).shuffle(odd)
    good = good_pictures()
    names = sorted(good)
    for name in names:
        if _judge(scratch / "photo.bin", good[name], name) != "read":
            raise AssertionError(f"the good picture is refused: {name}")

    def try_case(case: int) -> str:
        random = Random(f"{seed} {case}")
        path = scratch / f"photo{random.choice(_ENDINGS)}"
        if case % 2 == 0 and case // 2 < len(odd):
            name, content = odd[case // 2]
            return _judge(path, content, name)
        name = random.choice(names)
        return _judge(path, mutated(good[name], random, list(good.values())), f"damaged {name}")

    return try_case


def _judge(path: Path, content: bytes, name: str) -> str:
    """Read a picture from its file and from memory, and return "read" or "refused"."""
    path.write_bytes(content)
    try:
        (source,) = sources_of([path])
        small = read_small(source, 32)
        if bool(small.reason) == bool(small.views):
            raise Unsurvived("it was neither read nor refused")
        if small.reason and (
            not small.reason.strip().endswith(".") or any(words in small.reason for words in NO_MEMORY)
        ):
            raise Unsurvived(f"refused like this: {small.reason}")
        if any(view.shape != (32, 32, 3) for view in small.views) or (small.views and not small.width * small.height):
            raise Unsurvived("what was read has an odd shape")
        pasted = read_or_refused(PhotoSource(name="pasted", content=content).read) if content else "refused"
        if pasted != ("refused" if small.reason else "read"):
            raise Unsurvived("the same bytes are read in one way and refused in the other")
        return pasted
    except Exception as error:
        error.add_note(name)
        raise
    finally:
        path.unlink()


def _run(times: int, seed: int, scratch: Path) -> Outcome:
    return tried_apart(__name__, times, seed, scratch)


FAULTS = (Fault(name="pictures", title="pictures damaged and absurd, of every format", run=_run, times=5000),)
