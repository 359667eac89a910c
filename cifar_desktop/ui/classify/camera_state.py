"""Plain words between the parts of the camera: which ones there are, whether they may be used, and what is shown."""

from dataclasses import dataclass
from enum import Enum


class Access(Enum):
    """Whether this program may use cameras."""

    GRANTED = "yes"
    REFUSED = "no"
    UNDECIDED = "nobody was asked yet"


class CameraState(Enum):
    """What is to be seen of the camera."""

    OFF = "nothing: nobody wants it"
    ASKING = "nothing yet: the system asks the person"
    STARTING = "nothing yet: it wakes up"
    LIVE = "its picture"
    FROZEN = "one picture of it"
    TROUBLED = "why there is none"


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraName:
    """A camera that can be chosen.

    Attributes:
        identity: what the system calls it.
        title: what people call it.
        faces_away: whether it looks where the person looks; such a picture is not mirrored.
    """

    identity: str
    title: str
    faces_away: bool = False
