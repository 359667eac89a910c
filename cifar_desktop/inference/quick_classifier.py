"""The classifier that answers soonest on this machine, as the window and the camera want it.

The command line stays with float32, which gives the same digits everywhere. Here bf16 is taken where the processor
is clearly quicker at it, measured in a moment, and where it answers some pictures as float32 does. Who asks meanwhile
is not kept waiting: float32 answers, and goes on doing so, for the same picture is to get the same answer.
"""

import time
from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray

from cifar_desktop.inference.classifier import Classifier
from cifar_desktop.inference.views import MOST_VIEWS
from cifar_desktop.inference.weights import Weights
from cifar_desktop.models.bf16_gain import bf16_gain_on_cpu

WORTH_FEWER_DIGITS = 1.25  # times quicker than float32
LARGEST_DIFFERENCE = 0.005  # of a probability, on the pictures tried; others may differ twice as much
NUM_PICTURES = 24
MOST_TIMES_SLOWER = 4  # in one convolution; where bf16 is emulated, it is far more
ROUNDS = 4  # of as many pictures as a photo has views, before it is judged which of the two is quicker


def quick_classifier(
    weights: Weights, *, device: torch.device, is_awaited: Callable[[], bool] = lambda: False
) -> Classifier:
    """Return a classifier, in bf16 where that is quicker and says the same; in float32 as soon as it is awaited."""
    exact = Classifier(weights, device=device)
    if device.type != "cpu":  # a GPU answers within milliseconds either way
        exact.warm_up()
        return exact
    if is_awaited() or is_bf16_emulated():
        return exact
    quick = exact.in_bfloat16()
    return quick if _is_worth_it(quick, exact, is_awaited) else exact


def is_bf16_emulated() -> bool:
    """Tell whether this processor only pretends to compute in bf16, or refuses to.

    Trying a network would tell too. But VGG-16 takes 40 seconds for a picture then.
    """
    return bf16_gain_on_cpu() * MOST_TIMES_SLOWER < 1


def _is_worth_it(quick: Classifier, exact: Classifier, is_awaited: Callable[[], bool]) -> bool:
    """Ask both about the same pictures, in turns, until an answer or the clock speaks against the quick one.

    Each picture serves three times: it warms up, it is compared, and the least time of all rounds is what an answer
    takes where nothing else runs meanwhile.
    """
    pictures = _pictures(exact.info.input_size)
    seconds: dict[Classifier, list[float]] = {quick: [], exact: []}
    for number, start in enumerate(range(0, NUM_PICTURES, MOST_VIEWS), start=1):
        if is_awaited():
            return False
        shares = []
        for classifier, taken in seconds.items():
            started = time.perf_counter()
            logits, _ = classifier.look(pictures[start : start + MOST_VIEWS])
            taken.append(time.perf_counter() - started)
            shares.append(logits.softmax(dim=2).mean(dim=1))
        # More than any difference where one of them gives no number.
        if float((shares[0] - shares[1]).abs().nan_to_num(nan=1.0).max()) > LARGEST_DIFFERENCE:
            return False
        if number == ROUNDS and min(seconds[exact]) < WORTH_FEWER_DIGITS * min(seconds[quick]):
            return False
    return True


def _pictures(size: int) -> NDArray[np.uint8]:
    """Return soft patches of colour, always the same; a network is rarely sure of them, which tells most."""
    patches = np.random.default_rng(0).uniform(0, 255, (NUM_PICTURES, 5, 5, 3))
    places = np.linspace(0, 4, size)
    low = np.minimum(places.astype(int), 3)
    share = (places - low)[None, :, None, None]
    rows = patches[:, low] * (1 - share) + patches[:, low + 1] * share
    share = share.transpose(0, 2, 1, 3)
    return np.asarray(rows[:, :, low] * (1 - share) + rows[:, :, low + 1] * share, dtype=np.uint8)
