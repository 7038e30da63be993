"""Small stories for tests: YAML as an author writes it, read with its lines and columns."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from textwrap import dedent
from typing import Any

import yaml

from dastan.diagnostics import Checked, Diagnostic, Span, as_text
from dastan.model import Chapter, Entry, Event, TimeSettings, Travel, Words
from dastan.time import Placed, SoFar, Timeline, as_json, so_far, solve

TIMELINE = "site_src/timeline.yml"


@dataclass(frozen=True)
class Story:
    """A story's time, as its files have it."""

    chapters: tuple[Chapter, ...] = ()
    loose: tuple[Event, ...] = ()
    people: tuple[Entry, ...] = ()
    places: tuple[Entry, ...] = ()
    settings: TimeSettings = TimeSettings()
    hidden: tuple[Chapter, ...] = ()

    def solve(self) -> Checked[Timeline]:
        return solve(
            self.chapters, self.loose, self.people, self.places, self.settings, self.hidden
        )

    def so_far(self) -> list[SoFar]:
        return list(so_far(self.chapters, self.loose, self.people, self.settings, self.hidden))

    @property
    def timeline(self) -> Timeline:
        """Of a story without faults."""
        checked = self.solve()
        assert not checked.diagnostics, self.said
        return checked.value

    @property
    def faults(self) -> tuple[Diagnostic, ...]:
        return self.solve().diagnostics

    @property
    def said(self) -> str:
        """What `check` prints, without excerpts."""
        return "\n".join(as_text(fault, lambda path: None) for fault in self.faults)


def story(
    *,
    people: str = "",
    places: str = "",
    time: str = "",
    timeline: str = "",
    hidden: Iterable[str] = (),
    **chapters: str,
) -> Story:
    """A story of chapters by slug, in telling order, each with the YAML of its events.

    `people` and `places` are mappings by id; `time` is that of story.yml; a chapter named in
    `hidden` is a draft. Lines are counted from 1 in each text.
    """
    told = [
        Chapter(
            path := f"site_src/chapters/{number:02}-{slug}.md",
            title=slug,
            slug=slug,
            order=(number,),
            events=tuple(_events(text, path, path)),
        )
        for number, (slug, text) in enumerate(chapters.items(), start=1)
    ]
    unread = set(hidden)
    return Story(
        chapters=tuple(chapter for chapter in told if chapter.slug not in unread),
        loose=tuple(_events(timeline, TIMELINE, None)),
        people=tuple(_entries(people, "people")),
        places=tuple(_entries(places, "places")),
        settings=_settings(time),
        hidden=tuple(chapter for chapter in told if chapter.slug in unread),
    )


def bounds(timeline: Timeline) -> dict[str, tuple[Any, Any, Any, Any]]:
    """By event, the earliest and latest start, the earliest and latest end, as in the JSON."""
    events: Any = as_json(timeline, lambda placed: None)["events"]
    return {each["id"]: (*each["start"].values(), *each["end"].values()) for each in events}


def starts(timeline: Timeline) -> dict[str, tuple[Any, Any]]:
    return {event: found[:2] for event, found in bounds(timeline).items()}


def ranks(timeline: Timeline) -> dict[str, int | None]:
    return {placed.event.id: placed.rank for placed in timeline.events}


def placed(timeline: Timeline, event: str) -> Placed:
    return next(each for each in timeline.events if each.event.id == event)


def words(
    text: str, path: str = "site_src/chapters/01-a.md", line: int = 1, column: int = 1
) -> Words:
    return Words(text, Span(path, line, column))


# --- YAML


class _Fields:
    """A mapping of scalars, and of lists of them, with their places."""

    def __init__(self, node: yaml.Node, path: str) -> None:
        self.path = path
        self.node = node
        self.values = {key.value: value for key, value in node.value}

    def many(self, key: str) -> tuple[Words, ...]:
        node = self.values.get(key)
        if node is None:
            return ()
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        return tuple(_words(each, self.path) for each in nodes)

    def one(self, key: str) -> Words | None:
        return next(iter(self.many(key)), None)

    def text(self, key: str) -> str:
        found = self.one(key)
        return found.text if found else ""


def _words(node: yaml.Node, path: str) -> Words:
    mark = node.start_mark
    quote = 1 if node.style in ("'", '"') else 0
    return Words(node.value, Span(path, mark.line + 1, mark.column + 1 + quote))


def _compose(text: str) -> Any:
    return yaml.compose(dedent(text).strip("\n"), Loader=yaml.BaseLoader)


def _events(text: str, path: str, chapter: str | None) -> Iterator[Event]:
    node = _compose(text)
    if isinstance(node, yaml.MappingNode):
        node = _Fields(node, path).values["events"]
    for each in node.value if node else ():
        fields = _Fields(each, path)
        place = each.start_mark
        yield Event(
            id=fields.text("id"),
            title=fields.text("title") or fields.text("id"),
            span=Span(path, place.line + 1, place.column + 1),
            chapter=chapter,
            when=fields.many("when"),
            lasts=fields.one("lasts"),
            ends=fields.many("ends"),
            place=fields.many("place"),
            people=fields.many("people"),
            mentions=fields.many("mentions"),
            absent_from=fields.many("absent-from"),
            phrase=fields.one("phrase"),
            told=fields.text("told"),  # type: ignore[arg-type]
            known_from=fields.one("known-from"),
        )


def _entries(text: str, kind: Any) -> Iterator[Entry]:
    node = _compose(text)
    for key, value in node.value if node else ():
        path = f"site_src/{kind}/{key.value}.md"
        fields = _Fields(value, path) if isinstance(value, yaml.MappingNode) else None
        yield Entry(
            path=path,
            kind=kind,
            id=key.value,
            name=key.value.title(),
            born=fields.many("born") if fields else (),
            died=fields.many("died") if fields else (),
            within=fields.one("in") if fields else None,
        )


def _settings(text: str) -> TimeSettings:
    path = "site_src/story.yml"
    node = _compose(text)
    if node is None:
        return TimeSettings()
    fields = _Fields(node, path)

    def pairs(key: str) -> tuple[tuple[Words, Words], ...]:
        found = fields.values.get(key)
        entries = found.value if found else ()
        return tuple((_words(name, path), _words(value, path)) for name, value in entries)

    travel = []
    for each in fields.values["travel"].value if "travel" in fields.values else ():
        trip = _Fields(each, path)
        start, end = trip.many("between")
        travel.append(Travel((start, end), trip.many("at-least")[0]))
    return TimeSettings(
        pairs("words"), pairs("days"), fields.text("hemisphere") == "south", tuple(travel)
    )
