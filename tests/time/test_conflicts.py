"""What cannot be true, in the author's words: each message to the letter."""

from textwrap import dedent

from time_stories import Story, placed, ranks, starts, story

from dastan.diagnostics import as_text


def said(told: Story) -> str:
    return told.said + "\n"


def message(text: str) -> str:
    return dedent(text).lstrip("\n")


def test_the_worked_example() -> None:
    told = story(
        people="bakhyt: {}",
        one="",
        two="",
        three="",
        academy="""
            ---
            title: The academy
            place: astana

            events:
              - id: academy
                when: bakhyt is 17
                lasts: 4 years
        """,
        five="",
        festival="""
            ---
            title: The festival
            place: almaty
            events:
              - id: festival
                title: She plays
                when:
                  - 3 years after academy
                  - bakhyt is 20
        """,
    )
    assert said(told) == message(
        """
        site_src/chapters/06-festival.md:9:9: error[time-conflict]: "festival" cannot fit, by 2 years
          site_src/chapters/04-academy.md:7   academy starts when bakhyt is 17       17 to 18
          site_src/chapters/04-academy.md:8   academy lasts 4 years                  + 3½ to 4½
          site_src/chapters/06-festival.md:8  festival is 3 years after academy      + 2½ to 3½
              so bakhyt is at least 23 at festival
          site_src/chapters/06-festival.md:9  but: bakhyt is 20
          Change any one of these four lines (or say "about" or "at least").
        """  # noqa: E501
    )
    line = "      - bakhyt is 20"
    shown = as_text(told.faults[0], {told.chapters[5].path: "\n" * 8 + line}.get)
    assert shown.splitlines()[1:3] == [f"    {line}", " " * 12 + "^"]
    timeline = told.solve().value
    assert ranks(timeline) == {"academy": 1, "festival": 2}
    assert [conflict.message for conflict in timeline.conflicts] == [told.faults[0].message]


def test_before_birth() -> None:
    told = story(people="p: {born: 1998}", a="- {id: fair, when: 1990, people: [p]}")
    assert said(told) == message(
        """
        site_src/chapters/01-a.md:1:35: error[time-conflict]: "fair" cannot fit, by 7 years
          site_src/people/p.md:1       p is born 1998
          site_src/chapters/01-a.md:1  fair is 1990
              so fair is at least 7 years before the birth of p
          site_src/chapters/01-a.md:1  but: p is present
          Change any one of these three lines.
        """
    )


def test_after_death() -> None:
    told = story(
        people="p: {died: 2050-06-01}",
        a="""
            - {id: fair, people: [p], when: exactly 3 years after war}
            - {id: war, when: 2047-07-05}
        """,
    )
    assert said(told) == message(
        """
        site_src/chapters/01-a.md:2:19: error[time-conflict]: "war" cannot fit, by about 33 days
          site_src/people/p.md:1       p dies 2050-06-01
          site_src/chapters/01-a.md:1  p is present at fair
          site_src/chapters/01-a.md:1  fair is exactly 3 years after war      + 3
              so war is 2047-06-02 at the latest
          site_src/chapters/01-a.md:2  but: 2047-07-05
          Change any one of these four lines (or say "about" or "at least").
        """
    )


def test_age_against_date() -> None:
    told = story(people="p: {born: 1998-03-20}", a="- {id: fair, when: [2015-03-19, p is 17]}")
    assert said(told) == message(
        """
        site_src/chapters/01-a.md:1:33: error[time-conflict]: "fair" cannot fit
          site_src/people/p.md:1       p is born 1998-03-20
          site_src/chapters/01-a.md:1  fair is 2015-03-19
              so p is at most 16 at fair
          site_src/chapters/01-a.md:1  but: p is 17
          Change any one of these three lines (or say "about" or "at least").
        """
    )


def test_an_age_before_birth() -> None:
    for born in ("1998", "1998-03-20"):
        told = story(people=f"p: {{born: {born}}}", a="- {id: fair, when: [1990, p is 5]}")
        assert "so fair is before the birth of p\n" in told.said


def test_age_against_relation() -> None:
    told = story(
        people="p: {}",
        a="""
            - {id: first, when: p is 17}
            - {id: second, when: [at most 2 years after first, p is 30]}
        """,
    )
    assert said(told) == message(
        """
        site_src/chapters/01-a.md:2:52: error[time-conflict]: "second" cannot fit, by 10 years
          site_src/chapters/01-a.md:1  first starts when p is 17                  17 to 18
          site_src/chapters/01-a.md:1  first ends when it starts: nothing says how long it lasts
          site_src/chapters/01-a.md:2  second is at most 2 years after first      + at most 2
              so p is at most 19 at second
          site_src/chapters/01-a.md:2  but: p is 30
          Change any one of these four lines (or say "about" or "at least").
        """
    )


def test_an_order_that_runs_in_a_circle() -> None:
    told = story(
        a="- {id: a, when: after c}\n- {id: b, when: after a}", b="- {id: c, when: after b}"
    )
    assert said(told) == message(
        """
        site_src/chapters/02-b.md:1:17: error[time-conflict]: "c" cannot fit
          site_src/chapters/01-a.md:1  a is after c
          site_src/chapters/01-a.md:2  b is after a
              so c is before b
          site_src/chapters/02-b.md:1  but: after b
          Change any one of these three lines.
        """
    )


def test_a_duration_that_does_not_fit() -> None:
    told = story(a="- {id: a, when: 1998-06-12, ends: 1998-06-14, lasts: 3 weeks}")
    assert said(told) == message(
        """
        site_src/chapters/01-a.md:1:54: error[time-conflict]: "a" cannot fit, by about 15 days
          site_src/chapters/01-a.md:1  a is 1998-06-12
          site_src/chapters/01-a.md:1  a ends 1998-06-14
              so a lasts at most 3 days
          site_src/chapters/01-a.md:1  but: lasts 3 weeks
          Change any one of these three lines (or say "about" or "at least").
        """
    )


def test_an_event_without_length_cannot_hold_another() -> None:
    told = story(a="- {id: war, when: 1939}\n- {id: siege, when: during war, lasts: 3 months}")
    assert said(told) == message(
        """
        site_src/chapters/01-a.md:2:40: error[time-conflict]: "siege" cannot fit, by 2½ months
          site_src/chapters/01-a.md:2  siege is during war
          site_src/chapters/01-a.md:1  war ends when it starts: nothing says how long it lasts
              so siege takes no time
          site_src/chapters/01-a.md:2  but: lasts 3 months
          Change any one of these three lines (or say "about" or "at least").
        """
    )


def test_a_recurring_statement_that_leaves_no_window() -> None:
    told = story(
        a="- {id: a, when: 1998-04-10}\n- {id: b, when: [soon after a, after a, in October]}"
    )
    assert said(told) == message(
        """
        site_src/chapters/01-a.md:2:18: warning[time-assumption]: "soon after a", taken as at most 60 days, does not fit at "b", and is left out
          site_src/chapters/01-a.md:1  a is 1998-04-10
          site_src/chapters/01-a.md:1  a ends when it starts: nothing says how long it lasts
          site_src/chapters/01-a.md:2  b is in October
          site_src/chapters/01-a.md:2  but: soon after a
          Say it in numbers, or give the word another meaning under "time: words:" in story.yml.
        """  # noqa: E501
    )
    told = story(
        a="""
            - {id: a, when: 1998-04-10}
            - {id: b, when: [at most 5 months after a, before c, in October]}
            - {id: c, when: 1999}
        """
    )
    assert said(told) == message(
        """
        site_src/chapters/01-a.md:2:54: error[time-conflict]: "b" cannot fit
          site_src/chapters/01-a.md:1  a is 1998-04-10
          site_src/chapters/01-a.md:2  b is at most 5 months after a      + at most 5
          site_src/chapters/01-a.md:1  a ends when it starts: nothing says how long it lasts
              so b is 1998-04-10 to 1998-09-10
          site_src/chapters/01-a.md:2  but: in October
          Change any one of these four lines (or say "about" or "at least").
        """
    )


def test_recurring_statements_that_never_meet() -> None:
    told = story(a="- {id: a, when: [in May, on 3 June]}\n- {id: b, when: 1998}")
    assert said(told) == message(
        """
        site_src/chapters/01-a.md:1:26: error[time-conflict]: "a" cannot fit
          site_src/chapters/01-a.md:1  a is in May
          site_src/chapters/01-a.md:1  but: on 3 June
          Change either of these two lines.
        """
    )


def test_a_line_that_contradicts_itself() -> None:
    told = story(
        a="- {id: a, when: after a}\n- {id: b, when: between d and c}",
        b="- {id: c}\n- {id: d, when: after c}",
    )
    assert said(told) == message(
        """
        site_src/chapters/01-a.md:1:17: error[time-conflict]: "a" cannot fit
          site_src/chapters/01-a.md:1  a is after a
          Change this line.
          This mends this contradiction; there are others.
        site_src/chapters/02-b.md:2:17: error[time-conflict]: "d" cannot fit
          site_src/chapters/01-a.md:2  b is between d and c
              so d is before c
          site_src/chapters/02-b.md:2  but: after c
          Change either of these two lines.
          This mends this contradiction; there are others.
        """
    )


def test_guesses_give_way() -> None:
    told = story(a="- {id: a, when: 1998}\n- {id: b, when: [years after a, 1999]}")
    assert said(told) == message(
        """
        site_src/chapters/01-a.md:2:18: warning[time-assumption]: "years after a", taken as at least 2 years, does not fit at "b", and is left out
          site_src/chapters/01-a.md:1  a is 1998
          site_src/chapters/01-a.md:2  b is 1999
              so b is at most 2 years after a
          site_src/chapters/01-a.md:2  but: years after a
          Say it in numbers, or give the word another meaning under "time: words:" in story.yml.
        """  # noqa: E501
    )
    assert starts(told.solve().value)["b"] == ("1999-01-01", "1999-12-31")
    assert placed(told.solve().value, "b").basis == "stated"
    assert not told.solve().value.conflicts


def test_what_a_guess_says_of_order_is_stated() -> None:
    told = story(a="- {id: a, when: 1998}\n- {id: b, when: [years after a, 1997]}")
    assert said(told) == message(
        """
        site_src/chapters/01-a.md:2:33: error[time-conflict]: "b" cannot fit
          site_src/chapters/01-a.md:1  a is 1998
          site_src/chapters/01-a.md:2  b is years after a
              so b is 1998-01-01 at the earliest
          site_src/chapters/01-a.md:2  but: 1997
          Change any one of these three lines.
        """
    )


def test_every_contradiction_comes_in_one_run() -> None:
    told = story(
        people="p: {born: 1990}\nq: {born: 1890}",
        a="""
            - {id: a, when: [p is 5, 1999]}
            - {id: b, when: [q is 5, 1899]}
        """,
        b="- {id: c, when: [after a, before a]}",
    )
    assert said(told) == message(
        """
        site_src/chapters/01-a.md:1:26: error[time-conflict]: "a" cannot fit, by 2 years
          site_src/people/p.md:1       p is born 1990
          site_src/chapters/01-a.md:1  a starts when p is 5      5 to 6
              so a is 1996-12-31 at the latest
          site_src/chapters/01-a.md:1  but: 1999
          Change any one of these three lines (or say "about" or "at least").
          This mends this contradiction; there are others.
        site_src/chapters/01-a.md:2:26: error[time-conflict]: "b" cannot fit, by 2 years
          site_src/people/q.md:2       q is born 1890
          site_src/chapters/01-a.md:2  b starts when q is 5      5 to 6
              so b is 1896-12-31 at the latest
          site_src/chapters/01-a.md:2  but: 1899
          Change any one of these three lines (or say "about" or "at least").
          This mends this contradiction; there are others.
        site_src/chapters/02-b.md:1:27: error[time-conflict]: "c" cannot fit
          site_src/chapters/02-b.md:1  c is after a
          site_src/chapters/02-b.md:1  but: before a
          Change either of these two lines.
          This mends this contradiction; there are others.
        """
    )


def test_unknown_names_have_the_nearest_as_hint() -> None:
    told = story(
        people="bakhyt: {}",
        a="""
            - {id: academy, when: bakhit is 17}
            - {id: fair, when: [3 years after acadmy, between acadmy and zzz.end]}
            - {id: dream, told: imagined, when: after nowhere}
            - {id: b, when: after bakhyt}
            - {id: c, when: after academy.birth}
            - {id: d, when: after dream}
            - {id: e, when: after bakhit.birth}
        """,
        timeline="- {id: war, known-from: academy}",
    )
    assert said(told) == message(
        """
        site_src/chapters/01-a.md:1:23: error[time-unknown-reference]: no person is called “bakhit”
          did you mean “bakhyt”?
        site_src/chapters/01-a.md:2:35: error[time-unknown-reference]: no event is called “acadmy”
          did you mean “academy”?
        site_src/chapters/01-a.md:2:51: error[time-unknown-reference]: no event is called “acadmy”
          did you mean “academy”?
        site_src/chapters/01-a.md:2:62: error[time-unknown-reference]: no event is called “zzz”
        site_src/chapters/01-a.md:3:43: error[time-unknown-reference]: no event is called “nowhere”
        site_src/chapters/01-a.md:4:23: error[time-unknown-reference]: “bakhyt” is a person, not an event
          say “bakhyt.birth” or “bakhyt.death”
        site_src/chapters/01-a.md:5:23: error[time-unknown-reference]: “academy” is an event, not a person
          say “academy.start” or “academy.end”
        site_src/chapters/01-a.md:6:23: error[time-unknown-reference]: “dream” is imagined: nothing can be timed by it
        site_src/chapters/01-a.md:7:23: error[time-unknown-reference]: no person is called “bakhit”
          did you mean “bakhyt”?
        site_src/timeline.yml:1:25: error[time-unknown-reference]: no chapter is called “academy”
        """  # noqa: E501
    )


def test_absent_from_names_an_event_a_place_or_a_person() -> None:
    told = story(
        people="p: {}",
        places="almaty: {}",
        a="- {id: x, absent-from: [y, z, p, almaty, zz]}\n- {id: y}",
        b="- {id: z}",
        hidden=["b"],
    )
    (fault,) = told.faults
    assert (fault.code, fault.span.column) == ("time-unknown-reference", 42)


def test_hidden_chapters_are_checked_and_left_out() -> None:
    told = story(
        hidden=["b"],
        a="- {id: x, when: 1998}\n- {id: y, when: [after z, after x]}\n- {id: v, when: after zz}",
        b="- {id: z, when: [before x, 2000]}\n- {id: w, when: [aftr y, years after y]}",
        people="p: {born: before z}",
    )
    assert said(told) == message(
        """
        site_src/chapters/01-a.md:2:24: warning[time-hidden]: “z” is told in a chapter that is not published yet
          this statement counts from that day on
        site_src/chapters/01-a.md:3:23: error[time-unknown-reference]: no event is called “zz”
          did you mean “z”?
        site_src/chapters/02-b.md:1:28: error[time-conflict]: "z" cannot fit, by 1 year
          site_src/chapters/01-a.md:1  x is 1998
          site_src/chapters/02-b.md:1  z is before x
              so z is 1998-12-31 at the latest
          site_src/chapters/02-b.md:1  but: 2000
          Change any one of these three lines.
        site_src/chapters/02-b.md:2:18: error[time-syntax]: “aftr y” does not read as a time: no statement of time begins so
          did you mean “after y”?
        site_src/people/p.md:1:18: warning[time-hidden]: “z” is told in a chapter that is not published yet
          this statement counts from that day on
        """  # noqa: E501
    )
    assert starts(told.solve().value) == {
        "x": ("1998-01-01", "1998-12-31"),
        "y": ("1998-01-01", None),
        "v": (None, None),
    }


def test_nothing_is_said_twice_of_a_story_with_hidden_chapters() -> None:
    told = story(
        hidden=["b"],
        a="- {id: x, when: [1998, 1999]}\n- {id: y, when: [years after x, before x]}",
        b="- {id: z, when: after x}",
    )
    assert [fault.code for fault in told.faults] == ["time-conflict", "time-conflict"]
