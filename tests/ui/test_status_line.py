"""The line at the lower edge says what the engine computes on, and what would make it quicker."""

import pytest
from pytestqt.qtbot import QtBot

from cifar_desktop.ui.engine_loader import Device, Devices
from cifar_desktop.ui.status_line import StatusLine

CPU = Device(name="cpu", title="CPU, 2 threads")


@pytest.mark.parametrize(
    ("advice", "said"),
    [
        ("", "Ready · CPU, 2 threads"),
        ("the edition for cards uses it", "Ready · CPU, 2 threads · the edition for cards uses it"),
    ],
)
def test_ready(advice: str, said: str, qtbot: QtBot) -> None:
    line = StatusLine()
    qtbot.addWidget(line)
    line.show_ready(Devices(present=(CPU,), best=CPU, precision="bf16", reason="no GPU was found", advice=advice))
    assert line.engine.text() == said
