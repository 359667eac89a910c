"""Many photos: labelled in order, by several threads, with little kept of each; bad ones stop nothing."""

import io
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from cifar_desktop.errors import Cancelled
from cifar_desktop.inference.classifier import Classifier
from cifar_desktop.inference.label_many import PHOTOS_AHEAD, LabelsMade, PhotoLabel, label_many
from cifar_desktop.inference.photo_source import PhotoSource, sources_of
from cifar_desktop.inference.read_ahead import THUMBNAIL_PIXELS, thumbnail_of
from cifar_desktop.inference.weights import Weights
from cifar_desktop.inference.weights_info import WeightsInfo
from cifar_desktop.tasks import CancelToken, Event


def noise(width: int, height: int, seed: int = 0) -> Image.Image:
    patches = np.random.default_rng(seed).integers(0, 255, (6, 6, 3), dtype=np.uint8)
    return Image.fromarray(patches).resize((width, height), Image.Resampling.BILINEAR)


def pasted(number: int, *, width: int = 40, height: int = 30) -> PhotoSource:
    stream = io.BytesIO()
    noise(width, height, number).save(stream, "PNG")
    return PhotoSource(name=f"Pasted picture {number}", content=stream.getvalue())


@pytest.fixture(scope="module")
def classifier(untouched_model: nn.Module) -> Classifier:
    info = WeightsInfo(
        architecture="resnet9-slim",
        options={"dropout": 0.3},
        class_names=("cup", "spoon", "plate"),
        mean=(0.5, 0.4, 0.3),
        std=(0.2, 0.25, 0.3),
        input_size=32,
    )
    return Classifier(Weights(info, untouched_model.state_dict()), device=torch.device("cpu"))


class Listener:
    """Keeps what is reported; may do something at each report."""

    def __init__(self, then=None) -> None:
        self.events: list[LabelsMade] = []
        self._then = then

    def __call__(self, event: Event) -> None:
        assert isinstance(event, LabelsMade)
        self.events.append(event)
        if self._then:
            self._then()

    @property
    def labels(self) -> list[PhotoLabel]:
        return [label for event in self.events for label in event.labels]


def run(classifier: Classifier, sources, **options) -> Listener:
    listener = Listener()
    number = label_many(classifier, sources, report=listener, cancel=CancelToken(), **options)
    assert number == len(listener.labels)
    return listener


class TestLabels:
    def test_each_photo_gets_what_it_would_get_alone(self, classifier: Classifier) -> None:
        sizes = [(40, 30), (32, 32), (200, 150), (64, 64), (33, 32)]
        sources = [pasted(number, width=width, height=height) for number, (width, height) in enumerate(sizes)]
        labels = run(classifier, sources).labels
        for source, size, label in zip(sources, sizes, labels, strict=True):
            (answer,) = classifier.classify([source.read()])
            assert label.label == answer.label
            assert label.probabilities == pytest.approx(answer.probabilities, abs=1e-5)
            assert label.confidence == max(label.probabilities)
            assert label.familiarity is answer.familiarity is None
            assert (label.source_name, label.path, label.reason) == (source.name, None, "")
            assert (label.width, label.height) == size

    def test_they_come_in_order_whoever_is_read_first(self, classifier: Classifier) -> None:
        number = 3 * PHOTOS_AHEAD + 5
        sources = [pasted(n, width=900 if n % 7 == 0 else 20, height=20) for n in range(number)]
        listener = run(classifier, sources, start_index=100)
        assert [label.index for label in listener.labels] == list(range(100, 100 + number))
        assert [label.source_name for label in listener.labels] == [source.name for source in sources]
        assert listener.events[-1].num_done == listener.events[-1].num_total == number
        done = [event.num_done for event in listener.events]
        assert done == sorted(done)

    def test_a_bad_photo_is_named_with_its_reason(self, classifier: Classifier, tmp_path: Path) -> None:
        broken = tmp_path / "broken.png"
        broken.write_bytes(b"\x89PNG\r\n\x1a\n and no more")
        noise(50, 40).save(tmp_path / "good.jpg")
        (tmp_path / "phone.heic").write_bytes(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(100))
        bad, good, phone = run(classifier, sources_of([tmp_path])).labels
        assert (bad.source_name, bad.path) == ("broken.png", broken)
        assert (bad.label, bad.probabilities, bad.familiarity, bad.thumbnail) == ("", (), None, b"")
        assert (bad.width, bad.height, bad.confidence) == (0, 0, 0.0)
        assert "damaged" in bad.reason or "not a picture" in bad.reason
        assert "HEIC" in phone.reason
        assert good.label
        assert not good.reason

    def test_only_bad_photos_and_none_at_all(self, classifier: Classifier, tmp_path: Path) -> None:
        missing = [PhotoSource(name=f"{n}.png", path=tmp_path / f"{n}.png") for n in range(3)]
        assert [label.label for label in run(classifier, missing).labels] == ["", "", ""]
        assert run(classifier, []).events == []

    def test_the_same_picture_gets_the_same_answer_in_every_lossless_format(
        self, classifier: Classifier, tmp_path: Path
    ) -> None:
        for ending in ("png", "bmp", "tif", "ppm", "tga"):
            noise(70, 50).save(tmp_path / f"photo.{ending}")
        labels = run(classifier, sources_of([tmp_path])).labels
        assert len({tuple(round(share, 6) for share in label.probabilities) for label in labels}) == 1

    def test_a_threshold_decides_whether_a_label_counts(self) -> None:
        label = PhotoLabel(
            index=0, source_name="a", path=None, label="cup", probabilities=(1.0,), familiarity=2.0, reason="",
            thumbnail=b"", width=1, height=1,
        )  # fmt: skip
        assert label.is_sure(2.0)
        assert label.is_sure(None)
        assert not label.is_sure(2.1)


class TestThumbnails:
    def test_a_large_photo_has_a_small_jpeg(self) -> None:
        with Image.open(io.BytesIO(thumbnail_of(noise(300, 200)))) as small:
            assert (small.format, small.size) == ("JPEG", (THUMBNAIL_PIXELS, 43))

    def test_a_small_photo_is_kept_pixel_for_pixel(self) -> None:
        photo = noise(32, 20)
        with Image.open(io.BytesIO(thumbnail_of(photo))) as small:
            assert small.tobytes() == photo.tobytes()

    @pytest.mark.parametrize("size", [(1, 1), (1, 3000), (3000, 1)])
    def test_odd_shapes_have_one_as_well(self, size: tuple[int, int]) -> None:
        with Image.open(io.BytesIO(thumbnail_of(noise(*size)))) as small:
            assert 1 <= min(small.size) <= max(small.size) <= THUMBNAIL_PIXELS

    def test_the_photo_stays_as_it_is(self) -> None:
        photo = noise(300, 200)
        thumbnail_of(photo)
        assert photo.size == (300, 200)

    def test_what_is_kept_of_a_photo_is_small(self, classifier: Classifier) -> None:
        (label,) = run(classifier, [pasted(1, width=1200, height=900)]).labels
        assert 0 < len(label.thumbnail) < 4000


class TestCancel:
    def test_what_was_done_is_kept(self, classifier: Classifier) -> None:
        token = CancelToken()
        listener = Listener(then=token.cancel)
        endless = (pasted(number) for number in range(1_000_000))
        with pytest.raises(Cancelled):
            label_many(classifier, endless, report=listener, cancel=token)
        labels = listener.labels
        assert 0 < len(labels) < 10_000
        assert [label.index for label in labels] == list(range(len(labels)))
        assert listener.events[-1].num_done == len(labels)
        assert listener.events[-1].num_total == 0  # it was still being listed

    def test_cancelled_before_it_began(self, classifier: Classifier) -> None:
        token = CancelToken()
        token.cancel()
        listener = Listener()
        with pytest.raises(Cancelled):
            label_many(classifier, [pasted(1)], report=listener, cancel=token)
        assert listener.events == []

    def test_while_a_folder_answers_slowly(self, classifier: Classifier) -> None:
        token, release = CancelToken(), threading.Event()

        def slow() -> Iterator[PhotoSource]:
            yield pasted(1)
            release.wait(60)

        try:
            with pytest.raises(Cancelled):
                label_many(classifier, slow(), report=Listener(then=token.cancel), cancel=token)
        finally:
            release.set()

    def test_no_thread_is_left(self, classifier: Classifier) -> None:
        token = CancelToken()
        with pytest.raises(Cancelled):
            label_many(classifier, map(pasted, range(500)), report=Listener(then=token.cancel), cancel=token)
        assert not [thread for thread in threading.enumerate() if thread.name.startswith("label-photos")]


class TestFaults:
    def test_a_fault_while_listing_is_not_swallowed(self, classifier: Classifier) -> None:
        def faulty() -> Iterator[PhotoSource]:
            yield pasted(1)
            raise RuntimeError("no more")

        listener = Listener()
        with pytest.raises(RuntimeError, match="no more"):
            label_many(classifier, faulty(), report=listener, cancel=CancelToken())
        assert len(listener.labels) == 1

    def test_who_listens_may_leave(self, classifier: Classifier) -> None:
        def leave() -> None:
            raise BrokenPipeError

        with pytest.raises(BrokenPipeError):
            label_many(classifier, map(pasted, range(200)), report=Listener(then=leave), cancel=CancelToken())

    def test_few_photos_are_read_ahead(self, classifier: Classifier) -> None:
        opened: list[int] = []
        furthest: list[int] = []

        class Noted(PhotoSource):
            __slots__ = ()

            def open(self, **options):
                opened.append(1)
                return super().open(**options)

        def note(event: Event) -> None:
            assert isinstance(event, LabelsMade)
            furthest.append(len(opened) - event.num_done)

        sources = [Noted(name=str(n), content=pasted(n).content) for n in range(150)]
        label_many(classifier, sources, report=note, cancel=CancelToken())
        assert len(opened) == 150
        assert max(furthest) <= PHOTOS_AHEAD
