"""`classify` as it is called: real files, a real process, an untrained network."""

import csv
import dataclasses
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from cifar_desktop import cli
from cifar_desktop.evaluation.not_sure_rule import NotSureRule
from cifar_desktop.inference.weights import write_weights
from cifar_desktop.inference.weights_info import WeightsInfo
from cifar_desktop.models.registry import model_spec

CLASS_NAMES = ("cup", "spoon", "plate")
INFO = WeightsInfo(
    architecture="resnet9-slim", class_names=CLASS_NAMES, mean=(0.5, 0.4, 0.3), std=(0.2, 0.25, 0.3), input_size=32
)


def write(path: Path, threshold: float | None) -> Path:
    """Write an untrained network that is sure from `threshold` on."""
    torch.manual_seed(3)
    rule = None
    if threshold is not None:
        rule = NotSureRule(score="energy", threshold=threshold, quantiles=tuple(float(q) for q in range(101)))
    info = dataclasses.replace(INFO, not_sure=rule)
    write_weights(path, model_spec("resnet9-slim").build(len(CLASS_NAMES)).state_dict(), info)
    return path


@pytest.fixture(scope="module")
def sure(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("weights") / "sure.safetensors", -1e6)


@pytest.fixture(scope="module")
def unsure(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("weights") / "unsure.safetensors", 1e6)


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    files = [tmp_path / "one, with a comma.png", tmp_path / "two.jpg"]
    for seed, file in enumerate(files):
        pixels = np.random.default_rng(seed).integers(0, 255, (40, 60, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(file)
    return files


def run(weights: Path, *arguments: object) -> int:
    return cli.main(["classify", *map(str, arguments), "--weights", str(weights), "--device", "cpu"])


def test_each_photo_gets_a_line(sure: Path, photos: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(sure, *photos) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.rpartition(": ")[0] for line in lines] == [str(photo) for photo in photos]
    label, share = lines[0].rpartition(": ")[2].split(", ")
    assert label in CLASS_NAMES
    assert 33.3 <= float(share.rstrip("%")) <= 100


def test_top_names_the_likeliest_in_order(sure: Path, photos: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(sure, photos[0], "--top", 3) == 0
    first, *ranked = capsys.readouterr().out.splitlines()
    names, shares = zip(*(line.split(maxsplit=1) for line in ranked), strict=True)
    assert set(names) == set(CLASS_NAMES)
    values = [float(share.removesuffix(" %")) for share in shares]
    assert values == sorted(values, reverse=True)
    assert sum(values) == pytest.approx(100, abs=0.2)
    assert f": {names[0]}, {shares[0]}" in first


def test_not_sure_is_said(unsure: Path, photos: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(unsure, photos[0]) == 0
    assert ": not sure (likeliest: " in capsys.readouterr().out


def test_json_is_a_line_a_photo(unsure: Path, photos: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(unsure, *photos, "--json", "--top", 2) == 0
    documents = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [document["path"] for document in documents] == [str(photo) for photo in photos]
    for document in documents:
        assert document["label"] is None
        assert document["not_sure"] is True
        assert sum(document["probabilities"].values()) == pytest.approx(1, abs=1e-4)
        best = max(document["probabilities"], key=document["probabilities"].get)
        assert document["top"][0] == [best, document["confidence"]]
        assert len(document["top"]) == 2


def test_csv_is_a_table_with_every_probability(
    sure: Path, photos: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.png"
    bad.write_text("no picture")
    assert run(sure, photos[0], bad, "--csv") == 1
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert list(rows[0]) == ["path", "label", "confidence", *CLASS_NAMES, "reason"]
    assert rows[0]["path"] == str(photos[0])
    assert float(rows[0]["confidence"]) == max(float(rows[0][name]) for name in CLASS_NAMES)
    assert rows[1]["label"] == ""
    assert "not a picture" in rows[1]["reason"]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="file names are text there")
@pytest.mark.parametrize("form", ["--json", "--csv", "--top=2"])
def test_a_name_that_is_no_text_ends_nothing(
    sure: Path, photos: list[Path], form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = photos[0].rename(photos[0].with_name(os.fsdecode(b"caf\xe9.png")))
    bad = odd.with_name(os.fsdecode(b"bad\xff.png"))
    bad.write_text("no picture")
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="strict")
    monkeypatch.setattr(sys, "stdout", out)
    assert run(sure, odd.parent, form) == 1
    text = out.buffer.getvalue().decode()  # UTF-8 to the last byte
    if form == "--json":
        named = {document["path"]: bool(document["label"]) for document in map(json.loads, text.splitlines())}
        assert named == {str(odd): True, str(bad): False, str(photos[1]): True}  # and can be opened by these
    elif form == "--csv":
        rows = list(csv.DictReader(io.StringIO(text)))
        assert {Path(row["path"]).name for row in rows} == {r"caf\udce9.png", r"bad\udcff.png", photos[1].name}
    else:
        assert r"caf\udce9.png: " in text


def test_a_bad_file_is_named_the_others_are_answered(
    sure: Path, photos: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "missing.png"
    assert run(sure, photos[0], missing, photos[1]) == 1
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 2
    assert said.err.startswith(f"{missing}: There is no such file.")


def test_a_folder_stands_for_its_pictures(sure: Path, photos: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(sure, photos[0].parent) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_what_cannot_work_is_one_sentence(
    sure: Path, photos: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert run(sure, empty) == cli.EXIT_USER_ERROR
    assert "no pictures" in capsys.readouterr().err
    assert run(tmp_path / "none.safetensors", photos[0]) == cli.EXIT_USER_ERROR
    assert "no such file" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        run(sure, photos[0], "--top", 0)


def test_a_reader_that_leaves_early_is_no_fault(sure: Path, photos: list[Path]) -> None:
    command = [sys.executable, "-m", "cifar_desktop", "classify", *map(str, photos * 40), "--weights", str(sure)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert str(photos[0]) in process.stdout.readline().decode()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0
