"""Phrases are found whatever typography has made of their marks."""

import pytest

from dastan.time import find_phrase, nearest_phrase

TEXT = (
    "She said: “I’ll go—now… then,” and pa\u00adcked  her\nbags, and set out\u2060 for the "
    "vib\u00adrant\u00a0city of Astana. «Salem!» She pa\u00adcked her bags again."
)


@pytest.mark.parametrize(
    ("phrase", "found"),
    [
        ("packed her bags", "pa\u00adcked  her\nbags"),
        ("\"I'll go--now...", "“I’ll go—now…"),
        ("I’ll go – now . . . then", "I’ll go—now… then"),
        ("set out for the vibrant city of Astana", TEXT[TEXT.index("set out") : TEXT.index(".")]),
        ('"Salem!"', "«Salem!»"),
        ("  Salem ", "Salem"),
        ("pa\u00adcked her", "pa\u00adcked  her"),
    ],
)
def test_found_at_its_first_occurrence(phrase: str, found: str) -> None:
    start, end = find_phrase(TEXT, phrase) or (0, 0)
    assert TEXT[start:end] == found
    assert start == TEXT.index(found)


@pytest.mark.parametrize("phrase", ["Packed her bags", "packed his bags", "", "  ", "packed.her"])
def test_not_found(phrase: str) -> None:
    assert find_phrase(TEXT, phrase) is None


@pytest.mark.parametrize(
    ("phrase", "nearest"),
    [
        ("packed his bags and set off", "packed her bags, and set out"),
        ("Set out for a vibrant town of Astana", "set out for the vibrant city of Astana."),
        ("Salam", "«Salem!»"),
        ("nothing of the sort", None),
        ("", None),
    ],
)
def test_nearest(phrase: str, nearest: str | None) -> None:
    assert nearest_phrase(TEXT, phrase) == nearest
    assert nearest is None or find_phrase(TEXT, nearest)
