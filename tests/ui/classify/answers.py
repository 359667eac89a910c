"""What the tests of the answer beside the photo share: an answer, and the panel that shows it."""

import numpy as np
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cifar_desktop.evaluation.not_sure_rule import NotSureRule
from cifar_desktop.ui.classify.answer_panel import AnswerPanel
from cifar_desktop.ui.classify.requests import PhotoAnswer

PATIENCE_MS = 20_000
NAMES = ("cup", "spoon", "plate", "fork")
SHARES = (0.2, 0.05, 0.7, 0.05)
# Validation photos look familiar from 0 to 10, evenly; the rule answers 90 of 100.
RULE = NotSureRule(score="entropy", threshold=1.0, quantiles=tuple(np.linspace(0, 10, 101).tolist()))
VIEWS = tuple(np.random.default_rng(seed).integers(0, 256, (32, 32, 3), dtype=np.uint8) for seed in range(3))
ANSWER = PhotoAnswer(
    request=1,
    photo=np.zeros((90, 120, 3), dtype=np.uint8),
    width=120,
    height=90,
    box=None,
    label="plate",
    probabilities=SHARES,
    familiarity=5.0,
    seen=VIEWS,
    sides=2,
    milliseconds=37.6,
)


def shown_panel(qtbot: QtBot) -> AnswerPanel:
    """Return a panel that has a rule, and no answer yet."""
    panel = AnswerPanel()
    qtbot.addWidget(panel)
    panel.set_rule(RULE)
    panel.resize(320, 700)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def settled(qtbot: QtBot, panel: AnswerPanel) -> None:
    """Wait until the bars have come to rest."""
    qtbot.waitUntil(lambda: not panel.bars.is_moving, timeout=PATIENCE_MS)


def click_row(qtbot: QtBot, panel: AnswerPanel, row: int) -> None:
    place = panel.bars.row_place(row).center().toPoint()
    qtbot.mouseClick(panel.bars, Qt.MouseButton.LeftButton, pos=place)
