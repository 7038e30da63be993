"""`time:` of story.yml: what this story's vague words mean, its named days, its hemisphere.

Vague words are guesses of ours until the story replaces them; the solver knows them as assumed.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from dastan.diagnostics import Checked, Diagnostic, Span, did_you_mean, error
from dastan.model import TimeSettings, Words
from dastan.time.grammar import read_ages, read_day, read_length
from dastan.time.statements import Ages, Length, Lexicon

_LENGTHS = {
    "moments": "up to an hour",
    "soon": "up to 60 days",
    "days": "2-14 days",
    "weeks": "2-10 weeks",
    "months": "2-18 months",
    "years": "at least 2 years",
    "decades": "at least 20 years",
}
_AGES = {
    "baby": "0-1",
    "child": "3-12",
    "teenager": "13-19",
    "young": "15-35",
    "grown": "at least 18",
    "old": "at least 60",
}


def _default() -> Lexicon:
    lengths: dict[str, Length] = {}
    ages: dict[str, Ages] = {}
    for word, meaning in _LENGTHS.items():
        if length := read_length(Words(meaning, Span("")), Lexicon()).value:
            lengths[word] = replace(length, assumed=True)
    for word, meaning in _AGES.items():
        if found := read_ages(Words(meaning, Span("")), Lexicon()).value:
            ages[word] = replace(found, assumed=True)
    return Lexicon(lengths, ages)


LEXICON = _default()
"""What vague words mean where story.yml does not say."""


@dataclass(frozen=True, slots=True)
class Trip:
    """A journey between two places takes `seconds` at the least, there or back."""

    places: frozenset[str]
    seconds: int
    said: Words


def read_lexicon(settings: TimeSettings) -> Checked[Lexicon]:
    """The words, days and hemisphere of a story."""
    problems: list[Diagnostic] = []
    lengths, ages = dict(LEXICON.lengths), dict(LEXICON.ages)
    for name, meaning in settings.words:
        length = read_length(meaning, Lexicon())
        if length.value:
            lengths[_key(name)] = replace(length.value, assumed=True)
            continue
        aged = read_ages(meaning, Lexicon())
        if aged.value:
            ages[_key(name).removeprefix("a ").removeprefix("an ")] = replace(
                aged.value, assumed=True
            )
        else:
            problems += length.diagnostics
    days = {}
    for name, meaning in settings.days:
        day = read_day(meaning, Lexicon())
        problems += day.diagnostics
        if day.value:
            days[_key(name)] = day.value
    return Checked(Lexicon(lengths, ages, days, settings.south), tuple(problems))


def read_trips(settings: TimeSettings, places: Collection[str]) -> Checked[tuple[Trip, ...]]:
    """The journeys of `travel:`; `places` are the ids that there are."""
    problems: list[Diagnostic] = []
    trips = []
    for travel in settings.travel:
        said, start = travel.at_least, travel.at_least.span
        lead = "at least "
        span = Span(start.path, start.line, start.column - len(lead))
        length = read_length(Words(lead + said.text, span), Lexicon())
        problems += length.diagnostics
        strange = [place for place in travel.between if place.text not in places]
        for place in strange:
            message = f"no place is called “{place.text}”"
            near = did_you_mean(place.text, places)
            problems.append(error("time-unknown-reference", message, place.span, near))
        if length.value and not strange:
            seconds = round(length.value.low * length.value.unit.seconds)
            names = frozenset(place.text for place in travel.between)
            trips.append(Trip(names, seconds, said))
    return Checked(tuple(trips), tuple(problems))


def _key(name: Words) -> str:
    return " ".join(name.text.lower().split())
