"""A network made for short trainings.

Its shape is that of airbench94 (K. Jordan, 2024): a small layer that splits each patch of pixels into the directions in
which patches differ, three groups of two convolutions, each group at half the size of the one before, and no shortcuts.
"""

import itertools

from torch import Tensor, nn

PATCH_FILTERS = 24  # both signs of each of the 2 x 2 x 3 directions
WIDTHS = (64, 256, 256)
STATISTICS_MOMENTUM = 0.4  # a short training cannot wait for slow running statistics


class SprintNet(nn.Module):
    """Seven convolutions and a linear head; 2 million parameters.

    Attributes:
        patches: 2x2 convolution with bias; the only one that no norm follows.
        groups: each halves the picture.
        classifier: largest value of each channel, wherever it is, then one linear layer without bias.
    """

    def __init__(self, num_classes: int = 10, *, dropout: float | None = None) -> None:
        super().__init__()
        self.patches = nn.Conv2d(3, PATCH_FILTERS, kernel_size=2)
        self.activation = nn.GELU()
        widths = itertools.pairwise((PATCH_FILTERS, *WIDTHS))
        self.groups = nn.Sequential(*(group(channels_in, channels_out) for channels_in, channels_out in widths))
        head: list[nn.Module] = [nn.AdaptiveMaxPool2d(1), nn.Flatten()]
        if dropout is not None:
            head.append(nn.Dropout(dropout))
        self.classifier = nn.Sequential(*head, nn.Linear(WIDTHS[-1], num_classes, bias=False))

    def forward(self, pictures: Tensor) -> Tensor:
        """Return the logits of normalised pictures, (number, 3, H, W); 32 pixels, or 16 and more."""
        logits: Tensor = self.classifier(self.groups(self.activation(self.patches(pictures))))
        return logits


def group(channels_in: int, channels_out: int) -> nn.Sequential:
    """Return two convolutions with norm and GELU; what the first gives is pooled at once."""
    return nn.Sequential(
        nn.Conv2d(channels_in, channels_out, kernel_size=3, padding=1, bias=False),
        nn.MaxPool2d(2),
        nn.BatchNorm2d(channels_out, momentum=STATISTICS_MOMENTUM),
        nn.GELU(),
        nn.Conv2d(channels_out, channels_out, kernel_size=3, padding=1, bias=False),
        nn.BatchNorm2d(channels_out, momentum=STATISTICS_MOMENTUM),
        nn.GELU(),
    )
