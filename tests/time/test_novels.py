"""The dated skeletons of novels in the public domain, and our own story's: facts, in our words.

What the solver works out is held against the chronologies that readers have published.
"""

from textwrap import dedent

from time_stories import placed, ranks, starts, story

from dastan.time import Amount, tied_with


def test_wuthering_heights_told_backwards() -> None:
    """C. P. Sanger worked out the calendar in "The Structure of Wuthering Heights" (1926).

    The book gives three years (1778, 1801, 1802), one birthday, and the rest by seasons and ages.
    """
    told = story(
        people="""
            heathcliff: {}
            catherine: {born: in summer, died: same time as second-birth}
            cathy: {born: same time as second-birth}
            hareton: {born: 1778-06}
            linton: {born: [in September, at most 1 year after second-birth]}
        """,
        wuthering="""
            - {id: tenant, when: [1801, in November or December]}
        """,
        nelly="""
            - {id: foundling, when: [in summer, 6-7 years before old-master-dies]}
            - {id: old-master-dies, when: [in October, at most 1 year before hareton.birth]}
            - id: runs-away
              when: [in summer, catherine is 15, after hareton.birth]
              people: [heathcliff, catherine]
        """,
        return_="""
            - {id: comes-back, when: [in September, 3 years after runs-away], people: heathcliff}
            - id: second-birth
              when: [on 20 March, at most 1 year after comes-back]
              people: [catherine, cathy]
        """,
        daughter="""
            - id: ramble
              when: [on 20 March, exactly 16 years after cathy.birth]
              people: [cathy]
            - {id: visits, when: [in winter, at most 1 year after ramble, 1 year before tenant]}
            - {id: master-dies, when: [in September, at most 1 year before tenant]}
        """,
        end="""
            - {id: tenant-returns, when: 1802-09}
            - {id: death, when: [in May, before tenant-returns, after tenant], people: heathcliff}
        """,
    )
    timeline = told.timeline
    assert starts(timeline) == {
        "foundling": ("1771-06-01", "1771-08-31"),
        "old-master-dies": ("1777-10-01", "1777-10-31"),
        "runs-away": ("1780-06-01", "1780-08-31"),
        "comes-back": ("1783-09-01", "1783-09-30"),
        "second-birth": ("1784-03-20", "1784-03-20"),
        "ramble": ("1800-03-20", "1800-03-20"),
        "visits": ("1800-12-01", "1801-02-28"),
        "master-dies": ("1801-09-01", "1801-09-30"),
        "tenant": ("1801-11-01", "1801-12-31"),
        "death": ("1802-05-01", "1802-05-31"),
        "tenant-returns": ("1802-09-01", "1802-09-30"),
    }
    assert list(starts(timeline)) == sorted(starts(timeline), key=lambda e: starts(timeline)[e])
    flashbacks = {each.event.id for each in timeline.events if each.flashback}
    assert flashbacks == set(starts(timeline)) - {"tenant", "tenant-returns"}
    assert timeline.proportional


PRIDE_AND_PREJUDICE = """
    - {id: ball, when: [on 26 November, on a Tuesday, 1811]}
    - {id: proposal, when: [in April, at most 1 year after ball]}
    - {id: flight, when: [in August, after proposal, at most 1 year after ball]}
"""


def test_pride_and_prejudice_fits_its_year() -> None:
    """R. W. Chapman (1923) found the almanac of 1811 and 1812 behind it."""
    assert starts(story(book=PRIDE_AND_PREJUDICE).timeline) == {
        "ball": ("1811-11-26", "1811-11-26"),
        "proposal": ("1812-04-01", "1812-04-30"),
        "flight": ("1812-08-01", "1812-08-31"),
    }


def test_pride_and_prejudice_has_one_letter_that_does_not_fit() -> None:
    """Its one slip, as Chapman noted: the second of August 1812 was no Monday."""
    letter = "    - {id: letter, when: [on 2 August, at most 1 year after ball, on a Monday]}"
    told = story(book=PRIDE_AND_PREJUDICE + letter)
    assert told.said == dedent(
        """\
        site_src/chapters/01-book.md:4:63: error[time-conflict]: "letter" cannot fit
          site_src/chapters/01-book.md:1  ball is 1811
          site_src/chapters/01-book.md:4  letter is at most 1 year after ball      + at most 1
          site_src/chapters/01-book.md:4  letter is on 2 August
          site_src/chapters/01-book.md:1  ball ends when it starts: nothing says how long it lasts
              so letter is 1811-08-02 to 1812-08-02
          site_src/chapters/01-book.md:4  but: on a Monday
          Change any one of these five lines (or say "about" or "at least")."""
    )


def test_around_the_world_in_eighty_days() -> None:
    """Fogg's own journal gives the days; he left on a Wednesday and was back on a Saturday."""
    legs = {
        "suez": ("exactly 1 week", "london"),
        "bombay": ("exactly 11 days", "suez"),
        "calcutta": ("exactly 5 days", "bombay"),
        "hong-kong": ("exactly 12 days", "calcutta"),
        "yokohama": ("exactly 8 days", "hong-kong"),
        "san-francisco": ("exactly 19 days", "yokohama"),
        "new-york": ("exactly 8 days", "san-francisco"),
        "home": ("exactly 10 days", "new-york"),
    }
    lines = [f"- {{id: {there}, when: {far} after {here}}}" for there, (far, here) in legs.items()]
    lines.insert(0, "- {id: london, when: [1872-10-02, on a Wednesday]}")
    lines.append("- {id: wager, when: [exactly 80 days after london, same time as home]}")
    lines.append("- {id: club, when: [on a Saturday, same time as home]}")
    timeline = story(journey="\n".join(lines)).timeline
    assert {event: first for event, (first, last) in starts(timeline).items()} == {
        "london": "1872-10-02",
        "suez": "1872-10-09",
        "bombay": "1872-10-20",
        "calcutta": "1872-10-25",
        "hong-kong": "1872-11-06",
        "yokohama": "1872-11-14",
        "san-francisco": "1872-12-03",
        "new-york": "1872-12-11",
        "home": "1872-12-21",
        "wager": "1872-12-21",
        "club": "1872-12-21",
    }
    assert all(first == last for first, last in starts(timeline).values())
    assert ranks(timeline)["home"] == ranks(timeline)["wager"] == ranks(timeline)["club"] == 9


def test_jane_eyre_has_ages_and_no_date() -> None:
    """Days are counted from Jane's birth: most of what the book says of time are her ages."""
    timeline = story(
        people="jane: {}",
        gateshead="- {id: red-room, when: jane is 10, people: [jane]}",
        lowood="""
            - {id: lowood, when: [at most 1 year after red-room, in January], lasts: 8 years}
            - {id: teaches, when: [6 years after lowood.start, jane is 16], lasts: 2 years}
        """,
        thornfield="""
            - {id: thornfield, when: [jane is 18, soon after lowood]}
            - {id: altar, when: [at most 1 year after thornfield, jane is 18-19]}
        """,
        moor="- {id: inherits, when: [months after altar]}",
        ferndean="""
            - {id: marries, when: [after inherits, 1 year after altar]}
            - {id: writes, when: 10 years after marries}
        """,
    ).timeline
    assert timeline.origin == "jane.birth"
    published = {
        "red-room": (10, 10),
        "lowood": (10, 11),
        "teaches": (16, 16),
        "thornfield": (18, 18),
        "altar": (18, 19),
        "inherits": (18, 21),
        "marries": (18, 21),
        "writes": (28, 31),
    }
    ages = {
        event: (int((first + 1) / 365.2425), int(last / 365.2425))
        for event, (first, last) in starts(timeline).items()
    }
    assert ages == published


def test_our_own_story_has_no_date_and_needs_none() -> None:
    timeline = story(
        people="bakhyt: {}",
        streets="- {id: walks, people: bakhyt, place: almaty}",
        childhood="- {id: childhood, when: [bakhyt is a child, before walks], people: bakhyt}",
        leaving="""
            - {id: local-festivals, when: after childhood, people: bakhyt}
            - id: leaves-almaty
              when: [after walks, after local-festivals]
              place: [almaty, astana]
              people: bakhyt
        """,
        astana="""
            - {id: academy, when: after leaves-almaty, lasts: years, people: bakhyt}
            - {id: venues, when: after academy.start, people: bakhyt}
        """,
        fame="- {id: fame, when: after venues, people: bakhyt}",
        festival="- {id: festival, when: years after fame, people: bakhyt}",
    ).timeline
    assert [each.event.id for each in timeline.events] == [
        "childhood",
        "walks",
        "local-festivals",
        "leaves-almaty",
        "academy",
        "venues",
        "fame",
        "festival",
    ]
    assert timeline.origin == "bakhyt.birth"
    assert not timeline.proportional
    assert [each.event.id for each in timeline.events if each.flashback] == ["childhood"]
    assert tied_with(timeline, "walks") == ("local-festivals",)
    assert [gap.tied for gap in timeline.gaps] == [False, True, False, False, False, False, False]
    last = timeline.gaps[-1]
    assert (last.least, last.most, last.assumed) == (Amount(2, "year"), None, True)
    assert placed(timeline, "festival").basis == "assumed"
    assert "festival is years after fame: taken as at least 2 years" in [
        assumption.text for assumption in timeline.assumptions
    ]
    assert timeline.curve[:3] == ((1, 2), (2, 1), (3, 3))
