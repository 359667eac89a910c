"""The bar of the weights: what it says of them, and what a person says of weights that do not say it."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from cifar_desktop import paths
from cifar_desktop.inference.assumptions import (
    CIFAR10_CLASS_NAMES,
    NORMALISATIONS,
    AssumptionChanges,
    with_changes,
)
from cifar_desktop.inference.weights_info import WeightsInfo
from cifar_desktop.ui.classify.assumptions_dialog import AssumptionsDialog
from cifar_desktop.ui.classify.requests import LoadedWeights
from cifar_desktop.ui.classify.weights_bar import WeightsBar
from cifar_desktop.ui.theme import apply_theme

OURS = NORMALISATIONS["ours"]
SHIPPED = LoadedWeights(
    path=paths.shipped_weights(),
    info=WeightsInfo(
        architecture="resnet9",
        class_names=CIFAR10_CLASS_NAMES,
        mean=OURS.mean,
        std=OURS.std,
        input_size=32,
        metrics={"test_accuracy": 0.94664},
        data={"name": "CIFAR-10"},
    ),
    is_shipped=True,
)
FOREIGN = LoadedWeights(
    path=Path("/models/<b>best & last.pth"),
    info=WeightsInfo(
        architecture="resnet20", class_names=("cup", "fork", "pan"), mean=OURS.mean, std=OURS.std, input_size=32
    ),
    assumed=("class_names", "mean", "std"),
)


@pytest.fixture
def bar(qtbot: QtBot) -> WeightsBar:
    apply_theme(QApplication.instance(), dark=False)
    bar = WeightsBar()
    qtbot.addWidget(bar)
    bar.resize(620, 48)
    bar.show()
    return bar


def dialog_of(bar: WeightsBar, qtbot: QtBot) -> AssumptionsDialog:
    """Return the dialog that the bar's link opens."""
    qtbot.mouseClick(bar.change_button, Qt.MouseButton.LeftButton)
    return bar.window().findChildren(AssumptionsDialog)[-1]


def type_names(dialog: AssumptionsDialog, qtbot: QtBot, text: str) -> None:
    dialog.names_box.selectAll()
    qtbot.keyClick(dialog.names_box, Qt.Key.Key_Delete)
    for number, line in enumerate(text.split("\n")):
        if number:
            qtbot.keyClick(dialog.names_box, Qt.Key.Key_Return)
        qtbot.keyClicks(dialog.names_box, line)


class TestWords:
    def test_before_anything_is_loaded(self, bar: WeightsBar) -> None:
        assert bar.network.text() == "Loading…"
        assert not bar.facts.isVisible()
        bar.show_loading(Path("/models/mine.pth"))
        assert bar.origin.words == "mine.pth"

    def test_the_shipped_ones(self, bar: WeightsBar) -> None:
        bar.show_weights(SHIPPED)
        assert bar.network.text() == "ResNet-9"
        assert bar.origin.words == "comes with the program"
        assert bar.facts.words == "94.7 % of the CIFAR-10 test pictures right"
        assert bar.facts.text() == bar.facts.words  # none of it cut off
        assert not bar.change_button.isVisible()
        assert not bar.shipped_action.isEnabled()
        assert bar.shipped_action.toolTip() == "They are in use."
        assert "both itself" in bar.change_action.toolTip()

    def test_others_say_what_was_assumed(self, bar: WeightsBar) -> None:
        bar.show_weights(FOREIGN)
        assert bar.network.text() == "ResNet-20"
        assert bar.origin.words == "<b>best & last.pth"
        assert bar.facts.words == "Assumed: normalisation (CIFAR-10), class names"
        assert bar.change_button.isVisible()
        assert bar.shipped_action.isEnabled()
        assert "&lt;b&gt;best &amp; last" in bar.facts.toolTip()

    @pytest.mark.parametrize(
        ("metrics", "data", "said"),
        [
            ({"test_accuracy": 0.5}, {}, "50.0 % of its test pictures right"),
            ({"validation_accuracy": 0.5}, {"name": "Mugs"}, "50.0 % of the Mugs pictures kept for checks right"),
            ({"test_accuracy": "much", "validation_accuracy": 7}, {"name": 5}, "tells 10 classes apart"),
            ({"test_accuracy": None}, {}, "tells 10 classes apart"),
        ],
    )
    def test_whatever_figures_a_file_holds(
        self, bar: WeightsBar, metrics: dict[str, object], data: dict[str, object], said: str
    ) -> None:
        info = WeightsInfo(
            architecture="resnet9", class_names=CIFAR10_CLASS_NAMES, mean=OURS.mean, std=OURS.std, input_size=32,
            metrics=metrics, data=data,
        )  # fmt: skip
        bar.show_weights(LoadedWeights(path=Path("/a.safetensors"), info=info))
        assert bar.facts.words == said

    def test_none(self, bar: WeightsBar) -> None:
        bar.show_weights(FOREIGN)
        bar.show_weights(None)
        assert bar.network.text() == "No weights"
        assert not bar.change_button.isVisible()
        assert not bar.change_action.isEnabled()
        assert bar.shipped_action.isEnabled()
        assert bar.open_action.isEnabled()

    def test_a_long_name_gives_way_in_its_middle(self, bar: WeightsBar) -> None:
        path = Path("/models") / f"resnet20-{'very-' * 30}long.th"
        bar.show_weights(LoadedWeights(path=path, info=FOREIGN.info, assumed=FOREIGN.assumed))
        bar.resize(430, 48)
        shown = bar.origin.text()
        assert "…" in shown
        assert shown.startswith("resnet20")
        assert shown.endswith(".th")
        for part in (bar.network, bar.origin, bar.facts, bar.change_button, bar.menu_button):
            place = part.mapTo(bar, part.rect().topLeft())
            assert place.x() >= 0
            assert place.x() + part.width() <= bar.width()
        assert bar.facts.text() == "Partly assumed"


class TestActions:
    def test_other_weights_are_chosen_in_a_dialog(self, bar: WeightsBar, qtbot: QtBot, tmp_path: Path) -> None:
        (tmp_path / "mine.pth").touch()
        bar.start_folder = tmp_path
        bar.open_action.trigger()
        dialog = bar.findChild(QFileDialog)
        assert Path(dialog.directory().absolutePath()) == tmp_path
        dialog.selectFile(str(tmp_path / "mine.pth"))
        with qtbot.waitSignal(bar.open_requested, timeout=10_000) as caught:
            dialog.accept()
        assert caught.args == [tmp_path / "mine.pth"]
        assert bar.start_folder == tmp_path

    def test_the_shipped_ones_are_asked_for(self, bar: WeightsBar, qtbot: QtBot) -> None:
        bar.show_weights(FOREIGN)
        with qtbot.waitSignal(bar.shipped_requested, timeout=10_000):
            bar.shipped_action.trigger()

    def test_names_and_normalisation_are_changed(self, bar: WeightsBar, qtbot: QtBot) -> None:
        bar.show_weights(FOREIGN)
        dialog = dialog_of(bar, qtbot)
        assert dialog.normalisation.value == "ours"
        assert dialog.names_box.toPlainText() == "cup\nfork\npan"
        dialog.normalisation.setFocus()
        qtbot.keyClick(dialog.normalisation, Qt.Key.Key_Down)
        assert dialog.normalisation.value == "tutorial"
        assert "0.2023" in dialog.normalisation_words.text()
        type_names(dialog, qtbot, "bowl\n spoon \npot\n\n")
        with qtbot.waitSignal(bar.assumptions_changed, timeout=10_000) as caught:
            qtbot.mouseClick(dialog.use_button, Qt.MouseButton.LeftButton)
        changes = AssumptionChanges(normalisation="tutorial", class_names=("bowl", "spoon", "pot"))
        assert caught.args == [changes]
        loaded = LoadedWeights(path=FOREIGN.path, info=with_changes(FOREIGN.info, changes), assumed=FOREIGN.assumed)
        bar.show_weights(loaded)
        assert bar.facts.words == "Set by you: normalisation (CIFAR-10, as in tutorials), class names"
        other = LoadedWeights(path=Path("/other.pth"), info=FOREIGN.info, assumed=FOREIGN.assumed)
        bar.show_weights(other)
        assert bar.facts.words.startswith("Assumed: ")

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("bowl\nspoon", "There are 2 names, and the network tells 3 classes apart. Write 1 more."),
            ("bowl\nspoon\npot\nlid", "Take 1 away."),
            ("bowl\n\npot", "Class 2 has no name."),
            ("bowl\npot\nbowl", "two classes called “bowl”"),
            ("", "There are 0 names"),
        ],
    )
    def test_names_that_cannot_be_are_explained_in_place(
        self, bar: WeightsBar, qtbot: QtBot, text: str, said: str
    ) -> None:
        bar.show_weights(FOREIGN)
        dialog = dialog_of(bar, qtbot)
        type_names(dialog, qtbot, text)
        assert said in dialog.names_words.text()
        assert dialog.names_words.property("role") == "failed"
        assert not dialog.use_button.isEnabled()
        assert said in dialog.use_button.toolTip()
        qtbot.mouseClick(dialog.usual_button, Qt.MouseButton.LeftButton)
        assert dialog.names_box.toPlainText() == "class 0\nclass 1\nclass 2"
        assert dialog.use_button.isEnabled()
        assert dialog.names_words.property("role") == "quiet"
        dialog.reject()

    def test_nothing_in_the_dialog_lies_on_something_else(self, bar: WeightsBar, qtbot: QtBot) -> None:
        bar.show_weights(FOREIGN)
        dialog = dialog_of(bar, qtbot)
        type_names(dialog, qtbot, "bowl\nspoon\nbowl")
        parts = (
            dialog.normalisation,
            dialog.normalisation_words,
            dialog.names_box,
            dialog.names_words,
            dialog.use_button,
        )
        tops = [part.mapTo(dialog, part.rect().topLeft()).y() for part in parts]
        for part, top, below in zip(parts, tops, [*tops[1:], dialog.height()], strict=True):
            assert top + part.height() <= below
        assert dialog.names_words.heightForWidth(dialog.names_words.width()) <= dialog.names_words.height()
        assert dialog.minimumHeight() <= 600  # the smallest window has 640
        dialog.reject()

    def test_cancel_changes_nothing(self, bar: WeightsBar, qtbot: QtBot) -> None:
        bar.show_weights(FOREIGN)
        dialog = dialog_of(bar, qtbot)
        type_names(dialog, qtbot, "bowl\nspoon\npot")
        with qtbot.assertNotEmitted(bar.assumptions_changed):
            qtbot.keyClick(dialog, Qt.Key.Key_Escape)

    def test_only_what_the_file_does_not_say_is_asked(self, bar: WeightsBar, qtbot: QtBot) -> None:
        info = WeightsInfo(
            architecture="resnet9", class_names=("a", "b"), mean=(0.1, 0.2, 0.3), std=(1, 1, 1), input_size=32
        )
        bar.show_weights(LoadedWeights(path=Path("/a.pth"), info=info, assumed=("mean", "std")))
        assert bar.facts.words == "Assumed: normalisation (another one)"
        dialog = dialog_of(bar, qtbot)
        assert dialog.normalisation.currentText() == "As it is now"
        assert "Mean 0.1, 0.2, 0.3" in dialog.normalisation_words.text()
        assert not dialog.names_box.isVisible()
        with qtbot.waitSignal(bar.assumptions_changed, timeout=10_000) as caught:
            qtbot.mouseClick(dialog.use_button, Qt.MouseButton.LeftButton)
        assert caught.args == [AssumptionChanges()]

    def test_everything_is_reached_by_tab_and_has_a_name(self, bar: WeightsBar, qtbot: QtBot) -> None:
        bar.show_weights(FOREIGN)
        dialog = dialog_of(bar, qtbot)
        for widget in (bar, dialog):
            for button in widget.findChildren(QPushButton):
                assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
                assert button.text() or button.accessibleName()
        dialog.normalisation.setFocus()
        qtbot.keyClick(dialog.normalisation, Qt.Key.Key_Tab)
        assert dialog.focusWidget() is dialog.names_box
        qtbot.keyClick(dialog.names_box, Qt.Key.Key_Tab)
        assert dialog.focusWidget() is not dialog.names_box  # Tab leaves it rather than being typed
        assert all(
            label.textFormat() == Qt.TextFormat.PlainText
            for label in dialog.findChildren(QLabel)
            if "<b>" in label.text()
        )
        dialog.reject()
