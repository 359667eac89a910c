"""Photos to try at once: a test picture of each class of the bundled sample; no torch."""

import functools
import io

from cifar_desktop.data.sample_preview import sample_preview
from cifar_desktop.inference.photo_source import PhotoSource


@functools.cache
def bundled_examples() -> tuple[PhotoSource, ...]:
    """Return a picture of each class, in the order of the classes; raises OSError or ValueError.

    Their names do not tell what they show: that is for the network to say.
    """
    pictures = [picture for each in sample_preview(1).values() for picture in each]
    examples = []
    for number, picture in enumerate(pictures, start=1):
        content = io.BytesIO()
        picture.save(content, "PNG")
        examples.append(PhotoSource(name=f"Example {number}", content=content.getvalue()))
    return tuple(examples)
