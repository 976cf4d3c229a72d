from __future__ import annotations

from clf.framing.groups import document_groups, text_hash

SHARE = "Share this article"
LONG = "The council met on Monday and decided, after four hours, to build the bridge."


def test_texts_of_a_document_share_a_group() -> None:
    a, b, c = document_groups(["one", "one", "two"], ["First.", "Second.", "Third."])
    assert a == b != c


def test_equal_documents_share_a_group_whatever_their_case_and_white_space() -> None:
    a, b, c = document_groups(["one", "two", "three"], ["A  text.", "a TEXT.", "Another."])
    assert a == b != c


def test_a_line_that_many_documents_share_joins_nothing() -> None:
    documents = ["one", "one", "two", "two", "three", "three"]
    texts = [SHARE, f"{LONG} One.", SHARE, f"{LONG} Two.", SHARE, f"{LONG} Three."]
    assert len(set(document_groups(documents, texts).tolist())) == 3


def test_a_shortened_copy_belongs_to_the_original() -> None:
    documents = ["whole", "whole", "whole", "copy", "copy", "other"]
    texts = [LONG, "It rained.", "The choir sang until the evening came.", LONG, "Read on there.", "Nothing of it."]
    whole, _, _, copy, _, other = document_groups(documents, texts)
    assert whole == copy != other


def test_a_copy_of_a_copy_is_in_the_group_too() -> None:
    documents = ["a", "b", "b", "c"]
    assert len(set(document_groups(documents, [LONG, LONG, LONG + "!", LONG + "!"]).tolist())) == 1


def test_the_hash_forgets_case_and_white_space_alone() -> None:
    assert text_hash("One\n two") == text_hash("one TWO") != text_hash("one, two")
