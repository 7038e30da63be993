"""The timeline so far: what is told by then, worked out from that alone, and nothing else."""

import random
from dataclasses import replace

import pytest
from time_stories import Story, bounds, placed, ranks, starts, story

from dastan.diagnostics import Span
from dastan.model import Chapter, Event, Words
from dastan.time import Timeline, as_json, tied_with


def snapshot(told: Story, chapter: str) -> Timeline:
    found = next(each for each in told.so_far() if each.chapter.slug == chapter)
    assert found.timeline
    return found.timeline


def test_a_statement_waits_for_the_last_event_that_it_names() -> None:
    told = story(
        a="- {id: home, when: [before war, before peace]}",
        b="- {id: war, when: 1941}",
        c="- {id: peace, when: 1945}\n- {id: late, when: between war and home}",
    )
    assert ranks(snapshot(told, "a")) == {"home": None}
    assert starts(snapshot(told, "b")) == {
        "home": (None, "1941-12-31"),
        "war": ("1941-01-01", "1941-12-31"),
    }
    assert set(ranks(snapshot(told, "c"))) == {"home", "war", "peace", "late"}


def test_what_is_not_told_yet_is_nowhere_in_it() -> None:
    told = story(
        people="p: {born: 1998, died: [2030, same time as murder]}",
        a="- {id: home, when: [p is 17, at least 9 years before murder], people: [p]}",
        b="- {id: travels, when: years after home, people: [p]}",
        c="- {id: murder, when: after travels, people: [p]}",
        timeline="- {id: treaty, when: 2019, known-from: c}\n- {id: secret, when: after murder}",
    )
    early = repr(snapshot(told, "b"))
    for word in ("murder", "treaty", "secret", "2030", "2021", "2028"):
        assert word not in early
    assert bounds(snapshot(told, "b"))["home"][:2] == ("2015-01-01", "2016-12-31")
    assert starts(snapshot(told, "c"))["travels"] == ("2016-12-31", None)
    assert set(ranks(snapshot(told, "c"))) == {"home", "travels", "murder", "treaty"}


def test_births_count_once_named_and_deaths_through_told_events() -> None:
    told = story(
        people="""
            p: {born: 1998-03-20, died: 2050-06-01}
            q: {born: p is 30, died: [same time as funeral, 2060-06-01]}
            r: {born: same time as funeral, died: r is 80}
        """,
        a="- {id: one, people: [p, q], when: unknown}",
        b="- {id: two, when: p is 10, people: [q]}",
        c="- {id: three, when: q is 10}",
        d="- {id: funeral, when: after three}\n- {id: four, when: r is 3}",
        e="- {id: six, when: after p.death}",
    )
    assert snapshot(told, "a").origin == "one.start"
    assert starts(snapshot(told, "b"))["two"] == ("2008-03-20", "2009-03-19")
    assert starts(snapshot(told, "c"))["three"] == ("2038-03-20", "2040-03-19")
    found = starts(snapshot(told, "d"))
    assert found["funeral"] == ("2038-03-20", None)
    assert found["four"] == ("2041-03-20", None)
    assert starts(snapshot(told, "e"))["six"] == ("2028-03-20", None)
    assert starts(told.solve().value)["six"] == ("2050-06-01", None)


def test_the_origin_is_what_is_known_by_then() -> None:
    told = story(
        people="p: {}\nq: {}",
        a="- {id: one}\n- {id: two, when: after one}",
        b="- {id: three, when: [p is 10, after two]}",
        c="- {id: four, when: q is 5}\n- {id: five, when: q is 6}",
        d="- {id: six, when: [1998, after five]}",
    )
    assert [each.timeline and each.timeline.origin for each in told.so_far()] == [
        "one.start",
        "p.birth",
        "q.birth",
        "calendar",
    ]


def test_a_guess_that_gives_way_later_still_stands_before() -> None:
    told = story(
        a="- {id: one, when: 1998}",
        b="- {id: two, when: years after one}",
        c="- {id: three, when: [after two, before four]}",
        d="- {id: four, when: 1999}",
    )
    assert starts(snapshot(told, "c"))["two"] == ("2000-01-01", None)
    assert snapshot(told, "c").assumptions
    assert starts(snapshot(told, "d"))["two"] == ("1998-01-01", "1999-12-31")
    assert not snapshot(told, "d").assumptions


def test_a_day_that_becomes_known_later_counts_years_by_the_calendar_then() -> None:
    told = story(
        a="- {id: one, when: 1996-02}\n- {id: two, when: exactly 1 year after one}",
        b="- {id: three, when: [same time as one, 1996-02-10]}",
        c="- {id: four, when: after three}",
    )
    assert starts(snapshot(told, "a"))["two"] == ("1997-01-31", "1997-03-01")
    assert starts(snapshot(told, "b"))["two"] == ("1997-02-10", "1997-02-10")
    assert starts(snapshot(told, "c")) == starts(told.timeline)


def test_flashbacks_and_told_numbers_are_those_of_the_whole() -> None:
    told = story(
        a="- {id: now, when: 1990}",
        b="- {id: then, when: 1950}",
        c="- {id: after, when: 1995}",
        timeline="- {id: war, when: 1941, known-from: 02-b}",
    )
    timeline = snapshot(told, "b")
    assert [(p.event.id, p.told, p.rank, p.flashback) for p in timeline.events] == [
        ("war", None, 1, False),
        ("then", 2, 2, True),
        ("now", 1, 3, False),
    ]


def test_hidden_chapters_are_in_no_snapshot() -> None:
    told = story(
        hidden=["b"],
        a="- {id: one, when: [before two, 1998]}",
        b="- {id: two, when: 1990}",
        c="- {id: three, when: after one}",
    )
    assert [each.chapter.slug for each in told.so_far()] == ["a", "c"]
    assert set(ranks(snapshot(told, "c"))) == {"one", "three"}


def long_story(chapters: int) -> Story:
    lines = {
        f"c{n}": f"- {{id: e{n}, when: at least 1 day after e{max(0, n - 1)}}}"
        for n in range(1, chapters)
    }
    return story(c0="- {id: e0, when: 1998-01-01}", **lines)


def test_long_books_have_fewer_snapshots_and_each_chapter_its_own_events() -> None:
    assert all(each.timeline for each in long_story(60).so_far())
    found = long_story(130).so_far()
    stands = [number for number, each in enumerate(found) if each.timeline]
    assert stands[0] == 0 and len(stands) <= 60
    for number, each in enumerate(found):
        if each.timeline:
            assert len(each.timeline.events) == number + 1 and not each.events
        else:
            (own,) = each.events
            assert (own.event.id, own.told, own.rank) == (f"e{number}", number + 1, None)
            assert own.start.earliest == placed(found[0].timeline, "e0").start.earliest + number


@pytest.mark.parametrize("seed", range(12))
def test_a_snapshot_is_the_solution_of_what_is_told(seed: int) -> None:
    """Grown chapter by chapter, or solved from the beginning: the same."""
    told = random_story(seed)
    for number, each in enumerate(told.so_far(), start=1):
        known = {event.id for chapter in told.chapters[:number] for event in chapter.events}
        cut = Story(tuple(without(chapter, known) for chapter in told.chapters[:number]))
        whole = cut.solve()
        assert each.timeline and not whole.diagnostics
        assert summary(each.timeline) == summary(whole.value)


def summary(timeline: Timeline) -> object:
    ties = {each.event.id: tied_with(timeline, each.event.id) for each in timeline.events}
    return as_json(timeline, lambda each: None), timeline.gaps, ties


def without(chapter: Chapter, known: set[str]) -> Chapter:
    """The chapter, with only those statements that name nothing else."""
    events = tuple(
        replace(event, when=tuple(said for said in event.when if names(said) <= known))
        for event in chapter.events
    )
    return replace(chapter, events=events)


def names(said: Words) -> set[str]:
    return {word for word in said.text.split() if word.startswith("e") and word[1:].isdecimal()}


def random_story(seed: int) -> Story:
    """True of one secret history; every third story has dates, with years among the distances."""
    chance = random.Random(seed)
    days = {f"e{n}": chance.randint(0, 3_000) for n in range(24)}
    chapters = []
    for number in range(12):
        path = f"site_src/chapters/{number}.md"
        events = []
        for name in (f"e{2 * number}", f"e{2 * number + 1}"):
            said = []
            for other in chance.sample(sorted(days), chance.randint(0, 3)):
                apart = days[name] - days[other]
                if apart > 0:
                    far = [f"{apart} days ", f"at least {apart - 1} days ", "", "exactly 1 year "]
                    said += [f"{chance.choice(far[: 4 if 364 < apart < 367 else 3])}after {other}"]
            if seed % 3 == 0 and chance.random() < 0.2:
                said.append(str(1998 + days[name] // 365))
            when = tuple(Words(text, Span(path, n, 1)) for n, text in enumerate(said, start=1))
            events.append(Event(name, name, Span(path, 99), path, when=when))
        chapters.append(Chapter(path, "", f"c{number}", (), events=tuple(events)))
    return Story(tuple(chapters))
