"""Asks before ImageNet's weights are downloaded, and shows how far the download is."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from cifar_desktop.models.registry import MODELS
from cifar_desktop.ui.theme import current_colours
from cifar_desktop.ui.train.backbone_file import TERMS, BackboneLook, heading, megabytes_here, question
from cifar_desktop.ui.train.data_words import Message, Paragraph
from cifar_desktop.ui.train.download_progress import DownloadProgress


class BackbonePanel(QFrame):
    """A question with four answers, or a download under way; hidden while there is neither.

    Attributes:
        heading, words, terms: the question.
        message: how the last attempt ended.
        download_button, file_button, scratch_button, back_button: the answers.
        progress: the download.

    Signals:
        download_wanted: the file is to be downloaded.
        file_wanted: a file on disk is to be chosen.
        scratch_wanted: the network is to begin at random.
        back_wanted: another model is to be trained.
    """

    download_wanted = Signal()
    file_wanted = Signal()
    scratch_wanted = Signal()
    back_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("backbone-panel")
        self.heading, self.words, self.terms, self.message = Paragraph(), Paragraph(), Paragraph(), Message()
        self.heading.setProperty("role", "heading")
        self.words.setProperty("role", "")
        self.terms.setText(TERMS)
        self.download_button = QPushButton()
        self.download_button.setProperty("role", "primary")
        self.download_button.setToolTip("Fetches this one file, checks it, and keeps it for later trainings.")
        self.file_button = QPushButton("Choose a file on &disk…")
        self.file_button.setToolTip("Takes a copy that you have: a .pth file as torchvision publishes it.")
        self.scratch_button = _link(
            "Begin at random", "Trains this network without anything of ImageNet: it takes long."
        )
        self.back_button = _link("", "Downloads nothing, and chooses the model that was chosen before.")
        self.progress = DownloadProgress()
        self.download_button.clicked.connect(self.download_wanted)
        self.file_button.clicked.connect(self.file_wanted)
        self.scratch_button.clicked.connect(self.scratch_wanted)
        self.back_button.clicked.connect(self.back_wanted)
        self._lay_out()
        self._dress()
        self.message.be_silent()
        self.hide()

    def ask(self, look: BackboneLook, *, back_to: str) -> None:
        """Ask what to do about a file that is not there; `back_to` is the model to go back to."""
        self.heading.setText(heading(look.model))
        self.words.setText(question(look))
        file = MODELS[look.model].pretrained
        size = f" ({file.megabytes} MB)" if file else ""
        self.download_button.setText("Contin&ue the download" if megabytes_here(look.model) else f"Do&wnload{size}")
        self.back_button.setText(f"Back to {MODELS[back_to].title}")
        self._show(asks=True)

    def show_progress(self) -> None:
        """Show the download under way, and no question."""
        self._show(asks=False)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def _show(self, *, asks: bool) -> None:
        self._question.setVisible(asks)
        self.show()

    def _dress(self) -> None:
        """Wear the colour of what is offered, as the banners do."""
        sheet = f"#backbone-panel {{ background: {current_colours().soft}; border-radius: 12px; }}"
        if self.styleSheet() != sheet:
            self.setStyleSheet(sheet)

    def _lay_out(self) -> None:
        buttons, links = QHBoxLayout(), QHBoxLayout()
        buttons.setSpacing(10)
        links.setSpacing(4)
        for row, members in (
            (buttons, (self.download_button, self.file_button)),
            (links, (self.scratch_button, self.back_button)),
        ):
            for button in members:
                row.addWidget(button)
            row.addStretch(1)
        self._question = QWidget()
        question_layout = QVBoxLayout(self._question)
        question_layout.setContentsMargins(0, 0, 0, 0)
        question_layout.setSpacing(8)
        for paragraph in (self.heading, self.words, self.terms, self.message):
            question_layout.addWidget(paragraph)
        question_layout.addLayout(buttons)
        question_layout.addLayout(links)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 14, 18, 12)
        layout.addWidget(self._question)
        layout.addWidget(self.progress)


def _link(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("role", "link")
    button.setToolTip(tip)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
