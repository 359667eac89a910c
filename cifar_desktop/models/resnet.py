"""The ResNets for 32 x 32 pictures, of 20 to 56 layers, as their paper has them and public checkpoints name them.

Keys are `conv1.weight`, `bn1.running_mean`, `layer1.0.conv2.weight` and so on; the head is `linear.*`.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

NARROWEST = 16
DEEPEST = 302  # deeper ones take long to build, and were never of use for small pictures


class ResNet(nn.Module):
    """A convolution, three stages of residual blocks, the mean over what is left of the picture, and a linear layer.

    Attributes:
        conv1, bn1: the first convolution with its batch norm.
        layer1, layer2, layer3: the stages; the second and third begin by halving the picture.
        linear: makes the logits.
    """

    def __init__(self, num_classes: int = 10, *, depth: int = 20, dropout: float | None = None) -> None:
        super().__init__()
        if not 8 <= depth <= DEEPEST or depth % 6 != 2:
            raise ValueError(
                f"a depth of {depth} cannot be built: it must be 2 more than a multiple of 6, and at most {DEEPEST}"
            )
        blocks = (depth - 2) // 6
        self.conv1 = nn.Conv2d(3, NARROWEST, kernel_size=3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(NARROWEST)
        self.layer1 = _stage(NARROWEST, NARROWEST, blocks)
        self.layer2 = _stage(NARROWEST, 2 * NARROWEST, blocks)
        self.layer3 = _stage(2 * NARROWEST, 4 * NARROWEST, blocks)
        self.dropout = nn.Dropout(dropout) if dropout else nn.Identity()
        self.linear = nn.Linear(4 * NARROWEST, num_classes)
        for module in self.modules():
            if isinstance(module, nn.Conv2d | nn.Linear):
                nn.init.kaiming_normal_(module.weight)

    def forward(self, pictures: Tensor) -> Tensor:
        """Return the logits of normalised pictures, (number, 3, 32, 32)."""
        x = functional.relu(self.bn1(self.conv1(pictures)))
        x = self.layer3(self.layer2(self.layer1(x)))
        logits: Tensor = self.linear(self.dropout(x.mean(dim=(2, 3))))
        return logits


def _stage(channels_in: int, channels_out: int, blocks: int) -> nn.Sequential:
    """Return the blocks of a stage; the first one halves the picture where the channels double."""
    first = ResidualBlock(channels_in, channels_out, stride=channels_out // channels_in)
    return nn.Sequential(first, *(ResidualBlock(channels_out, channels_out) for _ in range(blocks - 1)))


class ResidualBlock(nn.Module):
    """Two 3x3 convolutions with batch norms, added to what went in.

    Where the block halves the picture, every other pixel goes straight on, and new channels get zeros: option A of
    the paper, which needs no weights.

    Attributes:
        conv1, bn1, conv2, bn2: in this order, with a ReLU between and, after the sum, another one.
    """

    def __init__(self, channels_in: int, channels_out: int, *, stride: int = 1) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels_in, channels_out, kernel_size=3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels_out)
        self.conv2 = nn.Conv2d(channels_out, channels_out, kernel_size=3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels_out)
        self._stride = stride
        self._new_channels = channels_out - channels_in

    def forward(self, x: Tensor) -> Tensor:
        """Return the block's output, as large as its input or half so."""
        inner = self.bn2(self.conv2(functional.relu(self.bn1(self.conv1(x)))))
        return torch.relu(inner + self._shortcut(x))

    def _shortcut(self, x: Tensor) -> Tensor:
        if not self._new_channels:
            return x
        before = self._new_channels // 2
        return functional.pad(
            x[:, :, :: self._stride, :: self._stride], (0, 0, 0, 0, before, self._new_channels - before)
        )
