"""Write ``unicode_table.h``: what the kernel knows of Unicode, asked of the Python that runs this script.

    python clf/scoring/kernel/unicode_table.py

Every entry is an answer of ``str.lower``, ``str.isalnum`` or ``str.isspace`` themselves, so that the kernel and Python
agree by construction. The table is that of the oldest Python clf supports; a code point that it does not know is
marked, and a text with one is left to Python wherever Python's own tables are of another version (`native.Kernel`).
"""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

_WORD, _SPACE, _CASED, _IGNORED, _UNASSIGNED = 1, 2, 4, 8, 16
_BLOCK = 128
_DOTTED_I = "\u0130"  # the only character whose lower case is two: i and a combining dot


def entry(character: str) -> tuple[int, int]:
    """Return how far away the lower case of `character` is, and its flags."""
    lower = "i" if character == _DOTTED_I else character.lower()
    if len(lower) != 1:
        raise ValueError(f"U+{ord(character):04X} becomes {len(lower)} characters: the kernel expects one.")
    flags = _WORD * (lower.isalnum() or lower == "_") + _SPACE * character.isspace()
    # Σ becomes ς after a cased letter; characters that Unicode calls case-ignorable do not stand between.
    after, between = ((text + "Σ").lower()[-1] == "ς" for text in (character, "a" + character))
    flags += _CASED * after + _IGNORED * (between and not after)
    flags += _UNASSIGNED * (unicodedata.category(character) == "Cn")
    return ord(lower) - ord(character), flags


def table() -> str:
    """Return the header's text: code point → block → class → (distance, flags)."""
    classes: dict[tuple[int, int], int] = {}
    blocks: dict[tuple[int, ...], int] = {}
    index = []
    for first in range(0, sys.maxunicode + 1, _BLOCK):
        entries = [entry(chr(code)) for code in range(first, first + _BLOCK)]
        block = tuple(classes.setdefault(item, len(classes)) for item in entries)
        index.append(blocks.setdefault(block, len(blocks)))
    if len(classes) > 256:
        raise ValueError(f"{len(classes)} classes do not fit a byte.")
    members = [number for block in blocks for number in block]
    return "\n".join(
        [
            f"/* Unicode {unicodedata.unidata_version}; written by unicode_table.py, not by hand. */",
            f'#define UNICODE_VERSION "{unicodedata.unidata_version}"',
            f"#define UNICODE_BLOCK {_BLOCK}",
            f"static const uint16_t unicode_index[{len(index)}] = {{{_rows(index)}}};",
            f"static const uint8_t unicode_class[{len(members)}] = {{{_rows(members)}}};",
            "static const struct { int32_t distance; uint32_t flags; }",
            f"unicode_entry[{len(classes)}] = {{{_rows([f'{{{d},{f}}}' for d, f in classes])}}};",
            "",
        ]
    )


def _rows(values: list[int] | list[str]) -> str:
    lines = [",".join(str(value) for value in values[i : i + 32]) for i in range(0, len(values), 32)]
    return "\n" + ",\n".join(lines)


if __name__ == "__main__":
    Path(__file__).with_name("unicode_table.h").write_text(table(), encoding="utf-8")
