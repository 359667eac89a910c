"""ResNet-9 in the layout that tutorials and public checkpoints share.

Keys are `conv1.0.weight` (convolution), `conv1.1.running_mean` (batch norm), `res1.0.0.weight` and so on; the
head is `classifier.2.*`, or `classifier.3.*` where a dropout comes before the linear layer.
"""

from torch import Tensor, nn

from cifar_desktop.models.pooling import LeanMaxPool2d


class ResNet9(nn.Module):
    """Eight 3x3 convolutions, two of the four pairs bridged by a shortcut, and a linear head.

    Attributes:
        conv1, conv2, conv3, conv4: blocks of convolution with bias, batch norm and ReLU; all but the
            first halve the picture.
        res1, res2: two blocks each, added to what went in.
        classifier: largest value of each channel, wherever it is, then one linear layer.
    """

    def __init__(
        self, num_classes: int = 10, *, width: int = 64, pools_first: bool = False, dropout: float | None = None
    ) -> None:
        super().__init__()
        halved = PooledFirst if pools_first else Pooled
        self.conv1 = conv_block(3, width)
        self.conv2 = halved(*conv_block(width, 2 * width), LeanMaxPool2d(2))
        self.res1 = nn.Sequential(conv_block(2 * width, 2 * width), conv_block(2 * width, 2 * width))
        self.conv3 = halved(*conv_block(2 * width, 4 * width), LeanMaxPool2d(2))
        self.conv4 = halved(*conv_block(4 * width, 8 * width), LeanMaxPool2d(2))
        self.res2 = nn.Sequential(conv_block(8 * width, 8 * width), conv_block(8 * width, 8 * width))
        head: list[nn.Module] = [nn.AdaptiveMaxPool2d(1), nn.Flatten()]
        if dropout is not None:
            head.append(nn.Dropout(dropout))
        self.classifier = nn.Sequential(*head, nn.Linear(8 * width, num_classes))

    def forward(self, pictures: Tensor) -> Tensor:
        """Return the logits of normalised pictures, (number, 3, H, W); 32 pixels, or 16 and more."""
        x = self.conv2(self.conv1(pictures))
        x = self.res1(x) + x
        x = self.conv4(self.conv3(x))
        x = self.res2(x) + x
        logits: Tensor = self.classifier(x)
        return logits


class Pooled(nn.Sequential):
    """Convolution, norm, ReLU and pooling, computed so that the ReLU has a quarter left to do.

    Whether the largest of four is looked for first, or what is below 0 made 0: results and gradients are the same.
    """

    def forward(self, x: Tensor) -> Tensor:
        """Return the halved picture."""
        convolution, norm, relu, pool = self
        result: Tensor = relu(pool(norm(convolution(x))))
        return result


class PooledFirst(nn.Sequential):
    """The same layers under the same names, but pooled before the norm too, which changes what is computed."""

    def forward(self, x: Tensor) -> Tensor:
        """Return the halved picture."""
        convolution, norm, relu, pool = self
        result: Tensor = relu(norm(pool(convolution(x))))
        return result


def conv_block(channels_in: int, channels_out: int) -> nn.Sequential:
    """Return a 3x3 convolution with batch norm and ReLU."""
    return nn.Sequential(
        nn.Conv2d(channels_in, channels_out, kernel_size=3, padding=1),
        nn.BatchNorm2d(channels_out),
        nn.ReLU(inplace=True),
    )
