"""Files that a person asked for are whole, or not there, and every refusal is in words."""

from pathlib import Path

import pytest

from cifar_desktop.errors import UserError
from cifar_desktop.exported_files import refuse_ending, write_export


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"user-data"}


@pytest.mark.parametrize(
    ("content", "written"),
    [("“ü”\n", "“ü”\n".encode()), ("caf\udce9", b"caf?"), (b"\x89PNG", b"\x89PNG"), ("", b"")],
)
def test_text_and_bytes_are_written(tmp_path: Path, content: str | bytes, written: bytes) -> None:
    (tmp_path / "file").write_bytes(b"what was there before")
    write_export(tmp_path / "file", content)
    assert (tmp_path / "file").read_bytes() == written
    assert names_in(tmp_path) == {"file"}


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    path = tmp_path / "absent" / "table.csv"
    with pytest.raises(UserError) as caught:
        write_export(path, "text")
    assert caught.value.what == f"“{path}” could not be written: No such file or directory."
    assert (caught.value.kept, caught.value.remedy) == ("", "Choose another folder or name.")


def test_what_cannot_be_replaced_stays(tmp_path: Path) -> None:
    (tmp_path / "table.csv").mkdir()
    with pytest.raises(UserError, match="could not be written") as caught:
        write_export(tmp_path / "table.csv", "text")
    assert caught.value.kept == "The file that was there is as it was."
    assert names_in(tmp_path) == {"table.csv"}


@pytest.mark.parametrize("name", ["table.csv", "TABLE.CSV", "table.of.tsv"])
def test_an_ending_that_says_what_to_write_is_taken(name: str) -> None:
    refuse_ending(Path(name), (".csv", ".tsv"))


@pytest.mark.parametrize(
    ("name", "words"), [("table", "has no ending"), ("table.csv.txt", "ends in “.txt”"), (".csv", "has no ending")]
)
def test_any_other_ending_is_refused(name: str, words: str) -> None:
    with pytest.raises(UserError, match=words) as caught:
        refuse_ending(Path("folder") / name, (".csv", ".tsv"))
    assert f"“{name}”" in caught.value.what
    assert caught.value.remedy == "End it in .csv or .tsv."
