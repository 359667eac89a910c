"""JSON, CSV and safetensors that are whole, and in which one thing is not what it should be."""

import csv
import io
import json
from random import Random
from typing import Any

import safetensors.torch
import torch
from torch import Tensor

_ODD_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 10**30, 10**400, 0.5, -0.0, 1e308, float("inf"), float("nan"), "", "a", "1",
    "\x00", "\ud800", "../..", "x" * 5000, [], [1], ["a"], {}, {"a": 1}, [[[[]]]],
)  # fmt: skip
_ODD_CELLS = ("", "a", "nan", "inf", "-1", "1e999", "9" * 5000, "0x10", "\x00", '"', "1,2", "\n", "٣", "1_0", " 1")


def odd_json(content: bytes, random: Random) -> bytes:
    """Return a document with one value replaced, left out, or put where it does not belong."""
    document = json.loads(content)
    if random.random() < 0.05:
        document = random.choice(_ODD_VALUES)
    elif random.random() < 0.03:
        return b"[" * 200_000
    else:
        _damage(document, random)
    return json.dumps(document).encode()


def odd_csv(content: bytes, random: Random) -> bytes:
    """Return a table with one cell, row or column that is not as it should be."""
    rows = list(csv.reader(io.StringIO(content.decode())))
    row = random.randrange(len(rows))
    damage = random.randrange(5)
    if damage == 0:
        del rows[row]
    elif damage == 1:
        rows.insert(row, rows[random.randrange(len(rows))])
    elif damage == 2:
        rows[row] = rows[row][: random.randrange(len(rows[row]) + 1)]
    else:
        rows[row][random.randrange(len(rows[row]))] = random.choice(_ODD_CELLS)
    text = io.StringIO()
    csv.writer(text, lineterminator="\n", quoting=random.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))).writerows(rows)
    return text.getvalue().encode()


def odd_tensors(content: bytes, key: str, random: Random) -> bytes:
    """Return a checkpoint in which a tensor or the description under `key` is not as it should be."""
    tensors = safetensors.torch.load(content)
    length = int.from_bytes(content[:8], "little")
    described = json.loads(content[8 : 8 + length])["__metadata__"][key]
    if random.random() < 0.5:
        described = odd_json(described.encode(), random).decode()
    else:
        _damage_tensors(tensors, random)
    return safetensors.torch.save(tensors, metadata={key: described})


def _damage(document: Any, random: Random) -> None:
    """Damage one value somewhere in a document."""
    tables = [each for each in _within(document) if each]
    table = random.choice(tables)
    place: Any = random.choice(sorted(table)) if isinstance(table, dict) else random.randrange(len(table))
    if random.random() < 0.2:
        del table[place]
    elif random.random() < 0.1 and isinstance(table, dict):
        table[random.choice(("", "unknown", f"{place} "))] = table.pop(place)
    else:
        table[place] = random.choice(_ODD_VALUES)


def _within(document: Any) -> list[Any]:
    """Return all tables and lists in a document, itself included."""
    if not isinstance(document, dict | list):
        return []
    parts = document.values() if isinstance(document, dict) else document
    return [document, *(each for part in parts for each in _within(part))]


def _damage_tensors(tensors: dict[str, Tensor], random: Random) -> None:
    """Damage one tensor, or its name."""
    name = random.choice(sorted(tensors))
    tensor = tensors[name]
    damage = random.randrange(7)
    if damage == 0:
        del tensors[name]
    elif damage == 1:
        tensors[f"{name}{random.choice(('', '/', '/a', '/1/2', 'x'))}"] = tensors.pop(name)
    elif damage == 2:
        tensors[name] = tensor.to(random.choice((torch.float64, torch.int64, torch.bool, torch.float16, torch.int8)))
    elif damage == 3:
        tensors[name] = tensor.reshape(-1)[: random.randrange(tensor.numel() + 1)].clone()
    elif damage == 4:
        tensors[name] = tensor.reshape(1, -1) if tensor.numel() else torch.zeros(3)
    elif damage == 5:
        tensors[random.choice(("optimizer/9999/exp_avg", "optimizer/-1/step", "optimizer/a/b", "history/x", "a"))] = (
            torch.ones(2)
        )
    else:
        odd = random.choice((float("nan"), float("inf"), 1e38, 0.0))
        tensors[name] = torch.full_like(tensor, odd) if tensor.is_floating_point() else torch.zeros_like(tensor)
