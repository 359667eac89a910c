"""Paragraphs that wrap, whatever is in them."""

from pytestqt.qtbot import QtBot

from cifar_desktop.ui.train.data_words import Paragraph


def test_neither_a_path_nor_a_checksum_makes_them_wider(qtbot: QtBot) -> None:
    paragraph = Paragraph()
    qtbot.addWidget(paragraph)
    paragraph.setText("A word")
    for words in ("/home/somebody/pictures/of_birds/and_of_everything_else", 4 * "0123456789abcdef"):
        paragraph.setText(words)
        assert paragraph.minimumSizeHint().width() < paragraph.fontMetrics().horizontalAdvance(words) / 2
        assert paragraph.words == words
        assert paragraph.accessibleName() == words


def test_ordinary_words_stay_whole(qtbot: QtBot) -> None:
    paragraph = Paragraph()
    qtbot.addWidget(paragraph)
    paragraph.setText("internationalisations are long")
    assert paragraph.text() == "internationalisations are long"
