"""The plain words that statements of time are made of, beside those of the lexicon."""

MONTHS = {
    name: number
    for number, name in enumerate(
        (
            *("january", "february", "march", "april", "may", "june"),
            *("july", "august", "september", "october", "november", "december"),
        ),
        start=1,
    )
}
"""1 to 12, by their names in small letters."""
SEASONS = {
    "spring": (3, 4, 5),
    "summer": (6, 7, 8),
    "autumn": (9, 10, 11),
    "fall": (9, 10, 11),
    "winter": (12, 1, 2),
}
"""Their months, north of the equator."""
WEEKDAYS = {
    name: number
    for number, name in enumerate(
        "monday tuesday wednesday thursday friday saturday sunday".split()
    )
}
"""0 for Monday to 6."""
NUMBERS = {
    name: float(number)
    for number, name in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
} | {"a": 1.0, "an": 1.0}
KEYWORDS = (
    "after before during starts same time as between and is in on at or least most up to about "
    "exactly unknown a half"
).split()
