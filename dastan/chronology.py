"""A story with its time: the timelines, and where the mark of each event leads.

Pure, between resolving and the features; `dastan.time` does the thinking.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from dastan.diagnostics import Checked
from dastan.digest import digest
from dastan.model import Chapter, Keep, Prose, Story, TimeSettings
from dastan.time import SoFar, Timeline, so_far, solve


@dataclass(frozen=True, slots=True)
class Times:
    """What there is to know of a story's time: the fields of `Story` that hold it."""

    timeline: Timeline
    so_far: Mapping[str, SoFar]
    snapshots: Mapping[str, str]
    marks: Mapping[str, str]


def chronology(story: Story, settings: TimeSettings, keep: Keep) -> Checked[Story]:
    """The story with `timeline`, `so_far`, `snapshots` and `marks`, and all that is wrong with its
    time; worked out anew only where something that it depends on has changed."""
    if not (story.events or any(chapter.events for chapter in story.hidden)):
        return Checked(story)
    seen = (
        [(chapter.matter, story.urls[chapter.path]) for chapter in story.chapters],
        [chapter.matter for chapter in story.hidden],
        [entry.matter for entry in (*story.people, *story.places)],
        [event for event in story.events if event.chapter is None],
        settings,
    )
    depends = digest(seen)
    times = keep("time", depends, lambda: _times(_without_texts(story), settings))
    found = times.value
    timed = replace(
        story,
        timeline=found.timeline,
        so_far=found.so_far,
        snapshots=found.snapshots,
        marks=found.marks,
        time_digest=depends,
    )
    return Checked(timed, times.diagnostics)


def _without_texts(story: Story) -> Story:
    return replace(
        story,
        chapters=tuple(map(_without_text, story.chapters)),
        hidden=tuple(map(_without_text, story.hidden)),
        people=tuple(replace(person, prose=Prose()) for person in story.people),
        places=tuple(replace(place, prose=Prose()) for place in story.places),
    )


def _without_text(chapter: Chapter) -> Chapter:
    return replace(chapter, prose=Prose(), epigraph=None, note_before=None, note_after=None)


def _times(story: Story, settings: TimeSettings) -> Checked[Times]:
    loose = tuple(event for event in story.events if event.chapter is None)
    solved = solve(story.chapters, loose, story.people, story.places, settings, story.hidden)
    told = so_far(story.chapters, loose, story.people, settings, story.hidden)
    known = {each.chapter.path: each for each in told}
    snapshots = {
        path: story.urls[path].replace("chapters/", "timeline/", 1)
        for path, each in known.items()
        if each.timeline and each.timeline.events
    }
    marks = dict(_marks(story, known.values(), snapshots))
    return Checked(Times(solved.value, known, snapshots, marks), solved.diagnostics)


def _marks(
    story: Story, known: Iterable[SoFar], snapshots: Mapping[str, str]
) -> Iterable[tuple[str, str]]:
    """By event, its place on the timeline so far, else in the list at its chapter's end."""
    for each in known:
        path = each.chapter.path
        place = f"{snapshots[path]}#event-" if path in snapshots else f"{story.urls[path]}#told."
        for event in each.chapter.events:
            yield event.id, place + event.id
