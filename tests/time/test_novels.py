"""The dated skeletons of novels in the public domain, and our own story's: facts, in our words.

What the solver works out is held against the chronologies that readers have published.
"""

import pytest
from time_stories import Story, bounds, placed, ranks, starts, story

from dastan.time import tied_with


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
