"""A story with its time: the timelines, and where the mark of each event leads.

Pure, between resolving and the features; `dastan.time` does the thinking.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from dastan.diagnostics import Checked
from dastan.model import Story, TimeSettings
from dastan.time import SoFar, so_far, solve


def chronology(story: Story, settings: TimeSettings) -> Checked[Story]:
    """The story with `timeline`, `so_far`, `snapshots` and `marks`, and all that is wrong with its
    time."""
    loose = tuple(event for event in story.events if event.chapter is None)
    hidden = story.hidden
    if not (story.events or any(chapter.events for chapter in hidden)):
        return Checked(story)
    solved = solve(story.chapters, loose, story.people, story.places, settings, hidden)
    known = {
        each.chapter.path: each
        for each in so_far(story.chapters, loose, story.people, settings, hidden)
    }
    snapshots = {
        path: story.urls[path].replace("chapters/", "timeline/", 1)
        for path, each in known.items()
        if each.timeline and each.timeline.events
    }
    timed = replace(
        story,
        timeline=solved.value,
        so_far=known,
        snapshots=snapshots,
        marks=dict(_marks(story, known.values(), snapshots)),
    )
    return Checked(timed, solved.diagnostics)


def _marks(
    story: Story, known: Iterable[SoFar], snapshots: Mapping[str, str]
) -> Iterable[tuple[str, str]]:
    """By event, its place on the timeline so far, else in the list at its chapter's end."""
    for each in known:
        path = each.chapter.path
        for event in each.chapter.events:
            url = snapshots.get(path)
            yield (
                event.id,
                f"{url}#event-{event.id}" if url else f"{story.urls[path]}#told.{event.id}",
            )
