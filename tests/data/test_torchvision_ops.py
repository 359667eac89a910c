"""Importing torchvision beside a torch that its compiled part may not fit."""

import subprocess
import sys

PROGRAM = """
import sys, threading
import cifar_desktop.data.open
from cifar_desktop.data import torchvision_ops
assert "torchvision" not in sys.modules, "a data set's module imported torchvision before it was needed"
threads = [threading.Thread(target=torchvision_ops.prepare_torchvision) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
import torchvision.datasets, torchvision.models, torchvision.transforms.v2
declared = torchvision_ops._declared
torchvision_ops.prepare_torchvision()
assert len(declared) == (0 if torchvision.extension._has_ops() else 1), declared
"""


def test_a_fresh_process_imports_it_without_a_warning() -> None:
    command = [sys.executable, "-W", "error", "-c", PROGRAM]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (finished.returncode, finished.stdout, finished.stderr) == (0, "", "")
