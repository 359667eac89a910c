"""Photos from anywhere: a path or a content, and what lies in folders."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from cifar_desktop.data.sample_preview import sample_preview
from cifar_desktop.errors import Cancelled, PhotoError
from cifar_desktop.inference.examples import bundled_examples
from cifar_desktop.inference.photo_source import PhotoSource, photos_below, sources_of
from cifar_desktop.tasks import CancelToken


def picture(width: int = 40, height: int = 30) -> Image.Image:
    return Image.linear_gradient("L").resize((width, height)).convert("RGB")


def encoded(format_name: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    stream = io.BytesIO()
    picture(*size).save(stream, format_name)
    return stream.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as people have them: other files, hidden ones, folders in folders."""
    for name in ("b.png", "a.JPG", "C.png", "more/deep/e.webp", "more/d.heic", "another/z.tif"):
        file = tmp_path / "photos" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(encoded())
    for name in ("notes.txt", "._b.png", ".cache/f.png", "more/no-ending", "more/.DS_Store"):
        file = tmp_path / "photos" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"not asked")
    return tmp_path / "photos"


def names(paths: list[Path]) -> list[str]:
    return [source.name for source in sources_of(paths)]


class TestSource:
    def test_a_file_and_its_content_give_the_same_picture(self, tmp_path: Path) -> None:
        path = tmp_path / "photo.png"
        path.write_bytes(encoded())
        of_file = PhotoSource(name="photo.png", path=path).read()
        of_content = PhotoSource(name="Pasted picture 1", content=encoded()).read()
        assert of_file.tobytes() == of_content.tobytes() == picture().tobytes()

    def test_it_tells_the_size_in_the_file(self) -> None:
        source = PhotoSource(name="large", content=encoded("JPEG", (4000, 3000)))
        photo = source.open()
        assert (photo.width, photo.height) == (4000, 3000)
        assert photo.picture.size == source.read().size == (1000, 750)
        assert source.read(enough_pixels=1500).size == (2000, 1500)

    def test_what_cannot_be_read_is_said_when_it_is_read(self, tmp_path: Path) -> None:
        source = PhotoSource(name="gone.png", path=tmp_path / "gone.png")
        with pytest.raises(PhotoError, match="no such file"):
            source.read()
        with pytest.raises(PhotoError, match="empty"):
            PhotoSource(name="nothing", content=b"").read()

    @pytest.mark.parametrize("given", [{}, {"path": Path("a.png"), "content": b"a"}])
    def test_it_has_one_place(self, given: dict) -> None:
        with pytest.raises(ValueError, match="either"):
            PhotoSource(name="a", **given)


class TestFolders:
    def test_a_folder_stands_for_the_pictures_in_it_and_below(self, folder: Path) -> None:
        assert names([folder]) == ["a.JPG", "b.png", "C.png", "z.tif", "d.heic", "e.webp"]
        assert next(source.path for source in sources_of([folder])) == folder / "a.JPG"

    def test_numbers_in_names_are_counted(self, tmp_path: Path) -> None:
        for name in ("photo 10.png", "photo 2.png", "Photo 1.png", "day 11/photo.png", "day 9/photo.png"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_bytes(encoded())
        listed = [path.relative_to(tmp_path).as_posix() for path in photos_below([tmp_path])]
        assert listed == ["Photo 1.png", "photo 2.png", "photo 10.png", "day 9/photo.png", "day 11/photo.png"]

    def test_files_are_taken_as_they_are(self, folder: Path) -> None:
        missing = folder / "missing.png"
        assert list(photos_below([folder / "notes.txt", missing])) == [folder / "notes.txt", missing]

    def test_what_was_named_keeps_its_order(self, folder: Path) -> None:
        assert names([folder / "more", folder / "b.png", folder / "another"]) == ["d.heic", "e.webp", "b.png", "z.tif"]

    def test_it_is_listed_as_it_is_asked_for(self, folder: Path) -> None:
        asked: list[str] = []

        def paths():
            for name in ("another", "more"):
                asked.append(name)
                yield folder / name

        sources = sources_of(paths())
        assert asked == []
        assert next(sources).name == "z.tif"
        assert asked == ["another"]

    def test_it_can_be_cancelled_in_a_folder_without_pictures(self, tmp_path: Path) -> None:
        for number in range(3):
            (tmp_path / str(number)).mkdir()
        token = CancelToken()
        token.cancel()
        with pytest.raises(Cancelled):
            next(sources_of([tmp_path], cancel=token))

    @pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
    def test_links_that_lead_nowhere_or_round_in_circles(self, folder: Path) -> None:
        (folder / "gone.png").symlink_to(folder / "nothing")
        (folder / "again").symlink_to(folder, target_is_directory=True)
        os.mkfifo(folder / "pipe.png")
        assert names([folder]) == ["a.JPG", "b.png", "C.png", "z.tif", "d.heic", "e.webp"]

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is closed to this user")
    def test_a_folder_that_may_not_be_read_stops_nothing(self, folder: Path) -> None:
        (folder / "another").chmod(0)
        try:
            assert names([folder]) == ["a.JPG", "b.png", "C.png", "d.heic", "e.webp"]
        finally:
            (folder / "another").chmod(0o700)

    def test_a_folder_that_vanishes_stops_nothing(self, folder: Path) -> None:
        sources = sources_of([folder])
        assert next(sources).name == "a.JPG"
        (folder / "another" / "z.tif").unlink()
        (folder / "another").rmdir()
        assert [source.name for source in sources] == ["b.png", "C.png", "d.heic", "e.webp"]


class TestExamples:
    def test_one_of_each_class_and_exactly_as_it_is(self) -> None:
        expected = [pictures[0] for pictures in sample_preview(1).values()]
        examples = bundled_examples()
        assert [example.read().tobytes() for example in examples] == [each.tobytes() for each in expected]

    def test_their_names_do_not_tell(self) -> None:
        said = " ".join(example.name for example in bundled_examples()).lower()
        assert not any(name in said for name in sample_preview(0))
        assert len({example.name for example in bundled_examples()}) == len(bundled_examples())


@pytest.mark.parametrize("module", ["examples", "label_many", "label_table", "photo_source", "views"])
def test_a_window_can_import_it_without_torch(module: str) -> None:
    code = f"import sys, cifar_desktop.inference.{module}; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
