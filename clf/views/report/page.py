"""The page itself: template, scripts and styles in one file, under a policy that allows these and nothing else."""

from __future__ import annotations

import base64
import hashlib
import zlib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

__all__ = ["ASSETS", "environment", "packed", "policy", "render", "safe_json"]

_HERE = Path(__file__).parent
ASSETS = _HERE / "assets"
_SCRIPTS = ("dom.js", "reading.js", "charts.js", "filters.js", "list.js", "report.js")
_STYLES = ("base.css", "reading.css", "report.css")
# What could end the script element, or a line in old engines of JavaScript, stands as an escape, which JSON reads back.
_ESCAPES = str.maketrans({c: f"\\u{ord(c):04x}" for c in "<>&'\u2028\u2029"})


@cache
def environment() -> Environment:
    """Return the templates; whatever is put into them is escaped."""
    templates = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["safe_json"] = safe_json
    return templates


def safe_json(value: Any) -> Markup:
    """Return `value` as JSON that may stand in a script element of a type that is not run.

    >>> safe_json({"a": "</script><!--"})
    Markup('{"a":"\\\\u003c/script\\\\u003e\\\\u003c!--"}')
    """
    return Markup(orjson.dumps(value).decode().translate(_ESCAPES))  # noqa: S704 - escaped here


def packed(value: Any) -> Markup:
    """Return `value` as deflated JSON in Base64, whose letters mean nothing in HTML."""
    return Markup(base64.b64encode(zlib.compress(orjson.dumps(value), 9)).decode())  # noqa: S704 - Base64


def policy(script: str, style: str) -> str:
    """Return the content-security policy of a page with one script and one style element.

    No network at all, no other script, no attribute with styles or handlers; and no string may become HTML or code
    (Trusted Types), not even by mistake of the page's own script.
    """
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (script, style)]
    return (
        f"default-src 'none'; script-src 'sha256-{hashes[0]}'; style-src 'sha256-{hashes[1]}'; base-uri 'none'; "
        "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def render(context: dict[str, Any]) -> str:
    """Return the report page of a context (`clf.views.report.build`)."""
    from clf import __version__

    script, style = _joined(_SCRIPTS), _joined(_STYLES)
    assert "</" not in script  # noqa: S101 - our own file: it must not end its element
    return (
        environment()
        .get_template("report.html")
        .render(
            context,
            policy=policy(script, style),
            script=Markup(script),  # noqa: S704 - our own file
            style=Markup(style),  # noqa: S704 - our own file
            version=__version__,
            today=date.today().isoformat(),
        )
    )


@cache
def _joined(names: tuple[str, ...]) -> str:
    return "\n" + "\n".join((ASSETS / name).read_text(encoding="utf-8") for name in names)
