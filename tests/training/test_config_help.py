"""Every setting is taught, every word of a choice has a title."""

import dataclasses
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from cifar_desktop.training import config_help
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.training.config_help import CHOICES, teaching, title_of

SETTINGS = {setting.name: setting for setting in dataclasses.fields(TrainConfig)}


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_is_taught_in_a_breath(name: str) -> None:
    text = teaching(name)
    assert text.endswith(".")
    assert 60 < len(text) <= 240
    assert len(text) >= len(config_help._ADVICE[name]) + 20  # what it is, and which way to turn it
    assert title_of(name)


def test_no_text_is_about_a_setting_that_is_not_there() -> None:
    for texts in (config_help._ADVICE, config_help._TITLES, config_help._MEANINGS, CHOICES):
        assert set(texts) <= set(SETTINGS)


def test_every_word_of_a_choice_has_a_title_and_a_sentence() -> None:
    with_words = {name: get_args(setting.type) for name, setting in SETTINGS.items() if get_args(setting.type)}
    assert {name: tuple(words) for name, words in CHOICES.items()} == with_words
    assert all(each.title and each.text.endswith(".") for words in CHOICES.values() for each in words.values())


def test_titles_differ() -> None:
    assert len({title_of(name) for name in SETTINGS}) == len(SETTINGS)


def test_it_needs_no_torch() -> None:
    program = "import sys, cifar_desktop.training.config_help; assert not {'torch', 'PySide6'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[2], check=True)
