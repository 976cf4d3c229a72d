"""The command line: one thin file per command, imported only when it is called."""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import os
import signal
import sys
from typing import Any

import click

import clf
from clf.errors import ClfError

__all__ = ["cli", "entry", "main"]

_SECONDS_TO_END = 10.0
_ALLOCATIONS = 50_000  # after so many new containers more than have gone, Python looks for garbage

_STOPPED = "Stopped. An output file gets its name when it is complete; this run has left none."
_GOES_ON = "Stopped. The same command goes on from here; the output file gets its name when it is complete."

_COMMANDS = {
    "score": "Score articles: files, tables, folders, a page's address, or standard input.",
    "explain": "Show which words and sentences a score comes from.",
    "sample": "Draw articles to code by hand, to learn whether the model works on your corpus.",
    "validate": "Read the coded articles back: how good the model is on your corpus, and corrected shares.",
    "report": "Make one page about a corpus: frames by outlet and month, boilerplate, leak report, articles to read.",
    "serve": "Serve a page on this computer into which you paste an article to see its scores.",
    "boilerplate": "Mine a corpus for what its outlets repeat; flag boilerplate in articles.",
    "train": "Train a model from a corpus or from your own labelled table.",
    "contrast": "Show the words that set two outlets, or two periods, apart.",
    "evaluate": "Measure a model again from the corpora and compare the scores with its card.",
    "leak": "Show how much of a classifier's score is the outlet.",
    "corpora": "List the corpora clf reads; check or fetch one.",
    "labels": "Print the codebook: every label in plain words, with its source.",
}


class _Lazy(click.Group):
    """Imports a command's module when the command is used: `clf score` must not pay for `clf train`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"clf.cli.{cmd_name}").command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            result = super().invoke(ctx)
            _flush(sys.stdout)
            return result
        except BrokenPipeError:  # the reader (head, less) has had enough, which is nobody's failure
            _drop_output()
            return 0

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx  # help needs no import either
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


def _about(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    del param
    if value and not ctx.resilient_parsing:
        from clf.cli.about import about

        click.echo(about())
        ctx.exit()


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(clf.__version__, prog_name="clf", message="%(prog)s %(version)s")
@click.option(
    "--about", is_flag=True, expose_value=False, is_eager=True, callback=_about, help="Versions, models and licences."
)
def cli() -> None:
    """Score the framing of news articles and flag the outlet's boilerplate in their text.

    Start with: clf score article.txt
    """


def entry() -> None:
    """Run the command line in a process of its own, which ends by itself: what `clf` and ``python -m clf`` call.

    SIGTERM (`kill`, a job's time limit) ends it with status 143 and, as Ctrl-C does, leaves nothing half-written.
    """
    signal.signal(signal.SIGTERM, _end)
    _guard_streams()
    try:
        main()
    except SystemExit as end:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # the work is done
        _soon(end.code if isinstance(end.code, int) else 1)
        raise


class _Unfailing(io.RawIOBase):
    """Where messages go: that nobody reads them any more, or a log's disk is full, must not end the work."""

    def __init__(self, raw: io.RawIOBase) -> None:
        self._raw = raw

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return self._raw.isatty()

    def fileno(self) -> int:
        return self._raw.fileno()

    def write(self, content: Any) -> int:
        with contextlib.suppress(OSError):
            self._raw.write(content)
        return len(content)


def _guard_streams() -> None:
    """Let neither a letter that the terminal's encoding lacks nor a closed standard error end the process."""
    if not os.environ.get("COLUMNS", "1").strip("0"):
        del os.environ["COLUMNS"]  # 0: not known, by which rich would print nothing
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    if isinstance(sys.stderr, io.TextIOWrapper):
        raw: Any = getattr(sys.stderr.buffer, "raw", sys.stderr.buffer)  # there is no buffer with PYTHONUNBUFFERED
        unfailing = io.BufferedWriter(_Unfailing(raw))
        sys.stderr = io.TextIOWrapper(unfailing, sys.stderr.encoding, "backslashreplace", line_buffering=True)


def main() -> None:
    """Run the command line; exit status 0: all well, 1: some rows failed, 2: the call cannot work, 130: Ctrl-C."""
    # What is imported and opened stays; to look for garbage among it took a tenth of a start, and some of each article.
    gc.set_threshold(_ALLOCATIONS)
    try:
        status: Any = cli.main(prog_name="clf", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.Abort:
        click.echo(_GOES_ON if "--resume" in sys.argv else _STOPPED, err=True)
        sys.exit(130)  # as a shell says of what Ctrl-C ended
    except ClfError as error:
        from clf.cli.lines import say

        say(f"clf: {error}", err=True)
        sys.exit(error.exit_code)
    except OSError as error:
        click.echo(f"clf: the output could not be written ({error.strerror or error}).", err=True)
        _drop_output()
        sys.exit(2)
    _leave(status if isinstance(status, int) else 0)


def _end(number: int, frame: Any) -> None:
    del frame
    sys.exit(128 + number)  # as a shell says of what a signal ended


def _soon(status: int) -> None:
    """End the process in some seconds, whatever it waits for by then: a pool whose processes died may never answer."""
    if "multiprocessing" in sys.modules:
        import threading

        end = threading.Timer(_SECONDS_TO_END, os._exit, [status])
        end.daemon = True
        end.start()


def _leave(status: int) -> None:
    """End the process; at once where it has begun no other, for then nothing is left to tidy up.

    To take numpy and the models apart object by object would be a tenth of a start.
    """
    if "multiprocessing" not in sys.modules:
        _flush(sys.stderr)
        os._exit(status)
    sys.exit(status)


def _flush(stream: Any) -> None:
    if stream is not None:  # as it is where no terminal is: daemons, pythonw
        stream.flush()


def _drop_output() -> None:
    """Send what still waits to be written nowhere: Python would try again at its end, and complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
