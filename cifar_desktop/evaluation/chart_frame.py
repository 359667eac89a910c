"""The frame of a chart in a report: axes in per cent, grid and labels, as SVG that is drawn here.

Lines and text take the colours of the page around them, so that the same drawing is readable in light and dark.
"""

from collections.abc import Sequence

from cifar_desktop.percentages import in_percent

WIDTH, HEIGHT = 460, 330
LEFT, RIGHT, TOP, BOTTOM = 58, 18, 34, 50
FIRST_COLOUR = "var(--first, #4f68dd)"  # 3:1 at least on white and on the dark page
SECOND_COLOUR = "var(--second, #c2570c)"


class ChartFrame:
    """Places points of two shares and collects what is drawn.

    Attributes:
        lowest: the share at the foot of the vertical axis; the others begin at 0, and all end at 1.
    """

    def __init__(self, *, name: str, title: str, description: str, lowest: float = 0.0) -> None:
        self.lowest = lowest
        self._name, self._title, self._description = name, title, description
        self._drawn: list[str] = []

    def x(self, share: float) -> float:
        """Return where a share lies from left to right."""
        return LEFT + min(max(share, 0.0), 1.0) * (WIDTH - LEFT - RIGHT)

    def y(self, share: float) -> float:
        """Return where a share lies from top to bottom."""
        height = (min(max(share, self.lowest), 1.0) - self.lowest) / (1 - self.lowest)
        return HEIGHT - BOTTOM - height * (HEIGHT - TOP - BOTTOM)

    def axes(self, across: str, up: str) -> None:
        """Draw the grid with its figures and say what the axes show."""
        middle_x, middle_y = (LEFT + WIDTH - RIGHT) / 2, (TOP + HEIGHT - BOTTOM) / 2
        for step in range(6):
            share = step / 5
            self._line(self.x(share), TOP, self.x(share), HEIGHT - BOTTOM)
            self.text(self.x(share), HEIGHT - BOTTOM + 18, in_percent(share, 0))
            height = self.lowest + share * (1 - self.lowest)
            self._line(LEFT, self.y(height), WIDTH - RIGHT, self.y(height))
            self.text(LEFT - 8, self.y(height) + 4, in_percent(height, 0), anchor="end")
        self.text(middle_x, HEIGHT - 10, across)
        self.text(16, middle_y, up, turned=True)

    def path(self, points: Sequence[tuple[float, float]], colour: str, *, dashed: bool = False) -> None:
        """Draw a line through points of two shares."""
        corners = " L ".join(f"{self.x(across):.1f} {self.y(up):.1f}" for across, up in points)
        dash = ' stroke-dasharray="5 4"' if dashed else ""
        self._drawn.append(f'<path d="M {corners}" fill="none" style="stroke: {colour}" stroke-width="2"{dash} />')

    def dot(self, across: float, up: float, colour: str, *, radius: float, hollow: bool = False) -> None:
        """Draw a point at two shares."""
        fill = "none" if hollow else colour
        self._drawn.append(
            f'<circle cx="{self.x(across):.1f}" cy="{self.y(up):.1f}" r="{radius:.1f}" '
            f'style="fill: {fill}; stroke: {colour}" stroke-width="2" />'
        )

    def text(self, x: float, y: float, words: str, *, anchor: str = "middle", turned: bool = False) -> None:
        """Write a few words; these come from here, never from a file."""
        turn = f' transform="rotate(-90 {x:.1f} {y:.1f})"' if turned else ""
        self._drawn.append(f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{turn}>{words}</text>')

    def key(self, x: float, words: str, colour: str, *, hollow: bool = False) -> None:
        """Say above the chart what a colour stands for."""
        fill = "none" if hollow else colour
        self._drawn.append(
            f'<circle cx="{x:.1f}" cy="{TOP - 18}" r="5" style="fill: {fill}; stroke: {colour}" stroke-width="2" />'
        )
        self.text(x + 11, TOP - 14, words, anchor="start")

    def svg(self) -> str:
        """Return the drawing; it has no empty line, which would end it in Markdown."""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
            f'role="img" aria-labelledby="{self._name}-title {self._name}-description" font-size="12" '
            f'font-family="system-ui, sans-serif" fill="currentColor">'
        )
        title = f'<title id="{self._name}-title">{self._title}</title>'
        description = f'<desc id="{self._name}-description">{self._description}</desc>'
        return "\n".join([head, title, description, *self._drawn, "</svg>"])

    def _line(self, x1: float, y1: float, x2: float, y2: float) -> None:
        self._drawn.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="currentColor" '
            f'stroke-opacity="0.16" />'
        )
