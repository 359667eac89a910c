"""Teaching texts: what each setting of a training does, and which way to turn it.

The meaning stands with the setting itself (`TrainConfig`); here is what a beginner needs besides, for tooltips and
help pages. Importing this module imports no torch.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from cifar_desktop.training.config import TrainConfig, label


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceHelp:
    """One of the words that a setting may be.

    Attributes:
        title: the word for people.
        text: one sentence about it.
    """

    title: str
    text: str


# Where the name in the code says too little, or the sentence beside the setting is written for the command line.
_TITLES: Mapping[str, str] = {
    "backbone": "Pretrained part",
    "checkpoint_seconds": "Save every",
    "decay_biases_and_norms": "Decay biases too",
    "min_gain": "Smallest gain",
    "upscale": "Enlarge pictures",
    "upscaling": "Way to enlarge",
    "validation_fraction": "Validation share",
    "split_seed": "Split seed",
}
_MEANINGS: Mapping[str, str] = {
    "optimizer": "The rule that turns what went wrong into steps of the weights.",
    "momentum": "How much of the last step goes into the next.",
    "warmup": "Share of the training in which the learning rate rises to its full height.",
    "initialisation": "How the weights start, before the first picture has been seen.",
    "device": "The part of this computer that does the arithmetic.",
    "backbone": "What becomes of the part of a transfer model that has seen the photos of ImageNet.",
    "upscale": "How many times as large a transfer model is shown the pictures: 7 makes 224 pixels of 32.",
    "upscaling": "How small pictures become large ones for a transfer model.",
    "mirror_at_test": "Asks about each validation and test picture and its mirror image, and takes the mean.",
    "flip": "Mirrors the training pictures, left to right.",
    "checkpoint_seconds": "Longest time between two savings from which the training could go on.",
    "smaller_at_first": "Share of the epochs, from the first on, with smaller pictures: 5/8 of their size, then 3/4.",
}

_ADVICE: Mapping[str, str] = {
    "model": "A larger one gets more pictures right and takes longer; try ideas out on the small one first.",
    "epochs": "More learn more and take longer in proportion; far too many learn the pictures by heart.",
    "batch_size": (
        "Larger keeps a GPU busy but needs more memory and a larger learning rate; smaller makes more of little data."
    ),
    "optimizer": (
        "SGD reaches the best results here; Muon gets furthest in a short training, AdamW forgives a wrong rate."
    ),
    "learning_rate": (
        "It is the length of each step: lower it when the loss jumps or grows, raise it when learning crawls."
    ),
    "momentum": "Higher is quicker and smoother, too high overshoots; 0.9 nearly always fits.",
    "weight_decay": (
        "Raise it when training accuracy runs far ahead of validation accuracy, lower it when both stay low."
    ),
    "decay_biases_and_norms": "These few numbers seldom need it: leave it off unless a recipe says otherwise.",
    "schedule": "Rates that end low reach better results; a constant one shows what the rate itself does.",
    "warmup": "Longer is safer with a high learning rate; 0 starts at full height.",
    "final_lr": "0 lets the weights settle; raise it a little if nothing moves in the last epochs.",
    "step_every": "Smaller lowers the rate sooner and more often; a third of all epochs is a good start.",
    "step_factor": "0.1 brakes hard, 0.5 gently, and 1 not at all.",
    "label_smoothing": (
        "Keeps the network from being too sure of itself: raise it against learning by heart; 0 asks for certainty."
    ),
    "head_rate": "Lower it when the loss jumps in the first epochs; 1 treats all layers alike.",
    "dropout": "Raise it (0.2 to 0.5) when the network learns by heart; 0 is off and learns quickest.",
    "ema_decay": "Closer to 1 looks back further: steadier in long trainings, too sluggish for short ones.",
    "clip_norm": "Try 1 when the loss jumps or stops being a number; smaller brakes harder.",
    "initialisation": "A head start helps most in short trainings; plain is what text books do.",
    "backbone": (
        "Frozen looks at every picture once, and then trains in seconds; fine-tuned gets more right, and takes a GPU."
    ),
    "upscale": "7 or 8 is what these networks are used to; smaller is quicker, and gets fewer pictures right.",
    "upscaling": "Smooth looks more like the photos that these networks know; repeat is what some text books do.",
    "smaller_at_first": "Up to two thirds cost little accuracy, and such epochs take about half as long.",
    "flip": "Shows each picture two ways; turn it off where left and right matter, as they do for letters.",
    "translate": "Larger teaches that a thing may be anywhere, and wants more epochs; 0 is off.",
    "zoom": "Raise it (0.2 to 0.4) in long trainings, so that size matters less; leave it off in short ones.",
    "mix": "Teaches to find a thing from a part of it: half of the pictures in long trainings, off in short ones.",
    "cutout": "Teaches to look at more than one part: 8 to 16 in long trainings, off in short ones.",
    "validation_fraction": (
        "They show how it does on pictures it has not seen before: more measure surely, fewer leave more to learn from."
    ),
    "split_seed": "Leave it when weights train on, or they are judged by pictures that they have learnt.",
    "mirror_at_test": "It takes twice as long to judge, and gets a few more pictures right.",
    "patience": "Higher waits longer; leave it off with a rate that falls to the end, where most of the gain comes.",
    "min_gain": "Raise it (0.001 is a tenth of a percent) so that tiny gains no longer keep the training going.",
    "seed": "Keep it to repeat a training exactly; change it to see how much is luck.",
    "device": "Automatic takes a GPU where there is one; the CPU always works, and takes longer.",
    "precision": "bf16 and fp16 can be twice as quick or more; float32 is the most exact.",
    "checkpoint_seconds": "Shorter loses less in a power cut; longer writes to the disk less often.",
}

CHOICES: Mapping[str, Mapping[str, ChoiceHelp]] = {
    "optimizer": {
        "sgd": ChoiceHelp(title="SGD", text="Plain steps with Nesterov momentum: the best results here."),
        "adam": ChoiceHelp(title="Adam", text="Scales each weight's step by itself: quick to get going."),
        "adamw": ChoiceHelp(title="AdamW", text="Adam with a cleaner weight decay: forgiving."),
        "rmsprop": ChoiceHelp(title="RMSprop", text="Divides steps by their recent size: Adam's older relative."),
        "muon": ChoiceHelp(title="Muon", text="Turns all directions of a kernel equally far: quickest to a good end."),
    },
    "schedule": {
        "one-cycle": ChoiceHelp(title="One cycle", text="Up and down again in straight lines: quickest to a good end."),
        "cosine": ChoiceHelp(title="Cosine", text="Falls slowly, then quickly, then slowly again."),
        "step": ChoiceHelp(title="Steps", text="Stays, then drops by a factor every so many epochs."),
        "constant": ChoiceHelp(title="Constant", text="The same learning rate from start to end."),
    },
    "flip": {
        "none": ChoiceHelp(title="Off", text="Pictures stay as they are."),
        "random": ChoiceHelp(title="By chance", text="A coin is tossed for each picture in every epoch."),
        "alternating": ChoiceHelp(
            title="Alternating", text="The other way round in every other epoch: a little better than by chance."
        ),
    },
    "precision": {
        "auto": ChoiceHelp(title="Automatic", text="What this device computes fastest in, without loss of quality."),
        "float32": ChoiceHelp(title="float32", text="32 bits a number: exact, and works everywhere."),
        "bf16": ChoiceHelp(title="bf16", text="16 bits with the range of 32: quick where the hardware has it."),
        "fp16": ChoiceHelp(title="fp16", text="16 bits with a small range: for GPUs without bf16."),
    },
    "backbone": {
        "frozen": ChoiceHelp(
            title="Frozen", text="Stays as ImageNet left it: each picture is looked at once, and only the head learns."
        ),
        "fine-tuned": ChoiceHelp(title="Fine-tuned", text="Is trained further, together with the head."),
        "random": ChoiceHelp(title="From scratch", text="Begins with random numbers, without anything of ImageNet."),
    },
    "upscaling": {
        "smooth": ChoiceHelp(title="Smooth", text="Interpolates between the pixels; any number of times as large."),
        "repeat": ChoiceHelp(title="Repeat", text="Doubles each pixel, again and again: 2, 4 or 8 times as large."),
    },
    "initialisation": {
        "plain": ChoiceHelp(title="Plain", text="Random numbers, scaled to the size of each layer."),
        "whitening-dirac": ChoiceHelp(
            title="Head start",
            text="The first layer separates the colours and edges of the data, the others pass on what they see.",
        ),
    },
}


def title_of(name: str) -> str:
    """Return a setting's name as it stands beside its field."""
    return _TITLES.get(name) or label(name)


def teaching(name: str) -> str:
    """Return what a setting does and which way to turn it, in two short sentences."""
    return f"{_MEANINGS.get(name) or _METADATA[name]} {_ADVICE[name]}"


_METADATA: Mapping[str, str] = {setting.name: setting.metadata["meaning"] for setting in fields(TrainConfig)}
