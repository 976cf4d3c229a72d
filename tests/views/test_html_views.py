"""What all displays share: themes that can be read, and a life in an exported notebook."""

from __future__ import annotations

import re

import nbformat
import pytest
from by_hand import BODY, score
from nbconvert import HTMLExporter
from page import Page

from clf.views.html import _DARK, _LIGHT, bar, marked, page, table


def luminance(colour: str) -> float:
    """Relative luminance of #rgb or #rrggbb (WCAG 2)."""
    digits = colour.lstrip("#")
    digits = "".join(c * 2 for c in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [_LIGHT, _DARK], ids=["light", "dark"])
def test_text_can_be_read_in_both_themes(theme: str) -> None:
    colours = dict(re.findall(r"--(\w+):(#\w+)", theme))
    assert contrast(colours["ink"], colours["paper"]) > 12
    assert contrast(colours["soft"], colours["paper"]) > 4.5  # WCAG 2, level AA
    assert contrast(colours["bar"], colours["paper"]) > 3  # graphical objects
    assert contrast(colours["bar"], colours["ink"]) > 1.8  # the interval is seen on the bar


def test_light_and_dark_follow_the_page_before_the_system() -> None:
    style = page("x")
    system = style.index("@media(prefers-color-scheme:dark)")
    for chosen in ("[data-jp-theme-light=true]", "[data-jp-theme-light=false]", "[data-theme=dark]"):
        assert style.index(chosen) > system


def test_the_display_lives_on_in_an_exported_notebook() -> None:
    made = score()
    data = {"text/html": made._repr_html_(), "text/plain": repr(made)}
    cell = nbformat.v4.new_code_cell("score", outputs=[nbformat.v4.new_output("execute_result", data)])
    html, _ = HTMLExporter().from_notebook_node(nbformat.v4.new_notebook(cells=[cell]))
    for kept in (
        'class="clf"',
        "[data-jp-theme-light=false] .clf,",
        ">raised</mark>",
        ">Follow us on Alder!</del>",
        "75%",
    ):
        assert kept in html


def test_without_styles_words_are_still_marked_and_numbers_told() -> None:
    bare = re.sub(r'<style>.*?</style>| (style|class)="[^"]*"', "", score()._repr_html_(), flags=re.DOTALL)
    found = Page(bare)
    assert found.struck == "Follow us on Alder!"
    assert "raised" in found.marked
    assert "75%" in found.text


def test_a_bar_has_value_interval_and_threshold() -> None:
    drawn = bar(0.5, (0.25, 0.75), 0.3)
    assert "width:50.0%" in drawn
    assert "left:25.0%;width:50.0%" in drawn
    assert "left:30.0%" in drawn
    assert Page(drawn).open == []


def test_tables_and_marks_close_and_escape_what_they_must() -> None:
    assert Page(table(("<a>", "b"), [("1", "2")], numbers=(1,), off=(True,))).text == "<a>b12"
    assert Page(marked(BODY, [(4, 11, "against", 0.5, '"'), (4, 11, "for", 0.5, "")], 10_000)).text == BODY


def test_boilerplate_is_struck_out_and_stays_legible() -> None:
    (rule,) = re.findall(r"\.clf del{(.*?)}", page("x"))
    assert rule == "color:var(--soft)"  # a colour that is legible in both themes, and no opacity on top of it
