"""A head start for convolutional networks: filters that already pass on what they see.

The first convolution separates the colours and edges that occur in the data (a whitening), the later ones
begin with an identity in a part of their channels (dirac), so that the picture reaches the last layer from
the first step on. The rest of the filters stay random.
"""

import torch
from torch import Tensor, nn

from cifar_desktop.data.normalise import Channels, normalise
from cifar_desktop.data.seeds import generator

WHITENING_PICTURES = 5000
SMALLEST_VARIANCE = 1e-2  # of a patch direction; below it is noise that whitening would blow up
_PICTURES_AT_ONCE = 250  # the patches of all of them would take more memory than the training


@torch.no_grad()
def initialise(
    model: nn.Module, images: Tensor, positions: Tensor, *, mean: Channels, std: Channels, seed: int
) -> None:
    """Initialise a network's convolutions from the pictures of `images` (uint8) at `positions`."""
    convolutions = [module for module in model.modules() if isinstance(module, nn.Conv2d)]
    first, later = convolutions[0], convolutions[1:]
    chosen = torch.randperm(len(positions), generator=generator(seed, "whitening"))[:WHITENING_PICTURES]
    pictures = normalise(images[positions[chosen]], mean, std)
    _whiten(first, pictures)
    for convolution in later:
        nn.init.dirac_(convolution.weight[: convolution.in_channels])


def _whiten(convolution: nn.Conv2d, pictures: Tensor) -> None:
    """Set filters to the data's main directions, each scaled to variance 1, with both signs (for the ReLU)."""
    height, width = convolution.kernel_size
    variances, directions = torch.linalg.eigh(_covariance(pictures, height, width))
    scaled = (directions / (variances + SMALLEST_VARIANCE).sqrt()).T.flip(0)
    filters = scaled.reshape(-1, convolution.in_channels, height, width).float()
    both = torch.stack([filters, -filters], dim=1).flatten(0, 1)[: convolution.out_channels]
    convolution.weight[: len(both)] = both.to(convolution.weight)
    if convolution.bias is not None:
        convolution.bias[: len(both)] = 0.0


def _covariance(pictures: Tensor, height: int, width: int) -> Tensor:
    """Return the mean product of any two values in a patch of so many pixels, (values, values)."""
    size = pictures.shape[1] * height * width
    products, number = torch.zeros(size, size, dtype=torch.float64, device=pictures.device), 0
    for some in torch.split(pictures, _PICTURES_AT_ONCE):
        patches = some.unfold(2, height, 1).unfold(3, width, 1)[:, :, ::2, ::2]
        vectors = patches.permute(0, 2, 3, 1, 4, 5).reshape(-1, size).double()
        products += vectors.T @ vectors
        number += len(vectors)
    return products / number
