"""What all displays in Jupyter share: escaping, one style for light and dark themes, bars and tables.

Styles follow the theme of JupyterLab and of the documentation, else that of the system. Where a page drops styles (as
GitHub and an untrusted notebook do), marked words are still ``<mark>``, boilerplate ``<del>`` and every bar a number.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from clf.views.words import printable

__all__ = ["Mark", "bar", "escape", "marked", "page", "table"]

_LIGHT = "--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;--paper:#fff;--bar:#2166ac;--track:#eaeef2;--off:#b4bcc6;--for:255,190,60;--against:110,160,220"  # fmt: skip # noqa: E501
_DARK = "--ink:#e6e9ee;--soft:#9aa4b1;--line:#444c56;--paper:#1b1f24;--bar:#78b4ea;--track:#2d333b;--off:#5b6672;--for:214,140,20;--against:60,110,180"  # fmt: skip # noqa: E501
_STYLE = f"""<style>
.clf{{{_LIGHT};color:var(--ink);background:var(--paper);max-width:62em;padding:.6em .8em;line-height:1.5;
font-size:14px;overflow-x:auto}}
@media(prefers-color-scheme:dark){{.clf{{{_DARK}}}}}
[data-jp-theme-light=true] .clf,[data-theme=light] .clf{{{_LIGHT}}}
[data-jp-theme-light=false] .clf,[data-theme=dark] .clf{{{_DARK}}}
.clf p{{margin:.4em 0}}
.clf .soft{{color:var(--soft)}}
.clf table{{border-collapse:collapse;margin:.5em 0;font-size:13px;color:inherit}}
.clf table tr,.clf table tbody tr:nth-child(odd){{background:none}}
.clf th,.clf td{{text-align:left!important;padding:.15em .9em .15em 0;border:0;border-bottom:1px solid var(--line);
vertical-align:middle;color:inherit;white-space:normal}}
.clf .n{{text-align:right!important;white-space:nowrap;font-variant-numeric:tabular-nums}}
.clf th,.clf th.n{{font-weight:normal;color:var(--soft);white-space:normal;vertical-align:bottom}}
.clf .off{{color:var(--soft)}}
.clf .text{{white-space:pre-wrap;margin-top:.8em;max-height:32em;overflow:auto}}
.clf mark{{color:inherit;background:rgba(var(--for),var(--much));border-bottom:2px solid rgba(var(--for),1)}}
.clf mark.against{{background:rgba(var(--against),var(--much));border-bottom:2px dotted rgba(var(--against),1)}}
.clf del{{color:var(--soft)}}
.clf .bar{{position:relative;width:12em;height:1em;
background:linear-gradient(var(--track),var(--track)) 0 .15em/100% .7em no-repeat}}
.clf .bar i{{position:absolute;top:.15em;height:.7em;background:var(--bar)}}
.clf .off .bar i{{background:var(--off)}}
.clf .bar b{{position:absolute;top:.46em;height:2px;background:var(--ink)}}
.clf .bar u{{position:absolute;top:0;height:1em;width:0;border-left:2px dotted var(--ink)}}
.clf img{{max-width:100%}}
</style>"""

Mark = tuple[int, int, str, float, str]
"""Start, end, kind (``for``, ``against`` or ``boilerplate``), strength from 0 to 1, and what a pointer reads."""


def escape(text: str) -> str:
    """Return `text` fit for HTML: mark-up escaped, control characters and overrides made visible."""
    return html.escape(printable(text))


def page(*parts: str) -> str:
    """Return a display made of finished pieces of HTML."""
    return f'{_STYLE}<div class="clf">{"".join(parts)}</div>'


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[int] = (), off: Sequence[bool] = ()) -> str:  # fmt: skip # noqa: E501
    """Return a table of finished cells.

    Parameters
    ----------
    heads : sequence of str
        Plain text.
    rows : iterable of sequences of str
        HTML.
    numbers : sequence of int
        Columns set to the right.
    off : sequence of bool
        Rows that step back.
    """

    def cells(tag: str, values: Sequence[str]) -> str:
        return "".join(
            f"<{tag}{' class=n' if place in numbers else ''}>{value}</{tag}>" for place, value in enumerate(values)
        )

    filled = list(rows)
    faint = [*off, *[False] * (len(filled) - len(off))]
    head = f"<tr>{cells('th', [escape(name) for name in heads])}</tr>" if any(heads) else ""
    body = "".join(
        f"<tr{' class=off' if step_back else ''}>{cells('td', row)}</tr>"
        for row, step_back in zip(filled, faint, strict=True)
    )
    return f"<table>{head}{body}</table>"


def bar(share: float, interval: tuple[float, float] | None = None, threshold: float | None = None) -> str:
    """Return a bar for a share from 0 to 1, its interval as a thin line, its threshold as a dotted one."""
    parts = [f'<i style="left:0;width:{100 * share:.1f}%"></i>']
    if interval is not None:
        low, high = interval
        parts.append(f'<b style="left:{100 * low:.1f}%;width:{100 * (high - low):.1f}%"></b>')
    if threshold is not None:
        parts.append(f'<u style="left:{100 * threshold:.1f}%"></u>')
    return f'<div class="bar">{"".join(parts)}</div>'


def marked(text: str, marks: Iterable[Mark], most: int) -> str:
    """Return `text` with marks, at most `most` characters of it; a mark that begins inside another one is left out."""
    pieces, position = [], 0
    for start, end, kind, strength, title in sorted(marks):
        if start < position or start >= most:
            continue
        pieces.append(escape(text[position:start]))
        inside = escape(text[start:end])
        if kind == "boilerplate":
            pieces.append(f'<del title="{escape(title)}">{inside}</del>')
        else:
            name = "" if kind == "for" else ' class="against"'
            much = f"{0.12 + 0.5 * strength:.2f}"
            pieces.append(f'<mark{name} style="--much:{much}" title="{escape(title)}">{inside}</mark>')
        position = end
    pieces.append(escape(text[position : max(position, most)]))
    more = "…" if len(text) > max(position, most) else ""
    return f'<div class="text">{"".join(pieces)}{more}</div>'
