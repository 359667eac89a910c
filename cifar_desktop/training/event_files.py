"""A run for TensorBoard too: event files beside the tables, where its package is installed (the extra “tensorboard”).

No training fails over them. Without the package nothing is imported and nothing written; the first thing that goes
wrong stands in the log, and then there are no more of them in this session. They are the only files that grow
instead of being replaced, because TensorBoard follows them while they do; where one ends in half a record, it stops
reading there, and goes on with the next session's.
"""

import importlib
import importlib.util
import io
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cifar_desktop.training.history import EpochRecord, History
from cifar_desktop.training.runs import RunFolder

PACKAGE = "tensorboard"
PATTERN = "events.out.tfevents.*"  # as TensorBoard looks for them
SETTINGS_TAG = "settings"
_FORMAT = "brain.Event:2"


class EventFiles:
    """Writes what is new in a history, whenever the run is saved.

    Everything lies over the training steps, those of the whole run, counted from 1.
    """

    def __init__(self, folder: RunFolder, history: History) -> None:
        """Go on after `history`; where no session before wrote any, all of it is still to be written."""
        self._folder = folder
        self._goes_on = any(folder.path.glob(PATTERN))
        self._num_steps = len(history.losses) if self._goes_on else 0
        self._num_epochs = len(history.epochs) if self._goes_on else 0
        self._is_wanted = importlib.util.find_spec(PACKAGE) is not None
        self._path: Path | None = None
        self._last_time = time.time()

    def record(self, history: History) -> None:
        """Add what was measured since the last time.

        To be called before the checkpoint is written: a kill between the two leaves steps here that a resumed run
        takes again, and takes back here; the other way round some would be missing for ever.
        """
        if not self._is_wanted:
            return
        try:
            self._append(history)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with another's package, the training goes on
            self._is_wanted = False
            self._folder.log(f"No more is written for TensorBoard: {type(error).__name__}: {error}.")

    def _append(self, history: History) -> None:
        events, now, content = _Events(), time.time(), io.BytesIO()
        record_writer = importlib.import_module("tensorboard.summary.writer.record_writer")
        writer = record_writer.RecordWriter(content)
        path = self._path
        if path is None:
            path = self._folder.path / f"{PATTERN[:-1]}{int(now):010}.{os.getpid()}.{self._num_steps}"
            for event in self._opening(events, now):
                writer.write(event.SerializeToString())
        for event in self._news(events, history, now):
            writer.write(event.SerializeToString())
        with path.open("ab") as stream:
            stream.write(content.getvalue())
        self._path, self._last_time = path, now
        self._num_steps, self._num_epochs = len(history.losses), len(history.epochs)

    def _opening(self, events: "_Events", now: float) -> Iterator[Any]:
        yield events.version(now)
        if self._goes_on:
            yield events.taken_back(now, first_step=self._num_steps + 1)
        else:
            yield events.text(now, SETTINGS_TAG, self._settings())

    def _news(self, events: "_Events", history: History, now: float) -> Iterator[Any]:
        """Yield what was measured, with times spread over those since the last save."""
        first, number = self._num_steps, len(history.losses) - self._num_steps
        for index in range(first, first + number):
            moment = now - (now - self._last_time) * (1 - (index + 1 - first) / number)
            values = {"loss/step": history.losses[index], "learning_rate": history.learning_rates[index]}
            yield events.scalars(moment, index + 1, values)
        for record in history.epochs[self._num_epochs :]:
            yield events.scalars(now, record.step, _figures(record))

    def _settings(self) -> str:
        """Return what the run was told, as a table in Markdown."""
        info = self._folder.info
        facts = {**info.config.as_dict(), "data": info.data_name, "device": info.device, "precision": info.precision}
        return "\n".join(["| setting | value |", "| --- | --- |", *(f"| {name} | {facts[name]} |" for name in facts)])


class _Events:
    """Makes TensorBoard's events; there are types for them only where its package is.

    There is one event, filled anew each time: its package has the C library give all memory that is free back to the
    system now and then, the sooner the more messages come and go, and in the midst of a training that is what its next
    step needs.
    """

    def __init__(self) -> None:
        proto = "tensorboard.compat.proto"
        events = importlib.import_module(f"{proto}.event_pb2")
        self._event = events.Event()
        self._start = events.SessionLog.START
        self._string = importlib.import_module(f"{proto}.types_pb2").DT_STRING

    def version(self, moment: float) -> Any:
        """Return what each file begins with."""
        event = self._anew(moment)
        event.file_version = _FORMAT
        return event

    def taken_back(self, moment: float, *, first_step: int) -> Any:
        """Return what makes TensorBoard forget everything from a step on."""
        event = self._anew(moment, first_step)
        event.session_log.status = self._start
        return event

    def scalars(self, moment: float, step: int, values: dict[str, float]) -> Any:
        """Return some numbers of a step."""
        event = self._anew(moment, step)
        for tag, value in values.items():
            event.summary.value.add(tag=tag, simple_value=value)
        return event

    def text(self, moment: float, tag: str, markdown: str) -> Any:
        """Return a text."""
        event = self._anew(moment)
        value = event.summary.value.add(tag=tag)
        value.metadata.plugin_data.plugin_name = "text"
        value.tensor.dtype = self._string
        value.tensor.string_val.append(markdown.encode())
        return event

    def _anew(self, moment: float, step: int = 0) -> Any:
        """Return the event with nothing in it but when it was."""
        self._event.Clear()
        self._event.wall_time, self._event.step = moment, step
        return self._event


def _figures(record: EpochRecord) -> dict[str, float]:
    """Return what is shown of an epoch."""
    figures = {
        "loss/train": record.train_loss,
        "loss/validation": record.validation_loss,
        "accuracy/train": record.train_accuracy,
        "accuracy/validation": record.validation_accuracy,
    }
    return {tag: value for tag, value in figures.items() if value is not None}
