"""Bars from nothing, as an SVG that can be read on a light page and on a dark one."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

_ROW, _TOP, _LEFT, _RIGHT, _WIDTH = 30, 46, 190, 110, 760
_LONGEST = 2.0
_STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1f2328; }
.bar { fill: #0969da; } .short { fill: #bc4c00; }
.floor { stroke: #1f2328; stroke-width: 2; }
.aim { stroke: #1f2328; stroke-width: 2; stroke-dasharray: 3 3; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; } .bar { fill: #4493f8; } .short { fill: #f0883e; }
  .floor, .aim { stroke: #e6edf3; }
}
"""


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure in the plot; `length` and `aim` are in units of what must be reached."""

    name: str
    value: str
    length: float
    aim: float
    is_reached: bool


def plot(bars: Sequence[Bar]) -> str:
    """The bars one below the other, with a line where each floor is and a mark at each aim."""
    height = _TOP + _ROW * len(bars) + 10
    rows = "".join(_row(bar, _TOP + _ROW * at) for at, bar in enumerate(bars))
    line = f'<line class="floor" x1="{_x(1)}" x2="{_x(1)}" y1="{_TOP - 8}" y2="{height - 8}"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img">\n'
        f"<title>Each figure, in parts of what it has to reach</title>\n<style>{_STYLE}</style>\n"
        f'<text x="{_x(1)}" y="18" text-anchor="middle">has to be reached</text>\n'
        f'<text x="{_x(1)}" y="34" text-anchor="middle">(dashed: the aim)</text>\n'
        f"{rows}{line}\n</svg>\n"
    )


def _row(bar: Bar, y: int) -> str:
    shown = min(bar.length, _LONGEST)
    kind = "bar" if bar.is_reached else "bar short"
    end, aim, middle = _x(shown), _x(min(bar.aim, _LONGEST)), y + 16
    return (
        f'<text x="{_LEFT - 10}" y="{middle}" text-anchor="end">{escape(bar.name)}</text>\n'
        f'<rect class="{kind}" x="{_LEFT}" y="{y + 3}" width="{end - _LEFT}" height="18" rx="2"/>\n'
        f'<line class="aim" x1="{aim}" x2="{aim}" y1="{y}" y2="{y + 24}"/>\n'
        f'<text x="{end + 8}" y="{middle}">{escape(bar.value)}</text>\n'
    )


def _x(length: float) -> int:
    """Where a length ends on the page."""
    return round(_LEFT + (_WIDTH - _LEFT - _RIGHT) * length / _LONGEST)
