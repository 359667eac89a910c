"""The table's model: every photo is where it belongs, however they arrive, and ten thousand of them stay cheap."""

import dataclasses
import itertools
import random
from collections.abc import Callable
from typing import ClassVar

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy

from cifar_desktop.inference.label_many import PhotoLabel
from cifar_desktop.natural_order import natural
from cifar_desktop.ui.classify.photo_filter import PhotoFilter
from cifar_desktop.ui.classify.photo_groups import ALL, BAD, NOT_SURE, WAITING, class_group
from cifar_desktop.ui.classify.photo_model import PhotoModel
from cifar_desktop.ui.classify.photo_order import Column
from tests.ui.classify.photo_labels import CLASS_NAMES, answered, bad

UP, DOWN = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


@pytest.fixture
def model(qapp) -> PhotoModel:
    """A model that Qt itself watches: whatever it announces wrongly is a warning, and a warning fails the test."""
    model = PhotoModel()
    model.set_class_names(CLASS_NAMES)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning, model)
    return model


def names(model: PhotoModel) -> list[str]:
    return [model.index(row, Column.PHOTO).data() for row in range(model.rowCount())]


def column(model: PhotoModel, which: Column) -> list[str]:
    return [model.index(row, which).data() for row in range(model.rowCount())]


def test_photos_are_listed_in_the_order_of_their_sources(model: PhotoModel) -> None:
    model.put([answered(2), answered(0)])
    model.put([answered(1), bad(3)])
    assert names(model) == [f"photo {index}.jpg" for index in range(4)]
    assert column(model, Column.ANSWER) == ["Cup", "Cup", "Cup", "Bad file"]
    assert column(model, Column.CONFIDENCE) == ["90.0 %", "90.0 %", "90.0 %", ""]


def test_names_are_sorted_as_people_count(model: PhotoModel) -> None:
    for index, name in enumerate(["Camera 10", "camera 2", "b.jpg", "Camera 1", "7.jpg", "ä.jpg"]):
        model.put([answered(index, name)])
    model.sort(Column.PHOTO, UP)
    assert names(model) == ["7.jpg", "b.jpg", "Camera 1", "camera 2", "Camera 10", "ä.jpg"]
    model.sort(Column.PHOTO, DOWN)
    assert names(model) == ["ä.jpg", "Camera 10", "camera 2", "Camera 1", "b.jpg", "7.jpg"]
    assert natural("9" * 5000) < natural("9" * 5000 + "a")  # more digits than Python makes a number of at once


@pytest.mark.parametrize(("order", "by_share", "by_answer"), [(UP, "dabcx", "cbdax"), (DOWN, "cbadx", "dcbax")])
def test_photos_without_an_answer_come_last_in_either_direction(
    model: PhotoModel, order: Qt.SortOrder, by_share: str, by_answer: str
) -> None:
    model.set_threshold(0.0)
    model.put(
        [
            bad(0, "x"),
            answered(1, "a", says="spoon", confidence=0.6, familiarity=-1.0),
            answered(2, "b", says="cup", confidence=0.9),
            answered(3, "c", says="cup", confidence=0.95),
            answered(4, "d", says="plate", confidence=0.5),
        ]
    )
    model.sort(Column.CONFIDENCE, order)
    assert "".join(names(model)) == by_share
    model.sort(Column.ANSWER, order)
    assert "".join(names(model)) == by_answer  # the surest of a class first, whatever the direction
    model.put([bad(5, "y"), answered(6, "e", says="cup", confidence=0.99)])
    assert "".join(names(model)) == by_answer.replace("c", "ec") + "y"


def test_the_header_says_what_is_sorted_by(model: PhotoModel) -> None:
    role = Qt.ItemDataRole

    def title(which: Column, wanted: Qt.ItemDataRole = role.DisplayRole) -> object:
        return model.headerData(which, Qt.Orientation.Horizontal, wanted)

    assert [title(which) for which in Column] == ["Photo", "Answer", "Sure"]
    model.sort(Column.CONFIDENCE, DOWN)
    assert [title(which) for which in Column] == ["Photo", "Answer", "Sure ↓"]
    assert title(Column.CONFIDENCE, role.AccessibleTextRole) == "Confidence, sorted downwards"
    model.sort(-1, UP)
    assert [title(which) for which in Column] == ["Photo", "Answer", "Sure"]


@pytest.mark.parametrize(
    ("text", "group", "wanted"),
    [
        ("", ALL, "CAT 1.jpg|dog.jpg|Müll.png|sub.jpg|bad.jpg"),
        ("cat", ALL, "CAT 1.jpg"),
        (" Cat ", ALL, "CAT 1.jpg"),
        ("mu\u0308ll", ALL, "Müll.png"),
        ("photos", ALL, ""),  # a folder counts only where a slash asks for it
        ("cats/s", ALL, "sub.jpg"),
        ("", NOT_SURE, "dog.jpg"),
        ("", BAD, "bad.jpg"),
        ("", class_group("cup"), "CAT 1.jpg|Müll.png|sub.jpg"),
        ("jpg", class_group("cup"), "CAT 1.jpg|sub.jpg"),
        ("", class_group("spoon"), ""),
    ],
)
def test_the_filter_lists_what_is_asked_for(model: PhotoModel, text: str, group: str, wanted: str) -> None:
    model.set_threshold(0.0)
    labels = [
        answered(0, "CAT 1.jpg"),
        answered(1, "dog.jpg", familiarity=-0.1),
        answered(2, "Müll.png"),
        answered(3, "sub.jpg", folder="/photos/cats"),
        bad(4, "bad.jpg"),
    ]
    model.put(labels[:2])
    model.set_filter(PhotoFilter(text=text, group=group))
    model.put(labels[2:])  # what comes later is filtered like what was there
    assert names(model) == [name for name in wanted.split("|") if name]
    assert sum(model.rows.counts.values()) == 5


def test_moving_the_threshold_judges_every_photo_anew(model: PhotoModel) -> None:
    model.put([answered(index, familiarity=float(index)) for index in range(500)])
    model.put([bad(500), answered(501, familiarity=None)])
    assert model.rows.counts[NOT_SURE] == 0
    for threshold, num_unsure in ((100.0, 100), (100.5, 101), (450.0, 450), (-1.0, 0), (None, 0)):
        model.set_threshold(threshold)
        assert model.rows.counts[NOT_SURE] == num_unsure
        assert model.rows.counts[class_group("cup")] == 501 - num_unsure
        assert column(model, Column.ANSWER).count("Not sure") == num_unsure
        assert model.rows.counts[BAD] == 1


def test_a_photo_comes_and_goes_with_the_threshold_where_only_unsure_ones_are_listed(model: PhotoModel) -> None:
    model.put([answered(index, familiarity=float(index)) for index in range(50)])
    model.set_filter(PhotoFilter(group=NOT_SURE))
    for threshold in (3.0, 10.0, 4.0, 49.0, 0.0):
        model.set_threshold(threshold)
        assert names(model) == [f"photo {index}.jpg" for index in range(int(threshold))]


def test_answers_of_another_network_are_never_mixed_with_the_new_ones(model: PhotoModel) -> None:
    model.put([answered(index) for index in range(6)] + [bad(6)])
    model.make_stale()
    assert column(model, Column.ANSWER) == ["…"] * 7
    assert model.rows.counts == {WAITING: 7}
    model.set_filter(PhotoFilter(group=class_group("spoon")))
    model.put([answered(index, says="spoon") for index in range(3)])
    assert names(model) == ["photo 0.jpg", "photo 1.jpg", "photo 2.jpg"]
    model.set_filter(PhotoFilter())
    kept = model.exported()
    assert [label.label for label in kept] == ["spoon"] * 3 + [""] * 4
    assert all(label.reason and not label.probabilities for label in kept[3:])
    model.drop_stale()
    assert names(model) == ["photo 0.jpg", "photo 1.jpg", "photo 2.jpg"]
    assert model.rows.counts[class_group("spoon")] == sum(model.rows.counts.values()) == 3


def test_other_class_names_make_older_answers_void(model: PhotoModel) -> None:
    model.put([answered(0)])
    model.set_class_names(CLASS_NAMES)
    assert column(model, Column.ANSWER) == ["Cup"]
    model.set_class_names(("rose", "tulip"))
    assert column(model, Column.ANSWER) == ["…"]


def test_a_tooltip_takes_no_file_name_for_a_tag(model: PhotoModel) -> None:
    model.put([answered(0, "<b>bold</b> & brave.jpg"), bad(1, "<img src=x>.jpg", "It is <odd>.")])
    tips = [model.index(row, 0).data(Qt.ItemDataRole.ToolTipRole) for row in range(2)]
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; brave.jpg" in tips[0]
    assert "4,000 × 3,000 pixels" in tips[0]  # noqa: RUF001 - the sign between two lengths
    assert "It is &lt;odd&gt;." in tips[1]
    assert "<img" not in tips[1]


def brute_force(model: PhotoModel, latest: dict[int, PhotoLabel]) -> list[int]:
    """Return what must be listed, found without any of the model's own ways."""
    sure = {i: one.familiarity is None or one.familiarity >= model.rows.threshold for i, one in latest.items()}
    text, group = model.photo_filter.text, model.photo_filter.group

    def group_of(one: PhotoLabel) -> str:
        return BAD if one.reason else class_group(one.label) if sure[one.index] else NOT_SURE

    listed = [one for one in latest.values() if text in one.source_name and group in (ALL, group_of(one))]
    listed.sort(key=lambda one: one.index)
    order, sign = model.order, -1 if model.order.is_descending else 1
    if order.column == Column.PHOTO:
        listed.sort(key=lambda one: int(one.source_name.split()[1]), reverse=order.is_descending)
    elif order.column == Column.CONFIDENCE:
        listed.sort(key=lambda one: 2.0 if one.reason else sign * one.confidence)
    return [one.index for one in listed]


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_in_whatever_order_the_list_is_right(model: PhotoModel, seed: int) -> None:
    chance, latest = random.Random(seed), {}
    model.set_threshold(0.0)

    def put() -> None:
        portion = []
        for _ in range(chance.randint(0, 9)):
            index = chance.randrange(60)
            name, says = f"photo {chance.randrange(1000)} x", chance.choice(CLASS_NAMES)
            share = round(chance.uniform(0.4, 1.0), 1)
            good = answered(index, name, says=says, confidence=share, familiarity=chance.uniform(-1, 1))
            portion.append(bad(index, name) if chance.random() < 0.2 else good)
        latest.update({label.index: label for label in portion})
        model.put(portion)

    def choose() -> None:
        groups = [ALL, ALL, NOT_SURE, BAD, class_group("cup")]
        model.set_filter(PhotoFilter(text=chance.choice(["", "1", "22"]), group=chance.choice(groups)))

    deeds: list[Callable[[], None]] = [
        put, put, put, put, put, choose,
        lambda: model.set_threshold(chance.uniform(-1, 1)),
        lambda: model.sort(chance.choice([-1, Column.PHOTO, Column.CONFIDENCE]), chance.choice([UP, DOWN])),
    ]  # fmt: skip
    kept: dict[int, QPersistentModelIndex] = {}
    for _ in range(150):
        resets = QSignalSpy(model.modelReset)
        chance.choice(deeds)()
        wanted = brute_force(model, latest)
        assert [model.order.index_at(row) for row in range(model.rowCount())] == wanted
        assert model.order.indices() == wanted
        assert [model.row_of(index) for index in wanted] == list(range(len(wanted)))
        if resets.count() == 0:  # what Qt remembers of a row has gone with it
            for index, persistent in kept.items():
                assert not persistent.isValid() or persistent.row() == model.row_of(index)
        kept = {index: QPersistentModelIndex(model.index(row, 0)) for row, index in enumerate(wanted)}


class CountedFloat(float):
    """A number that counts how often it is compared."""

    comparisons: ClassVar[int] = 0

    def __lt__(self, other: object) -> bool:
        CountedFloat.comparisons += 1
        return float(self) < other

    def __eq__(self, other: object) -> bool:
        CountedFloat.comparisons += 1
        return float(self) == other

    __hash__ = float.__hash__


class CountingFilter(PhotoFilter):
    """A filter that counts how often it is asked."""

    __slots__ = ()
    questions: ClassVar[int] = 0

    def accepts(self, label: PhotoLabel, group: str) -> bool:
        CountingFilter.questions += 1
        return super().accepts(label, group)


def test_a_portion_costs_no_more_among_ten_thousand_than_among_two(qapp) -> None:
    """Sorted and filtered, a portion is compared with few of the rows that are there, and asks about none of them."""
    model, chance, size, num_photos = PhotoModel(), random.Random(5), 50, 10_000
    model.set_class_names(CLASS_NAMES)
    model.set_threshold(0.0)
    model.sort(Column.CONFIDENCE, UP)
    model.set_filter(CountingFilter(text="photo", group=class_group("cup")))
    resets, comparisons = QSignalSpy(model.modelReset), []
    for start in range(0, num_photos, size):
        portion = []
        for index in range(start, start + size):
            share = CountedFloat(chance.uniform(0.5, 1))
            label = answered(index, f"{'photo' if index % 5 else 'other'} {index}", familiarity=chance.uniform(-0.2, 1))
            small = (1 - float(share)) / 2
            portion.append(dataclasses.replace(label, probabilities=(share, small, small)))
        CountedFloat.comparisons = CountingFilter.questions = 0
        model.put(portion)
        comparisons.append(CountedFloat.comparisons)
        assert CountingFilter.questions == size
    assert resets.count() == 0
    late, early = sum(comparisons[-10:]), sum(comparisons[30:40])
    assert 0 < late < 2 * early  # it grows as the logarithm does: 10,000 photos need some 2 steps more than 2,000
    shares = [model.label_at(row).probabilities[0] for row in range(model.rowCount())]
    assert 0.5 * num_photos < len(shares) < 0.8 * num_photos
    assert all(float(one) <= float(next_one) for one, next_one in itertools.pairwise(shares))


def test_a_pasted_photo_has_no_path(model: PhotoModel) -> None:
    label = answered(0, "Pasted picture 1")
    model.put([dataclasses.replace(label, path=None)])
    model.set_filter(PhotoFilter(text="pasted"))
    assert names(model) == ["Pasted picture 1"]
    assert "Pasted picture 1" in model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    model.set_filter(PhotoFilter(text="a/b"))
    assert names(model) == []
    assert model.index(0, 0, QModelIndex()).data() is None
