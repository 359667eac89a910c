"""Stands in for PySide6.QtOpenGLWidgets: pyqtgraph derives a class from its widget, and here never makes one."""

from PySide6.QtWidgets import QWidget


class QOpenGLWidget(QWidget):
    """Is a name to derive from."""
