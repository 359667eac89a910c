"""A training in a self-test: set up, watched live, paused, gone on with, stopped."""

import math
import time
from typing import TYPE_CHECKING

from cifar_desktop.ui.self_test.person import Person
from cifar_desktop.ui.self_test.script import LIMIT_S, Moment, Script, Step, need, until
from cifar_desktop.ui.self_test.window_steps import LOAD

if TYPE_CHECKING:
    from cifar_desktop.ui.main_window import MainWindow

SET_UP, TRAIN, PAUSE = "set up a training", "train with live curves", "pause"
GO_ON, KEEP = "go on", "stop and keep the best"
PRESET, MODEL, EPOCHS = "quick", "resnet9-slim", 30  # more than it comes to
_ENOUGH_EPOCHS, _FEWEST_STEPS = 3, 10
_WORTH_COMPARING = 10  # losses, at the beginning and at the end


class TrainingSteps:
    """Works in the Train tab, on the sample that comes with the program."""

    def __init__(self, window: "MainWindow", person: Person, training_s: int) -> None:
        """Train for at most `training_s`, or as long as the first steps take."""
        self._window, self._person, self._training_s = window, person, training_s

    def steps(self) -> tuple[Step, ...]:
        """Return what is tried, in order."""
        return (
            Step(
                name=SET_UP,
                expected="A preset, another network and a number of epochs are taken over.",
                script=self._set_up,
                needs=(LOAD,),
            ),
            Step(
                name=TRAIN,
                expected="Curves grow while it trains on the bundled sample, and the loss falls.",
                script=self._train,
                needs=(SET_UP,),
                limit_s=2 * LIMIT_S + self._training_s,
            ),
            Step(
                name=PAUSE,
                expected="Nothing moves any more, and everything is saved.",
                script=self._pause,
                needs=(TRAIN,),
            ),
            Step(name=GO_ON, expected="The same training goes on.", script=self._go_on, needs=(PAUSE,)),
            Step(
                name=KEEP,
                expected="It ends, tests its best weights, and keeps them.",
                script=self._stop_and_keep,
                needs=(TRAIN,),
                limit_s=2 * LIMIT_S,
            ),
        )

    @property
    def _last_step(self) -> int:
        record = self._window.train_tab.charts.record
        return record.last_step if record else 0

    @property
    def _state(self) -> str:
        return self._window.train_tab.session.state.value

    def _set_up(self) -> Script:
        tab, person = self._window.train_tab, self._person
        person.go_to(self._window.tabs, tab)
        need(not tab.data_panel.problem, tab.data_panel.problem)
        need(tab.data_panel.source == "sample", f"The photos are not the sample, but “{tab.data_panel.source}”.")
        person.click(tab.form.preset_cards.cards[PRESET])
        rows = tab.form.rows
        person.choose(rows["model"].field, MODEL)  # type: ignore[arg-type]  # the field of a choice
        person.write(rows["epochs"].field, str(EPOCHS))  # type: ignore[arg-type]  # the field of a number
        yield Moment(seconds=0.1)
        config = tab.form.config()
        need(config, f"The form refuses it: {tab.form.problem}")
        taken = config and (tab.form.preset, config.model, config.epochs)
        need(taken == (PRESET, MODEL, EPOCHS), f"The form has something else: {taken}")
        return f"{tab.form.summary}. “{tab.run_panel.sentence.words}”"

    def _train(self) -> Script:
        tab = self._window.train_tab
        self._person.click(tab.run_panel.controls.start_button)
        yield until(lambda: self._state == "running" or not tab.is_training, "the training")
        yield until(lambda: self._last_step >= _FEWEST_STEPS or not tab.is_training, "its first steps")
        end = time.monotonic() + self._training_s
        yield until(lambda: self._has_enough or time.monotonic() >= end or not tab.is_training, "some epochs")
        yield until(lambda: tab.charts.figure and tab.charts.figure.drawing_s > 0, "curves")
        need(tab.is_training, f"It has ended by itself: {tab.run_panel.title.text()}. {tab.run_panel.sentence.words}")
        record, figure = tab.charts.record, tab.charts.figure
        need(figure and figure.isVisible(), "No curves are to be seen.")
        losses = [float(loss) for loss in record.losses.values] if record else []
        need(losses and all(map(math.isfinite, losses)), "The loss is no number.")
        first, last = _mean(losses[:_WORTH_COMPARING]), _mean(losses[-_WORTH_COMPARING:])
        if len(losses) >= 3 * _WORTH_COMPARING:
            need(last < first, f"The loss went from {first:.2f} to {last:.2f} in {len(losses)} steps.")
        num_epochs = len(record.epochs) if record else 0
        return f"{len(losses)} steps and {num_epochs} whole epochs; the loss went from {first:.2f} to {last:.2f}."

    @property
    def _has_enough(self) -> bool:
        record = self._window.train_tab.charts.record
        return record is not None and len(record.epochs) >= _ENOUGH_EPOCHS

    def _pause(self) -> Script:
        tab = self._window.train_tab
        self._person.click(tab.run_panel.controls.pause_button)
        yield until(lambda: self._state == "paused" or not tab.is_training, "the pause")
        yield Moment(seconds=0.5)
        before = self._last_step
        yield Moment(seconds=1.0)
        need(self._state == "paused", f"It is {self._state} instead.")
        need(self._last_step == before, f"It went on from step {before} to {self._last_step}.")
        need(tab.session.is_saved, "It could not be saved.")
        return f"It waits at step {before}: {tab.run_panel.sentence.words}"

    def _go_on(self) -> Script:
        tab, before = self._window.train_tab, self._last_step
        self._person.click(tab.run_panel.controls.pause_button)
        yield until(lambda: self._last_step > before or not tab.is_training, "another step")
        need(self._last_step > before, f"It has ended instead: {tab.run_panel.sentence.words}")
        return f"It went on from step {before}."

    def _stop_and_keep(self) -> Script:
        tab, controls = self._window.train_tab, self._window.train_tab.run_panel.controls
        self._person.click(controls.stop_button)
        menu = controls.stop_button.menu()
        yield until(menu.isVisible, "the menu")
        self._person.click_entry(menu, controls.keep_action)
        yield until(lambda: not tab.is_training, "the end of the training")
        finished = tab.session.finished
        need(self._state == "finished" and finished, f"It is {self._state}: {tab.run_panel.sentence.words}")
        need(tab.result_card.isVisible(), "There is no result to be seen.")
        need(tab.result_card.weights and tab.result_card.weights.is_file(), "The best weights are not on the disk.")
        card = tab.result_card
        return f"{card.accuracy.text()} {card.test_words.text()}; the weights are in “{card.weights}”."


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else math.nan
