"""The large side of the data panel: thumbnails, and what the network sees."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from cifar_desktop.data.augment import Augmentation
from cifar_desktop.data.preview import augmented_examples
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.training.presets import preset_config
from cifar_desktop.ui.train.augmentation_preview import NUM_PHOTOS, changes_in_words
from cifar_desktop.ui.train.data_panel import DataPanel
from cifar_desktop.ui.train.data_view import DataView
from tests.ui.pixels import pixels
from tests.ui.train.data_panels import PATIENCE_MS, begin, click, small_cifar10, wait_for

NOTHING = {"flip": "none", "translate": 0, "zoom": 0.0, "cutout": 0}
ROOT = Path(__file__).parents[3]
WITHOUT_TORCH = """
import sys
from PySide6.QtWidgets import QApplication
from cifar_desktop.ui.train.data_panel import DataPanel
from cifar_desktop.ui.train.data_view import DataView
app = QApplication([])
panel, view = DataPanel(), DataView()
view.follow(panel)
view.resize(900, 700)
view.show()
while view.thumbnails.is_waiting:
    app.processEvents()
print(view.thumbnails.num_shown, "torch" in sys.modules)
assert panel.shut_down()
"""


@pytest.fixture
def view(qtbot: QtBot, panel: DataPanel) -> Iterator[DataView]:
    view = DataView()
    qtbot.addWidget(view)
    view.follow(panel)
    view.resize(900, 700)
    view.show()
    yield view
    assert view.shut_down()


def is_drawn(view: DataView) -> bool:
    preview = view.preview
    return preview.grid.isVisible() and not preview._is_stale and not preview._thread.is_running


def test_the_cards_end_where_those_above_end_but_stay_clear_of_the_scroll_bar(qtbot: QtBot, view: DataView) -> None:
    card, bar = view.thumbnails.parentWidget(), view.verticalScrollBar()
    assert card is not None
    view.resize(900, 900)
    wait_for(qtbot, lambda: not bar.isVisible() and card.width() == view.width())
    view.resize(900, 300)
    wait_for(qtbot, lambda: bar.isVisible() and card.width() == view.width() - bar.width() - 8)


def ready(qtbot: QtBot, panel: DataPanel, view: DataView) -> None:
    begin(qtbot, panel)
    wait_for(qtbot, lambda: is_drawn(view))


def shown(view: DataView) -> np.ndarray:
    """Return the pictures of the preview that are epochs: (photos, epochs, height, width, 3)."""
    columns = range(1, len(view.preview.grid.captions()))
    return np.array(
        [[pixels(view.preview.grid.picture_at(column, row)) for column in columns] for row in range(NUM_PHOTOS)]
    )


def what_the_batches_give(panel: DataPanel, config: TrainConfig) -> np.ndarray:
    overview = panel.overview
    assert overview is not None
    return augmented_examples(
        overview.examples[:NUM_PHOTOS],
        augmentation=Augmentation(flip=config.flip, translate=config.translate, cutout=config.cutout, zoom=config.zoom),
        mean=overview.mean,
        std=overview.std,
        seed=config.seed,
        epochs=range(config.epochs),
    )


def test_the_thumbnails_are_there_before_torch() -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT_TORCH], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["30", "False"]


def test_thumbnails_of_each_class(qtbot: QtBot, panel: DataPanel, view: DataView) -> None:
    height = view.thumbnails.height()
    wait_for(qtbot, lambda: not view.thumbnails.is_waiting)
    overview = panel.overview
    assert overview is not None
    assert view.thumbnails.height() == height  # their places were kept: nothing moves when they come
    assert view.thumbnails.captions() == list(overview.class_names)
    assert np.array_equal(pixels(view.thumbnails.picture_at(3, 1)), overview.pictures[3][1])
    assert view.summary.text().startswith("CIFAR-10 sample: 6,000 photos in 10 classes")
    assert view.preview.waiting.isVisible()
    assert not view.preview.again_button.isEnabled()


def test_the_preview_is_what_the_batches_give(qtbot: QtBot, panel: DataPanel, view: DataView) -> None:
    config = preset_config("best", epochs=4)
    panel.set_config(config)
    ready(qtbot, panel, view)
    assert view.preview.grid.captions() == ["Photo", "Epoch 1", "2", "3", "4"]
    assert panel.overview is not None
    for row in range(NUM_PHOTOS):
        assert np.array_equal(pixels(view.preview.grid.picture_at(0, row)), panel.overview.examples[row])
    assert np.array_equal(shown(view), what_the_batches_give(panel, config))
    assert not view.preview.waiting.isVisible()


@pytest.mark.parametrize("change", [{"flip": "random"}, {"translate": 8}, {"zoom": 0.5}, {"cutout": 16}])
def test_it_follows_each_setting(qtbot: QtBot, panel: DataPanel, view: DataView, change: dict[str, object]) -> None:
    plain = preset_config("quick", epochs=3, **NOTHING)
    panel.set_config(plain)
    ready(qtbot, panel, view)
    photos = shown(view)
    assert (photos == photos[:, :1]).all()
    with qtbot.waitSignal(view.preview.drawn, timeout=PATIENCE_MS):
        panel.set_config(replace(plain, **change))
    changed = shown(view)
    assert (changed != photos).any()
    assert np.array_equal(changed, what_the_batches_give(panel, replace(plain, **change)))


def test_of_many_changes_the_last_is_drawn(qtbot: QtBot, panel: DataPanel, view: DataView) -> None:
    ready(qtbot, panel, view)
    for cutout in range(1, 17):
        panel.set_config(preset_config("quick", epochs=2, cutout=cutout))
    wait_for(qtbot, lambda: is_drawn(view))
    assert np.array_equal(shown(view), what_the_batches_give(panel, panel.config))


def test_settings_that_change_no_picture_cost_nothing(qtbot: QtBot, panel: DataPanel, view: DataView) -> None:
    ready(qtbot, panel, view)
    panel.set_config(preset_config("quick", learning_rate=0.01, batch_size=8))
    assert is_drawn(view)


def test_draw_again_takes_other_photos_and_other_chances(qtbot: QtBot, panel: DataPanel, view: DataView) -> None:
    ready(qtbot, panel, view)
    before = shown(view), pixels(view.preview.grid.picture_at(0, 0))
    with qtbot.waitSignal(view.preview.drawn, timeout=PATIENCE_MS):
        click_button(qtbot, view)
    assert (shown(view) != before[0]).any()
    assert (pixels(view.preview.grid.picture_at(0, 0)) != before[1]).any()


def click_button(qtbot: QtBot, view: DataView) -> None:
    view.ensureWidgetVisible(view.preview.again_button)
    click(qtbot, view.preview.again_button)


def test_it_draws_only_while_it_is_seen(qtbot: QtBot, panel: DataPanel, view: DataView) -> None:
    ready(qtbot, panel, view)
    view.hide()
    panel.set_config(preset_config("best", epochs=2))
    assert not view.preview._thread.is_running
    with qtbot.waitSignal(view.preview.drawn, timeout=PATIENCE_MS):
        view.show()
    assert np.array_equal(shown(view), what_the_batches_give(panel, panel.config))


def test_another_source_brings_its_own_pictures(
    qtbot: QtBot, panel: DataPanel, view: DataView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _ = small_cifar10(tmp_path, monkeypatch)
    ready(qtbot, panel, view)
    with qtbot.waitSignal(panel.source_chosen, timeout=PATIENCE_MS):
        panel.choose(str(folder))
    wait_for(qtbot, lambda: is_drawn(view))
    assert view.summary.text().startswith("CIFAR-10: 120 photos in 10 classes")
    assert np.array_equal(shown(view), what_the_batches_give(panel, panel.config))


def test_a_fault_is_said_and_handed_on(
    qtbot: QtBot, panel: DataPanel, view: DataView, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready(qtbot, panel, view)
    with monkeypatch.context() as broken, qtbot.waitSignal(view.failed, timeout=PATIENCE_MS) as failed:
        broken.setattr("cifar_desktop.data.preview.augmented_examples", lambda *_, **__: 1 / 0)
        panel.set_config(preset_config("best"))
    assert "ZeroDivisionError" in failed.args[0]
    assert view.preview.waiting.text().startswith("The pictures cannot be drawn")
    wait_for(qtbot, lambda: not view.preview._thread.is_running)
    panel.set_config(preset_config("quick"))
    wait_for(qtbot, lambda: is_drawn(view))


def test_after_shut_down_nothing_is_drawn(qtbot: QtBot, panel: DataPanel, view: DataView) -> None:
    ready(qtbot, panel, view)
    assert view.shut_down()
    panel.set_config(preset_config("best"))
    assert not view.preview._thread.is_running


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (NOTHING, "The photos as they are, the same in every epoch: the settings change nothing about them."),
        ({**NOTHING, "translate": 1}, "Each epoch shows a photo a little differently: moved by up to 1 pixel."),
        (
            {"flip": "random", "translate": 4, "zoom": 0.4, "cutout": 12},
            "Each epoch shows a photo a little differently: mirrored by chance, moved by up to 4 pixels, half of them "
            "zoomed by up to 40 % and a square of 12 pixels greyed out.",
        ),
    ],
)
def test_words(settings: dict[str, object], words: str) -> None:
    assert changes_in_words(preset_config("quick", **settings)) == words
