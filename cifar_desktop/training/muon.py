"""Muon: steps that turn every direction of a kernel equally far, so that few steps go a long way.

The momentum of each kernel, seen as a matrix of filters, is replaced by the orthogonal matrix nearest to it. Strong and
weak directions of the gradient then count the same, which lets a short training use large steps. (The method is
K. Jordan's, 2024; the polynomial's coefficients are his.)
"""

from collections.abc import Callable, Iterable
from typing import Any, overload

import torch
from torch import Tensor
from torch.optim import Optimizer

ROUNDS = 4
_COEFFICIENTS = (3.4445, -4.7750, 2.0315)
_SMALLEST_NORM = 1e-7


class Muon(Optimizer):
    """Moves kernels by orthogonal steps, and everything else by SGD with Nesterov momentum.

    Groups say with `orthogonal` which of both they want. A kernel keeps its length, which batch norms make meaningless:
    the learning rate alone says how far it turns.
    """

    def __init__(self, groups: Iterable[dict[str, Any]], *, lr: float, momentum: float) -> None:
        defaults = {"lr": lr, "momentum": momentum, "weight_decay": 0.0, "orthogonal": False}
        super().__init__(groups, defaults)

    @overload
    def step(self, closure: None = None) -> None: ...

    @overload
    def step(self, closure: Callable[[], float]) -> float: ...

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> float | None:
        """Take one step along the gradients."""
        if closure is not None:
            raise NotImplementedError("nobody asks for a second look at the loss")
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    self._move(parameter, parameter.grad, group)
        return None

    def _move(self, parameter: Tensor, gradient: Tensor, group: dict[str, Any]) -> None:
        if group["weight_decay"] and not group["orthogonal"]:  # a kernel's length is fixed
            gradient = gradient.add(parameter, alpha=group["weight_decay"])
        state = self.state[parameter]
        if "momentum_buffer" not in state:
            state["momentum_buffer"] = torch.zeros_like(parameter)
        buffer: Tensor = state["momentum_buffer"]
        buffer.mul_(group["momentum"]).add_(gradient)
        direction = gradient.add(buffer, alpha=group["momentum"])
        if not group["orthogonal"]:
            parameter.add_(direction, alpha=-group["lr"])
            return
        length = parameter.norm()
        reach = group["lr"] * length / len(parameter) ** 0.5  # tensors only: a number would make a GPU wait
        parameter.sub_(orthogonal(direction) * reach)
        parameter.mul_(length / parameter.norm().clamp_min(_SMALLEST_NORM))


def orthogonal(kernel: Tensor) -> Tensor:
    """Return about the nearest matrix to a kernel's whose rows or columns, whichever are fewer, are orthonormal.

    A polynomial of odd powers draws all singular values towards 1; they end between about 0.7 and 1.2. What it
    multiplies the matrix by depends on the products of its rows alone. These are few beside the matrix itself, which is
    multiplied once at the end. (In bf16 the products would be too coarse for that.)
    """
    matrix = kernel.flatten(1)
    is_tall = matrix.shape[0] > matrix.shape[1]
    matrix = matrix / matrix.norm().clamp_min(_SMALLEST_NORM)
    if is_tall:
        matrix = matrix.T
    products = matrix @ matrix.T
    step = factor = _factor(products)
    for _ in range(ROUNDS - 1):
        products = step @ products @ step
        step = _factor(products)
        factor = step @ factor
    result: Tensor = factor @ matrix
    return (result.T if is_tall else result).reshape(kernel.shape)


def _factor(products: Tensor) -> Tensor:
    """Return what a round multiplies a matrix by, from the products of the matrix's rows."""
    a, b, c = _COEFFICIENTS
    factor = torch.addmm(products, products, products, beta=b, alpha=c)
    factor.diagonal().add_(a)
    return factor
