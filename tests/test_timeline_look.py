"""How the timeline's page stands in a browser: lanes, what is in none, one column, the curve."""

import re
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sites import lay
from stories import Files, page, story

from dastan.features.timeline import timeline

if TYPE_CHECKING:
    from playwright.sync_api import Browser

EVENTS = {
    "boat": ("1990", "harbour", "aida"),
    "road": ("1991", "steppe", "miller"),
    "letter": ("1992", "", "aida"),
    "well": ("1980", "harbour", ""),
    "rope": ("1981", "desert", ""),
    "dust": ("1982", "steppe", "miller"),
    "rain": ("1993", "harbour", "aida"),
    "a": ("1994", "steppe", ""),
    "b": ("1995", "north", ""),
    "c": ("1996", "north", ""),
    "d": ("1997", "south", ""),
    "e": ("1998", "south", ""),
}
"""When, where and who: five places, of which the desert has no lane, as it has one event alone."""


def files() -> Files:
    """A chapter for each event but the second, which tells of nothing."""
    chapters: dict[str, str] = {"site_src/chapters/02-quiet.md": "# Quiet\n\nNothing.\n"}
    for number, (id, (when, place, who)) in enumerate(EVENTS.items(), start=1):
        number += number > 1
        entry = f"id: {id}, title: The {id}, when: {when}, place: [{place}], people: [{who}]"
        front = f"title: C{number}\nevents:\n  - {{{entry}}}\n"
        chapters[f"site_src/chapters/{number:02}-c{number}.md"] = f"---\n{front}---\nText.\n"
    return chapters


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay(story(files()), tmp_path_factory.mktemp("timeline"))


def lefts(browser: "Browser", site: Path, width: int, person: bool = False) -> dict[str, float]:
    """Where the cards and the heads that are shown begin."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    try:
        shown = context.new_page()
        shown.goto((site / "timeline.html").as_uri())
        if person:
            shown.get_by_label("by person").check()
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
        found: dict[str, float] = shown.evaluate(
            """() => Object.fromEntries([
              ...[...document.querySelectorAll(".happened .event")].map(
                (event) => [event.id.slice(6), event.querySelector(".card")]),
              ...[...document.querySelectorAll(".heads b")].map((head) => [head.textContent, head]),
            ].filter(([, part]) => part.checkVisibility()).map(
              ([name, part]) => [name, Math.round(part.getBoundingClientRect().left)]))"""
        )
        return found
    finally:
        context.close()


def test_each_event_stands_in_the_lane_of_its_place(browser: "Browser", site: Path) -> None:
    at = lefts(browser, site, 1440)
    for id, place in (("boat", "harbour"), ("dust", "steppe"), ("b", "north"), ("e", "south")):
        assert 0 <= at[id] - at[place] <= 2, id
    assert len({at["boat"], at["dust"], at["b"], at["e"]}) == 4


def test_what_has_no_place_stands_in_no_lane(browser: "Browser", site: Path) -> None:
    at = lefts(browser, site, 1440)
    assert at["letter"] == at["rope"], "nor has what happened where there is no lane"
    assert at["letter"] < at["harbour"] - 10


def test_by_person(browser: "Browser", site: Path) -> None:
    at = lefts(browser, site, 1440, person=True)
    assert "harbour" not in at
    assert 0 <= at["letter"] - at["aida"] <= 2
    assert 0 <= at["dust"] - at["miller"] <= 2
    assert at["well"] < at["aida"] - 10


@pytest.mark.parametrize("width", [320, 768])
def test_one_column_where_there_is_no_room(browser: "Browser", site: Path, width: int) -> None:
    at = lefts(browser, site, width)
    assert at.keys() == EVENTS.keys() and len({*at.values()}) == 1


def test_lanes_of_people_alone() -> None:
    events = "".join(
        f"  - {{id: e{n}, title: E, when: {1990 + n}, place: [], people: [{who}]}}\n"
        for n, who in enumerate(("aida", "miller"))
    )
    chapter = {"site_src/chapters/01-a.md": f"---\ntitle: A\nevents:\n{events}---\nText.\n"}
    shown = page(story(chapter, features=[timeline]), "timeline.html")
    assert "by-person" in re.findall(r'<section class="happened([^"]*)"', shown)[0]
    assert "<fieldset" not in shown, "there is nothing to choose"


def test_the_curve_shows_the_chapters_and_where_the_story_goes_back() -> None:
    shown = page(story(files(), features=[timeline]), "timeline.html")
    assert re.findall(r"<text [^>]*>(\d+)</text>", shown) == [
        str(number) for number in range(1, 14) if number != 2
    ]
    (leaps,) = re.findall(r'<path class="leap" [^>]*d="([^"]*)"', shown)
    assert leaps.count("M") == 1
    (thread,) = re.findall(r'<path class="thread" [^>]*d="([^"]*)"', shown)
    assert thread.count("M") == len(EVENTS) - 2


def test_a_long_story_has_a_curve_to_be_read() -> None:
    """Small points, and numbers that do not touch."""
    long = {
        f"site_src/chapters/{n:03}-c{n}.md": (
            f"---\ntitle: C{n}\nevents:\n  - {{id: e{n}, title: E, when: {1000 + n}}}\n---\nText.\n"
        )
        for n in range(1, 121)
    }
    shown = page(story(long, features=[timeline]), "timeline.html")
    labels = [float(x) for x in re.findall(r'<text x="([\d.]+)"', shown)]
    assert len(labels) > 10
    assert all(after - before >= 24 for before, after in pairwise(labels))
    sizes = {float(size) for size in re.findall(r'class="point" d="M[\d. ]+l([\d.]+) ', shown)}
    assert len(sizes) == 1 and max(sizes) < 7
