"""A line with commas is a list, wherever a list of ids or names may stand."""

from stories import page, story

from dastan.diagnostics import Span
from dastan.features.redirects import redirects
from dastan.model import Words

PATH = "site_src/chapters/01-a.md"


def test_people_places_and_ids() -> None:
    front = (
        "title: A\npeople: aida, miller ,\nplace: well , village\nevents:\n"
        "  - {id: a, title: A, when: unknown, people: 'aida,miller', mentions: [cat, 'dog, hen']}\n"
        "  - id: b\n    title: B\n    when: 1998\n    place: well, village\n    absent-from: a, c\n"
        "  - {id: c, title: C, when: 1998}\n"
    )
    report = story({PATH: f"---\n{front}---\nText.\n"}, features=[])
    assert not report.diagnostics
    (chapter,) = report.story.chapters
    assert chapter.people == (Words("aida", Span(PATH, 3, 9)), Words("miller", Span(PATH, 3, 15)))
    assert said(chapter.place) == ["well", "village"]
    first, second, _ = chapter.events
    assert said(first.people) == ["aida", "miller"]
    assert said(first.mentions) == ["cat", "dog", "hen"]
    assert said(second.place) == ["well", "village"]
    assert said(second.absent_from) == ["a", "c"]


def test_old_addresses() -> None:
    front = "title: A\naliases: old/one.html, two.html\n"
    report = story({PATH: f"---\n{front}---\nText.\n"}, features=[redirects])
    assert {"old/one.html", "chapters/two.html"} <= report.plan.files.keys()


def test_names_in_a_list_keep_their_commas() -> None:
    chapter = {PATH: "---\ntitle: A\n---\nText.\n"}
    line = {"site_src/people/king.md": "---\nname: King\naliases: Martin, The King\n---\n"}
    assert story({**chapter, **line}, features=[]).story.people[0].aliases == ("Martin", "The King")
    names = {"site_src/people/king.md": "---\nname: King\naliases: ['King, Jr.']\n---\n"}
    assert story({**chapter, **names}, features=[]).story.people[0].aliases == ("King, Jr.",)


def test_a_journey() -> None:
    travel = "time:\n  travel:\n    - {between: 'well, village', at-least: 1 day}\n"
    files = {
        "site_src/story.yml": f"title: A\n{travel}",
        PATH: "---\ntitle: A\n---\nText.\n",
        "site_src/places/well.md": "---\nname: Well\n---\n",
        "site_src/places/village.md": "---\nname: Village\n---\n",
    }
    assert not story(files, features=[]).diagnostics


def test_a_sentence_keeps_its_commas() -> None:
    files = {PATH: "---\ntitle: A, B\nsummary: First, this.\n---\nText.\n"}
    assert "First, this." in page(story(files), "contents.html")


def said(words: tuple[Words, ...]) -> list[str]:
    return [each.text for each in words]
