"""How far one moment may lie from another, as a single whole number.

A weight is a triple, compared from left to right: seconds, then strictness ("less than" is tighter
than "at most"), then how many guesses of ours it rests on (of two equal ways to know a thing, the
one with fewer guesses counts). Packed into one integer, weights add up and compare as the triples
do, and the solver's inner loop knows nothing of any of this.
"""

from dastan.time.calendar import YEAR

_BITS = 20  # more strict steps, or guesses, than any path has edges
_MASK = (1 << _BITS) - 1

NEVER = 1 << 200
"""No bound at all: larger than all weights there are, by so much that it stays so in a sum."""


def weight(seconds: int, strict: bool = False, assumed: bool = False) -> int:
    return (seconds << 2 * _BITS) - (strict << _BITS) + assumed


FAR = weight(1_000 * YEAR)
"""Farther apart than most things in a story, where nothing else is known."""


def is_known(weight: int) -> bool:
    """Whether it is a bound: not `NEVER`, nor a sum with it."""
    return weight < NEVER >> 1


def pair(weight: int) -> int:
    """Seconds and strictness alone: below zero where the weight says "certainly before"."""
    return weight >> _BITS


def seconds(weight: int) -> int:
    return -(-pair(weight) >> _BITS)


def is_strict(weight: int) -> bool:
    return pair(weight) != seconds(weight) << _BITS


def is_assumed(weight: int) -> bool:
    """Whether it rests on a guess of ours."""
    return weight & _MASK != 0
