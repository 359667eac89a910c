"""Weights files: damaged, absurd and hostile; each is read and answers, or is refused in words, and nothing runs."""

from pathlib import Path
from random import Random

import numpy as np
import torch
from PIL import Image

from benchmarks.soak.fault import Fault, Outcome
from benchmarks.soak.good_weights import good_files
from benchmarks.soak.mutations import mutated
from benchmarks.soak.odd_weights import OddFile, odd_files
from benchmarks.soak.refusals import read_or_refused
from benchmarks.soak.trials import Trial, Unsurvived, tried_apart
from cifar_desktop.inference.classifier import Classifier
from cifar_desktop.inference.weights import read_weights


def trial(scratch: Path, seed: int) -> Trial:
    """Return what tries a case: in turn what somebody made and what chance makes of good files."""
    torch.set_num_threads(1)
    ward = Ward(scratch)
    odd = list(odd_files(ward.proof, ward.victim))
    Random(seed).shuffle(odd)
    good = good_files()
    for name, content in good.items():
        if ward.judge(OddFile(name, content, may_be_read=True)) != "read":
            raise AssertionError(f"the good file is not read: {name}")

    def try_case(case: int) -> str:
        if case % 2 == 0 and case // 2 < len(odd):
            return ward.judge(odd[case // 2])
        random = Random(f"{seed} {case}")
        name = random.choice(sorted(good))
        content = mutated(good[name], random, list(good.values()))
        return ward.judge(OddFile(f"damaged {name}", content, may_be_read=True))

    return try_case


class Ward:
    """Reads files of weights as a person would have them read, and looks at what became of the folder meanwhile.

    Attributes:
        proof: a file that only code in a weights file would make.
        victim: a file that only such code would remove.
    """

    def __init__(self, scratch: Path) -> None:
        self.proof = scratch / "proof"
        self.victim = scratch / "home" / "victim"
        self.victim.parent.mkdir(parents=True, exist_ok=True)
        self.victim.touch()
        self._file = scratch / "case.bin"
        ramp = np.linspace(0, 255, 32 * 32 * 3).reshape(32, 32, 3)
        self._picture = Image.fromarray(ramp.astype(np.uint8))

    def judge(self, odd: OddFile) -> str:
        """Read a file, ask what was read, and return "read" or "refused"."""
        self._file.write_bytes(odd.content() if callable(odd.content) else odd.content)
        if odd.num_bytes:
            with self._file.open("rb+") as stream:
                stream.truncate(odd.num_bytes)
        try:
            word = read_or_refused(self._read, name=str(self._file), what=odd.name)
            if word == "read" and not odd.may_be_read:
                raise Unsurvived(f"{odd.name}: it was read")
            return word if word == "refused" else read_or_refused(self._ask, what=odd.name)
        except Unsurvived:
            raise
        except Exception as error:
            error.add_note(odd.name)
            raise
        finally:
            self._look_around(odd.name)

    def _read(self) -> None:
        self._weights = read_weights(self._file)

    def _ask(self) -> None:
        (answer,) = Classifier(self._weights, device=torch.device("cpu")).classify([self._picture])
        if abs(sum(answer.probabilities) - 1) > 1e-3 or len(answer.probabilities) != len(
            self._weights.info.class_names
        ):
            raise Unsurvived(f"the probabilities are {answer.probabilities}")

    def _look_around(self, name: str) -> None:
        if self.proof.exists() or not self.victim.exists():
            raise Unsurvived(f"{name}: it was executed")


def _run(times: int, seed: int, scratch: Path) -> Outcome:
    return tried_apart(__name__, times, seed, scratch)


FAULTS = (Fault(name="weights-files", title="weights files damaged, absurd and hostile", run=_run, times=5000),)
