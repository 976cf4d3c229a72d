"""The application: the page, its scripts and styles, and two ways to ask about an article.

``POST /score`` answers with the output record (docs/record.md); ``POST /read`` with what the reading pane shows.
"""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Any

import anyio
import anyio.to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from clf.schema import Article, Score
from clf.scoring.score import Scorer
from clf.views.report.entries import Tables, detail, row
from clf.views.report.marked import blocks
from clf.views.report.page import ASSETS, environment
from clf.views.report.wording import LANGS, Wording
from clf.views.serve.guard import HEADERS, Guard
from clf.views.serve.request import MAX_BYTES, MAX_CHARS, MAX_HTML, RefusedError, article_of, asked
from clf.views.words import caveat, model_name, spoken

__all__ = ["application", "warm_up"]

_SECONDS = 10
"""In which a whole request must have arrived."""
_FILES = ("base.css", "reading.css", "serve.css", "dom.js", "reading.js", "serve.js")

Answer = Callable[[dict[str, str]], dict[str, Any]]
Endpoint = Callable[[Request], Awaitable[Response]]


def application(scorer: Scorer, hosts: frozenset[str], lang: str = "en") -> Starlette:
    """Return the application.

    Parameters
    ----------
    scorer : Scorer
    hosts : frozenset of str
        Values of the Host header that are answered, from `clf.views.serve.guard.hosts_of`.
    lang : str
        Of the page, ``en`` or ``fr``; ``?lang=`` in the address asks for the other.
    """
    # One article at a time: scoring keeps a processor busy, and two at once would only both take twice as long.
    one_at_a_time = threading.Lock()

    def computed(compute: Answer, fields: dict[str, str]) -> dict[str, Any]:
        with one_at_a_time:
            return compute(fields)

    async def answer(request: Request, compute: Answer, ui: str) -> Response:
        try:
            fields = asked(await _body(request))
            ui = fields["ui"] if fields.get("ui") in LANGS else ui
            found = await anyio.to_thread.run_sync(computed, compute, fields | {"ui": ui})
        except RefusedError as refused:
            error = {name: spoken(words, ui) for name, words in refused.parts.items()}
            return JSONResponse({"error": error}, refused.status)
        return JSONResponse(found)

    async def page(request: Request) -> Response:
        asked_for = request.query_params.get("lang", lang)
        return HTMLResponse(_page(scorer, asked_for if asked_for in LANGS else lang))

    async def score(request: Request) -> Response:
        return await answer(request, partial(_scored, scorer), "en")

    async def read(request: Request) -> Response:
        return await answer(request, partial(_read, scorer), lang)

    routes = [Route("/", page), Route("/score", score, methods=["POST"]), Route("/read", read, methods=["POST"])]
    routes += [Route(f"/assets/{name}", _file(name)) for name in _FILES]
    return Starlette(
        routes=routes,
        middleware=[Middleware(Guard, hosts=hosts)],
        exception_handlers={HTTPException: _not_here, Exception: _failed},
    )


async def _body(request: Request) -> bytes:
    """Return the body, as long as it is JSON, not too large and not too slow."""
    # Another site's page cannot send this type without asking first, and is never told that it may.
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise RefusedError(415, "type")
    body = bytearray()
    try:
        with anyio.fail_after(_SECONDS):
            async for part in request.stream():
                body += part
                if len(body) > MAX_BYTES:
                    raise RefusedError(413, "large", most=MAX_BYTES)
    except TimeoutError as error:
        raise RefusedError(408, "slow", most=_SECONDS) from error
    except ClientDisconnect as error:
        raise RefusedError(400, "json") from error  # nobody is left to read it
    return bytes(body)


def _scored(scorer: Scorer, fields: dict[str, str]) -> dict[str, Any]:
    article = article_of(fields)
    record = _score(scorer, article).record()
    # The offsets of the record count in the text that was found in the page.
    return record | {"text": article.text} if "html" in fields else record


def _read(scorer: Scorer, fields: dict[str, str]) -> dict[str, Any]:
    article = article_of(fields)
    score, tables = _score(scorer, article, highlight=True), Tables(fields["ui"])
    text = blocks(score, tables.techniques)
    return {
        "row": row(score, tables, text) | {"id": ""},  # ours, and of no use to a reader
        "detail": detail(score, tables, text),
        "tables": tables.as_dict(),
    }


def _score(scorer: Scorer, article: Article, *, highlight: bool = False) -> Score:
    score = scorer.score(article, highlight=highlight)
    if score.error:  # such as a header with nothing under it
        raise RefusedError(422, "empty")
    return score


def warm_up(scorer: Scorer) -> None:
    """Read an article in each language and a page without one, so that the first who asks does not wait.

    Models, word lists and trafilatura's second opinion (which it asks of poor pages) are read when first used.
    """
    text = Wording("en").serve["sample_text"]
    for lang in scorer.model.languages():
        _read(scorer, {"text": text, "lang": lang, "ui": "en"})
    with suppress(RefusedError):
        _read(scorer, {"html": "<html><body><p>Nothing.</p></body></html>", "ui": "en"})


def _page(scorer: Scorer, lang: str) -> str:
    wording = Wording(lang)
    limits = wording.serve["limits"].format(chars=wording.number(MAX_CHARS), kb=wording.number(MAX_HTML // 1000))
    template = environment().get_template("serve.html")
    settings = {"lang": lang, "langs": scorer.model.languages(), "words": wording.script | wording.serve}
    other = next(name for name in LANGS if name != lang)
    return template.render(
        w=wording,
        lang=lang,
        other=other,
        limits=limits,
        settings=settings,
        caveat=caveat(lang),
        model=model_name(Score("", model=scorer.model.name), lang),
    )


def _file(name: str) -> Endpoint:
    async def send(request: Request) -> Response:  # noqa: ARG001 - Starlette's signature
        return FileResponse(ASSETS / name)

    return send


async def _not_here(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - it is registered for these
    expected = "GET / or POST /score" if error.status_code == 404 else "another method"
    remedy = "GET / is the page; POST /score answers with the output record."
    parts = {"expected": expected, "found": request.method, "remedy": remedy}
    return JSONResponse({"error": parts}, error.status_code, headers=error.headers)


async def _failed(request: Request, error: Exception) -> Response:  # noqa: ARG001 - Starlette's signature
    # Its message might quote the article, so only its kind is told.
    parts = {"expected": "a score", "found": f"an error of clf ({type(error).__name__})", "remedy": "Please report it."}
    return JSONResponse({"error": parts}, 500, headers=HEADERS)  # the only answer that does not pass the guard
