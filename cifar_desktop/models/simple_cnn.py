"""A small network of the text-book kind: three convolutions, two dense layers, no batch norm, no padding."""

from torch import Tensor, nn

INPUT_SIZE = 32


class SimpleCNN(nn.Module):
    """Convolutions of 32, 64 and 128 channels, a dense layer of 128, and the logits.

    Attributes:
        features: the convolutions, 3x3 and unpadded, each with a ReLU; the first and the last pool.
        classifier: the dense layers, with a dropout between.
    """

    def __init__(self, num_classes: int = 10, *, dropout: float = 0.0) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 32, kernel_size=3),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(2),
            nn.Conv2d(32, 64, kernel_size=3),
            nn.ReLU(inplace=True),
            nn.Conv2d(64, 128, kernel_size=3),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(2),
        )
        # 32 pixels lose 2, halve to 15, lose 2 and 2, and halve to 5, the rest rounded off.
        side = ((INPUT_SIZE - 2) // 2 - 4) // 2
        self.classifier = nn.Sequential(
            nn.Flatten(),
            nn.Linear(128 * side * side, 128),
            nn.ReLU(inplace=True),
            nn.Dropout(dropout),
            nn.Linear(128, num_classes),
        )

    def forward(self, pictures: Tensor) -> Tensor:
        """Return the logits of normalised pictures, (number, 3, 32, 32)."""
        logits: Tensor = self.classifier(self.features(pictures))
        return logits
