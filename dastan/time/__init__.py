"""When things happen in a story: statements, a network that holds them together, a timeline.

Values in, values out; nothing here opens a file or knows a page. The walk, module by module:

    words      vocabulary, edtf, grammar, hints    the author's words -> a statement, or why not
               lexicon                             what vague words mean in this story
    lines      reading, claims                     events and people -> lines that say something
    network    weights, network, circles           how far moments may lie apart; impossible circles
               state, recurring, calendar          calendar years, birthdays, Octobers
    judgment   solver, contradictions              what gives way where not all can be true
               messages, amounts, whereabouts      the chain, in the author's words
    timeline   order, components, gaps, assemble   ranks, ties, flashbacks, bounds
               spans                               each start, as finely as it was stated
               timeline, snapshots, projection     the values; "so far"; timeline.json

The model is a simple temporal network (Dechter, Meiri and Pearl, 1991). Every event is two
moments, and so is every person; a statement says how far one moment lies after another, at the
least and at the most. What is stated and what we guess ("years": at least two) is told apart down
to each bound. Nothing is shown that nobody stated and that does not follow.
"""

from dastan.diagnostics import Checked
from dastan.model import Words
from dastan.time.amounts import Amount
from dastan.time.edtf import Point
from dastan.time.grammar import read_statement
from dastan.time.lexicon import LEXICON, read_lexicon
from dastan.time.projection import as_json
from dastan.time.snapshots import SoFar, so_far
from dastan.time.statements import Lexicon, Recurring, Statement
from dastan.time.timeline import (
    Assumption,
    Bounds,
    Dates,
    Gap,
    Placed,
    Timeline,
    When,
    Years,
    exact_day,
    tied_with,
    ties,
    time_before,
    written,
)
from dastan.time.whole import solve

__all__ = [
    "LEXICON",
    "Amount",
    "Assumption",
    "Bounds",
    "Dates",
    "Gap",
    "Lexicon",
    "Placed",
    "Point",
    "Recurring",
    "SoFar",
    "Statement",
    "Timeline",
    "When",
    "Years",
    "as_json",
    "exact_day",
    "parse_statement",
    "read_lexicon",
    "so_far",
    "solve",
    "tied_with",
    "ties",
    "time_before",
    "written",
]


def parse_statement(words: Words, lexicon: Lexicon = LEXICON) -> Checked[Statement | None]:
    """What a statement of `when`, `ends`, `born` or `died` says.

    None comes with an error, at the word from which on it makes no sense, and with the nearest
    form that would parse as its hint.
    """
    return read_statement(words, lexicon)
