"""The nearest form that would parse, for words that do not.

Every form offered here has been tried on the grammar itself (it is handed in as `reads`), so a
hint never leads from one mistake into the next.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher, get_close_matches

from dastan.time.statements import UNITS, Lexicon
from dastan.time.vocabulary import KEYWORDS, MONTHS, NUMBERS, SEASONS, WEEKDAYS

_SYNONYMS = {
    "since": "after",
    "following": "after",
    "until": "before",
    "till": "before",
    "prior": "before",
    "while": "during",
    "amid": "during",
    "throughout": "during",
    "when": "same time as",
    "with": "same time as",
    "and": "or",
    "around": "about",
    "roughly": "about",
    "circa": "about",
    "nearly": "about",
    "over": "at least",
    "under": "at most",
    "maybe": "about",
    "sometime": "unknown",
    "someday": "unknown",
    "?": "unknown",
    "~": "unknown",
}
_FORMS = (
    "after X",
    "before X",
    "3 years after X",
    "3-5 years before X",
    "at least 3 years after X",
    "during X",
    "starts during X",
    "same time as X",
    "between X and Y",
    "P is 17",
    "in October",
    "on 20 March",
    "on a Sunday",
    "1998-06-12",
    "1998-06",
    "1998",
    "1997/1999",
    "1998-06-12T14:30",
    "unknown",
    "2 days",
    "3-5 years",
    "at least 3 years",
    "17",
    "12-15",
    "at least 18",
    "21 March",
)
"""One example of each form; which of them count depends on what is being read."""

_MONTH = "|".join(MONTHS)
_SEASON = "|".join(SEASONS)
_DATES: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"(?:in )?(?:the )?(\d{4})", lambda m: m[1]),
    (r"(\d{4})\s*(?:-|–|—|to|until)\s*(\d{4})", lambda m: f"{m[1]}/{m[2]}"),
    (r"(?:c\.?|ca\.?|circa|about|around|roughly)\s*(\d{3,4})", lambda m: f"{m[1]}~"),
    (r"(?:in )?(?:the )?(\d{3})0['’]?s", lambda m: f"{m[1]}X"),
    (r"(\d{1,4}) bc(?:e)?", lambda m: f"-{int(m[1]) - 1:04}"),
    (r"(\d{1,4}) (?:ad|ce)", lambda m: f"{int(m[1]):04}"),
    (
        rf"(?:on )?(\d\d?)(?:st|nd|rd|th)? ({_MONTH}),? (\d{{4}})",
        lambda m: f"{m[3]}-{MONTHS[m[2]]:02}-{int(m[1]):02}",
    ),
    (
        rf"(?:on )?({_MONTH}) (\d\d?)(?:st|nd|rd|th)?,? (\d{{4}})",
        lambda m: f"{m[3]}-{MONTHS[m[1]]:02}-{int(m[2]):02}",
    ),
    (rf"(?:in )?({_MONTH}),? (?:of )?(\d{{4}})", lambda m: f"{m[2]}-{MONTHS[m[1]]:02}"),
    (
        rf"(?:in )?(?:the )?({_SEASON}),? (?:of )?(\d{{4}})",
        lambda m: f"{m[2]}-{20 + (SEASONS[m[1]][0] + 3) // 3 - 1:02}",
    ),
    (r"(\d\d?)\.(\d\d?)\.(\d{4})", lambda m: f"{m[3]}-{int(m[2]):02}-{int(m[1]):02}"),
)
"""How dates are often written, and how they are meant."""


_AROUND = frozenset(
    "in on at by the a an each every this next late early mid around about circa".split()
)
"""What people put before a day or a season that comes round, rightly or not."""

_LIKENESS = 0.6
"""How much of a text a changed one must keep."""


def hint(
    words: Sequence[str],
    failed: int,
    instead: str,
    reads: Callable[[str], bool],
    lexicon: Lexicon,
) -> str:
    """What to write in place of these words, which make no sense from number `failed` on.

    `instead` is a form already known to be meant, or empty; `reads` tells whether a text parses.
    """
    text = " ".join(words)
    parts = [part.strip() for part in text.split(",")]
    if len(parts) > 1 and reads("unknown") and all(map(reads, parts)):
        return f"several statements make a list: [{', '.join(parts)}]"
    found = instead or _dated(text, reads) or _coming_round(words, reads, lexicon)
    found = found or _mended(words, failed, reads, lexicon)
    if found:
        return f"did you mean “{found}”?"
    forms = [form for form in _FORMS if reads(form)]
    best = max(forms, key=lambda form: (len({*form.split()} & {*words}), _likeness(form, text)))
    return f"write it like “{best}”"


def _likeness(text: str, other: str) -> float:
    return SequenceMatcher(None, text, other).ratio()


def _dated(text: str, reads: Callable[[str], bool]) -> str | None:
    for pattern, rewritten in _DATES:
        if found := re.fullmatch(pattern, text.lower()):
            form = rewritten(found)
            return form if reads(form) else None
    return None


def _coming_round(
    words: Sequence[str], reads: Callable[[str], bool], lexicon: Lexicon
) -> str | None:
    """A month, a season or a day behind a word that it does not take: `on nauryz`, `in Sunday`."""
    plain = [re.sub(r"^(\d\d?)(st|nd|rd|th)$", r"\1", word.lower().strip(",")) for word in words]
    while plain and plain[0] in _AROUND:
        del plain[0]
    named = {name: name.capitalize() for name in (*MONTHS, *WEEKDAYS)}
    named |= {name: name for name in (*SEASONS, *lexicon.days)}
    text = " ".join(plain)
    numbered = any(map(str.isdigit, text))
    whole = [] if numbered else get_close_matches(text, named, n=1, cutoff=0.75)
    spelt = whole or [
        (get_close_matches(word, named, n=1, cutoff=0.75) or [word])[0]
        for word in plain
        if word not in ("the", "of")
    ]
    text = " ".join(named.get(word, word) for word in spelt)
    leads = ("on a",) if whole and whole[0] in WEEKDAYS else ("at", "in", "on")
    return next((form for lead in leads if reads(form := f"{lead} {text}")), None)


def day_that_comes_round(name: str, lexicon: Lexicon) -> str:
    """The statement that a month, a season, a weekday or a named day makes, where it is one."""
    if name.lower() in (*MONTHS, *SEASONS):
        return f"in {name}"
    if name.lower() in WEEKDAYS:
        return f"on a {name}"
    return f"at {name}" if name.lower() in lexicon.days else ""


def _mended(
    words: Sequence[str], failed: int, reads: Callable[[str], bool], lexicon: Lexicon
) -> str | None:
    """The form nearest to these words: by a synonym, by spelling, by one word more or less."""
    plain = [_SYNONYMS.get(word.lower(), word) for word in words]
    text = " ".join(plain)
    if plain != list(words) and reads(text):
        return text
    if len(words) > 8 or len(text) > 120:
        return None
    tried = dict.fromkeys(map(" ".join, _changes(plain, failed, _vocabulary(lexicon))))
    forms = [form for form in tried if _likeness(form, text) >= _LIKENESS and reads(form)]
    return max(forms, key=lambda form: _likeness(form, text), default=None)


def _vocabulary(lexicon: Lexicon) -> dict[str, str]:
    """Every word that means something, by its small letters."""
    plain = (*KEYWORDS, *UNITS, *(f"{unit}s" for unit in UNITS), *SEASONS, *NUMBERS)
    own = (*lexicon.lengths, *lexicon.ages, *lexicon.days)
    return {word: word for word in (*plain, *own)} | {
        name: name.capitalize() for name in (*MONTHS, *WEEKDAYS)
    }


def _changes(
    words: Sequence[str], failed: int, vocabulary: Mapping[str, str]
) -> Iterator[Sequence[str]]:
    near = [
        [vocabulary[name] for name in get_close_matches(word.lower(), vocabulary, cutoff=0.66)]
        for word in words
    ]
    yield words[:failed]
    yield [(found or [word])[0] for word, found in zip(words, near, strict=True)]
    for at in range(len(words)):
        for other in near[at]:
            yield [*words[:at], other, *words[at + 1 :]]
        yield [*words[:at], *words[at + 1 :]]
    for at in range(1, len(words)):
        for word in KEYWORDS:
            yield [*words[:at], word, *words[at:]]
