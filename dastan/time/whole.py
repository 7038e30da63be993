"""The whole story's timeline, and everything that is wrong with its time."""

from collections.abc import Iterator, Sequence

from dastan.diagnostics import Checked, Diagnostic, did_you_mean, error, in_order
from dastan.model import Chapter, Entry, Event, TimeSettings
from dastan.time.assemble import timeline
from dastan.time.circles import Patience
from dastan.time.lexicon import read_lexicon, read_trips
from dastan.time.messages import conflict, guess
from dastan.time.reading import Reading, read
from dastan.time.snapshots import chapter_named
from dastan.time.solver import solve as solve_lines
from dastan.time.solver import spoken_of
from dastan.time.timeline import Timeline
from dastan.time.whereabouts import Map, make_map, whereabouts


def solve(
    chapters: Sequence[Chapter],
    loose: Sequence[Event],
    people: Sequence[Entry],
    places: Sequence[Entry],
    settings: TimeSettings,
    hidden: Sequence[Chapter] = (),
) -> Checked[Timeline]:
    """The timeline of a story, with all that is wrong with its time.

    `chapters` come in telling order; `loose` are the events that no chapter tells; `hidden` are
    chapters that nobody may read yet: they are checked with the rest, and left out of the value.
    """
    lexicon = read_lexicon(settings)
    trips = read_trips(settings, [place.id for place in places])
    map_ = make_map(places, trips.value)
    unread = [event.id for chapter in hidden for event in chapter.events]
    visible = read(chapters, loose, people, lexicon.value, unread)
    solved = _solve(visible.value, map_)
    problems = [*lexicon.diagnostics, *trips.diagnostics, *visible.diagnostics]
    problems += [*solved.diagnostics, *_known_from(loose, [*chapters, *hidden])]
    events = [*(event for chapter in (*chapters, *hidden) for event in chapter.events), *loose]
    problems += _absent_from(events, [entry.id for entry in (*people, *places)])
    if hidden:
        every = read([*chapters, *hidden], loose, people, lexicon.value)
        paths = {chapter.path for chapter in hidden}
        problems += every.diagnostics
        problems += [f for f in _solve(every.value, map_).diagnostics if _touches(f, paths)]
    return Checked(solved.value, in_order(problems))


def _solve(reading: Reading, map_: Map) -> Checked[Timeline]:
    solution = solve_lines(reading, range(len(reading.lines)), Patience())
    state = solution.state
    faults = solution.contradictions
    guesses = [each for each in faults if reading.lines[each.last].assumed]
    stated = [each for each in faults if not reading.lines[each.last].assumed]
    conflicts = [conflict(reading, each, others=len(stated) > 1) for each in stated]
    held = [reading.lines[number] for number in solution.lines]
    value = timeline(state, solution.lines, spoken_of(held), reading.events, in_order(conflicts))
    instants = {line.subject for line in held if line.role == "moment"}
    found = whereabouts(state, reading.events, value.order, map_, instants)
    return Checked(value, (*conflicts, *(guess(reading, each) for each in guesses), *found))


def _touches(fault: Diagnostic, paths: set[str]) -> bool:
    """Whether a finding rests on one of these files."""
    return bool(paths & {fault.span.path, *(related.span.path for related in fault.related)})


def _absent_from(events: Sequence[Event], entries: Sequence[str]) -> Iterator[Diagnostic]:
    names = [*(event.id for event in events), *entries]
    for event in events:
        for words in event.absent_from:
            if words.text not in names:
                message = f"no event is called “{words.text}”"
                hint = did_you_mean(words.text, names)
                yield error("time-unknown-reference", message, words.span, hint)


def _known_from(loose: Sequence[Event], chapters: Sequence[Chapter]) -> Iterator[Diagnostic]:
    for event in loose:
        words = event.known_from
        if words and chapter_named(words.text, chapters) is None:
            message = f"no chapter is called “{words.text}”"
            hint = did_you_mean(words.text, [chapter.slug for chapter in chapters])
            yield error("time-unknown-reference", message, words.span, hint)
