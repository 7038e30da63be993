"""What a page tells machines: cards, linked data, feeds to be found, robots.txt and the sitemap."""

import gzip
import json
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from sites import REDIRECT, files_of, lay, served, site_of
from stories import Files, codes, story

from dastan.config import Config
from dastan.features.sitemap import sitemap as make_sitemap
from dastan.model import Page, Story
from dastan.pipeline import Report

if TYPE_CHECKING:
    from playwright.sync_api import Browser

URL = "https://example.org/repo"
CHAPTER = "site_src/chapters/01-a.md"
ATTACK = "</script><script>document.title='broken'</script><!-- \"&amp;'"
"""A title that would end a script element, or begin one."""
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


class Head(HTMLParser):
    """What stands in a page's head for machines."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.cards: list[tuple[str, str]] = []
        """`og:title` and its like, with their values."""
        self.feeds: dict[str, str] = {}
        """Links by the type of the feed."""
        self.canonical = ""
        self.scripts: list[tuple[str, str]] = []
        """Type and text."""
        self._script = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._script = tag == "script"
        if tag == "script":
            self.scripts.append((values.get("type", ""), ""))
        elif tag == "link" and values.get("rel") == "alternate":
            self.feeds[values["type"]] = values["href"]
        elif tag == "link" and values.get("rel") == "canonical":
            self.canonical = values["href"]
        elif tag == "meta" and (name := values.get("property") or values.get("name", "")):
            self.cards += [(name, values["content"])] if ":" in name else []

    def handle_data(self, data: str) -> None:
        if self._script:
            self.scripts[-1] = (self.scripts[-1][0], self.scripts[-1][1] + data)

    def handle_endtag(self, tag: str) -> None:
        self._script = False

    @property
    def data(self) -> dict[str, Any]:
        """The page's one block of linked data."""
        (found,) = (text for type, text in self.scripts if type == "application/ld+json")
        data = json.loads(found)
        assert isinstance(data, dict)
        return data


def heads(report: Report) -> dict[str, Head]:
    """Of every page but those that nobody is meant to find."""
    pages = {path: body for path, body in report.plan.files.items() if path.endswith(".html")}
    pages = {path: body for path, body in pages.items() if REDIRECT not in body}
    return {path: Head(body.decode()) for path, body in pages.items() if path != "404.html"}


def attacked() -> Files:
    title = json.dumps(ATTACK)
    body = f"---\ntitle: {title}\nsummary: {title}\nlanguage: de\n---\nText.\n"
    story_yml = f"title: {title}\nsubtitle: {title}\nauthor: {title}\ndescription: {title}\n"
    return {"site_src/story.yml": story_yml, CHAPTER: body}


# --- cards


@pytest.mark.parametrize("url", ["", URL], ids=["no address", "an address"])
def test_every_page_has_one_card(url: str) -> None:
    for path, head in heads(site_of("hard", url)).items():
        kind = {"index.html": "book"}.get(path, "article" if "chapters/" in path else "website")
        said = dict(head.cards)
        assert max(Counter(name for name, _ in head.cards).values()) == 1, path
        assert said["og:type"] == kind
        assert said["og:title"] and said["og:site_name"]
        assert said["twitter:card"] == ("summary_large_image" if url else "summary")
        assert said.get("og:url", "") == head.canonical
        assert (head.canonical.startswith(f"{URL}/")) == bool(url)


def test_a_chapter_s_card_is_the_chapter_s() -> None:
    fields = "title: Horse <b>\nsummary: S\ndescription: D\ndate: 2025-03-22 01:00\n"
    zone = {"site_src/story.yml": "title: Book\ntimezone: Asia/Almaty\n"}
    head = heads(story({**zone, CHAPTER: f"---\n{fields}---\nText.\n"}))["chapters/a.html"]
    said = dict(head.cards)
    assert (said["og:title"], said["og:site_name"]) == ("Horse <b>", "Book")
    assert said["og:description"] == "D"
    assert head.data["datePublished"] == "2025-03-22"


def test_every_page_leads_to_the_feeds() -> None:
    report = site_of("hard")
    for path, head in heads(report).items():
        assert set(head.feeds) == {"application/atom+xml", "application/feed+json"}
        found = {urljoin(f"https://x/{path}", feed) for feed in head.feeds.values()}
        assert found == {"https://x/feed.xml", "https://x/feed.json"}


def test_pages_that_nobody_is_to_find_have_none() -> None:
    files = site_of("hard", URL).plan.files
    redirects = [path for path, body in files.items() if REDIRECT in body]
    assert redirects
    for path in ("404.html", *redirects):
        head = Head(files[path].decode())
        assert not head.cards and not head.feeds, path


# --- linked data


def test_the_title_page_is_the_book() -> None:
    report = site_of("hard", URL)
    assert heads(report)["index.html"].data == {
        "@context": "https://schema.org",
        "@type": "Book",
        "name": "Тұлпар & the Wolf’s <Road>",
        "alternativeHeadline": 'A "winter" tale & its summer',
        "description": "A horse, a wolf & a road that is <longer> than either,"
        ' in "four" languages.',
        "author": {"@type": "Person", "name": "Әсел О’Нил"},
        "inLanguage": "en",
        "url": f"{URL}/index.html",
    }


def test_a_chapter_is_part_of_the_book() -> None:
    report = site_of("hard", URL)
    chapters, pages = report.story.chapters, heads(report)
    told = [pages[report.story.urls[chapter.path]].data for chapter in chapters]
    assert [data["position"] for data in told] == [1, 2, 3, 4, 5]
    assert [data["name"] for data in told] == [chapter.title for chapter in chapters]
    assert [data["inLanguage"] for data in told] == ["en", "en", "kk", "ru", "en"]
    days = [None, "2021-03-22", None, None, "2024-01-01"]
    assert [data.get("datePublished") for data in told] == days
    for data in told:
        assert data["@type"] == "Chapter"
        assert data["isPartOf"] == {
            "@type": "Book",
            "name": "Тұлпар & the Wolf’s <Road>",
            "author": {"@type": "Person", "name": "Әсел О’Нил"},
            "url": f"{URL}/index.html",
        }


def test_every_other_page_belongs_to_the_book() -> None:
    for path, head in heads(site_of("hard")).items():
        if path != "index.html":
            assert head.data["@type"] == ("Chapter" if "chapters/" in path else "WebPage")
            assert head.data["isPartOf"]["name"] == "Тұлпар & the Wolf’s <Road>"
        assert "&amp;" not in head.data["name"]


def test_without_an_address_nothing_in_a_head_is_absolute() -> None:
    report = story({CHAPTER: "# A\n\nText.\n"})
    for path in heads(report):
        head = report.plan.files[path].decode().partition("</head>")[0]
        head = re.sub(r"<style>.*?</style>", "", head, flags=re.DOTALL)
        assert head.replace('"https://schema.org"', "").count("://") == 0, path


def test_a_title_cannot_break_out(browser: "Browser", tmp_path: Path) -> None:
    report = story(attacked())
    folder = lay(report, tmp_path)
    with served(folder) as base, browser.new_context() as context:
        wrong: list[str] = []
        page = context.new_page()
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda thrown: wrong.append(str(thrown)))
        for path, head in heads(report).items():
            page.goto(base + path)
            blocks = page.locator("script[type='application/ld+json']")
            assert json.loads(blocks.text_content() or "") == head.data, path
            assert page.title() != "broken"
            assert page.locator("script").count() == len(head.scripts)
        assert not wrong, "\n".join(wrong)
    chapter = report.story.chapters[0]
    data = heads(report)["chapters/a.html"].data
    assert (data["name"], data["description"]) == (chapter.title, chapter.summary)
    assert data["isPartOf"]["name"] == data["isPartOf"]["author"]["name"] == ATTACK


def test_it_costs_a_chapter_little() -> None:
    names = ("book()", "chapter(a, b, c)", "page(a, b)")
    nothing = "".join(f"{{% macro {name} %}}{{% endmacro %}}" for name in names)
    files = {**files_of("hard")}
    files["site_src/story.yml"] = bytes(files["site_src/story.yml"]) + f"url: {URL}\n".encode()
    full, bare = site_of("hard", URL), story({**files, "templates/metadata.html": nothing})
    for chapter in full.story.chapters:
        path = full.story.urls[chapter.path]
        sizes = [len(gzip.compress(site.plan.files[path], mtime=0)) for site in (full, bare)]
        assert 100 < sizes[0] - sizes[1] < 400, path


# --- robots.txt and the sitemap


def sitemap(report: Report) -> list[str]:
    root = ElementTree.fromstring(report.plan.files["sitemap.xml"])
    assert root.tag == f"{SITEMAP}urlset"
    assert all([child.tag for child in url] == [f"{SITEMAP}loc"] for url in root)
    return [loc.text or "" for loc in root.iter(f"{SITEMAP}loc")]


def test_the_sitemap_names_the_pages_by_their_canonical_addresses() -> None:
    report = site_of("hard", URL)
    found = sitemap(report)
    again = ("book", "timeline/", "search", "keep")  # what other pages say, once more
    worth = {path: head for path, head in heads(report).items() if not path.startswith(again)}
    canonical = {head.canonical for head in worth.values()}
    assert len(found) == len(set(found))
    assert set(found) == canonical
    assert all(urlsplit(url).scheme == "https" and url.isascii() for url in found)
    assert {unquote(url.removeprefix(f"{URL}/")) for url in found} <= report.plan.files.keys()


def test_addresses_are_escaped() -> None:
    files: Files = {"site_src/story.yml": "title: A\nurl: https://example.org/a&b's\n"}
    assert sitemap(story({**files, CHAPTER: "# A\n\nText.\n"})) == [
        f"https://example.org/a&b's/{path}"
        for path in ("index.html", "contents.html", "chapters/a.html")
    ]


def test_a_sitemap_has_at_most_50_000_addresses() -> None:
    names = [f"{number}.html" for number in range(50_000)]
    pages = tuple(Page(path=name, slug="", title="") for name in names)
    many = Story(pages=pages, urls=dict(zip(names, names, strict=True)))
    site = replace(story({}).site, story=many, outline=many, config=Config(url=URL))
    body = {output.path: output.body for output in make_sitemap(site)}["sitemap.xml"]
    assert body.count(b"<loc>") == 50_000
    assert body.startswith(b"<?xml version='1.0' encoding='utf-8'?>\n")


def test_drafts_are_in_no_sitemap() -> None:
    draft = "---\ntitle: A\ndraft: true\n---\nText.\n"
    files = {CHAPTER: draft, "site_src/pages/thanks.md": draft}
    report = story({"site_src/story.yml": f"title: A\nurl: {URL}\n", **files}, drafts=True)
    assert "chapters/a.html" in report.plan.files
    assert sitemap(report) == [f"{URL}/index.html", f"{URL}/contents.html"]


def test_robots_txt_lets_everybody_in() -> None:
    alone, placed = site_of("hard").plan.files, site_of("hard", URL).plan.files
    assert alone["robots.txt"] == b"User-agent: *\nDisallow:\n"
    assert "sitemap.xml" not in alone
    assert placed["robots.txt"].splitlines()[-1] == f"Sitemap: {URL}/sitemap.xml".encode()


def test_the_author_s_own_robots_txt_stays() -> None:
    own = b"User-agent: *\nDisallow: /\n"
    report = story({CHAPTER: "# A\n\nText.\n", "site_src/root/robots.txt": own})
    assert not codes(report)
    assert report.plan.files["robots.txt"] == own
