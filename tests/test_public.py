from __future__ import annotations

import statistics
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

import clf
from clf.errors import ClfError, DataError, ModelError, Problem, UsageError
from clf.framing.recipes import RECIPES


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout


def test_every_exported_name_exists_and_nothing_else_is_promised() -> None:
    code = "import clf; print(all(hasattr(clf, n) for n in clf.__all__), set(clf.__all__) == set(clf._HOMES))"
    assert run(code).split() == ["True", "True"]
    assert clf.__all__ == sorted(clf.__all__)


def test_public_names_of_the_module_are_all_after_use() -> None:
    code = (
        "import clf, types\n"
        "[getattr(clf, name) for name in clf.__all__]\n"
        "names = [n for n, v in vars(clf).items() if n[0] != '_' and not isinstance(v, types.ModuleType)]\n"
        "print(sorted(set(names) - {'annotations', 'Any', 'TYPE_CHECKING'}) == clf.__all__)"
    )
    assert run(code).strip() == "True"


def test_dir_lists_the_names_before_they_are_used() -> None:
    assert run("import clf; print(set(clf.__all__) <= set(dir(clf)))").strip() == "True"


@pytest.mark.parametrize("name", clf.__all__)
def test_a_name_is_the_one_of_its_module(name: str) -> None:
    value = getattr(clf, name)
    assert value.__module__ == clf._HOMES[name]
    assert value.__doc__


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'scoer'"):
        clf.scoer  # noqa: B018


def test_import_brings_in_no_heavy_library() -> None:
    loaded = run("import sys, clf; print(*sys.modules)").split()
    assert not {"sklearn", "pandas", "datasets", "numpy", "scipy", "pyarrow", "sentencex"} & set(loaded)


def test_import_costs_less_than_a_tenth_of_a_second() -> None:
    def seconds(code: str) -> float:
        start = time.perf_counter()
        run(code)
        return time.perf_counter() - start

    over = [seconds("import clf") - seconds("pass") for _ in range(5)]
    assert statistics.median(over) < 0.1


def test_errors_form_the_tree_of_their_docstring() -> None:
    assert UsageError.__mro__[1] is ClfError
    assert ModelError.__mro__[1:3] == (DataError, ClfError)
    assert (ClfError.exit_code, UsageError.exit_code, DataError.exit_code, ModelError.exit_code) == (1, 2, 2, 2)


@pytest.mark.parametrize(("row", "place"), [(None, "a.csv"), (4, "a.csv, row 4")])
def test_a_problem_names_place_expected_found_and_the_way_out(row: int | None, place: str) -> None:
    problem = Problem("a.csv", "a text", "nothing", "Give its text.", row)
    assert str(problem) == f"{place}: expected a text, found nothing. Give its text."
    error = DataError(problem)
    assert str(error) == str(problem)
    assert error.problem is problem


@pytest.mark.parametrize("name", ["requirements-train.lock", ".ci", "CITATION.cff", "hatch_build.py"])
def test_the_source_archive_has_what_training_and_checking_need(name: str) -> None:
    root = Path(__file__).parents[1]
    sdist = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]
    assert f"/{name}" in sdist["sdist"]["include"]
    assert (root / name).exists()


def test_the_wheel_has_what_recipes_read() -> None:
    root = Path(__file__).parents[1]
    wheel = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]
    inside = {f"data/silver/{recipe.scheme}.jsonl" for recipe in RECIPES.values() if recipe.silver}
    inside |= {
        "data/cards",
        "data/labels",
        "data/phrases",
        "data/state_media",
        "data/gold/sample.jsonl",
        "data/gold/families.toml",
    }
    inside |= {f"data/gold/{name}.jsonl" for name in ("boilerplate", "training", "doubts")}
    taken = wheel["wheel"]["force-include"]
    assert {name: f"clf/{name}" for name in inside}.items() <= taken.items()
    assert all((root / name).exists() for name in taken)
