"""Nothing that the program does loads PyTorch's compiler, and who has loaded it keeps it."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TRAIN = """
import sys
import torch
from cifar_desktop.data.torchvision_ops import prepare_torchvision
from cifar_desktop.models.registry import model_spec
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.training.optim import build_optimizer

prepare_torchvision()
import torchvision

model = model_spec("resnet9-slim").build(10)
for name in ("sgd", "adam", "adamw", "rmsprop", "muon"):
    optimizer = build_optimizer(model, TrainConfig(optimizer=name))
    model(torch.ones(2, 3, 32, 32)).sum().backward()
    optimizer.step()
    optimizer.zero_grad()
torch.distributed.init_process_group("gloo", init_method="tcp://127.0.0.1:0", rank=0, world_size=1)
joined = torch.nn.parallel.DistributedDataParallel(model)
joined(torch.ones(2, 3, 32, 32)).sum().backward()
torch.distributed.destroy_process_group()
print(sorted({"torch._inductor", "sympy", "torch._dynamo.config"} & set(sys.modules)))
"""
ITS_OWN = """
import torch._dynamo
from cifar_desktop.data.no_compiler import leave_compiler_out

leave_compiler_out()
print(torch._dynamo.__name__)
"""


def told_by(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.strip()


def test_every_optimizer_torchvision_and_several_processes_do_without() -> None:
    assert told_by(TRAIN) == "[]"


def test_one_that_is_loaded_stays() -> None:
    assert told_by(ITS_OWN) == "torch._dynamo"
