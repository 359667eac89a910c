"""What a person is told of a file of `torch.save` that is not opened."""

from collections.abc import Iterator
from contextlib import contextmanager

from cifar_desktop.errors import WeightsError

_PLAIN_WEIGHTS = "Ask its maker for the plain weights: model.state_dict() saved as .safetensors or with torch.save."
_NOT_EXECUTED = "Nothing in it was executed."


def damaged() -> WeightsError:
    """Return the refusal of a file that cannot be what it says."""
    return WeightsError("The file is damaged, was cut short or holds no weights.", remedy="Copy or download it again.")


def too_large() -> WeightsError:
    """Return the refusal of a file for which there is not enough memory."""
    return WeightsError("It needs more memory than there is.", remedy="Close other programs, or choose a smaller file.")


def too_long() -> WeightsError:
    """Return the refusal of a file that would be busy for long before its first weight is there."""
    return WeightsError(
        "It holds far more than the weights of a network.", remedy="Choose a file that holds only the weights."
    )


def compressed() -> WeightsError:
    """Return the refusal of an archive that unpacks to more than its own size."""
    return WeightsError("It is a compressed archive, not a file of PyTorch.", remedy="Unpack it first.")


def odd_form(name: str) -> WeightsError:
    """Return the refusal of what is neither plain weights nor what usually lies beside them."""
    return WeightsError(
        f"It holds something in a form that cannot be used here (“{name}”).",
        kept=_NOT_EXECUTED,
        remedy="Choose weights of ordinary floating-point numbers, neither quantised nor packed.",
    )


def runs_code(name: str) -> WeightsError:
    """Return the refusal of a pickle that calls something."""
    return WeightsError(
        f"The file wants to run code on this computer (it calls “{name}”), so it was not opened.",
        kept=_NOT_EXECUTED,
        remedy=_PLAIN_WEIGHTS,
    )


def other_pickle() -> WeightsError:
    """Return the refusal of a pickle with instructions that the files of `torch.save` have no use for."""
    return WeightsError(
        "The file is a Python pickle in a form that cannot be read without running code, so it was not opened.",
        kept=_NOT_EXECUTED,
        remedy=_PLAIN_WEIGHTS,
    )


def torch_script() -> WeightsError:
    """Return the refusal of a program in place of weights."""
    return WeightsError(
        "The file is a TorchScript program, which would run on this computer, so it was not opened.",
        kept=_NOT_EXECUTED,
        remedy=_PLAIN_WEIGHTS,
    )


def from_before_2017() -> WeightsError:
    """Return the refusal of the oldest files, which only a full unpickler could read."""
    return WeightsError(
        "The file is of a PyTorch from before 2017 and can only be read by running code, so it was not opened.",
        kept=_NOT_EXECUTED,
        remedy=_PLAIN_WEIGHTS,
    )


@contextmanager
def damage_in_words() -> Iterator[None]:
    """Turn whatever reading a damaged file raises into `damaged()`; there are as many ways as there are bytes."""
    try:
        yield
    except (WeightsError, OSError):
        raise
    except MemoryError as error:
        raise too_large() from error
    except Exception as error:
        raise damaged() from error
