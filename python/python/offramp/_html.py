"""Results as a notebook shows them: words, figures, a table; in light and dark."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from typing import NamedTuple

#: The ink of figures follows that of the notebook, whatever its theme; blue is lighter where it is dark.
_STYLE = """
.offramp figure { margin: .6em 0; max-width: 34em; }
.offramp figure svg { width: 100%; height: auto; display: block; }
.offramp svg text { font-family: inherit; }
.offramp svg [fill="#000000"] { fill: currentColor; }
.offramp svg [stroke="#000000"] { stroke: currentColor; }
.offramp svg [fill="#DDDDDD"] { fill: currentColor; fill-opacity: .2; }
.offramp svg [stroke="#DDDDDD"] { stroke: currentColor; stroke-opacity: .2; }
.offramp figcaption { font-weight: 600; }
.offramp .said { max-width: 46em; }
.offramp .small, .offramp caption { font-size: .85em; opacity: .8; text-align: start; }
@media (prefers-color-scheme: dark) {
  .offramp svg [fill="#0072B2"] { fill: #4aa8e0; }
  .offramp svg [stroke="#0072B2"] { stroke: #4aa8e0; }
}
[data-jp-theme-light="false"] .offramp svg [fill="#0072B2"] { fill: #4aa8e0; }
[data-jp-theme-light="false"] .offramp svg [stroke="#0072B2"] { stroke: #4aa8e0; }
"""


class Figure(NamedTuple):
    """A figure of a result, the same as on the page of a report.

    Attributes
    ----------
    section : str
        The part of the page it belongs to.
    title : str
        Its heading.
    text : str
        What it shows, for who cannot see it.
    svg : str or None
        The chart; none where its table is the figure.
    caption : str
        How to read it, and what it rests on.
    """

    section: str
    title: str
    text: str
    svg: str | None
    caption: str

    def _repr_html_(self) -> str:
        return page([], [self], "")


def page(said: Iterable[str], figures: Sequence[Figure], table: str) -> str:
    """Sentences, figures and a table. Only charts, which the engine draws and escapes, are taken as they are."""
    sentences = "".join(f"<p>{html.escape(sentence)}</p>" for sentence in said)
    charts = "".join(_figure(figure) for figure in figures if figure.svg)
    return (
        f'<div class="offramp"><style>{_STYLE}</style>'
        f'<div class="said">{sentences}</div>{charts}'
        f'<div style="overflow:auto">{table}</div></div>'
    )


def _figure(figure: Figure) -> str:
    said = html.escape(f"{figure.title}. {figure.text}", quote=True)
    return (
        f"<figure><figcaption>{html.escape(figure.title)}</figcaption>"
        f'<div role="img" aria-label="{said}">{figure.svg}</div>'
        f'<p class="small">{html.escape(figure.caption)}</p></figure>'
    )
