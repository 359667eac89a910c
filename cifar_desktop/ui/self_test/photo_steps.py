"""Photos in a self-test: the examples that come along, why, and a dropped folder with a bad file in it."""

from pathlib import Path
from typing import TYPE_CHECKING

from cifar_desktop.ui.self_test.person import Person
from cifar_desktop.ui.self_test.script import Script, Step, need, until
from cifar_desktop.ui.self_test.window_steps import LOAD

if TYPE_CHECKING:
    from cifar_desktop.ui.main_window import MainWindow

WEIGHTS, EXAMPLES, WHY, FOLDER = "load the weights", "name the examples", "ask why", "drop a folder"
BAD_FILE = "not a photo.jpg"
_FEWEST_RIGHT = 0.7  # of the examples; it may be unsure of one, and one may be hard


class PhotoSteps:
    """Works in the Classify tab, with the weights that come with the program."""

    def __init__(self, window: "MainWindow", person: Person, folder: Path) -> None:
        """Make photos in `folder`, which is not there yet."""
        self._window, self._person, self._folder = window, person, folder

    def steps(self) -> tuple[Step, ...]:
        """Return what is tried, in order."""
        return (
            Step(
                name=WEIGHTS,
                expected="The weights that come with the program are there and in use.",
                script=self._load_weights,
                needs=(LOAD,),
            ),
            Step(
                name=EXAMPLES,
                expected="A click on each of the example pictures brings an answer, and most of them are right.",
                script=self._name_examples,
                needs=(WEIGHTS,),
            ),
            Step(
                name=WHY,
                expected="A heat map lies over the picture.",
                script=self._ask_why,
                needs=(EXAMPLES,),
            ),
            Step(
                name=FOLDER,
                expected="Every photo in it is named, and the file that is no photo is refused with a reason.",
                script=self._drop_folder,
                needs=(EXAMPLES,),
            ),
        )

    def _load_weights(self) -> Script:
        session = self._window.classify_tab.session
        yield until(lambda: session.desk.loaded or session.was_refused, "the weights, before anybody asks for them")
        self._person.go_to(self._window.tabs, self._window.classify_tab)
        page = self._window.classify_tab.page
        yield until(lambda: session.desk.loaded, "the weights")
        loaded = session.desk.loaded
        need(loaded and loaded.is_shipped, "Other weights are in use than those that come with the program.")
        return f"“{page.weights_bar.network.text()}”, which tells {len(page.session.class_names)} classes apart."

    def _name_examples(self) -> Script:
        page, panel = self._window.classify_tab.page, self._window.classify_tab.page.answer_panel
        yield until(lambda: page.welcome.examples.buttons, "the example pictures")
        buttons, names = page.welcome.examples.buttons, page.session.class_names
        need(len(buttons) == len(names), f"There are {len(buttons)} examples of {len(names)} classes.")
        said: list[str] = []
        for button in buttons:
            if said:
                self._person.click(page.ways_in.over_button)
                yield until(page.welcome.isVisible, "the beginning")
            self._person.click(button)
            yield until(panel.headline.why_button.isEnabled, "an answer")
            said.append(panel.headline.title.words)
        num_right = sum(title.lower() == name.lower() for title, name in zip(said, names, strict=True))
        seen = f"{num_right} of {len(names)} are right: {', '.join(said)}."
        need(num_right >= _FEWEST_RIGHT * len(names), f"Only {seen}")
        return seen

    def _ask_why(self) -> Script:
        page = self._window.classify_tab.page
        self._person.click(page.answer_panel.headline.why_button)
        yield until(lambda: page.stage.canvas.has_heat, "the heat map")
        return f"It shows what speaks for “{page.answer_panel.headline.title.words}”."

    def _drop_folder(self) -> Script:
        page = self._window.classify_tab.page
        self._person.click(page.answer_panel.headline.why_button)
        num_photos = self._make_photos()
        self._person.click(page.ways_in.over_button)
        yield until(page.welcome.isVisible, "the beginning")
        self._person.drop(page, [self._folder])
        rows = page.many_panel.model.rows
        yield until(lambda: len(rows) > num_photos and not page.session.many.is_busy, "the answers")
        labels = [rows[place] for place in sorted(rows)]
        refused = {label.source_name: label.reason for label in labels if not label.label}
        need(list(refused) == [BAD_FILE], f"Other files were refused than the bad one: {refused}")
        return f"{len(labels) - 1} photos are named; of “{BAD_FILE}” it says: {refused[BAD_FILE]}"

    def _make_photos(self) -> int:
        """Write the examples as files, and one that is none; return how many are good."""
        self._folder.mkdir(parents=True)
        buttons = self._window.classify_tab.page.welcome.examples.buttons
        for number, button in enumerate(buttons, start=1):
            (self._folder / f"photo {number}.png").write_bytes(button.example.content or b"")
        (self._folder / BAD_FILE).write_bytes(b"This was a photo once.")
        return len(buttons)
