"""The states of the Classify tab for make_screenshots.py, with pictures of the bundled sample and made ones."""

from pathlib import Path

import numpy as np
from photographer import Photographer
from PIL import Image

from cifar_desktop.data.sample_preview import sample_preview
from cifar_desktop.inference.photo_source import PhotoSource
from cifar_desktop.ui.main_window import MainWindow

STATES = (
    "classify",
    "classify-sure",
    "classify-why",
    "classify-part",
    "classify-unsure",
    "classify-bad",
    "classify-running",
    "classify-many",
    "classify-no-camera",
)
PER_CLASS = 60
GLIDE_S = 1.0  # bars that change their places take a moment


def show_classify(camera: Photographer, window: MainWindow, folder: Path) -> None:
    """Go through the states; pictures are written into `folder`."""
    tab = window.classify_tab
    window.tabs.setCurrentWidget(tab)
    page = tab.page
    camera.wait_for(lambda: page.session.desk.loaded, "the weights")
    camera.take("classify", window)
    photo, strange, many = make_photos(folder)

    give(window, photo)
    camera.wait_for(lambda: page.stage.canvas.photo, "the answer")
    camera.run_for(GLIDE_S)
    camera.take("classify-sure", window)
    page.answer_panel.headline.why_button.click()
    camera.wait_for(lambda: page.stage.canvas.has_heat, "the heat map")
    camera.take("classify-why", window)
    page.answer_panel.headline.why_button.click()
    page.stage.set_box((60.0, 20.0, 260.0, 220.0))
    page.stage.box_changed.emit(page.stage.box)
    camera.run_for(GLIDE_S)
    camera.take("classify-part", window)
    page.session.clear()

    give(window, strange)
    camera.wait_for(lambda: page.stage.canvas.photo, "the answer")
    camera.run_for(GLIDE_S)
    camera.take("classify-unsure", window)
    page.session.clear()
    bad = folder / "holiday.jpg"
    bad.write_bytes(b"this was a photo once")
    give(window, bad)
    camera.wait_for(page.stage.problem.isVisible, "the bad photo")
    camera.take("classify-bad", window)
    page.session.clear()

    page.photos.folders_given.emit([many])
    camera.wait_for(lambda: page.session.many.num_labelled >= 40, "some photos")
    camera.take("classify-running", window)
    camera.wait_for(lambda: not page.session.many.is_busy, "all photos")
    camera.take("classify-many", window)
    page.ways_in.camera_button.click()
    camera.take("classify-no-camera", window)
    page.ways_in.camera_button.click()
    page.session.clear()


def give(window: MainWindow, path: Path) -> None:
    """Hand a photo in as the file dialog does."""
    window.classify_tab.page.photos.sources_given.emit([PhotoSource(name=path.name, path=path)])


def make_photos(folder: Path) -> tuple[Path, Path, Path]:
    """Return a photo that the network knows, one that it does not, and a folder of many with a bad one in it."""
    preview = sample_preview(PER_CLASS)
    photo, strange, many = folder / "in the garden.png", folder / "wallpaper.png", folder / "many"
    known = list(preview.values())[2][0]
    known.resize((320, 320), Image.Resampling.BICUBIC).save(photo)
    patches = np.random.default_rng(5).integers(40, 215, (5, 7, 3), dtype=np.uint8)
    Image.fromarray(patches).resize((420, 300), Image.Resampling.BICUBIC).save(strange)
    many.mkdir()
    pictures = [picture for turn in zip(*preview.values(), strict=True) for picture in turn]
    for number, picture in enumerate(pictures, start=1):
        picture.save(many / f"IMG_{number:04}.png")
    (many / "IMG_0004.png").write_bytes(b"this was a photo once")
    return photo, strange, many
