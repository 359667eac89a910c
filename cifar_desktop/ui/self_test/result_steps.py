"""What was trained in a self-test, put to use: photos named with it, measured, listed."""

import time
from typing import TYPE_CHECKING

from cifar_desktop.percentages import in_percent
from cifar_desktop.ui.self_test.person import Person
from cifar_desktop.ui.self_test.photo_steps import EXAMPLES
from cifar_desktop.ui.self_test.script import Script, Step, need, until
from cifar_desktop.ui.self_test.training_steps import KEEP

if TYPE_CHECKING:
    from cifar_desktop.ui.main_window import MainWindow

USE, MEASURE, CONFUSION = "use the new weights", "measure the new weights", "look at the confusion"
LIST = "list the run"
_CONFUSION_PAGE = 1
_LARGEST_DIFFERENCE = 0.03  # of two accuracies: one in the training's precision, one with mirror images


class ResultSteps:
    """Goes on from the card on which a training shows its result."""

    def __init__(self, window: "MainWindow", person: Person) -> None:
        self._window, self._person = window, person

    def steps(self) -> tuple[Step, ...]:
        """Return what is tried, in order."""
        return (
            Step(
                name=USE,
                expected="The photos of before are named anew with the new weights, and so is an example.",
                script=self._use,
                needs=(KEEP, EXAMPLES),
            ),
            Step(
                name=MEASURE,
                expected="The accuracy is the one that the training has shown.",
                script=self._measure,
                needs=(KEEP,),
            ),
            Step(
                name=CONFUSION,
                expected="The matrix of all classes is there.",
                script=self._look_at_confusion,
                needs=(MEASURE,),
            ),
            Step(name=LIST, expected="The run stands in the list of runs.", script=self._list, needs=(KEEP,)),
        )

    def _use(self) -> Script:
        window, card = self._window, self._window.train_tab.result_card
        self._person.go_to(window.tabs, window.train_tab)
        self._person.click(card.classify_button)
        page = window.classify_tab.page
        session, panel = page.session, page.answer_panel
        yield until(lambda: session.desk.loaded and session.desk.loaded.path == card.weights, "the new weights")
        yield until(lambda: not session.many.is_busy, "the photos that are named anew")
        rows = page.many_panel.model.rows
        num_named = sum(bool(rows[place].label) for place in rows)
        if session.is_listing:
            self._person.click(page.many_panel.footer.clear_button)
            yield until(page.welcome.isVisible, "the beginning")
        self._person.click(page.welcome.examples.buttons[0])
        yield until(panel.headline.why_button.isEnabled, "an answer")
        said = f"{panel.headline.title.words}, {panel.headline.line.text()}"
        return f"“{page.weights_bar.network.text()}” has named {num_named} photos, and says of an example: {said}."

    def _measure(self) -> Script:
        window, tab = self._window, self._window.train_tab
        self._person.go_to(window.tabs, tab)
        began = time.monotonic()
        self._person.click(tab.result_card.evaluate_button)
        page = window.evaluate_tab.page
        need(page.state is page.waiting, "No evaluation has begun.")
        yield until(lambda: page.state is not page.waiting, "the result")
        evaluated, finished = page.result.evaluated, tab.session.finished
        need(page.state is page.result and evaluated, "It could not be measured.")
        if evaluated is None or finished is None or finished.test_accuracy is None:
            return "There is nothing to compare it with."
        need(evaluated.request.weights == tab.result_card.weights, "Other weights were measured.")
        before, now = finished.test_accuracy, evaluated.examination.metrics.accuracy
        num_photos = len(evaluated.examination)
        both = f"{in_percent(now)} of {num_photos:,} photos are named right; the training has said {in_percent(before)}"
        need(abs(now - before) <= _LARGEST_DIFFERENCE, f"{both}.")
        return f"{both}. It took {time.monotonic() - began:.1f} s."

    def _look_at_confusion(self) -> Script:
        result = self._window.evaluate_tab.page.result
        self._person.click(result.rail.page_buttons[_CONFUSION_PAGE])
        yield until(result.confusion.isVisible, "the matrix")
        need(result.pages.currentWidget() is result.confusion, "Another page is in front.")
        evaluated = result.evaluated
        return f"{len(evaluated.examination.class_names) if evaluated else 0} classes against each other."

    def _list(self) -> Script:
        window = self._window
        self._person.go_to(window.tabs, window.runs_tab)
        page = window.runs_tab.page
        yield until(lambda: page.model.rowCount() > 0, "the run in the list")
        need(page.model.rowCount() == 1, f"There are {page.model.rowCount()} runs in the list.")
        return "It is the only one."
