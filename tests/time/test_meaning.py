"""What each statement means: bounds, ranks, ties, flashbacks, gaps, and how sure they are."""

import json

import pytest
from time_stories import Story, bounds, placed, ranks, starts, story

from dastan.time import Bounds, as_json, tied_with, written
from dastan.when import TimeWords

BIRTHDAY = "p: {born: 1998-03-20}"


def start_of(
    x: str, *, people: str = BIRTHDAY, time: str = "", more: str = ""
) -> tuple[object, ...]:
    """The bounds of the start of event x, with an event `day` on 2001-05-10."""
    told = story(
        people=people,
        time=time,
        a=f"- {{id: x, when: [{x}]}}\n- {{id: day, when: 2001-05-10}}\n{more}",
    )
    return starts(told.timeline)["x"]


@pytest.mark.parametrize(
    ("statement", "earliest", "latest"),
    [
        ("2001-05-10", "2001-05-10", "2001-05-10"),
        ("2001-05", "2001-05-01", "2001-05-31"),
        ("1997/1999", "1997-01-01", "1999-12-31"),
        ("1998/..", "1998-01-01", None),
        ("../1998", None, "1998-12-31"),
        ("after day", "2001-05-10", None),
        ("before day", None, "2001-05-10"),
        ("between p.birth and day", "1998-03-20", "2001-05-10"),
        ("same time as day", "2001-05-10", "2001-05-10"),
        ("exactly 3 days after day", "2001-05-13", "2001-05-13"),
        ("3 days after day", "2001-05-12", "2001-05-14"),
        ("3-5 days after day", "2001-05-13", "2001-05-15"),
        ("at least 3 days after day", "2001-05-13", None),
        ("at most 3 days after day", "2001-05-10", "2001-05-13"),
        ("~20 days after day", "2001-05-25", "2001-06-04"),
        ("exactly 3 days before day", "2001-05-07", "2001-05-07"),
        ("exactly 12 hours after day", "2001-05-10", "2001-05-11"),
        ("exactly 1 month after day", "2001-06-10", "2001-06-10"),
        ("exactly 1 year after day", "2002-05-10", "2002-05-10"),
        ("exactly 2 decades before day", "1981-05-10", "1981-05-10"),
        ("3 years after day", "2003-11-10", "2004-11-10"),
        ("3 years before day", "1997-11-10", "1998-11-10"),
        ("exactly 3 years after p.birth", "2001-03-20", "2001-03-20"),
        ("soon after day", "2001-05-10", "2001-07-09"),
        ("weeks after day", "2001-05-24", "2001-07-19"),
        ("years before day", None, "1999-05-10"),
        ("p is 17", "2015-03-20", "2016-03-19"),
        ("p is 12-15", "2010-03-20", "2014-03-19"),
        ("p is at least 60", "2058-03-20", None),
        ("p is a baby", "1998-03-20", "2000-03-19"),
        ("p is a child", "2001-03-20", "2011-03-19"),
    ],
)
def test_from_a_known_day(statement: str, earliest: object, latest: object) -> None:
    assert start_of(statement) == (earliest, latest)


@pytest.mark.parametrize(
    ("statement", "earliest", "latest"),
    [
        ("2001, in October", "2001-10-01", "2001-10-31"),
        ("2001/2003, in October", "2001-10-01", "2003-10-31"),
        ("2001-11/2002-11, in October", "2002-10-01", "2002-10-31"),
        ("2001-09/2001-10, in October or November", "2001-10-01", "2001-10-31"),
        ("2001, in winter", "2001-01-01", "2001-12-31"),
        ("2001-03/2002-11, in winter", "2001-12-01", "2002-02-28"),
        ("2001, on 20 March", "2001-03-20", "2001-03-20"),
        ("2001/2005, on 29 February", "2004-02-29", "2004-02-29"),
        ("2001-05-07/2001-05-13, on a Sunday", "2001-05-13", "2001-05-13"),
        ("2001, in October, on a Sunday", "2001-10-07", "2001-10-28"),
        ("2001, at nauryz", "2001-03-21", "2001-03-21"),
        ("at most 1 year after day, in October", "2001-10-01", "2001-10-31"),
        ("after day, in October", "2001-10-01", None),
        ("before day, in October", None, "2000-10-31"),
        ("in October", None, None),
    ],
)
def test_recurring(statement: str, earliest: object, latest: object) -> None:
    assert start_of(statement, time="days: {nauryz: 21 March}") == (earliest, latest)


def test_recurring_bounds_tighten_one_another() -> None:
    told = story(
        a="""
            - {id: sown, when: [1998/1999, in April, before reaped]}
            - {id: reaped, when: [in September, at most 6 months after sown, before wedding]}
            - {id: wedding, when: 1998-12-24}
        """
    )
    assert starts(told.timeline) == {
        "sown": ("1998-04-01", "1998-04-30"),
        "reaped": ("1998-09-01", "1998-09-30"),
        "wedding": ("1998-12-24", "1998-12-24"),
    }


def test_recurring_in_the_south() -> None:
    assert start_of("2001-02/2001-11, in winter", time="hemisphere: south") == (
        "2001-06-01",
        "2001-08-31",
    )
    assert start_of("2001-24", time="hemisphere: south") == ("2001-06-01", "2001-08-31")


def test_years_are_mean_where_no_day_is_known() -> None:
    born_some_day = "p: {born: 1998}"
    assert start_of("p is 17", people=born_some_day) == ("2015-01-01", "2016-12-31")
    assert start_of("3 years after p.birth", people=born_some_day) == ("2000-07-02", "2002-07-02")


def test_known_days_are_passed_on() -> None:
    more = "- {id: y, when: exactly 1 month after x}\n- {id: z, when: exactly 2 years after y}"
    told = story(a=f"- {{id: x, when: 2000-01-31}}\n{more}").timeline
    assert starts(told)["y"] == ("2000-02-29", "2000-02-29")
    assert starts(told)["z"] == ("2002-02-28", "2002-02-28")


def test_what_calendar_years_differ_from_mean_ones_is_no_contradiction() -> None:
    """A leap year has 366 days, February 28, and yet a year is a year, a month a month."""
    told = story(
        a="""
            - {id: a, when: 1999-03}
            - {id: b, when: [exactly 1 year after a, exactly 366 days after a]}
            - {id: c, when: [exactly 1 month after d, exactly 28 days after d]}
            - {id: d, when: 2001-02}
        """
    )
    assert told.timeline.conflicts == ()


def test_only_some_statements_speak_of_the_end() -> None:
    told = story(
        people="p: {born: 1998-03-20}",
        a="""
            - {id: moment, when: 2001-05-10}
            - {id: lasting, when: 2001-05-10, lasts: 2 days}
            - {id: ending, when: 2001-05-10, ends: 2001-05-20}
            - {id: ending-later, when: 2001-05-10, ends: exactly 3 days after lasting}
            - {id: aged, when: 2001-05-10, ends: p is 4}
            - {id: within, when: during ending}
            - {id: starting-within, when: starts during ending, lasts: exactly 30 days}
            - {id: same, when: same time as ending}
            - {id: begun, when: same time as ending.start}
            - {id: between, when: between moment and ending.end}
            - {id: ended, when: after moment, ends: same time as ending}
        """,
    )
    ends = {event: found[2:] for event, found in bounds(told.timeline).items()}
    assert ends == {
        "moment": ("2001-05-10", "2001-05-10"),
        "lasting": ("2001-05-11", "2001-05-13"),
        "ending": ("2001-05-20", "2001-05-20"),
        "ending-later": ("2001-05-14", "2001-05-16"),
        "aged": ("2002-03-20", "2003-03-19"),
        "within": ("2001-05-10", "2001-05-20"),
        "starting-within": ("2001-06-09", "2001-06-19"),
        "same": ("2001-05-20", "2001-05-20"),
        "begun": ("2001-05-10", "2001-05-10"),
        "between": ("2001-05-10", "2001-05-20"),
        "ended": ("2001-05-20", "2001-05-20"),
    }


def test_births_and_deaths_are_moments() -> None:
    told = story(
        people="""
            p: {born: same time as delivery, died: same time as funeral.start}
            q: {born: p is 30, died: [in June, 1 year after q.birth]}
        """,
        a="""
            - {id: delivery, when: 1900-05-10, people: [p]}
            - {id: funeral, when: p is 60, people: [p], lasts: 1 day}
            - {id: widow, when: after p.death}
            - {id: child, when: same time as q.birth}
            - {id: grave, when: same time as q.death}
        """,
    )
    found = told.faults
    assert [fault.code for fault in found] == ["time-conflict"]  # nobody outlives their funeral
    assert starts(told.solve().value) == {
        "delivery": ("1900-05-10", "1900-05-10"),
        "child": ("1930-05-10", "1931-05-09"),
        "grave": ("1931-06-01", "1932-06-30"),
        "funeral": ("1960-05-10", "1961-05-09"),
        "widow": ("1960-05-10", None),
    }


# --- order


def test_ranks_ties_and_events_at_one_time() -> None:
    told = story(
        a="""
            - {id: first}
            - {id: second, when: after first}
            - {id: aside, when: [after first, before last]}
            - {id: twin, when: same time as second}
        """,
        b="- {id: last, when: after second}",
    )
    timeline = told.timeline
    assert ranks(timeline) == {"first": 1, "second": 2, "twin": 2, "aside": 3, "last": 4}
    assert tied_with(timeline, "aside") == ("second", "twin")
    assert tied_with(timeline, "second") == ("aside",)
    assert tied_with(timeline, "last") == ()
    assert [gap.tied for gap in timeline.gaps] == [False, True, False]


def test_order_by_bounds_and_by_distances() -> None:
    told = story(
        a="""
            - {id: late, when: 2001}
            - {id: early, when: 1999}
            - {id: some, when: 1999-05/2000}
            - {id: wedding, when: after early}
            - {id: eve, when: exactly 1 day before wedding}
            - {id: month-before, when: 1 month before wedding}
            - {id: also-eve, when: exactly 1 day before wedding}
        """
    )
    timeline = told.timeline
    order = ranks(timeline)
    assert tied_with(timeline, "some")[0] == "early"
    assert order["month-before"] < order["eve"] == order["also-eve"] < order["wedding"]
    assert order["early"] < order["late"]
    for event in ("late", "early"):
        assert {"late": "early", "early": "late"}[event] not in tied_with(timeline, event)
    assert "month-before" not in tied_with(timeline, "eve")


def test_one_is_not_tied_with_what_a_third_lies_between() -> None:
    """A distance on one side of a wedding, an order on the other: still a chain."""
    told = story(
        a="""
            - {id: year-before, when: 1 year before wedding}
            - {id: month-before, when: 1 month before wedding}
            - {id: wedding}
            - {id: older, when: before year-before}
        """
    )
    assert tied_with(told.timeline, "older") == ()
    assert ranks(told.timeline) == {
        "older": 1,
        "year-before": 2,
        "month-before": 3,
        "wedding": 4,
    }


def test_unknown_and_imagined_events_have_no_rank() -> None:
    told = story(
        people=BIRTHDAY,
        a="""
            - {id: known, when: 1999}
            - {id: sometime, when: unknown, people: [p]}
            - {id: silent}
            - {id: dream, told: imagined, when: 1850, people: [p]}
            - {id: asked, when: unknown}
            - {id: answer, when: after asked}
            - {id: autumn, when: in October}
        """,
    )
    timeline = told.timeline
    assert ranks(timeline) == {
        "known": 1,
        "asked": 2,
        "answer": 3,
        "autumn": 4,
        "sometime": None,
        "silent": None,
        "dream": None,
    }
    assert [each.event.id for each in timeline.unknown] == ["sometime", "silent"]
    assert placed(timeline, "dream").start == Bounds()
    assert {placed(timeline, e).basis for e in ("dream", "silent", "sometime")} == {"unknown"}
    assert [placed(timeline, e).told for e in ("known", "dream", "autumn")] == [1, 4, 7]


def test_recurring_without_a_date_orders_nothing() -> None:
    timeline = story(
        a="- {id: x, when: [in May, in June, after y]}\n- {id: y, when: in October}"
    ).timeline
    assert timeline.origin == "x.start"
    assert ranks(timeline) == {"y": 1, "x": 2}


def test_flashbacks_are_derived() -> None:
    told = story(
        a="- {id: war, when: 1941}",
        b="""
            - {id: childhood, when: 1930}
            - {id: prophecy, when: 2000, told: mentioned}
            - {id: future, when: 1990, told: flashforward}
            - {id: memory, when: 1920, told: mentioned}
        """,
        c="""
            - {id: peace, when: 1945}
            - {id: maybe, when: 1941-05/1945}
            - {id: declared, when: 1950, told: flashback}
            - {id: dream, when: 1900, told: imagined}
        """,
        timeline="- {id: treaty, when: 1925}",
    )
    timeline = told.timeline
    assert [p.event.id for p in timeline.events if p.flashback] == ["childhood", "declared"]
    assert [p.event.id for p in timeline.events if p.flashforward] == ["future"]
    assert placed(timeline, "memory").mentioned
    assert placed(timeline, "treaty").told is None and placed(timeline, "treaty").chapter is None


def test_the_story_curve() -> None:
    timeline = story(
        a="- {id: war, when: 1941}\n- {id: dream, told: imagined}",
        b="- {id: childhood, when: 1930}\n- {id: peace, when: 1945}",
        timeline="- {id: treaty, when: 1925}",
    ).timeline
    assert timeline.curve == ((1, 3), (3, 2), (4, 4))


# --- how sure it is


def test_origins() -> None:
    ages = "- {id: a, when: p is 5}\n- {id: b, when: [q is 6, after a]}\n- {id: c, when: q is 7}"
    people = "p: {}\nq: {}"
    assert story(people=people, a=ages).timeline.origin == "q.birth"
    assert story(people=people, a=ages + "\n- {id: d, when: 1998}").timeline.origin == "calendar"
    assert story(people="p: {died: 1998}", a="- {id: a}").timeline.origin == "calendar"
    assert story(a="- {id: a}\n- {id: b}\n- {id: c, when: after b}").timeline.origin == "b.start"
    assert story(a="- {id: d, when: 1998, told: imagined}\n- {id: e}").timeline.origin == "e.start"
    assert story(a="- {id: e, when: unknown}").timeline.origin == "e.start"
    assert story().timeline.origin == "calendar"
    undated = story(
        a="- {id: b}\n- {id: c, when: 3 days after b}\n- {id: d, when: before b}"
    ).timeline
    assert starts(undated) == {"d": (None, 0), "b": (0, 0), "c": (2, 3)}
    assert written(undated, 3) == 3


def test_basis_is_assumed_only_where_a_bound_rests_on_it() -> None:
    told = story(
        a="""
            - {id: x, when: 1998-05-10}
            - {id: guessed, when: years after x}
            - {id: both, when: [years after x, at least 2 years after x]}
            - {id: more, when: [years after x, at least 3 years after x]}
            - {id: follows, when: after guessed}
            - {id: stated, when: 1999}
            - {id: long, when: 1998-05-10, lasts: weeks}
        """
    )
    basis = {each.event.id: each.basis for each in told.timeline.events}
    assert basis == {
        "x": "stated",
        "guessed": "assumed",
        "both": "stated",
        "more": "stated",
        "follows": "assumed",
        "stated": "stated",
        "long": "assumed",
    }
    assert not told.timeline.proportional


def test_the_scale_is_honest() -> None:
    assert story(a="- {id: x, when: 1998}\n- {id: y, when: 3 days after x}").timeline.proportional
    assert not story(a="- {id: x, when: 1998}\n- {id: y, when: after x}").timeline.proportional
    assert not story(a="- {id: x, when: 1998}\n- {id: y, when: soon after x}").timeline.proportional
    assert story(a="- {id: x, when: 1998}\n- {id: y, when: unknown}").timeline.proportional
    assert not story(a="- {id: y, when: unknown}").timeline.proportional


def gap(second: str, first: str = "when: 2001-05-10") -> tuple[str, bool]:
    timeline = story(a=f"- {{id: x, {first}}}\n- {{id: y, when: [{second}]}}").timeline
    (found,) = timeline.gaps
    return TimeWords("en", {}).later(found), found.assumed


@pytest.mark.parametrize(
    ("second", "words", "assumed"),
    [
        ("after x", "", False),
        ("years after x", "at least 2 years later", True),
        ("at least 18 months after x", "at least 1½ years later", False),
        ("at most 5 days after x", "at most 5 days later", False),
        ("3 years after x", "2½ to 3½ years later", False),
        ("exactly 3 days after x", "3 days later", False),
        ("2001-05-12", "2 days later", False),
        ("2001-05-10, after x", "later the same day", False),
        ("1-30 hours after x", "1 hour to 1½ days later", False),
        ("soon after x", "at most 60 days later", True),
        ("moments after x", "at most 1 hour later", True),
    ],
)
def test_gaps_in_words(second: str, words: str, assumed: bool) -> None:
    assert gap(second) == (words, assumed)


def test_gaps_run_from_start_to_start() -> None:
    found = gap("1 day after x", "when: 2001-05-10, lasts: exactly 4 days")
    assert found == ("4½ to 5½ days later", False)


# --- timeline.json


def test_timeline_json() -> None:
    told = story(
        people="p: {}",
        a="""
            - id: x
              title: It begins
              when: 1998-05-10
              place: [almaty, astana]
              people: [p]
              phrase: it began
            - {id: z, when: [before x, 1999]}
        """,
        timeline="- {id: y, when: years after x}",
    )
    found = as_json(told.solve().value, lambda each: f"chapters/a.html#event-{each.event.id}")
    assert json.loads(json.dumps(found)) == found
    assert found == {
        "origin": "calendar",
        "events": [
            {
                "id": "z",
                "title": "z",
                "chapter": "a",
                "href": "chapters/a.html#event-z",
                "told": 2,
                "rank": 1,
                "tied_with": [],
                "start": {"earliest": None, "latest": "1998-05-10"},
                "end": {"earliest": None, "latest": "1998-05-10"},
                "basis": "stated",
                "flashback": True,
                "imagined": False,
                "phrase": None,
                "place": [],
                "people": [],
            },
            {
                "id": "x",
                "title": "It begins",
                "chapter": "a",
                "href": "chapters/a.html#event-x",
                "told": 1,
                "rank": 2,
                "tied_with": [],
                "start": {"earliest": "1998-05-10", "latest": "1998-05-10"},
                "end": {"earliest": "1998-05-10", "latest": "1998-05-10"},
                "basis": "stated",
                "flashback": False,
                "imagined": False,
                "phrase": "it began",
                "place": ["almaty", "astana"],
                "people": ["p"],
            },
            {
                "id": "y",
                "title": "y",
                "chapter": None,
                "href": None,
                "told": None,
                "rank": 3,
                "tied_with": [],
                "start": {"earliest": "2000-05-10", "latest": None},
                "end": {"earliest": "2000-05-10", "latest": None},
                "basis": "assumed",
                "flashback": False,
                "imagined": False,
                "phrase": None,
                "place": [],
                "people": [],
            },
        ],
        "assumptions": [
            {
                "text": "y is years after x: taken as at least 2 years",
                "path": "site_src/timeline.yml",
                "line": 1,
            }
        ],
        "conflicts": [
            {
                "path": "site_src/chapters/01-a.md",
                "line": 7,
                "message": '"z" cannot fit, by about 7½ months',
                "chain": [
                    {"path": "site_src/chapters/01-a.md", "line": 3, "text": "x is 1998-05-10"},
                    {
                        "path": "site_src/chapters/01-a.md",
                        "line": 7,
                        "text": "z is before x\nso z is 1998-05-10 at the latest",
                    },
                    {"path": "site_src/chapters/01-a.md", "line": 7, "text": "but: 1999"},
                ],
            }
        ],
    }


def test_an_empty_story() -> None:
    timeline = Story().timeline
    assert (timeline.events, timeline.gaps, timeline.curve, timeline.unknown) == ((), (), (), ())
    assert as_json(timeline, lambda each: None)["events"] == []
