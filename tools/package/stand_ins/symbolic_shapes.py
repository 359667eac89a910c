"""Stands in for torch.fx.experimental.symbolic_shapes, which needs SymPy: sizes that are numbers, and never symbols.

PyTorch asks these where it works out the shape of a tensor without data; for plain numbers the answers are plain.
"""


def guard_or_false(condition: object) -> bool:
    """Tell whether it holds."""
    return bool(condition)


guard_or_true = statically_known_true = expect_true = guard_size_oblivious = guard_or_false


def guarding_hint_or_throw(number: int) -> int:
    """Return the number."""
    return number


guard_int = optimization_hint = guarding_hint_or_throw


def has_guarding_hint(_number: object) -> bool:
    """Tell that it is known what a number is."""
    return True


def sym_eq(left: object, right: object) -> bool:
    """Tell whether two numbers are the same, or two shapes, be they tuples or lists."""
    if isinstance(left, tuple | list) and isinstance(right, tuple | list):
        return len(left) == len(right) and all(map(sym_eq, left, right))
    return left == right


def sym_and(*conditions: object) -> bool:
    """Tell whether all of them hold."""
    return all(conditions)


def sym_or(*conditions: object) -> bool:
    """Tell whether one of them holds."""
    return any(conditions)


def is_nested_int(_number: object) -> bool:
    """Tell that no number stands for a row of tensors of several sizes."""
    return False


def free_unbacked_symbols(_expression: object) -> set[object]:
    """Return no symbols."""
    return set()
