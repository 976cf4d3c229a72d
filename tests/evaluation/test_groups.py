"""What belongs together: sites, copies, components, topics."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clf.evaluation.groups import group_codes, join_groups, near_duplicate_groups, outlet_groups, site_of, topic_groups

WORDS = [f"word{number}" for number in range(3000)]


def text_of(random: np.random.Generator, words: int = 300) -> str:
    return " ".join(random.choice(WORDS, words))


def edited(random: np.random.Generator, text: str, words: int) -> str:
    """The text with one run of `words` words written anew."""
    parts = text.split()
    start = int(random.integers(0, len(parts) - words))
    return " ".join([*parts[:start], *random.choice(WORDS, words), *parts[start + words :]])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://www.Example.org:8080/a?b#c", "example.org"),
        ("http://user:word@example.org/", "EXAMPLE.ORG."),
        ("//m.example.org/x", "www2.example.org"),
        ("Gazette de l'Île", "gazette-de-l-ile"),
        ("  The  Harbour Post", "theharbourpost"),
        ("@harbour_channel", "Harbour Channel"),
    ],
)
def test_a_site_is_not_its_spelling(one: str, other: str) -> None:
    assert site_of(one) == site_of(other)


@pytest.mark.parametrize(
    ("one", "other"), [("example.org", "example.com"), ("m.com", "com"), ("U.S. Post", "U.S. Mail")]
)
def test_different_sites_stay_apart(one: str, other: str) -> None:
    assert site_of(one) != site_of(other)


@given(st.text())
def test_any_text_has_a_site(text: str) -> None:
    assert site_of(text) == site_of(text + " ")


def test_outlets_without_a_name_are_alone() -> None:
    assert outlet_groups(["a.org", None, "www.a.org", "", float("nan")]).tolist() == [0, 1, 0, 2, 3]
    assert group_codes(np.array([7, 7, 1])).tolist() == [1, 1, 0]
    assert group_codes([7, "b", 7, None]).tolist() == [0, 1, 0, 2]
    assert group_codes([("b", 1), ("a", 2), ("b", 1)]).tolist() == [1, 0, 1]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=30))
def test_joined_groups_are_the_connected_components(pairs: list[tuple[int, int]]) -> None:
    a, b = [left for left, _ in pairs], [right for _, right in pairs]
    joined = join_groups(a, b)
    expected = list(range(len(pairs)))
    for _ in pairs:  # the slow way: hand the smallest number on until nothing changes
        for i, (left, right) in enumerate(pairs):
            expected[i] = min(
                expected[j]
                for j, (other_left, other_right) in enumerate(pairs)
                if left == other_left or right == other_right
            )
    assert (joined[:, None] == joined[None]).tolist() == [[x == y for y in expected] for x in expected]


def test_joined_groups_need_equal_lengths() -> None:
    with pytest.raises(ValueError, match="got 1 and 2"):
        join_groups([1], [1, 2])


def test_copies_come_together_and_others_do_not() -> None:
    random = np.random.default_rng(1)
    stories = [text_of(random) for _ in range(200)]
    copies = [edited(random, story, 15) for story in stories]  # Jaccard about .89
    rewritten = [edited(random, story, 150) for story in stories]  # about .33
    codes = near_duplicate_groups([*stories, *copies, *rewritten, *(story.upper() + "!" for story in stories)])
    assert (codes[:200] == codes[600:]).all()
    assert (codes[:200] == codes[200:400]).mean() >= 0.95
    assert not (codes[:200] == codes[400:600]).any()
    assert len(set(codes)) >= 400


def test_the_threshold_is_where_copies_end() -> None:
    random = np.random.default_rng(2)
    stories = [text_of(random) for _ in range(300)]
    changed = [edited(random, story, 60) for story in stories]  # 238 of 358 sequences: Jaccard .66
    pairs = [*stories, *changed]
    assert (
        near_duplicate_groups(pairs, threshold=0.5)[:300] == near_duplicate_groups(pairs, threshold=0.5)[300:]
    ).mean() > 0.95
    assert (near_duplicate_groups(pairs)[:300] == near_duplicate_groups(pairs)[300:]).mean() < 0.05


def test_copies_keep_given_groups_whole_and_empty_texts_alone() -> None:
    assert near_duplicate_groups(["", "one", " ", "One", "?"]).tolist() == [0, 1, 2, 1, 3]
    assert near_duplicate_groups(["a b c d", "x", "A b c d"], groups=["r", "s", "s"]).tolist() == [0, 0, 0]
    assert near_duplicate_groups([]).tolist() == []


def test_one_string_is_no_list_of_texts() -> None:
    with pytest.raises(ValueError, match="got a table"):
        near_duplicate_groups(pd.DataFrame({"text": ["a", "b"]}))
    with pytest.raises(ValueError, match="one string"):
        near_duplicate_groups("a text")
    with pytest.raises(ValueError, match="threshold"):
        near_duplicate_groups(["a"], threshold=0)


def test_equal_texts_are_together_whatever_stands_between() -> None:
    random = np.random.default_rng(0)
    for _ in range(3):
        stub = " ".join(f"s{word}" for word in random.integers(0, 10**9, 60))
        longer = [stub + " " + " ".join(f"u{word}" for word in random.integers(0, 10**9, 25)) for _ in range(200)]
        codes = near_duplicate_groups([stub, *longer, stub])
        assert codes[0] == codes[-1]


def test_near_duplicates_take_linear_time_even_when_all_texts_are_copies() -> None:
    random = np.random.default_rng(3)
    story = text_of(random, 60)

    def seconds(n: int) -> float:
        texts = [edited(random, story, 1) for _ in range(n)]
        start = time.process_time()
        near_duplicate_groups(texts)
        return time.process_time() - start

    seconds(100)
    assert seconds(4000) < 20 * max(seconds(500), 0.05)  # linear: 8 times; quadratic: 64 times


def test_topics_are_clusters_of_directions() -> None:
    random = np.random.default_rng(4)
    topic = np.repeat([0, 1, 2], 40)
    features = np.eye(3)[topic] * random.uniform(1, 50, (120, 1)) + random.normal(0, 0.01, (120, 3))
    codes = topic_groups(features, n_topics=3)
    assert len({(a, b) for a, b in zip(topic, codes, strict=True)}) == 3


def test_a_missing_text_is_named() -> None:
    with pytest.raises(ValueError, match="text 2: a str was expected, got NoneType"):
        near_duplicate_groups(["a b", None])  # type: ignore[list-item]
