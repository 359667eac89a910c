"""The engine is loaded in two steps, each once, and none begins in a window that has been closed."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.engine_loader import Devices, EngineLoader

PATIENCE_MS = 100_000  # importing torch on a machine that does much else


@pytest.fixture
def loader(qapp: QApplication) -> Iterator[EngineLoader]:
    loader = EngineLoader()
    yield loader
    loader.shut_down()
    assert loader.wait(PATIENCE_MS)
    qapp.processEvents()
    loader.deleteLater()


def test_between_the_steps_it_waits_to_be_asked(qtbot: QtBot, loader: EngineLoader) -> None:
    with qtbot.waitSignal(loader.can_label, timeout=PATIENCE_MS):
        loader.start()
    assert not loader.is_loading
    assert loader.devices is None
    with qtbot.waitSignal(loader.engine_ready, timeout=PATIENCE_MS) as ready:
        loader.find_devices()
        loader.find_devices()
    assert isinstance(ready.args[0], Devices)
    assert loader.devices is ready.args[0]
    qtbot.waitUntil(lambda: not loader.is_loading)
    loader.start()
    loader.find_devices()
    assert not loader.is_loading


def test_devices_are_not_looked_for_before_the_first_step_is_done(loader: EngineLoader) -> None:
    loader.find_devices()
    assert not loader.is_loading


def test_a_window_that_has_been_closed_loads_nothing(loader: EngineLoader) -> None:
    loader.shut_down()
    loader.start()
    assert not loader.is_loading


def test_a_window_that_closes_between_the_steps_gets_no_second_one(qtbot: QtBot, loader: EngineLoader) -> None:
    with qtbot.waitSignal(loader.can_label, timeout=PATIENCE_MS):
        loader.start()
    loader.shut_down()
    loader.find_devices()
    assert not loader.is_loading


def test_a_window_that_closes_in_the_first_step_hears_nothing(
    qtbot: QtBot, qapp: QApplication, loader: EngineLoader
) -> None:
    loader.start()
    loader.shut_down()
    assert loader.wait(PATIENCE_MS)
    with qtbot.assertNotEmitted(loader.can_label):
        qapp.processEvents()
    assert not loader.is_loading
