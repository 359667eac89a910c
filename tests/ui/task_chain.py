"""Runs thousands of short tasks, three at a time, each begun in the moment in which the one before has ended.

python -m tests.ui.task_chain NUMBER
"""

import sys

from PySide6.QtCore import QCoreApplication, QObject, Slot

from cifar_desktop.tasks import Report
from cifar_desktop.ui.task_thread import TaskThread

NUM_CHAINS = 3


def main(number: int) -> int:
    """Run so many tasks in each chain; a crash is the only way to fail."""
    application = QCoreApplication([])
    chains = [_Chain(number) for _ in range(NUM_CHAINS)]
    for chain in chains:
        chain.begin()
    while any(chain.thread.is_running for chain in chains):
        application.exec()
    return 0


class _Chain(QObject):
    def __init__(self, number: int) -> None:
        super().__init__()
        self._left = number
        self.thread = TaskThread(self)
        self.thread.ended.connect(self.begin)

    @Slot()
    def begin(self) -> None:
        """Begin the next task, if any are left."""
        if self._left:
            self._left -= 1
            self.thread.start(_little)
        else:
            QCoreApplication.quit()


def _little(_report: Report) -> int:
    return sum(range(20))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
