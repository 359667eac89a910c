"""What other programs put on the clipboard or drag over the window, and pictures of every kind to put into it."""

import base64
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QWidget

COPY, MOVE, LINK = Qt.DropAction.CopyAction, Qt.DropAction.MoveAction, Qt.DropAction.LinkAction
ON_THE_WEB = "https://example.org/pets/my%20cat.png?size=large"


def picture(mode: str = "RGB", size: tuple[int, int] = (41, 29)) -> Image.Image:
    """Every pixel its own colour, so that a picture that was changed or turned is noticed."""
    noise = np.random.default_rng(7).integers(0, 256, (size[1], size[0], 4), dtype=np.uint8)
    if mode == "I;16":
        return Image.fromarray(noise.view(np.uint16)[:, :, 0].copy())
    if mode == "P":
        return Image.fromarray(noise[:, :, :3]).quantize(17)
    return Image.fromarray(noise).convert(mode)


def png(image: Image.Image) -> bytes:
    content = io.BytesIO()
    image.save(content, "PNG")
    return content.getvalue()


def qt_image(content: bytes) -> QImage:
    """What another Qt program, or a system, has of a picture once it has read the file."""
    image = QImage.fromData(content)
    assert not image.isNull()
    return image


def with_addresses(*addresses: str | Path | QUrl) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([_url(each) for each in addresses])
    return mime


def with_text(text: str) -> QMimeData:
    mime = QMimeData()
    mime.setText(text)
    return mime


def with_format(name: str, content: bytes, *addresses: str | Path) -> QMimeData:
    mime = with_addresses(*addresses) if addresses else QMimeData()
    mime.setData(name, content)
    return mime


def from_browser(content: bytes, address: str = ON_THE_WEB) -> QMimeData:
    """A picture dragged out of a page: its data, the part of the page, and where it lies on the web."""
    mime = with_addresses(address)
    mime.setHtml(f'<meta charset="utf-8"><img class="a" src="{address}" alt="My cat">')
    mime.setImageData(qt_image(content))
    return mime


def data_address(content: bytes, kind: str = "image/png") -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def drag_in(target: QWidget, mime: QMimeData, actions: Qt.DropAction = COPY) -> QDragEnterEvent:
    event = QDragEnterEvent(QPoint(5, 5), actions, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(target, event)
    return event


def drag_on(target: QWidget, mime: QMimeData, actions: Qt.DropAction = COPY) -> QDragMoveEvent:
    event = QDragMoveEvent(QPoint(9, 9), actions, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(target, event)
    return event


def drag_out(target: QWidget) -> None:
    QApplication.sendEvent(target, QDragLeaveEvent())


def drop(target: QWidget, mime: QMimeData, actions: Qt.DropAction = COPY) -> QDropEvent:
    """Drag something over a widget and let it go there."""
    drag_in(target, mime, actions)
    drag_on(target, mime, actions)
    event = QDropEvent(QPointF(9, 9), actions, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(target, event)
    return event


def pixels(images: Sequence[Image.Image]) -> list[tuple[tuple[int, int], bytes]]:
    assert {image.mode for image in images} == {"RGB"}
    return [(image.size, image.tobytes()) for image in images]


def _url(address: str | Path | QUrl) -> QUrl:
    if isinstance(address, QUrl):
        return address
    return QUrl.fromLocalFile(str(address)) if isinstance(address, Path) else QUrl(address)
