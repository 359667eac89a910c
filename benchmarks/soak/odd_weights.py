"""Files of weights that somebody made on purpose: absurd headers, spoilt numbers, hostile pickles, bombs."""

import dataclasses
import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from benchmarks.soak.bombs import zip_bombs
from benchmarks.soak.good_weights import NUM_CLASSES, as_safetensors, as_torch_file, small_info, small_state
from benchmarks.soak.hostile_pickles import forms_of, hostile_calls, hungry_calls, in_archive, in_old_file, other_tricks

_ODD_VALUES: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    10**6,
    10**400,
    1e308,
    "",
    "x" * 100_000,
    [],
    {},
    [[]] * 3,
    ["a"] * 3,
    [1] * 3,
    [1e400] * 3,
)


@dataclasses.dataclass(frozen=True, slots=True)
class OddFile:
    """A file that somebody made.

    Attributes:
        name: what is odd about it.
        content: its bytes, or what makes them: most are never asked for in a short trial.
        num_bytes: how long the file claims to be, with nothing in the rest of it; 0 where it is as long as its bytes.
        may_be_read: whether it may be harmless after all.
    """

    name: str
    content: bytes | Callable[[], bytes]
    num_bytes: int = 0
    may_be_read: bool = False


def odd_files(proof: Path, victim: Path) -> Iterator[OddFile]:
    """Yield all of them; the hostile ones would create `proof` or remove `victim`."""
    yield from _hostile(proof, victim)
    yield from (
        OddFile(f"bomb: {name}", content, may_be_read=True) for name, content in zip_bombs(as_torch_file(small_state()))
    )
    yield from _headers()
    yield from _values()
    yield from _descriptions()
    yield from _shapes()


def _hostile(proof: Path, victim: Path) -> Iterator[OddFile]:
    """Yield pickles bare, in an archive and in the place of an old file's content."""
    state = small_state()
    archive, old = as_torch_file(state), as_torch_file(state, zipped=False)
    for number, call in enumerate([*hostile_calls(proof, victim), *hungry_calls()]):
        for form, instructions in enumerate(forms_of(*call)):
            name = f"{call[0]}.{call[1]}, form {form}"
            yield OddFile(f"hostile: {name}, bare", instructions)
            if (number + form) % 3 == 0:  # each call and each form, but not each of them in each way
                yield OddFile(f"hostile: {name}, in an archive", partial(in_archive, archive, instructions))
            if (number + form) % 3 == 1:
                yield OddFile(f"hostile: {name}, in an old file", partial(in_old_file, old, instructions))
    for number, instructions in enumerate(other_tricks()):
        yield OddFile(f"trick {number}, bare", instructions)
        yield OddFile(f"trick {number}, in an archive", partial(in_archive, archive, instructions))
        yield OddFile(f"trick {number}, in an old file", partial(in_old_file, old, instructions))


def _headers() -> Iterator[OddFile]:
    """Yield safetensors whose header is absurd."""
    good = as_safetensors(small_state(), small_info().as_json())
    length = int.from_bytes(good[:8], "little")
    header, values = json.loads(good[8 : 8 + length]), good[8 + length :]

    def with_header(text: bytes, name: str, num_bytes: int = 0) -> OddFile:
        return OddFile(f"header: {name}", len(text).to_bytes(8, "little") + text + values, num_bytes)

    for claimed in (0, 1, length - 1, length + 1, 2**31, 2**62, 2**63, 2**64 - 1):
        yield OddFile(f"header: claims {claimed} bytes", claimed.to_bytes(8, "little") + good[8:])
    yield with_header(b'{"a":' * 50_000, "deep")
    yield with_header(b'{"a":"' + b"x" * 9_000_000 + b'"}', "long")
    yield with_header(b"{" + b" " * 20_000_000 + b"}", "blank")
    yield with_header(json.dumps({f"t{n}": header["conv1.0.bias"] for n in range(60_000)}).encode(), "60,000 names")
    for key, odd in (
        ("dtype", "F8_E4M3"),
        ("dtype", "X"),
        ("dtype", 5),
        ("shape", [-1]),
        ("shape", [2**62, 4]),
        ("shape", "a"),
    ):
        for name in ("conv1.0.weight", "classifier.2.weight"):
            changed = {**header, name: {**header[name], key: odd}}
            yield with_header(json.dumps(changed).encode(), f"{name} has {key} {odd}")
    for offsets in ([0, 0], [0, 2**62], [-4, 4], [8, 4], [0, 400], ["a", "b"], []):
        changed = {**header, "conv1.0.bias": {**header["conv1.0.bias"], "data_offsets": offsets}}
        yield with_header(json.dumps(changed).encode(), f"offsets {offsets}")
    yield with_header(json.dumps({**header, "__metadata__": {"a": 5}}).encode(), "metadata of numbers")
    yield with_header(json.dumps({**header, "__metadata__": [1]}).encode(), "metadata in a list")
    for size in (100, 900, 1500, 3000):
        many = {"model.layers.0.weight": {"dtype": "F32", "shape": [size, 262144], "data_offsets": [0, size * 2**20]}}
        text = json.dumps(many).encode()
        yield with_header(text, f"another program's {size} MiB", 8 + len(text) + size * 2**20)


def _values() -> Iterator[OddFile]:
    """Yield weights whose numbers are spoilt, or too large to be multiplied."""
    document = small_info().as_json()
    for key in ("conv1.0.weight", "res2.0.1.running_var", "classifier.2.bias", "conv4.1.weight"):
        for value in (float("nan"), float("inf"), -1.0, 1e38, -1e38, 1e-45, 0.0):
            state = small_state()
            state[key].fill_(value)
            yield OddFile(f"values: {key} is {value}", as_safetensors(state, document), may_be_read=True)
            yield OddFile(f"values: {key} is {value}, .pth", as_torch_file(state), may_be_read=True)
    for dtype in (
        torch.float64,
        torch.bfloat16,
        torch.float16,
        torch.int8,
        torch.bool,
        torch.complex64,
        torch.float8_e5m2,
    ):
        state = {key: value.to(dtype) if value.is_floating_point() else value for key, value in small_state().items()}
        yield OddFile(f"values: as {dtype}", as_torch_file(state), may_be_read=True)


def _shapes() -> Iterator[OddFile]:
    """Yield weights of shapes that no network has."""
    state = small_state()
    huge: dict[str, Tensor] = {
        "a head of a billion classes without features": torch.zeros(10**9, 0),
        "a head that repeats one value": torch.zeros(1).expand(10**6, 32),
        "a head of 3 sides": torch.zeros(10, 8, 4),
        "a head without sides": torch.tensor(5.0),
        "an empty head": torch.zeros(0, 32),
        "a head without values": torch.empty(10, 32, device="meta"),
        "a sparse head": torch.zeros(10, 32).to_sparse(),
        "a head for 200,000 classes": torch.zeros(200_000, 1),
    }
    for name, head in huge.items():
        yield OddFile(f"shapes: {name}", as_torch_file({**state, "classifier.2.weight": head}))
    yield OddFile(
        "shapes: 20,000 names", as_torch_file({f"layer.{number}.weight": torch.zeros(1) for number in range(20_000)})
    )
    yield OddFile("shapes: a long name", as_torch_file({"a." * 50_000 + "weight": torch.zeros(1)}))
    yield OddFile(
        "shapes: names of a thousand parts",
        as_torch_file(
            {f"{'module.' * 1000}{key}": value for key, value in state.items()},
        ),
        may_be_read=True,
    )
    nested: object = state
    for _ in range(60):
        nested = {"state_dict": nested}
    yield OddFile("shapes: wrapped sixty times", as_torch_file(nested), may_be_read=True)
    yield OddFile(
        "shapes: a million numbers beside it",
        as_torch_file({"model": state, "losses": list(range(10**6))}),
        may_be_read=True,
    )


def _descriptions() -> Iterator[OddFile]:
    """Yield good weights with one odd word about them."""
    state, document = small_state(), json.loads(small_info().as_json())
    for key in document:
        for odd in _ODD_VALUES:
            changed = json.dumps({**document, key: odd})
            yield OddFile(f"description: {key} is {str(odd)[:30]}", as_safetensors(state, changed), may_be_read=True)
    options: list[dict[str, object]] = [
        {"depth": 6 * 10**7 + 2}, {"width": 10**9}, {"width": 2**70}, {"width": 0}, {"width": 4.0}, {"dropout": 5},
        {"upscale": 10**9}, {"__class__": 1}, {"num_classes": 5}, {"backbone": "__import__"},
    ]  # fmt: skip
    for architecture in ("resnet9", "resnet20", "simple-cnn", "transfer-resnet18"):
        for option in options:
            changed = json.dumps({**document, "architecture": architecture, "options": option})
            yield OddFile(f"description: {architecture} with {option}", as_safetensors(state, changed))
    for number in (0, NUM_CLASSES - 1, 10**5):
        changed = json.dumps({**document, "class_names": [f"c{n}" for n in range(number)]})
        yield OddFile(f"description: {number} class names", as_safetensors(state, changed))
    rule = document["not_sure"]
    for key in rule:
        for odd in _ODD_VALUES:
            changed = json.dumps({**document, "not_sure": {**rule, key: odd}})
            yield OddFile(f"rule: {key} is {str(odd)[:30]}", as_safetensors(state, changed), may_be_read=True)
