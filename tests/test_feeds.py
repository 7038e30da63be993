"""The feeds: valid, in full, and with ids that stay."""

import json
from functools import cache
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from books import hard, year
from conftest import did_not_run
from feed_rules import ATOM, LANGUAGE, atom_faults, json_feed_faults, text
from sites import site_of
from stories import Files, codes, page, story

from dastan.features.feeds import OPENING, feeds
from dastan.pipeline import Report

URL = "https://example.org/repo"
OLD = ["0001-01-01", "1899-12-31 23:59:59", "2025-06-01T12:00:00-09:30"]
AWKWARD = 'Tom & "Jerry" <b>]]> 🐎 שלום Ә ﬁ'


def chapter(title: str = "A", body: str = "Text.", **fields: str) -> str:
    lines = "".join(f"{key}: {value}\n" for key, value in fields.items())
    return f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\n{lines}---\n{body}\n"


def chapters(*texts: str, url: str = "") -> Files:
    story_yml = {"site_src/story.yml": f"title: A test\nurl: {url}\n"}
    return story_yml | {
        f"site_src/chapters/{n:02}-c{n}.md": body for n, body in enumerate(texts, start=1)
    }


def atom(report: Report) -> Element:
    return ElementTree.fromstring(report.plan.files["feed.xml"])


def json_feed(report: Report) -> dict[str, Any]:
    found = json.loads(report.plan.files["feed.json"])
    assert isinstance(found, dict)
    return found


def in_summary(files: Files) -> Files:
    """The same story with feeds of summaries."""
    path = "site_src/story.yml"
    story_yml = files[path]
    text = story_yml if isinstance(story_yml, str) else story_yml.decode()
    return {**files, path: f"{text}feed: summary\n"}


STORIES: dict[str, Files] = {
    "no chapters": {},
    "one chapter": chapters(chapter()),
    "an empty chapter": chapters(chapter(body="")),
    "awkward words": {
        **chapters(chapter(AWKWARD, AWKWARD, summary=f"'{AWKWARD}'")),
        "site_src/story.yml": f"title: '{AWKWARD}'\nauthor: '{AWKWARD}'\nurl: {URL}\n",
    },
    "many chapters": chapters(*(chapter(date=f"2025-01-{n:02}") for n in range(1, 31)), url=URL),
    "old and far days": {
        **chapters(*(chapter(date=day) for day in OLD)),
        "site_src/story.yml": "title: Old\ntimezone: Asia/Almaty\n",
    },
}


@cache
def built(name: str) -> Report:
    if name in STORIES:
        return story(STORIES[name], features=[feeds])
    if name == "year":
        return story(year(), features=[feeds])
    if name == "in summary":
        return story(in_summary(hard()), features=[feeds])
    return site_of("hard", URL if name == "hard, with an address" else "")


NAMES = [*STORIES, "hard", "hard, with an address", "year", "in summary"]


# --- a validator's rules


@pytest.mark.parametrize("name", NAMES)
def test_the_feeds_are_valid(name: str) -> None:
    files = built(name).plan.files
    assert atom_faults(files["feed.xml"]) == []
    assert json_feed_faults(files["feed.json"]) == []


@pytest.mark.parametrize(
    ("sound", "broken"),
    [
        ("<entry>", "<entry><id>urn:uuid:1</id>"),
        ("<id>urn:uuid:", "<id>"),
        ('<link rel="alternate"', '<link rel="via"'),
        ("+00:00</updated>", "</updated>"),
        ("author>", "contributor>"),
        ("<name>A test", "<name>"),
        ('type="html"', 'type="text/markdown"'),
    ],
)
def test_the_rules_find_faults(sound: str, broken: str) -> None:
    body = story(STORIES["one chapter"]).plan.files["feed.xml"].decode()
    assert sound in body
    assert atom_faults(body.replace(sound, broken).encode())


@pytest.fixture(scope="session")
def feedparser() -> Any:
    try:
        import feedparser
    except ImportError:
        did_not_run("a second opinion on the feeds", "feedparser is not installed")
    return feedparser


@pytest.mark.parametrize("name", NAMES)
def test_a_feed_parser_reads_the_same(name: str, feedparser: Any) -> None:
    report = built(name)
    read, feed = feedparser.parse(report.plan.files["feed.xml"]), json_feed(report)
    assert not read.bozo, read.get("bozo_exception")
    assert read.version == "atom10"
    assert read.feed.title_detail.type == "text/plain"
    assert [entry.id for entry in read.entries] == [item["id"] for item in feed["items"]]
    assert [entry.title for entry in read.entries] == [item["title"] for item in feed["items"]]
    assert all(entry.updated_parsed and entry.link for entry in read.entries)


# --- which chapters, and of when


def test_the_newest_come_first_and_those_without_a_date_not_at_all() -> None:
    days = ["2025-03-01", "", "2025-01-01", "2025-03-01", "2025-02-01 23:00"]
    texts = [chapter(f"T{n}", **({"date": day} if day else {})) for n, day in enumerate(days)]
    report = story(chapters(*texts))
    assert text(atom(report), "entry/title") == ["T3", "T0", "T4", "T2"]
    assert [item["title"] for item in json_feed(report)["items"]] == ["T3", "T0", "T4", "T2"]
    assert text(atom(report), "updated") == ["2025-03-01T00:00:00+00:00"]


def test_there_are_at_most_twenty() -> None:
    report = story(STORIES["many chapters"])
    moments = text(atom(report), "entry/published")
    assert len(moments) == len(json_feed(report)["items"]) == 20
    assert (moments[0], moments[-1]) == ("2025-01-30T00:00:00+00:00", "2025-01-11T00:00:00+00:00")


def test_without_any_date_the_last_told_come_first_and_none_is_made_up() -> None:
    report = story(chapters(*(chapter(f"T{n}") for n in range(1, 23))))
    assert text(atom(report), "entry/title") == [f"T{n}" for n in range(22, 2, -1)]
    assert text(atom(report), "entry/published") == []
    moments = text(atom(report), "entry/updated")
    assert moments == [f"1970-01-01T00:00:{n:02}+00:00" for n in range(22, 2, -1)]
    assert not [item for item in json_feed(report)["items"] if "date_published" in item]


def test_a_date_keeps_its_day_and_its_zone() -> None:
    report = story(STORIES["old and far days"])
    moments = ["2025-06-01T12:00:00-09:30"]
    moments += ["1899-12-31T23:59:59+05:08", "0001-01-01T00:00:00+05:08"]
    assert text(atom(report), "entry/updated") == moments
    assert text(atom(report), "entry/published") == moments
    assert [item["date_published"] for item in json_feed(report)["items"]] == moments


@pytest.mark.parametrize("drafts", [False, True])
@pytest.mark.parametrize("day", ["", "2025-01-01"], ids=["no date", "a date"])
def test_drafts_and_chapters_to_come_are_never_there(drafts: bool, day: str) -> None:
    dated = {"date": day} if day else {}
    hidden = chapter("Draft", draft="true", **dated), chapter("Later", date="2026-03-21")
    report = story(chapters(chapter("Out", **dated), *hidden), drafts=drafts)
    assert text(atom(report), "entry/title") == ["Out"]
    assert [item["title"] for item in json_feed(report)["items"]] == ["Out"]


# --- ids that stay


def ids(files: Files) -> list[str]:
    report = story(files)
    assert not codes(report)
    found = text(atom(report), "entry/id")
    assert found == [item["id"] for item in json_feed(report)["items"]]
    return found


def test_an_id_is_what_it_was_when_it_was_first_published() -> None:
    files = chapters(chapter())
    assert text(atom(story(files)), "id") == ["urn:uuid:63f6013d-b882-5fd7-a65c-17cc459b4809"]
    assert ids(files) == ["urn:uuid:a71a4f72-061f-518d-b67d-bff89976b728"]


@pytest.mark.parametrize(
    "later",
    [
        {"site_src/chapters/01-c1.md": chapter("Another title", "Another text.")},
        {"site_src/chapters/09-c1.md": chapter()},
        {"site_src/chapters/01-new.md": chapter(aliases="c1")},
        {"site_src/chapters/01-new.md": chapter(aliases="chapters/c1.html")},
        {"site_src/chapters/01-newest.md": chapter(aliases="[c1, new]")},
        {"site_src/chapters/1-part/01-c1.md": chapter(aliases="c1")},
        {"site_src/story.yml": f"title: A “test”\nauthor: Me\nurl: {URL}"},
    ],
    ids=["rewritten", "moved", "renamed", "by its path", "twice", "into a part", "another host"],
)
def test_an_id_survives(later: Files) -> None:
    first = chapters(chapter())
    renamed = any("/chapters/" in path for path in later)
    kept = {path: body for path, body in first.items() if not renamed or "/chapters/" not in path}
    assert ids({**kept, **later}) == ids(first)


def test_ids_differ_between_chapters_parts_and_stories() -> None:
    files = {f"site_src/chapters/{part}01-a.md": chapter() for part in ("", "1-p/", "2-q/")}
    found = ids(files) + ids({**files, "site_src/story.yml": "title: Another\n"})
    assert len(set(found)) == 6


# --- in full, for somebody who reads elsewhere


class Content(HTMLParser):
    """The targets and the text of an entry."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.targets += [value or "" for name, value in attrs if name in ("href", "src", "poster")]

    def handle_data(self, data: str) -> None:
        self.text += data


def contents(report: Report) -> list[str]:
    found = text(atom(report), "entry/content")
    assert found == [item["content_html"] for item in json_feed(report)["items"]]
    return found


@pytest.mark.parametrize("url", ["", URL], ids=["no address", "an address"])
@pytest.mark.parametrize("name", ["hard", "seed"])
def test_every_link_leads_into_the_site(
    name: str, url: str, request: pytest.FixtureRequest
) -> None:
    if name == "seed":
        request.getfixturevalue("seed_story")
    report = site_of(name, url)
    targets = [target for html in contents(report) for target in Content(html).targets]
    targets += [link.get("href", "") for link in atom(report).iter(f"{ATOM}link")]
    assert not url or all(":" in target for target in targets)
    base = f"{url or 'https://nowhere.example'}/"
    targets = [urljoin(f"{base}feed.xml", target) for target in targets]
    paths = {unquote(urldefrag(target)[0]) for target in targets if target.startswith(base)}
    assert paths and paths <= {base + path for path in report.plan.files}
    others = {target for target in targets if not target.startswith(base)}
    assert all(target.startswith(("https://example.org/", "mailto:")) for target in others)


def test_marks_that_only_a_style_sheet_draws_are_gone_or_spelt_out() -> None:
    front = "events: [{id: e, title: 'E > e', when: 2001, phrase: ran}]"
    body = "He ran[^a] and ran[^a].\n\n[^a]: *Far*[^b].\n[^b]: So [far](02-c2.md#on)."
    texts = [f"---\ntitle: A\n{front}\n---\n{body}\n", chapter(body="## On\n")]
    report = story(chapters(*texts, url=URL))
    assert not [said for said in codes(report) if said.startswith("site_src/")]
    html = contents(report)[1]
    assert "He ran<sup>1</sup> and ran<sup>1</sup>." in html
    assert "<li><p><em>Far</em><sup>2</sup>.</p></li>" in html
    assert f'href="{URL}/chapters/c2.html#on"' in html
    assert "event" not in html and "aria-label" not in html


def test_the_author_s_words_around_a_chapter_come_with_it() -> None:
    around = {"note_before": "Before *it*.", "note_after": "After it."}
    body = chapter(body="Text.", epigraph="{text: Horses., source: Tom & I}", **around)
    html = contents(story(chapters(body)))[0]
    words = " ".join(Content(html).text.split())
    assert words == "Horses. Tom & I Before it. Text. After it."
    assert "<em>it</em>" in html


def test_titles_summaries_and_languages_are_the_author_s() -> None:
    first = chapter(AWKWARD, summary=f"'{AWKWARD}'", language="kk")
    report = story(chapters(first, chapter("B")))
    told = report.story.chapters[0]
    last, entry = atom(report).findall(f"{ATOM}entry")
    assert text(entry, "title") + text(entry, "summary") == [told.title, told.summary]
    assert entry.get(LANGUAGE) == "kk" and last.get(LANGUAGE) is None
    last_item, item = json_feed(report)["items"]
    assert (item["title"], item["summary"], item["language"]) == (told.title, told.summary, "kk")
    assert "summary" not in last_item


def test_a_feed_of_summaries_leads_to_the_chapters() -> None:
    report = story(
        in_summary(
            chapters(
                chapter("Summed", "Text.", summary="What it is *about*."),
                chapter("Described", "Text.", description="For <finding>."),
                chapter(
                    "Neither",
                    f"***\n\n*It* began --\n[so](01-c1.md)[^1].{' More.' * 99}\n\n[^1]: N.",
                ),
                chapter("Short", "“Run,” she said."),
                chapter("走", "我们在上海火车站等了很久。" * 40),
                chapter("Қонақ", "Домбырасын.", language="kk"),
                chapter("Empty", ""),
                url=URL,
            )
        )
    )
    entries = atom(report).findall(f"{ATOM}entry")
    told = {text(entry, "title")[0]: text(entry, "summary")[0] for entry in entries}
    opening = told.pop("Neither")
    assert opening.startswith("It began—so. More.")
    assert opening.endswith("More. …") and len(opening) <= OPENING + 2
    assert told.pop("走") == ("我们在上海火车站等了很久。" * 40)[:OPENING] + " …"
    assert told == {
        "Summed": "What it is *about*.",
        "Described": "For <finding>.",
        "Short": "“Run,” she said.",
        "Қонақ": "Домбырасын.",
        "Empty": "Empty",
    }
    assert not text(atom(report), "entry/content")
    items = json_feed(report)["items"]
    assert all(item["content_text"] == item["summary"] for item in items)
    assert not [item for item in items if "content_html" in item]
    assert [item["url"] for item in items] == [
        link.get("href") for entry in entries for link in entry.findall(f"{ATOM}link")
    ]


def test_a_form_of_feed_that_is_unknown_is_said() -> None:
    report = story({**chapters(chapter()), "site_src/story.yml": "title: A\nfeed: short\n"})
    assert codes(report) == ["site_src/story.yml:2:7 wrong-value"]


def test_a_control_character_in_a_title_never_comes_as_far_as_a_feed() -> None:
    assert codes(story(chapters("---\ntitle: A\x07\n---\nText.\n"))) == [
        "site_src/chapters/01-c1.md:2:9 unreadable-text"
    ]


def test_without_an_address_nothing_in_a_feed_is_absolute() -> None:
    report = story(chapters(chapter(body="[Next](02-c2.md)"), chapter()))
    said = page(report, "feed.json") + page(report, "feed.xml")
    for name in ("https://jsonfeed.org/version/1.1", "http://www.w3.org/2005/Atom"):
        said = said.replace(name, "")
    assert "://" not in said
    assert "chapters/c2.html" in contents(report)[1]
