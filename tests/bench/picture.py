"""Draws the README's picture: each figure with a target as a bar, its peer as a second one, the target as a mark."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from tests.bench.figures import Figure
from tests.bench.report import HEADINGS
from tests.processes import ROOT

PICTURE = ROOT / ".github" / "screenshots" / "bench.svg"
WIDTH, MARGIN, LABELS, NUMBERS = 920, 24, 330, 190
MAX_LENGTH = WIDTH - 2 * MARGIN - LABELS - NUMBERS
START = MARGIN + LABELS
BAR, LINE, HEADING = 12, 30, 44
# A ground of its own: README pages choose light or dark by other means than the picture can ask for.
STYLE = """
text { font: 14px system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; fill: #2b2320; }
.ground { fill: #fffdf9; stroke: #e4d9ca; }
.soft { fill: #6b5f58; font-size: 12px; }
.heading, .number { font-weight: 700; }
.ours { fill: #a3201d; } .peer { fill: #c3b49b; } .target { stroke: #2b2320; stroke-width: 2; }
@media (prefers-color-scheme: dark) {
  text { fill: #efe6da; } .ground { fill: #211c19; stroke: #463c36; } .soft { fill: #b5a99c; }
  .ours { fill: #e2695f; } .peer { fill: #75695f; } .target { stroke: #efe6da; }
}
"""


def write(machine: str, figures: Sequence[Figure], file: Path = PICTURE) -> None:
    file.write_text(drawn(machine, figures), encoding="utf-8")


def drawn(machine: str, figures: Sequence[Figure]) -> str:
    shown = [figure for figure in figures if figure.is_met is not None]
    y, parts = MARGIN // 2, ""
    for part, heading in HEADINGS.items():
        rows = [figure for figure in shown if figure.part == part]
        if rows:
            parts += f'<text class="heading" x="{MARGIN}" y="{y + 28}">{heading}</text>'
            y += HEADING
        for figure in rows:
            parts += row(figure, y)
            y += LINE + bool(figure.peer) * (BAR + 2)
    when = max((figure.measured for figure in shown), default="")
    parts += legend(f"{when}，{machine}", y + 20)
    said = escape("；".join(f"{figure.name} {figure.shown}" for figure in shown))
    return framed(parts, y + 64, said)


def framed(parts: str, height: int, said: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="t">\n'
        f'<title id="t">{said}</title><style>{STYLE}</style>\n'
        f'<path class="ground" d="M.5 .5h{WIDTH - 1}v{height - 1}h-{WIDTH - 1}z"/>\n{parts}</svg>\n'
    )


def row(figure: Figure, y: int) -> str:
    """Draws our bar above, the peer's below; the longest of bars and mark takes all the room."""
    peer = 1.0 if figure.peer else 0.0
    target = figure.least if figure.least is not None else figure.most or 0.0
    scale = MAX_LENGTH / (max(figure.value, peer, target) or 1.0)
    height = BAR + bool(peer) * (BAR + 2)
    end = START + MAX_LENGTH + 12
    return (
        f'<text x="{MARGIN}" y="{y + 11}">{escape(figure.name)}</text>'
        + bar("ours", y, figure.value * scale)
        + (bar("peer", y + BAR + 2, peer * scale) if peer else "")
        + mark(START + target * scale, y - 3, height + 6)
        + f'<text class="number" x="{end}" y="{y + 11}">{figure.shown}'
        f'<tspan class="soft" dx="6" font-weight="400">目标 {figure.target}</tspan></text>\n'
    )


def bar(kind: str, y: int, width: float) -> str:
    return f'<rect class="{kind}" x="{START}" y="{y}" width="{max(2, width):.0f}" height="{BAR}"/>'


def mark(x: float, y: int, height: int) -> str:
    return f'<path class="target" d="M{x:.0f} {y}v{height}"/>'


def legend(measured: str, y: int) -> str:
    return (
        f'<rect class="ours" x="{MARGIN}" y="{y}" width="24" height="{BAR}"/>'
        f'<text class="soft" x="{MARGIN + 32}" y="{y + 11}">本站</text>'
        f'<rect class="peer" x="{MARGIN + 80}" y="{y}" width="24" height="{BAR}"/>'
        f'<text class="soft" x="{MARGIN + 112}" y="{y + 11}">对照，同一次运行</text>'
        + mark(MARGIN + 232, y - 3, BAR + 6)
        + f'<text class="soft" x="{MARGIN + 242}" y="{y + 11}">目标：≥ 应到此线，≤ 不应过此线</text>'
        f'<text class="soft" x="{MARGIN}" y="{y + 32}">{escape(measured)}</text>\n'
    )
