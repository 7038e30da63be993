"""The timeline's pages: what they show, and above all what they do not show yet."""

import json
import re

import pytest
from sites import site_of
from stories import Files, page, story

from dastan.pipeline import Report

WORDS = "quince walnut saddle lantern copper thistle marmot juniper".split()


def book(*whens: str) -> Files:
    """A chapter for each statement; its event bears a word that stands nowhere else."""
    return {
        f"site_src/chapters/{number:02}-c{number}.md": (
            f"---\ntitle: Chapter {number}\nevents:\n"
            f"  - id: e{number}\n    title: The {word} comes\n    when: {when}\n"
            f"    place: {word}-town\n    people: {word}-bearer\n    phrase: a {word} was seen\n"
            f"---\nOn that day a {word} was seen.\n"
        )
        for number, (when, word) in enumerate(zip(whens, WORDS, strict=False), start=1)
    }


ORDERED = book(
    "1890", "after e1", "2 years after e1", "before e2", "unknown", "3 days after e3",
    "between e1 and e6", "1888",
)  # fmt: skip


@pytest.fixture(scope="module")
def ordered() -> Report:
    report = story(ORDERED)
    assert not report.diagnostics
    return report


@pytest.mark.parametrize("read", range(1, len(ORDERED) + 1))
def test_no_word_of_what_is_not_yet_told(ordered: Report, read: int) -> None:
    shown = page(ordered, f"timeline/c{read}.html")
    for number, word in enumerate(WORDS, start=1):
        assert (word in shown) == (number <= read), word
        assert (f"e{number}" in re.findall(r"\be\d\b", shown)) == (number <= read)


@pytest.mark.parametrize("read", range(1, len(ORDERED) + 1))
def test_bounds_are_those_of_a_story_that_ends_there(ordered: Report, read: int) -> None:
    shorter = story(dict(list(ORDERED.items())[:read]))
    known = ordered.site.timelines.so_far()[f"site_src/chapters/{read:02}-c{read}.md"]
    whole = shorter.site.timelines.whole()
    assert known and whole
    spans = [(p.event.id, p.start, p.end, p.rank, p.basis) for p in known.events]
    assert spans == [(p.event.id, p.start, p.end, p.rank, p.basis) for p in whole.events]
    assert known.gaps == whole.gaps


def test_marks_lead_to_the_timeline_so_far_and_back(ordered: Report) -> None:
    chapter = page(ordered, "chapters/c3.html")
    assert 'id="event-e3" href="../timeline/c3.html#event-e3"' in chapter
    so_far = page(ordered, "timeline/c3.html")
    assert 'id="event-e3"' in so_far
    assert 'href="../chapters/c3.html#event-e3"' in so_far
    assert '<a href="../timeline/c3.html">Timeline</a>' in chapter, (
        "its own link gives away nothing"
    )


def test_data_beside_the_page(ordered: Report) -> None:
    document = json.loads(ordered.plan.files["timeline.json"])
    assert document["origin"] == "calendar"
    by_id = {event["id"]: event for event in document["events"]}
    assert by_id["e8"]["told"] == 8
    assert by_id["e8"]["tied_with"] == ["e4"]
    assert by_id["e8"]["href"] == "chapters/c8.html#event-e8"
    assert by_id["e8"]["start"] == {"earliest": "1888-01-01", "latest": "1888-12-31"}
    assert by_id["e8"]["rank"] < by_id["e1"]["rank"]
    assert by_id["e5"]["rank"] is None


def test_unknown_ones_are_in_a_tray_of_their_own(ordered: Report) -> None:
    tray = re.search(
        r'<section class="sometime".*?</section>', page(ordered, "timeline.html"), re.S
    )
    assert tray and "The thistle comes" not in tray[0]
    assert "The copper comes" in tray[0]


def test_ties_are_bracketed() -> None:
    report = story(book("1890", "after e1", "after e1", "after e2", "after e4"))
    shown = page(report, "timeline.html")
    tie = re.search(r'<li class="tie">.*?</ol>', shown, re.S)
    assert tie and re.findall(r'id="event-(\w+)"', tie[0]) == ["e2", "e3"]


def test_a_scale_is_proportional_only_where_every_date_is_stated() -> None:
    dated = page(story(book("1890-01-01", "1890-01-11", "1890-02-10")), "timeline.html")
    assert re.findall(r' h(\d+)" id="event', dated) == ["10", "30"]
    vague = page(story(book("1890-01-01", "1890-01-11", "years after e2")), "timeline.html")
    assert not re.search(r' h\d+" id="event', vague)
    assert "at least 2 years later" in vague


@pytest.mark.parametrize(
    ("whens", "words"),
    [
        (("1890-03-02",), '<time datetime="1890-03-02">2 March 1890</time>'),
        (("1890-03",), "March 1890"),
        (("1890",), ">1890<"),
        (("1890~",), ">about 1890<"),
        (("1890?",), "1890?"),
        (("-0043-03-15",), "15 March 44 BC"),
        (("1890-03-02", "after e1"), "2 March 1890 or later"),
    ],
)
def test_bounds_in_words(whens: tuple[str, ...], words: str) -> None:
    assert words in page(story(book(*whens)), "timeline.html")


def test_many_chapters_have_fewer_snapshots_and_lists_of_their_own() -> None:
    files = {
        f"site_src/chapters/{n:03}-c{n}.md": (
            f"---\ntitle: C{n}\nevents: [{{id: e{n}, title: Event {n}, when: {1000 + n},"
            f" phrase: the text}}]\n---\nThis is the text.\n"
        )
        for n in range(1, 131)
    }
    report = story(files)
    snapshots = [path for path in report.plan.files if path.startswith("timeline/")]
    assert 20 < len(snapshots) <= 60
    bare = next(n for n in range(2, 131) if f"timeline/c{n}.html" not in snapshots)
    chapter = page(report, f"chapters/c{bare}.html")
    assert f'href="#told.e{bare}"' in chapter
    assert f'<li id="told.e{bare}"><a href="#event-e{bare}">Event {bare}</a>' in chapter
    earlier = re.search(r'href="\.\./timeline/c(\d+)\.html">The timeline up to', chapter)
    assert earlier and int(earlier[1]) < bare


def test_a_contradiction_keeps_the_page_and_is_told_in_the_data() -> None:
    broken = story(book("1890", "after e3", "after e2"))
    assert [d.code for d in broken.diagnostics] == ["time-conflict"]
    conflicts = json.loads(broken.plan.files["timeline.json"])["conflicts"]
    assert len(conflicts) == 1 and len(conflicts[0]["chain"]) == 2
    assert "The saddle comes" in page(broken, "timeline.html")


def test_nothing_happens_so_there_is_no_timeline() -> None:
    report = story({"site_src/chapters/01-a.md": "# A\n\nText.\n"})
    assert not [path for path in report.plan.files if path.startswith("timeline")]
    assert "timeline" not in page(report, "index.html").partition("</head>")[2].lower()


def test_our_own_story_as_one_reading(seed_story: object) -> None:
    """Childhood before the streets, walks and local festivals tied, the festival years later."""
    report = site_of("seed")
    assert not report.diagnostics
    document = json.loads(report.plan.files["timeline.json"])
    by_id = {event["id"]: event for event in document["events"]}
    ranks = {id: event["rank"] for id, event in by_id.items()}
    assert ranks["childhood"] == 1 and by_id["childhood"]["flashback"]
    assert by_id["streets-of-almaty"]["tied_with"] == ["local-festivals"]
    assert ranks["leaves-almaty"] < ranks["academy"] < ranks["festival"]
    assert by_id["festival"]["basis"] == "assumed"
    assert {event["start"]["latest"] for id, event in by_id.items() if id != "childhood"} == {None}
    shown = page(report, "timeline.html")
    assert "Bakhyt Valja is 3 to 12" in shown
    assert "Bakhyt Valja is at least 3" in shown
    assert "at least 2 years later" in shown
