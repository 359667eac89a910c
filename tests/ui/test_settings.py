"""What is remembered, and what becomes of a file that cannot be read."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QSettings

from cifar_desktop import paths
from cifar_desktop.ui.settings import MAX_FILE_BYTES, Settings


@pytest.fixture
def file(user_data: Path) -> Path:
    user_data.mkdir(parents=True)
    return user_data / "settings.json"


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
    assert settings.path == user_data / "settings.json"


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
    [b"\x00\x01\x02\xff" * 100, b'{"window/theme": "dark"', b"theme dark\n", b'{"\xff": 1}', b"[1, 2]", b"[" * 100_000],
    ids=["binary", "cut short", "no JSON", "not UTF-8", "no table", "deep"],
)
def test_a_damaged_file_is_set_aside(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    settings = Settings()
    assert_defaults(settings)
    assert file.with_name("settings.json.damaged").read_bytes() == content
    settings.theme = "dark"
    settings.save()
    assert Settings().theme == "dark"


@pytest.mark.parametrize(
    "place", ["1 2 3", "a b c d", "1 2 0 0", [1, 2, 3, 4], "9999999999 0 9999999999 9", "1 2 3 4 5", "", None]
)
def test_a_wrong_value_has_its_default(file: Path, place: object) -> None:
    wrong = {"window/place": place, "window/theme": "pink", "window/tab": "7", "window/maximised": True}
    file.write_text(json.dumps({**wrong, "train/splitter": "-5 10", "folders/data": "/no\0where", "unknown": {}}))
    assert_defaults(Settings())
    assert not file.with_name("settings.json.damaged").exists()


def test_a_file_too_large_for_settings_is_set_aside(file: Path) -> None:
    file.write_text(json.dumps({"window/theme": "dark" + " " * MAX_FILE_BYTES}))
    assert_defaults(Settings())
    assert file.with_name("settings.json.damaged").is_file()


def test_what_another_window_has_written_stays(user_data: Path) -> None:
    one, other = Settings(), Settings()
    one.theme = "dark"
    other.tab = "runs"
    other.save()
    assert (Settings().theme, Settings().tab) == ("dark", "runs")


def test_nothing_in_the_file_is_executed(file: Path, tmp_path: Path) -> None:
    """A settings file of Qt's own can hold a pickle, which PySide would read."""

    class Touches:
        def __reduce__(self) -> object:
            return Path.touch, (tmp_path / "proof",)

    evil = file.with_name("settings.ini")
    as_qt_has_it = QSettings(str(evil), QSettings.Format.IniFormat)
    as_qt_has_it.setValue("window/theme", Touches())
    as_qt_has_it.sync()
    assert "@Variant(" in evil.read_text()
    file.write_bytes(evil.read_bytes())
    assert_defaults(Settings())
    file.write_text(json.dumps({"window/theme": evil.read_text()}))
    assert_defaults(Settings())
    assert not (tmp_path / "proof").exists()


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
