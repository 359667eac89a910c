"""The form's devices: what there is, before and after the engine has looked."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cifar_desktop.training.presets import preset_config
from cifar_desktop.ui.train.train_form import TrainForm

GPU = ("cuda:0", "NVIDIA GeForce RTX 4090 Laptop GPU")
CPU = ("cpu", "CPU, 2 threads")


@pytest.fixture
def form(qtbot: QtBot) -> TrainForm:
    form = TrainForm()
    qtbot.addWidget(form)
    form.show()
    return form


def offered(form: TrainForm) -> list[tuple[str, str]]:
    return [(choice.value, choice.title) for choice in form.rows["device"].field.choices]


def choose(qtbot: QtBot, form: TrainForm, name: str, value: str) -> None:
    field = form.rows[name].field
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Home)
    for _ in range(field.count()):
        if field.value != value:
            qtbot.keyClick(field, Qt.Key.Key_Down)


def can_be_chosen(form: TrainForm, precision: str) -> bool:
    field = form.rows["precision"].field
    return field.model().item(field.findData(precision)).isEnabled()


def test_before_the_engine_has_looked_there_are_auto_and_cpu(form: TrainForm) -> None:
    assert offered(form) == [("auto", "Automatic"), ("cpu", "CPU")]
    assert can_be_chosen(form, "fp16")  # there may be a GPU
    assert form.rows["device"].note_text == ""


def test_the_engine_says_what_there_is_and_why(qtbot: QtBot, form: TrainForm) -> None:
    with qtbot.waitSignal(form.changed, timeout=10_000):
        form.set_devices([CPU, GPU], "no CUDA, but Apple's Metal is there; float32 is the safe choice on Metal")
    assert offered(form) == [("auto", "Automatic"), CPU, GPU]
    assert form.config() == preset_config("quick")
    assert form.rows["device"].note_text == "No CUDA, but Apple's Metal is there; float32 is the safe choice on Metal."
    choose(qtbot, form, "device", "cuda:0")
    assert form.config() == preset_config("quick", device="cuda:0")
    assert form.rows["device"].note_text == ""  # the reason is that of automatic
    assert can_be_chosen(form, "fp16")


def test_fp16_needs_a_gpu_and_says_so(qtbot: QtBot, form: TrainForm) -> None:
    form.set_devices([("auto", "Automatic"), CPU, GPU], "")
    choose(qtbot, form, "device", "cpu")
    assert not can_be_chosen(form, "fp16")
    field = form.rows["precision"].field
    tooltip = field.itemData(field.findData("fp16"), Qt.ItemDataRole.ToolTipRole)
    assert tooltip == "<p>Training in fp16 needs a GPU.</p>"
    choose(qtbot, form, "precision", "fp16")
    assert field.value == "bf16"  # the last that can be chosen
    form.set_devices([CPU], "No GPU was found.")
    choose(qtbot, form, "device", "auto")
    assert not can_be_chosen(form, "fp16")


def test_a_precision_that_turns_out_impossible_is_a_problem_in_place(qtbot: QtBot, form: TrainForm) -> None:
    form.set_config(preset_config("quick", precision="fp16"))
    assert form.problem == ""
    form.set_devices([CPU], "No GPU was found.")
    assert form.problem == "Training in fp16 needs a GPU."
    assert form.rows["precision"].fault_text == form.problem
    assert form.config() is None
    choose(qtbot, form, "precision", "float32")
    assert form.config() == preset_config("quick", precision="float32")


def test_a_device_of_another_computer_is_named_and_can_be_left(qtbot: QtBot, form: TrainForm) -> None:
    form.set_config(preset_config("quick", device="cuda:1"))
    assert form.config() == preset_config("quick", device="cuda:1")
    assert ("cuda:1", "cuda:1") in offered(form)
    form.set_devices([CPU, GPU], "CUDA is there.")
    assert ("cuda:1", "cuda:1 (not here)") in offered(form)
    assert form.problem == "This computer has no device called “cuda:1”: choose another, such as Automatic."
    assert form.rows["device"].fault_text == form.problem
    assert form.config() is None
    choose(qtbot, form, "device", "auto")
    assert form.config() == preset_config("quick")
    assert offered(form) == [("auto", "Automatic"), CPU, GPU]
    form.set_config(preset_config("quick", device="cuda"))  # the command line's name for the first
    assert form.config() == preset_config("quick", device="cuda")
