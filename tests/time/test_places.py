"""Two places at one time, and journeys too fast: found where nothing else is possible."""

import pytest
from time_stories import Story, story

PLACES = """
    kazakhstan: {}
    almaty: {in: kazakhstan}
    astana: {in: kazakhstan}
    hall: {in: astana}
    moon: {in: nowhere}
"""
TRAVEL = "travel:\n  - {between: [almaty, astana], at-least: 1 day}"


def told(*events: str, time: str = "", people: str = "") -> Story:
    return story(
        places=PLACES, people=people, time=time, a="\n".join(f"- {{{event}}}" for event in events)
    )


ACADEMY = "id: academy, place: astana, people: [p, q], when: 2001-03, lasts: 4 years"


def test_one_person_in_two_places() -> None:
    found = told(ACADEMY, "id: walk, place: almaty, people: [q, p, r], when: during academy")
    assert found.said == (
        "site_src/chapters/01-a.md:2:21: warning[time-two-places]: p and q cannot be in astana "
        "(“academy”) and in almaty (“walk”) at one time\n"
        "  site_src/chapters/01-a.md:1  “academy” is in astana\n"
        "  change a time or a place, or say `absent-from: [academy]` here"
    )
    assert found.faults[0].severity == "warning"


@pytest.mark.parametrize(
    "event",
    [
        "place: almaty, people: [p], when: starts during academy",
        "place: almaty, people: [p], when: same time as academy",
        "place: almaty, people: [p], when: at most 2 years after academy.start",
        "place: almaty, people: [p], when: [after academy.start, before academy.end]",
        "place: almaty, people: [p], when: 2002/2003",
        "place: moon, people: [p], when: during academy",
    ],
)
def test_found_where_it_is_forced(event: str) -> None:
    faults = told(ACADEMY, f"id: x, {event}").faults
    assert [fault.code for fault in faults] == ["time-two-places"]


@pytest.mark.parametrize(
    "event",
    [
        "place: hall, people: [p], when: during academy",
        "place: kazakhstan, people: [p], when: during academy",
        "place: somewhere, people: [p], when: during academy",
        "place: almaty, people: [r], when: during academy",
        "place: almaty, people: [p], mentions: [p], when: after academy",
        "place: almaty, mentions: [p], when: during academy",
        "place: almaty, people: [p], when: during academy, absent-from: [academy]",
        "place: almaty, people: [p], when: during academy, absent-from: [astana]",
        "place: almaty, people: [p], when: during academy, absent-from: [p]",
        "place: almaty, people: [p], when: during academy, told: imagined",
        "place: almaty, people: [p], when: 2001-03/2009",
        "place: almaty, people: [p], when: same time as academy.end",
        "place: [astana, almaty], people: [p], when: during academy",
        "people: [p], when: during academy",
    ],
)
def test_silent_where_it_is_not(event: str) -> None:
    assert told(ACADEMY, f"id: x, {event}", people="p: {}").said == ""


def test_two_moments_of_one_day_may_follow_each_other() -> None:
    morning = "id: morning, place: almaty, people: [p], when: 2001-03-04"
    assert not told(morning, "id: evening, place: astana, people: [p], when: 2001-03-04").faults
    both = told(morning, "id: also, place: astana, people: [p], when: same time as morning")
    assert [fault.code for fault in both.faults] == ["time-two-places"]


def test_an_undated_story_has_places_too() -> None:
    faults = told(
        "id: stay, place: astana, people: [p], lasts: 3-5 years, when: after home",
        "id: home, place: almaty, people: [p]",
        "id: visit, place: almaty, people: [p], when: 1 year after stay.start",
        "id: later, place: almaty, people: [p], when: at least 1 year after stay.start",
    ).faults
    assert [(fault.code, fault.span.line) for fault in faults] == [("time-two-places", 3)]


def test_a_journey_takes_its_time() -> None:
    concert = "id: concert, place: almaty, people: [p], when: 2001-03-04"
    found = told(
        concert, "id: x, place: hall, people: [p], when: 3 hours after concert", time=TRAVEL
    )
    assert found.said == (
        "site_src/chapters/01-a.md:2:18: warning[time-travel]: p cannot go from almaty to hall "
        "in 3½ hours: that takes at least 1 day\n"
        "  site_src/chapters/01-a.md:1  “concert” is in almaty\n"
        "  site_src/story.yml:2         at least 1 day\n"
        "  change a time or a place, or the journey’s length under `travel:` in story.yml"
    )


@pytest.mark.parametrize(
    ("event", "found"),
    [
        ("place: hall, people: [p], when: 3 hours before concert", True),
        ("place: hall, people: [p], when: at most 3 hours after concert", True),
        ("place: hall, people: [p], when: 3 days after concert", False),
        ("place: hall, people: [p], when: 2001-03-05", False),
        ("place: hall, people: [q], when: 3 hours after concert", False),
        ("place: almaty, people: [p], when: 3 hours after concert", False),
        ("place: moon, people: [p], when: 3 hours after concert", False),
        ("place: [almaty, astana], people: [p], when: 2002, lasts: 5 hours", True),
        ("place: [hall, almaty], people: [p], when: 2002, lasts: 5 hours", True),
        ("place: [almaty, astana], people: [p], when: 2002, lasts: 2 days", False),
        ("place: [almaty, astana], people: [p], when: 2002", False),
        ("place: [almaty, astana], people: [p], when: 3 hours after concert", False),
        ("place: [astana, almaty], people: [p], when: 3 hours after concert", True),
    ],
)
def test_travel(event: str, found: bool) -> None:
    concert = "id: concert, place: almaty, people: [p], when: 2001-03-04"
    codes = [fault.code for fault in told(concert, f"id: x, {event}", time=TRAVEL).faults]
    assert codes == (["time-travel"] if found else [])
