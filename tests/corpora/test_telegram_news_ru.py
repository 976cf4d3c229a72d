from __future__ import annotations

from pathlib import Path

from outlet_layouts import read_both, write_json

NAME = "telegram_news_ru"


def post(message: object, **changes: object) -> dict[str, object]:
    record: dict[str, object] = {
        "message_id": message,
        "sender_id": -1007,
        "text": "__Паром пришёл__\n\n[Подписаться](https://t.me/vymysel)",
        "date": "2024-11-07T18:09:50+00:00",
        "channel": "Вымысел/Новости",
        "category": "other",
    }
    return record | changes


def test_a_post_keeps_its_marks_channel_and_category(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    write_json(folder / "data" / "raw" / "1007_messages.json", [post(5)])
    (article,) = read_both(NAME, folder)[0].values()
    assert article.id == "1007/5"
    assert article.text == "__Паром пришёл__\n\n[Подписаться](https://t.me/vymysel)"
    assert (article.outlet, article.lang) == ("Вымысел/Новости", "ru")
    assert article.date == "2024-11-07T18:09:50+00:00"
    assert article.names("telegram_category") == ("other",)
    assert article.row == 1


def test_the_same_number_in_two_channels_gives_two_ids(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    write_json(folder / "data" / "raw" / "1007_messages.json", [post(5)])
    write_json(folder / "data" / "raw" / "1008_messages.json", [post(5, channel="Другой")])
    assert set(read_both(NAME, folder)[0]) == {"1007/5", "1008/5"}


def test_a_post_without_category_was_not_annotated(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    write_json(folder / "data" / "raw" / "1007_messages.json", [post(5, category=None)])
    assert read_both(NAME, folder)[0]["1007/5"].names("telegram_category") is None


def test_posts_that_cannot_be_read_are_problems(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    write_json(folder / "data" / "raw" / "1007_messages.json", [post(5, text=""), post(None), post(7)])
    (folder / "data" / "raw" / "1008_messages.json").write_text("[{", encoding="utf-8")
    articles, problems = read_both(NAME, folder)
    assert list(articles) == ["1007/7"]
    assert [problem.row for problem in problems] == [1, 2, None]
