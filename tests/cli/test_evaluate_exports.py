"""`evaluate --report` and `--confusion`: refused before the work where they cannot work, and true where they can."""

import csv
import json
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
import torch

from cifar_desktop import cli
from cifar_desktop.data.open import SAMPLE, open_data_set
from cifar_desktop.inference.weights import write_weights
from cifar_desktop.inference.weights_info import WeightsInfo
from cifar_desktop.models.registry import model_spec


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = open_data_set(SAMPLE)
    info = WeightsInfo(
        architecture="resnet9-slim", class_names=data.class_names, mean=data.mean, std=data.std, input_size=32
    )
    torch.manual_seed(0)
    path = tmp_path_factory.mktemp("weights") / "untrained.safetensors"
    write_weights(path, model_spec("resnet9-slim").build(len(info.class_names)).state_dict(), info)
    return path


def evaluate(weights: Path, *arguments: str | Path) -> int:
    command = ["evaluate", "--weights", weights, "--device", "cpu", "--precision", "float32", *arguments]
    return cli.main(list(map(str, command)))


def test_both_files_hold_what_is_printed(weights: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report, table = tmp_path / "report.html", tmp_path / "matrix.csv"
    assert evaluate(weights, "--report", report, "--confusion", table, "--json") == 0
    out, err = capsys.readouterr()
    metrics = json.loads(out)["metrics"]
    assert f"Written: {report}\nWritten: {table}\n" in err
    _, *rows = csv.reader(table.read_text(encoding="utf-8").splitlines())
    assert [[int(cell) for cell in row[1:]] for row in rows] == metrics["confusion"]
    page = ElementTree.fromstring(report.read_text(encoding="utf-8").partition("\n")[2])
    cells = page.findall(".//table[@class='matrix']/tbody/tr/td")
    counts = [int(cell.text.replace(",", "")) for cell in cells]
    assert counts == [count for row in metrics["confusion"] for count in row]
    words = "".join(page.itertext())
    assert f"{100 * metrics['accuracy']:.2f} % were named right" in words
    assert "CIFAR-10 sample, its 1,000 test pictures" in words
    assert str(weights) in words
    assert len(list(page.iter("img"))) == 24


def test_nothing_is_computed_where_a_file_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    there = tmp_path / "there.html"
    there.write_text("mine")
    (tmp_path / "folder.md").mkdir()
    absent = tmp_path / "absent.safetensors"  # would be refused too, but only after these
    for arguments, words in (
        (("--report", there), "exists already. It was not touched. .*--overwrite"),
        (("--report", tmp_path / "folder.md"), "is a folder. Give --report the name"),
        (("--report", tmp_path / "nowhere" / "report.md"), "cannot be written: No such file .*Nothing was evaluated"),
        (("--report", tmp_path / "report.pdf"), "ends in “.pdf”.*End it in .html or .htm or .md or .markdown"),
        (("--confusion", tmp_path / "matrix"), "has no ending.*End it in .csv"),
        (("--confusion", there), "ends in “.html”.*End it in .csv"),
    ):
        assert evaluate(absent, *arguments) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert re.search(words, err), err
        assert "absent.safetensors" not in err
    assert there.read_text() == "mine"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["folder.md", "there.html"]


def test_overwrite_replaces_and_markdown_is_written(
    weights: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.md"
    report.write_text("old")
    assert evaluate(weights, "--report", report, "--overwrite") == 0
    assert report.read_text(encoding="utf-8").startswith("# Evaluation of untrained")
    assert f"Written: {report}" in capsys.readouterr().out


def test_refusals_do_not_wait_for_torch(tmp_path: Path) -> None:
    program = (
        "import sys; from cifar_desktop import cli; "
        f"code = cli.main(['evaluate', '--report', {str(tmp_path / 'report.pdf')!r}]); "
        "sys.exit(10 * ('torch' in sys.modules) + code)"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, check=False).returncode == 2
