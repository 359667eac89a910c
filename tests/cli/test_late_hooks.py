"""PyInstaller's hooks that wait until they are needed; the package's own tests see them at work."""

import sys

from cifar_desktop.cli import late_hooks


def test_from_source_there_is_nothing_to_prepare() -> None:
    for prepare in (late_hooks.prepare_for_workers, late_hooks.prepare_for_qt, late_hooks.prepare_for_engine):
        prepare()
    assert [name for name in sys.modules if name.startswith("pyi_rth")] == []
