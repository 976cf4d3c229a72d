"""The Spark snippet of docs/scale.md, run as it stands there by a Spark of two local executors' threads."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("pyspark", reason="pyspark is not installed: pip install 'clf-framing[spark]'")
if not shutil.which("java"):
    pytest.skip("Spark needs Java", allow_module_level=True)

PAGE = Path(__file__).parents[2] / "docs" / "scale.md"

# A process of its own: Spark's gateway and sockets outlive a test, whose warnings are errors.
RUN = """
import json, sys
from pyspark.sql import SparkSession

folder = sys.argv[1]
spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
articles = spark.read.json(folder + "/articles.jsonl")
snippet = open(folder + "/snippet.py").read().replace("s3://bucket", folder)
exec(compile(snippet, "docs/scale.md", "exec"))
rows = [row.asDict(recursive=True) for row in spark.read.parquet(folder + "/scores").collect()]
open(folder + "/scores.json", "w").write(json.dumps(rows))
spark.stop()
"""


def test_the_snippet_scores_every_row_as_one_process_does(tmp_path: Path) -> None:
    import clf

    snippets = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (snippet,) = (block for block in snippets if "mapInArrow" in block)
    (tmp_path / "snippet.py").write_text(snippet, encoding="utf-8")
    texts = [f"Article {i}: the minister presented the budget, and parliament will vote on it." for i in range(40)]
    rows = [{"id": f"a{i}", "text": text, "lang": "en"} for i, text in enumerate(texts)] + [
        {"id": "empty", "lang": "en"}
    ]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (tmp_path / "articles.jsonl").write_text(lines, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env={**os.environ, "PYSPARK_PYTHON": sys.executable},  # executors take whatever python3 they find
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = {row["id"]: row for row in json.loads((tmp_path / "scores.json").read_text(encoding="utf-8"))}
    assert len(found) == len(rows)
    assert found["empty"]["error"]
    expected = clf.score(texts[7], lang="en").frame_probabilities
    assert expected
    assert found["a7"]["frames"] == pytest.approx(dict(expected))
