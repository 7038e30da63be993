"""The furniture's words: each is in every catalogue, and what is compiled is current."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from stories import page, story

ROOT = Path(__file__).parent.parent
LOCALE = ROOT / "dastan" / "locale"
LANGUAGES = sorted(folder.name for folder in LOCALE.iterdir())


def asked_for() -> set[str]:
    """What the templates and the code say, in English."""
    found = [
        *extract_from_dir(ROOT / "templates", [("**.html", "jinja2")]),
        *extract_from_dir(ROOT / "dastan", [("when.py", "python")]),
    ]
    messages = (message for _, _, message, *_ in found)
    return {message[0] if isinstance(message, tuple) else message for message in messages}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_translated(language: str) -> None:
    folder = LOCALE / language / "LC_MESSAGES"
    with open(folder / "dastan.po", "rb") as file:
        catalogue = read_po(file)
    known = {m.id[0] if isinstance(m.id, tuple) else m.id for m in catalogue if m.id and m.string}
    assert known == asked_for()
    assert not list(catalogue.check())
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    assert (folder / "dastan.mo").read_bytes() == compiled.getvalue(), "compile it anew"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_settings_is_translated(language: str) -> None:
    asked = set(re.findall(r'_\("([^"]+)"\)', (ROOT / "static" / "aside.js").read_text("utf-8")))
    words = (ROOT / "static" / f"words.{language}.js").read_text("utf-8")
    assert set(re.findall(r'^  "([^"]+)":', words, re.MULTILINE)) == asked


@pytest.mark.parametrize(
    ("language", "words"),
    [("kk", "2-тарау"), ("ru", "Глава 2"), ("ru-KZ", "Глава 2"), ("en", "Chapter 2")],
)
def test_pages_speak_the_language_of_the_story(language: str, words: str) -> None:
    report = story(
        {
            "site_src/story.yml": f"title: A test\nlanguage: {language}\n",
            "site_src/chapters/01-a.md": "# A\n\nText.\n",
            "site_src/chapters/02-b.md": "# B\n\nText.\n",
        }
    )
    assert words in page(report, "chapters/b.html")


def test_long_numbers_are_grouped_as_readers_do() -> None:
    chapter = {"site_src/chapters/01-a.md": "# A\n\n" + "word " * 1234}
    assert "1,234 words" in page(story(chapter), "contents.html")
    russian = {**chapter, "site_src/story.yml": "title: A\nlanguage: ru\n"}
    assert "1\u00a0234 слова" in page(story(russian), "contents.html")
