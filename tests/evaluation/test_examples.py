"""What the documentation shows runs, and shows what it says."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import clf.evaluation

PAGE = Path(__file__).parents[2] / "docs" / "evaluation.md"
MODULES = [name for _, name, _ in pkgutil.iter_modules(clf.evaluation.__path__, "clf.evaluation.")]


@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_the_page_runs_and_finds_the_leak(capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    exec(compile(code, str(PAGE), "exec"), {})  # noqa: S102 - our own page
    same, new = (float(value) for value in re.findall(r"outlets: +([\d.]+) \[", capsys.readouterr().out))
    assert same > new + 0.1


def test_the_page_names_what_there_is() -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("|")][2:]
    for row in rows:
        module = None
        for name in re.findall(r"`([a-z_]+\.)?(\w+)`", row.split("|")[2]):
            module = importlib.import_module(f"clf.evaluation.{name[0][:-1]}") if name[0] else module
            assert hasattr(module, name[1]), row


@pytest.mark.parametrize("name", MODULES)
def test_promised_names_exist_in_order(name: str) -> None:
    module = importlib.import_module(name)
    assert all(hasattr(module, promised) for promised in module.__all__)
    assert module.__all__ == sorted(module.__all__, key=lambda n: (not n.isupper(), n[0].islower(), n))
