"""From what holds to the timeline that pages show: the last step of `dastan.time`."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from dastan.diagnostics import Diagnostic
from dastan.model import Event
from dastan.time.gaps import gaps
from dastan.time.messages import meant, sentence
from dastan.time.network import Network
from dastan.time.order import Order, order
from dastan.time.reading import Line
from dastan.time.spans import Spans
from dastan.time.state import State
from dastan.time.timeline import Assumption, Bounds, Placed, Timeline
from dastan.time.weights import NEVER, is_assumed


def timeline(
    state: State,
    lines: Iterable[int],
    spoken: Collection[str],
    events: Sequence[Event],
    conflicts: tuple[Diagnostic, ...] = (),
) -> Timeline:
    """The timeline of some events, in telling order.

    `state` is settled; `lines` are those that hold; `spoken` the events of which they say anything.
    """
    reading = state.reading
    ordered = order(state, [e.id for e in events if e.id in spoken and e.told != "imagined"])
    ranked = len(ordered.events)
    flashbacks = _flashbacks(events, ordered)
    placed = place(state, spoken, events, told_numbers(events), ordered, flashbacks)
    by_rank = sorted(placed, key=lambda each: each.rank or ranked + 1)  # stable: then as told
    return Timeline(
        origin=_origin_name(state),
        events=tuple(by_rank),
        gaps=gaps(state, ordered),
        proportional=ranked > 0 and all(map(_is_exact, by_rank[:ranked])),
        assumptions=_assumptions(reading.lines[number] for number in lines),
        conflicts=conflicts,
        order=ordered,
    )


def _origin_name(state: State) -> str:
    """ "calendar", "<person>.birth" or "<event>.start"."""
    origin = state.reading.moments[state.origin]
    return f"{origin.of}.{origin.kind}" if origin.of else origin.kind


def place(
    state: State,
    spoken: Collection[str],
    events: Iterable[Event],
    numbers: Mapping[str, int],
    ordered: Order,
    flashbacks: Collection[str] = (),
) -> list[Placed]:
    """Some events, each with what is known of it.

    `state` is settled; `spoken` are the events of which anything is said; `numbers` are those of
    `told_numbers`; `ordered` is empty where no ranks are wanted.
    """
    spans = Spans(state)
    placed = []
    for event in events:
        start, end = state.reading.stretch[event.id]
        known = event.id in spoken and event.told != "imagined"
        guessed = _is_guessed(state.network, start) or _is_guessed(state.network, end)
        placed.append(
            Placed(
                event=event,
                chapter=state.reading.slugs.get(event.chapter or ""),
                told=numbers.get(event.id),
                rank=ordered.rank.get(event.id),
                start=Bounds(*state.days(start)),
                end=Bounds(*state.days(end)),
                basis=("assumed" if guessed else "stated") if known else "unknown",
                flashback=event.told == "flashback" or event.id in flashbacks,
                when=spans.when(event.id) if known else None,
                recurring=spans.recurring(event.id),
            )
        )
    return placed


def told_numbers(events: Iterable[Event]) -> dict[str, int]:
    """By an event that a chapter tells, its place in telling order, from 1; `events` come in it."""
    told = (event for event in events if event.chapter is not None)
    return {event.id: number for number, event in enumerate(told, start=1)}


def _is_guessed(network: Network, moment: int) -> bool:
    earliest, latest = network.earliest[moment], network.latest[moment]
    return (earliest != NEVER and is_assumed(earliest)) or (latest != NEVER and is_assumed(latest))


def _flashbacks(told: Iterable[Event], ordered: Order) -> set[str]:
    """The events that certainly start before one told earlier, and that no author has marked.

    What is only mentioned, imagined or told in advance makes no flashback of what follows.
    """
    bit = {event: number for number, event in enumerate(ordered.events)}
    found, past = set(), 0
    for event in told:
        if event.chapter is None:
            continue
        if not event.told and ordered.later.get(event.id, 0) & past:
            found.add(event.id)
        if event.told in ("", "flashback") and event.id in bit:
            past |= 1 << bit[event.id]
    return found


def _is_exact(placed: Placed) -> bool:
    """Whether it can stand on a scale that is proportional to time."""
    return placed.basis == "stated" and None not in (placed.start.earliest, placed.start.latest)


def _assumptions(lines: Iterable[Line]) -> tuple[Assumption, ...]:
    return tuple(
        Assumption(f"{sentence(line)}: taken as {meant(line)}", line.span)
        for line in lines
        if line.assumed
    )
