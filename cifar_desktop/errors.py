"""Errors that a person can cause and mend.

A `UserError` is shown as it stands: in the window as a message, on the command line as a sentence with
exit code 2. Every other exception is a fault of ours and is shown with its traceback.
"""


class UserError(Exception):
    """What happened, what was kept, and what to do about it, each in plain words.

    Attributes:
        what: what happened, as a sentence that names the file, value or device at fault.
        kept: what is still as it was; empty where nothing was at stake.
        remedy: what the person can do next.
    """

    def __init__(self, what: str, *, kept: str = "", remedy: str = "") -> None:
        super().__init__(" ".join(part for part in (what, kept, remedy) if part))
        self.what = what
        self.kept = kept
        self.remedy = remedy


class ConfigError(UserError, ValueError):
    """A setting that cannot work, such as a batch size of 0.

    Attributes:
        field: the name of the setting, for a form that shows the message beside it.
    """

    def __init__(self, field: str, what: str, *, remedy: str = "") -> None:
        super().__init__(what, remedy=remedy)
        self.field = field


class DataError(UserError):
    """A data set that is missing, damaged, or something else than it should be."""


class DownloadError(UserError):
    """A download that could not be finished."""


class WeightsError(UserError):
    """A weights file that cannot be read, or does not fit the model."""


class PhotoError(UserError):
    """A photo that cannot be read, or is not worth reading."""


class RunError(UserError):
    """A run folder that cannot be resumed or written."""


class DeviceError(UserError):
    """A device that is not there, or a precision that it does not have."""


class TrainingError(UserError):
    """A training that could not go on: the loss left the numbers, or memory ran out."""


class Cancelled(Exception):  # noqa: N818 - an outcome that was asked for, not an error
    """Raised inside a task once its `CancelToken` has been cancelled."""
