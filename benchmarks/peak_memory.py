"""The most memory that a training takes: ours against a tutorial's loop, each in a process of its own.

    python -m benchmarks.peak_memory [--data DIR] [--batch-size 512] [--steps 12]

Ours is `python -m train` with the standard preset for one epoch, with validation, checkpoint and the test at the
end: nothing that comes later in a training takes more. The tutorial's loop holds the same pictures as float32 and
does some steps. What is printed is the kernel's own count of the largest resident set (Linux, macOS).
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
_TUTORIAL = """
import sys
import torch
from benchmarks._loops import batches, tutorial_step
from cifar_desktop.data.open import open_data_set

data = open_data_set(sys.argv[1])
pictures = (data.train.images.float() / 255 - 0.5) / 0.25
source = batches(pictures, data.train.labels, int(sys.argv[2]))
step = tutorial_step(torch.device("cpu"))
for _ in range(int(sys.argv[3])):
    step(*next(source))
"""


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", default="sample", help='a folder with CIFAR-10, or "sample" (default)')
    parser.add_argument("--batch-size", type=int, default=512)
    parser.add_argument("--steps", type=int, default=12, help="of the tutorial's loop (default: 12)")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ours = _peak_bytes(
            "-m", "train", "--preset", "standard", "--data", args.data, "--epochs", "1",
            "--batch-size", str(args.batch_size), "--runs", folder, "--device", "cpu",
        )  # fmt: skip
    tutorial = _peak_bytes("-c", _TUTORIAL, args.data, str(args.batch_size), str(args.steps))
    print(f"ResNet-9 on {args.data}, batch {args.batch_size}, CPU: largest resident set")
    print(f"{'our engine, one epoch':28}{ours / 1e9:6.2f} GB (aim on full CIFAR-10: under 2.5 GB)")
    print(f"{'tutorial loop, float32':28}{tutorial / 1e9:6.2f} GB")
    print(f"ours / tutorial loop: {ours / tutorial:.2f}")


def _peak_bytes(*arguments: str) -> int:
    """Run Python with these arguments and return the most memory it held."""
    process = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(arguments[:2])} ended with exit code {process.returncode}")
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    main()
