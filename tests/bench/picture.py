"""The README's picture: each ratio as a bar beside its peer, which is one long."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from tests.bench.figures import Figure
from tests.processes import ROOT

PICTURE = ROOT / ".github" / "screenshots" / "bench.svg"
# The ratios to a peer, in the order of the picture.
SHOWN = [
    ("pages", "内存中的网页 ÷ nginx"),
    ("pages", "内存中的网页 ÷ Django 全站缓存"),
    ("tributes", "致敬 ÷ 逐条插入 SQLite"),
    ("tributes", "致敬 ÷ 通常的写法"),
]
WIDTH, ROW, LEFT, TOP = 760, 76, 16, 16
FULL = WIDTH - 2 * LEFT - 90
STYLE = """
text { font: 15px system-ui, "PingFang SC", "Noto Sans CJK SC", sans-serif; fill: #2b2320; }
.soft { fill: #6b5f58; font-size: 13px; }
.ours { fill: #a3201d; }
.peer { fill: #b9a98f; }
.number { font-weight: 700; }
@media (prefers-color-scheme: dark) {
  text { fill: #efe6da; } .soft { fill: #b5a99c; } .ours { fill: #e2695f; } .peer { fill: #6f6558; }
}
"""


def write(figures: Sequence[Figure], file: Path = PICTURE) -> None:
    known = {(figure.part, figure.name): figure for figure in figures}
    file.write_text(drawn([known[key] for key in SHOWN if key in known]), encoding="utf-8")


def drawn(figures: Sequence[Figure]) -> str:
    rows = "".join(row(figure, TOP + place * ROW) for place, figure in enumerate(figures))
    height = TOP + len(figures) * ROW
    said = "；".join(f"{figure.name} {figure.shown}" for figure in figures)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="t">'
        f'<title id="t">{escape(said)}</title><style>{STYLE}</style>{rows}</svg>\n'
    )


def row(figure: Figure, y: int) -> str:
    """Two bars: ours above, the peer's below. The longer is as long as there is room."""
    ours, peer = (figure.value, 1.0) if figure.value <= 1 else (1.0, 1 / figure.value)
    name, _, peer_name = figure.name.partition(" ÷ ")
    return (
        f'<text x="{LEFT}" y="{y + 14}">{escape(name)}'
        f'<tspan class="soft" dx="8">对照：{escape(peer_name)}</tspan></text>'
        f'<rect class="ours" x="{LEFT}" y="{y + 24}" width="{FULL * ours:.0f}" height="14" rx="2"/>'
        f'<text class="number" x="{LEFT + FULL * ours + 8:.0f}" y="{y + 36}">{figure.shown}</text>'
        f'<rect class="peer" x="{LEFT}" y="{y + 42}" width="{max(2, FULL * peer):.0f}" height="14" rx="2"/>'
    )
