"""Getting started, in a page."""

from PySide6.QtWidgets import QTextBrowser, QWidget

from cifar_desktop import paths
from cifar_desktop.ui.plain_dialog import PlainDialog

# Qt's own subset of HTML; colours and sizes come from the theme.
_PAGE = """
<h3>Your first training</h3>
<p>Press <b>Start training</b>. The program learns from 5,000 small photos that it brings along, and after a minute or
two it names about three out of four photos right that it has never seen. Nothing leaves your computer.</p>

<h3>What you see meanwhile</h3>
<ul>
<li><b>Loss</b> is how wrong the network is. It should fall, quickly at first and then slowly.</li>
<li><b>Accuracy</b> is the share of photos named right. Look at the one for <b>validation</b>: those are photos that it
does not learn from. If only the training curve rises, the network learns by heart.</li>
<li>An <b>epoch</b> is one pass over all training photos.</li>
</ul>

<h3>Pause, stop, go on</h3>
<ul>
<li><b>Pause</b> saves everything and waits; <b>Continue</b> goes on as if nothing had been.</li>
<li><b>Stop</b> ends the training: keep the best weights so far, save it for another day, or throw it away.</li>
<li>If the computer goes off in between, at most a minute of work is lost: at its next start the program offers to go
on.</li>
</ul>

<h3>What is on a photo</h3>
<p>Drop photos, or a folder of them, on the window: the tab <b>Classify</b> says what is on each, or that it is not
sure. Beside the answer stands the small picture that the network saw. Drag a square over a photo to ask about a part
of it.</p>

<h3>Better results</h3>
<p>The bundled photos are a tenth of a set called CIFAR-10. With all of it and the preset “Standard”, 94 of 100 photos
are named right; that takes about an hour on two processor cores.</p>

<h3>Where things lie</h3>
<p>Each training makes a folder of its own in <i>{runs}</i>, with its settings, its measurements as tables, and the
weights.</p>
"""


class HelpDialog(PlainDialog):
    """The page.

    Attributes:
        page: the text.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Getting started", parent)
        self.page = QTextBrowser()
        self.page.setAccessibleName("Getting started")
        self.page.setHtml(_PAGE.format(runs=_escaped(str(paths.default_runs()))))
        self.body.addWidget(self.page)
        self.resize(680, 620)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
