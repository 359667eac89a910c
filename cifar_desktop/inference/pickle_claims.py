"""Follows a pickle of `torch.save` on paper, before PyTorch follows it in earnest.

PyTorch's restricted reader runs no code of the file's, but it does as it is told: it makes room for however many
values a storage claims, and calls what makes arrays of any length. Here every instruction moves names, numbers and
texts on a stack and makes nothing of them; what is not known to belong to weights is refused.
"""

import pickletools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from cifar_desktop.errors import WeightsError
from cifar_desktop.inference.torch_refusals import damaged, odd_form, runs_code, too_long

MAX_INSTRUCTIONS = 500_000  # about a second; the weights of a large network with its optimizer take 30,000

_ITEM_BYTES = {
    "DoubleStorage": 8, "FloatStorage": 4, "HalfStorage": 2, "BFloat16Storage": 2, "LongStorage": 8, "IntStorage": 4,
    "ShortStorage": 2, "CharStorage": 1, "ByteStorage": 1, "BoolStorage": 1, "ComplexFloatStorage": 8,
    "ComplexDoubleStorage": 16, "UntypedStorage": 1,
}  # fmt: skip
_TENSORS = {"torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2"}
_ENCODE = "_codecs.encode"  # how bytes are put down in protocol 2
# What makes no more than it is given. Sparse tensors and those without values are refused later, by their names.
_CALLED = {
    "collections.OrderedDict", "collections.Counter", "builtins.set", "builtins.complex", "torch.Size", "torch.device",
    "torch.nn.parameter.Parameter", "torch._utils._rebuild_parameter", "torch._utils._rebuild_sparse_tensor",
    "torch._utils._rebuild_meta_tensor_no_storage", "torch.serialization._get_layout", _ENCODE, *_TENSORS,
}  # fmt: skip
_TYPES = {
    f"torch.{name}"
    for name in (
        "float16", "bfloat16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "bool", "complex64",
        "complex128",
    )
}  # fmt: skip
_STORAGES = {f"{module}.{name}" for module in ("torch", "torch.storage") for name in _ITEM_BYTES}
# What PyTorch's reader would make as well, and no network here needs: no reason to speak of code.
_ODD = ("torch.", "builtins.bytearray")
_ANYTHING = object()


class UnknownInstruction(WeightsError):  # noqa: N818 - what was met
    """Raised at an instruction that files of `torch.save` do not have."""


@dataclass(frozen=True, slots=True)
class Storage:
    """Values that lie outside of the pickle.

    Attributes:
        num_values: how many it claims.
        item_bytes: of each.
    """

    num_values: int
    item_bytes: int

    @property
    def num_bytes(self) -> int:
        """Return how many bytes it claims."""
        return self.num_values * self.item_bytes


class _Name(str):
    """What was looked up by name."""

    __slots__ = ()


def storages_in(stream: BinaryIO) -> Mapping[str, Storage]:
    """Follow one pickle to its end and return the storages that it claims, by their keys.

    Raises:
        WeightsError: where it calls what it must not, is too long, or sees more in a storage than that claims.
        UnknownInstruction: where it is a pickle of another kind.
        Exception: of any sort where it is damaged.
    """
    paper = _Paper()
    for number, (instruction, argument, _) in enumerate(pickletools.genops(stream)):
        if number == MAX_INSTRUCTIONS:
            raise too_long()
        act = _ACTIONS.get(instruction.name)
        if act is None:
            raise UnknownInstruction(instruction.name)
        act(paper, argument)
    return paper.storages


class _Paper:
    """The stack, the marks and the memory of an unpickler, with stand-ins for all that is no name, number or text.

    Attributes:
        storages: those claimed so far; the first claim to a key counts, as it does in earnest.
    """

    def __init__(self) -> None:
        self.storages: dict[str, Storage] = {}
        self._stack: list[Any] = []
        self._marked: list[list[Any]] = []
        self._memo: dict[int, Any] = {}

    def push(self, value: Any) -> None:
        """Put a value on the stack."""
        self._stack.append(value)

    def look_up(self, name: Any) -> None:
        """Put down a name, if it may stand there."""
        module, _, attribute = str(name).partition(" ")
        full = f"{'builtins' if module == '__builtin__' else module}.{attribute}"
        if full not in _CALLED | _TYPES | _STORAGES:
            raise odd_form(full) if full.startswith(_ODD) else runs_code(full)
        self.push(_Name(full))

    def mark(self, _: Any) -> None:
        """Begin a new stack on top of this one."""
        self._marked.append(self._stack)
        self._stack = []

    def gather(self, _: Any) -> None:
        """Make a tuple of all since the mark."""
        items = tuple(self._stack)
        self.drop_marked(None)
        self.push(items)

    def drop_marked(self, _: Any) -> None:
        """Put all since the mark into the table or list below it, which is not looked at."""
        self._stack = self._marked.pop()

    def gather_last(self, number: int) -> None:
        """Make a tuple of the last few."""
        items = tuple(self._stack[-number:])
        if len(items) < number:
            raise damaged()
        self._stack[-number:] = [items]

    def drop(self, number: int) -> None:
        """Put the last few into what lies below them."""
        for _ in range(number):
            self._stack.pop()

    def remember(self, place: Any) -> None:
        """Note what is uppermost."""
        self._memo[int(place)] = self._stack[-1]

    def recall(self, place: Any) -> None:
        """Put down again what was noted."""
        self.push(self._memo[int(place)])

    def call(self, _: Any) -> None:
        """Put a stand-in in the place of a call, if that may be made."""
        arguments, name = self._stack.pop(), self._stack.pop()
        if not isinstance(name, _Name) or not isinstance(arguments, tuple):
            raise damaged()
        if name not in _CALLED:
            raise odd_form(name)
        if name == _ENCODE and arguments[1:] != ("latin1",):
            raise odd_form(name)
        if name in _TENSORS:
            _check_extent(*arguments[:4])
        self.push(_ANYTHING)

    def claim(self, _: Any) -> None:
        """Take down the storage that lies under a key."""
        word, kind, key, _, num_values, *view = self._stack.pop()
        if word != "storage" or kind not in _STORAGES or not isinstance(key, str):
            raise damaged()
        (number,) = _counts(num_values)
        storage = self.storages.setdefault(key, Storage(number, _ITEM_BYTES[kind.rpartition(".")[2]]))
        self.push(_part_of(storage, *view[0]) if view and view[0] is not None else storage)


def _part_of(storage: Storage, _: object, offset: object, num_values: object) -> Storage:
    """Return a part of a storage, as the files of old PyTorch name it."""
    start, number = _counts(offset, num_values)
    if start + number > storage.num_values:
        raise damaged()
    return Storage(number, storage.item_bytes)


def _check_extent(storage: object, offset: object, size: object, strides: object) -> None:
    """Refuse a tensor that reaches beyond its storage: PyTorch would make the storage larger."""
    if not isinstance(storage, Storage) or not isinstance(size, tuple) or not isinstance(strides, tuple):
        raise damaged()
    (start,), sides, steps = _counts(offset), _counts(*size), _counts(*strides)
    reach = 0 if 0 in sides else 1 + sum((side - 1) * step for side, step in zip(sides, steps, strict=True))
    if start + reach > storage.num_values:
        raise damaged()


def _counts(*values: object) -> list[int]:
    """Return values that are whole numbers from 0 on; refuse others."""
    counts = [value for value in values if isinstance(value, int) and not isinstance(value, bool) and value >= 0]
    if len(counts) < len(values):
        raise damaged()
    return counts


def _nothing(_: _Paper, __: Any) -> None:
    """Do nothing: the beginning and the end of a pickle."""


def _stand_in(paper: _Paper, _: Any) -> None:
    paper.push(_ANYTHING)


_Act = Callable[[_Paper, Any], None]
# All that PyTorch's restricted reader knows, and what each does to the stack.
_ACTIONS: Mapping[str, _Act] = {
    "PROTO": _nothing,
    "STOP": _nothing,
    "GLOBAL": _Paper.look_up,
    "NEWOBJ": _Paper.call,
    "REDUCE": _Paper.call,
    "BINPERSID": _Paper.claim,
    "MARK": _Paper.mark,
    "TUPLE": _Paper.gather,
    "APPENDS": _Paper.drop_marked,
    "SETITEMS": _Paper.drop_marked,
    "BUILD": lambda paper, _: paper.drop(1),
    "APPEND": lambda paper, _: paper.drop(1),
    "SETITEM": lambda paper, _: paper.drop(2),
    "TUPLE1": lambda paper, _: paper.gather_last(1),
    "TUPLE2": lambda paper, _: paper.gather_last(2),
    "TUPLE3": lambda paper, _: paper.gather_last(3),
    "EMPTY_TUPLE": lambda paper, _: paper.push(()),
    **dict.fromkeys(("NEWFALSE", "NEWTRUE", "BINFLOAT", "EMPTY_LIST", "EMPTY_DICT", "EMPTY_SET"), _stand_in),
    **dict.fromkeys(("NONE", "BININT", "BININT1", "BININT2", "LONG1", "BINUNICODE", "SHORT_BINSTRING"), _Paper.push),
    **dict.fromkeys(("BINGET", "LONG_BINGET"), _Paper.recall),
    **dict.fromkeys(("BINPUT", "LONG_BINPUT"), _Paper.remember),
}
