"""CIFAR Desktop: train a small image classifier, see what it learns, label photos with it."""

__version__ = "0.1.0"
