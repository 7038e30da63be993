"""Our own story says the seed's words: all of them, in order, and nothing else."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from sites import site_of
from stories import NOW

from dastan.features import FEATURES
from dastan.project import Wish, find, make

SEED = Path(__file__).with_name("seed.txt").read_text("utf-8")
PARAGRAPHS = SEED.split("\n\n")
TYPOGRAPHY = str.maketrans({"’": "'", "\u00a0": " ", "\u2060": ""})
"""What typography may have changed, taken back: apostrophes, spaces, joiners."""

pytestmark = pytest.mark.usefixtures("seed_story")


class Prose(HTMLParser):
    """The text in a page's `<div class="prose">`, and where the page's links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.depth = 0
        self.text = ""
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "div" and (self.depth or ("class", "prose") in attrs):
            self.depth += 1
        self.links += (value for name, value in attrs if tag == "a" and name == "href" and value)

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "div" and self.depth > 0

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.text += data


def chapter_pages() -> list[str]:
    site = site_of("seed")
    return [site.plan.files[site.story.urls[c.path]].decode() for c in site.story.chapters]


def test_the_pages_tell_the_seed_and_nothing_else() -> None:
    told = [Prose(page).text.translate(TYPOGRAPHY).strip() for page in chapter_pages()]
    assert told == PARAGRAPHS
    assert " ".join(told).split() == SEED.split()


def test_each_chapter_is_its_paragraph_word_for_word(seed_story: Path) -> None:
    chapters = sorted((seed_story / "site_src" / "chapters").iterdir())
    bodies = [path.read_text("utf-8").split("\n---\n", 1)[1].strip() for path in chapters]
    assert bodies == PARAGRAPHS


def test_there_is_nothing_to_say_about_it(seed_story: Path) -> None:
    project = find(seed_story, None)
    assert project
    made = make(project, Wish(NOW), memo={}, map=map, features=FEATURES)
    assert not made.diagnostics


def test_the_title_page_leads_to_the_chapters_in_telling_order() -> None:
    site = site_of("seed")
    links = dict.fromkeys(Prose(site.plan.files["index.html"].decode()).links)
    chapters = [link for link in links if link.startswith("chapters/")]
    assert chapters == [site.story.urls[chapter.path] for chapter in site.story.chapters]
