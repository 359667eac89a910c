"""What is remembered, and what becomes of a file that cannot be read."""

from pathlib import Path

import pytest
from PySide6.QtCore import QRect

from cifar_desktop import paths
from cifar_desktop.ui.settings import Settings


@pytest.fixture
def file(user_data: Path) -> Path:
    user_data.mkdir(parents=True)
    return user_data / "settings.ini"


def assert_defaults(settings: Settings) -> None:
    assert settings.theme == "system"
    assert settings.tab == "train"
    assert settings.window_place is None
    assert not settings.is_maximised
    assert settings.train_splitter == settings.classify_splitter == ()
    assert settings.data_source is None
    assert settings.data_folder is settings.weights_folder is settings.runs_folder is settings.export_folder is None
    assert settings.photos_folder is None


def test_a_fresh_one_has_defaults(user_data: Path) -> None:
    settings = Settings()
    assert_defaults(settings)
    assert settings.path == user_data / "settings.ini"


def test_everything_is_there_the_next_time(tmp_path: Path) -> None:
    folder = tmp_path / "Fotos, größere; 100 % = alle"
    folder.mkdir()
    one = Settings()
    one.theme, one.tab, one.is_maximised = "dark", "classify", True
    one.window_place, one.train_splitter = QRect(-10, 20, 1300, 810), (360, 920)
    one.data_source = str(folder)
    one.data_folder = one.weights_folder = one.runs_folder = one.export_folder = one.photos_folder = folder
    one.save()
    other = Settings()
    assert (other.theme, other.tab, other.is_maximised) == ("dark", "classify", True)
    assert (other.window_place, other.train_splitter) == (QRect(-10, 20, 1300, 810), (360, 920))
    assert other.data_source == str(folder)
    assert other.data_folder == other.weights_folder == other.runs_folder == other.export_folder == folder
    assert other.photos_folder == folder
    other.forget()
    assert_defaults(other)
    other.save()
    assert_defaults(Settings())


def test_a_folder_that_has_gone_is_not_offered(tmp_path: Path) -> None:
    folder = tmp_path / "here today"
    folder.mkdir()
    settings = Settings()
    settings.runs_folder = folder
    folder.rmdir()
    assert settings.runs_folder is None


@pytest.mark.parametrize(
    "content",
    [b"\x00\x01\x02\xff" * 100, b"[window\nplace=1 2 3 4\n", b"theme dark and no equals sign\n", b"[window]\n\xff=1\n"],
    ids=["binary", "broken section", "no equals sign", "not UTF-8"],
)
def test_a_damaged_file_is_set_aside(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    settings = Settings()
    assert_defaults(settings)
    assert file.with_name("settings.ini.damaged").read_bytes() == content
    settings.theme = "dark"
    settings.save()
    assert Settings().theme == "dark"


@pytest.mark.parametrize(
    "line",
    [
        "place=1 2 3",
        "place=a b c d",
        "place=1 2 0 0",
        "place=1, 2, 3, 4",
        "place=9999999999 0 9999999999 9",
        "place=@Rect(1 2 3 4)",
    ],
)
def test_a_wrong_value_has_its_default(file: Path, line: str) -> None:
    file.write_text(f"[window]\n{line}\ntheme=pink\ntab=7\nmaximised=maybe\n\n[train]\nsplitter=-5 10\n")
    assert_defaults(Settings())
    assert not file.with_name("settings.ini.damaged").exists()


def test_a_place_that_cannot_be_written_to_is_left_alone(file: Path) -> None:
    file.mkdir()  # a folder where the file should be
    settings = Settings()
    assert_defaults(settings)
    settings.theme = "light"
    settings.save()
    assert settings.theme == "light"
    assert file.is_dir()


def test_a_home_that_cannot_be_made_is_left_alone(user_data: Path) -> None:
    user_data.parent.mkdir(exist_ok=True)
    user_data.write_text("a file where the folder should be")
    settings = Settings()
    settings.theme = "dark"
    settings.save()
    assert settings.theme == "dark"
    assert paths.user_data().read_text() == "a file where the folder should be"
