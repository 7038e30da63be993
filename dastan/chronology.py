"""A story with its time: the timelines, and where the mark of each event leads.

Pure, between resolving and the features; `dastan.time` does the thinking.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from dastan.diagnostics import Checked
from dastan.digest import digest
from dastan.model import Chapter, Entry, Keep, Story, TimeSettings
from dastan.time import SoFar, Timeline, so_far, solve


@dataclass(frozen=True, slots=True)
class Times:
    """What there is to know of a story's time: the fields of `Story` that hold it."""

    so_far: Mapping[str, SoFar]
    """Without their timelines."""
    snapshots: Mapping[str, str]
    marks: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Timelines:
    """The timelines of a story in which something happens: large, and taken from what is kept only
    where a page is made of one."""

    whole: Callable[[], Timeline]
    so_far: Callable[[], Mapping[str, Timeline]]
    """By a chapter's path, for each of `Story.snapshots`."""


def chronology(
    story: Story, settings: TimeSettings, keep: Keep
) -> tuple[Checked[Story], Timelines]:
    """The story with `timeline`, `so_far`, `snapshots` and `marks`, and all that is wrong with its
    time; worked out anew only where something that it depends on has changed."""
    depends = digest(
        (
            [(chapter.timing, story.urls[chapter.path]) for chapter in story.chapters],
            [chapter.timing for chapter in story.hidden],
            [entry.timing for entry in (*story.people, *story.places)],
            [event for event in story.events if event.chapter is None],
            settings,
        )
    )

    @cache
    def work() -> tuple[Checked[Timeline], tuple[SoFar, ...]]:
        told = _time_alone(story)
        loose = tuple(event for event in told.events if event.chapter is None)
        rest = loose, told.people
        whole = solve(told.chapters, *rest, told.places, settings, told.hidden)
        return whole, tuple(so_far(told.chapters, *rest, settings, told.hidden))

    def whole() -> Timeline:
        return keep("timeline", depends, lambda: work()[0].value)

    def timelines() -> Mapping[str, Timeline]:
        def taken() -> dict[str, Timeline]:
            return {each.chapter.path: each.timeline for each in work()[1] if each.timeline}

        return keep("timelines", depends, taken)

    def times() -> Checked[Times]:
        whole(), timelines()  # kept together with what follows from the same work
        solved, known = work()
        return Checked(_times(story, known), solved.diagnostics)

    lazy = Timelines(whole, timelines)
    if not (story.events or any(chapter.events for chapter in story.hidden)):
        return Checked(story), lazy
    checked = keep("time", depends, times)
    found = checked.value
    timed = replace(
        story,
        timeline=bool(story.events),
        so_far=found.so_far,
        snapshots=found.snapshots,
        marks=found.marks,
        time_digest=depends,
    )
    return Checked(timed, checked.diagnostics), lazy


def _time_alone(story: Story) -> Story:
    """The story with nothing in it but what `timing` digests."""
    return replace(
        story,
        chapters=tuple(map(_chapter, story.chapters)),
        hidden=tuple(map(_chapter, story.hidden)),
        people=tuple(map(_entry, story.people)),
        places=tuple(map(_entry, story.places)),
    )


def _chapter(chapter: Chapter) -> Chapter:
    return Chapter(chapter.path, "", chapter.slug, (), events=chapter.events)


def _entry(entry: Entry) -> Entry:
    return Entry(
        entry.path,
        entry.kind,
        entry.id,
        name="",
        born=entry.born,
        died=entry.died,
        within=entry.within,
    )


def _times(story: Story, known: Iterable[SoFar]) -> Times:
    snapshots = {
        each.chapter.path: story.urls[each.chapter.path].replace("chapters/", "timeline/", 1)
        for each in known
        if each.timeline and each.timeline.events
    }
    light = {each.chapter.path: replace(each, timeline=None) for each in known}
    return Times(light, snapshots, dict(_marks(story, known, snapshots)))


def _marks(
    story: Story, known: Iterable[SoFar], snapshots: Mapping[str, str]
) -> Iterable[tuple[str, str]]:
    """By event, its place on the timeline so far, else in the list at its chapter's end."""
    for each in known:
        path = each.chapter.path
        place = f"{snapshots[path]}#event-" if path in snapshots else f"{story.urls[path]}#told."
        for event in each.chapter.events:
            yield event.id, place + event.id
