"""Stands in for torch._dynamo.utils: two questions about the compiler that is not here."""


def get_optimize_ddp_mode() -> str:
    """Tell DistributedDataParallel that it is not compiled."""
    return "no_optimization"


def is_compile_supported(_device_type: str) -> bool:
    """Tell torchvision's operators that they cannot be."""
    return False
