"""How long a training has run and will run, between two words from the engine."""

import time
from collections.abc import Callable

MOST_GUESSED_S = 30.0  # without a word from the engine: a sleeping computer is not a training one


class StatusClock:
    """Goes on counting from what the engine said last; counts on a clock that nobody sets.

    Attributes:
        seconds_elapsed: of training, as the engine said it.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.clear()

    def clear(self) -> None:
        """Forget the training."""
        self.seconds_elapsed = 0.0
        self._seconds_left: float | None = None
        self._heard_at: float | None = None

    def hear(self, seconds_elapsed: float, seconds_left: float | None) -> None:
        """Take down what the engine said."""
        self.seconds_elapsed, self._seconds_left = seconds_elapsed, seconds_left
        self._heard_at = self._clock()

    def hold(self) -> None:
        """Stand still until the engine says something."""
        since = self._since()
        self.seconds_elapsed += since
        if self._seconds_left is not None:
            self._seconds_left = max(0.0, self._seconds_left - since)
        self._heard_at = None

    @property
    def elapsed(self) -> float:
        """Return the seconds of training until now."""
        return self.seconds_elapsed + self._since()

    @property
    def left(self) -> float | None:
        """Return the seconds that are left; None while nobody knows."""
        return None if self._seconds_left is None else max(0.0, self._seconds_left - self._since())

    def _since(self) -> float:
        """Return the seconds since the last word, within what can be believed."""
        if self._heard_at is None:
            return 0.0
        return min(max(0.0, self._clock() - self._heard_at), MOST_GUESSED_S)
