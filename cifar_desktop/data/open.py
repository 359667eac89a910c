"""From what a person calls a data set to the data set."""

from pathlib import Path

from cifar_desktop.data.cifar10 import read_cifar10
from cifar_desktop.data.dataset import DataSet
from cifar_desktop.data.sample import read_sample
from cifar_desktop.tasks import CancelToken, Report, report_nothing

# The name of the bundled sample, in forms, on the command line and in configs; "./sample" is a folder.
SAMPLE = "sample"


def open_data_set(source: str, *, report: Report = report_nothing, cancel: CancelToken | None = None) -> DataSet:
    """Return the bundled sample for "sample", and for anything else the CIFAR-10 at that path.

    Raises:
        DataError: where there is no whole, undamaged data set.
    """
    if source == SAMPLE:
        return read_sample()
    return read_cifar10(Path(source), report=report, cancel=cancel)
