"""`build` and `check` as their users type them: what is written, what is said, how it ends."""

from pathlib import Path

import pytest
from authors import BROKEN, FIRST, STORY, WARNED, Author
from sites import site_of
from small_sites import states, tree
from stories import Files, write_story

KEYS = ["diagnostics", "pages", "written", "unchanged", "removed", "seconds"]
DIAGNOSTIC = ["severity", "code", "path", "line", "column", "message", "hint", "related"]


@pytest.fixture
def author(tmp_path: Path) -> Author:
    return Author(write_story(tmp_path / "story", STORY))


# --- build


def test_a_story_becomes_a_site_and_then_stays(author: Author) -> None:
    said = author.run()
    assert (said.status, said.err) == (0, "")
    assert said.out.startswith(f"{len([*author.site.rglob('*.html')])} pages: ")
    assert "“older”" in author.page("chapters/the-well.html")
    before = states(author.folder)
    again = author.run("build")
    assert again.status == 0 and ": 0 files written, " in again.out
    assert states(author.folder) == before


def test_what_changed_is_written(author: Author) -> None:
    command = ["build", "--skip", "search,cards", "--format", "json"]
    author.run(*command)
    author.write({FIRST: STORY[FIRST], "site_src/chapters/02-the-stone.md": "# A Stone\n\nNo.\n"})
    said = author.run(*command)
    assert said.document["written"] and said.document["unchanged"]
    (author.folder / "site_src/chapters/02-the-stone.md").unlink()
    assert author.run(*command).document["removed"] == 1
    assert not (author.site / "chapters/the-stone.html").exists()


def test_a_failed_build_leaves_the_site_as_it_was(author: Author) -> None:
    author.run()
    before = tree(author.site)
    author.write(BROKEN)
    said = author.run()
    assert said.status == 1
    assert f"{FIRST}:2:1: error[unknown-key]: " in said.err
    assert f"{FIRST}:5:13: error[dead-link]: " in said.err
    assert "did you mean “title”?" in said.err and "did you mean “02-the-stone.md”?" in said.err
    assert said.out.endswith(" errors: the site was left as it was\n")
    assert tree(author.site) == before
    author.write({})


def test_strict_counts_warnings_as_errors(author: Author) -> None:
    author.write(WARNED)
    strict = author.run("build", "--strict")
    assert strict.status == 1 and strict.out == "1 warning: the site was left as it was\n"
    assert not author.site.exists()
    said = author.run("build")
    assert said.status == 0 and said.out.endswith(" (1 warning)\n")


def test_elsewhere(author: Author, tmp_path: Path) -> None:
    flags = ["--no-cache", "--skip", "feeds,epub"]
    said = author.run("--story", "story", "--output", "site here", *flags, cwd=tmp_path)
    assert said.status == 0
    made = tree(tmp_path / "site here").keys()
    assert "index.html" in made and not [path for path in made if path.endswith((".epub", ".xml"))]
    assert tree(author.folder).keys() == STORY.keys()


def test_the_cache_is_a_convenience(author: Author) -> None:
    author.run("build")
    site = tree(author.site)
    (author.folder / ".dastan" / "memo").write_bytes(b"damaged")
    author.write(WARNED)
    said = author.run("build")
    assert said.status == 0 and "[empty-chapter]" in said.err
    assert author.run("build").err == said.err, "a diagnostic is kept with what it belongs to"
    (author.folder / "site_src/chapters/03-empty.md").unlink()
    author.run("build", "--skip", "not-yet-invented", "--jobs", "2")
    assert tree(author.site) == site


def test_the_storys_own_look_wins_file_by_file(author: Author) -> None:
    own = {"templates/404.html": "<p>{{ config.title }}, lost</p>", "static/title.css": "h1{top:0}"}
    author.write(own)
    assert author.run().status == 0
    assert author.page("404.html") == "<p>The Well, lost</p>"
    assert "h1{top:0}</style>" in author.page("index.html")
    assert "</main>" in author.page("contents.html")


# --- for whom


def test_drafts_and_what_is_still_to_come(author: Author) -> None:
    chapters = "site_src/chapters/"
    author.write(
        {
            f"{chapters}03-draft.md": "---\ntitle: A Draft\ndraft: true\n---\n\nNo.\n",
            f"{chapters}04-soon.md": "---\ntitle: Soon\ndate: 2030-01-01\n---\n\nYes.\n",
        }
    )
    pages = author.site / "chapters"

    def built(*flags: str, epoch: str) -> set[str]:
        assert author.run("build", *flags, SOURCE_DATE_EPOCH=epoch).status == 0
        return {path.stem for path in pages.iterdir()} - {"the-well", "the-stone"}

    assert built(epoch="1800000000") == set()
    assert built("--future", epoch="1800000000") == {"soon"}
    assert built("--drafts", epoch="1900000000") == {"draft", "soon"}


def test_where_the_site_will_stand(author: Author) -> None:
    author.run("build", "--base-url", "https://example.org/books/well/")
    canonical = (
        '<link rel="canonical" href="https://example.org/books/well/chapters/the-well.html">'
    )
    assert canonical in author.page("chapters/the-well.html")
    assert b"canonical" not in site_of("plain").plan.files["chapters/the-well.html"]


# --- json


@pytest.mark.parametrize(
    ("arguments", "files", "status", "codes"),
    [
        (["build"], {}, 0, []),
        (["build"], WARNED, 0, ["empty-chapter"]),
        (["build", "--profile"], BROKEN, 1, ["unknown-key", "dead-link"]),
        (["check", "--strict", "--explain"], WARNED, 1, ["empty-chapter"]),
    ],
    ids=["fine", "warned", "broken", "strict"],
)
def test_the_document_is_the_contract(
    arguments: list[str], files: Files, status: int, codes: list[str], author: Author
) -> None:
    author.write(files)
    said = author.run(*arguments, "--format", "json")
    assert said.status == status and said.codes == codes
    assert [*said.document] == KEYS
    assert isinstance(said.document["seconds"], float)
    counts = [said.document[key] for key in ("pages", "written", "unchanged", "removed")]
    assert counts == [0, 0, 0, 0] if status else counts[0] > 0 and counts[1] > 0
    for found in said.document["diagnostics"]:
        assert [*found] == DIAGNOSTIC
        assert found["path"].startswith("site_src/chapters/")
    assert bool(said.err) == bool(arguments[1:]), "what was asked for besides, and nothing else"


@pytest.mark.parametrize(
    ("output", "code"),
    [(".", "unsafe-output"), ("mine", "foreign-output")],
)
def test_a_fault_of_the_output_is_in_the_document(output: str, code: str, author: Author) -> None:
    write_story(author.folder, {**STORY, "mine/diary.txt": "Dear diary"})
    before = tree(author.folder)
    said = author.run("build", "--format", "json", "--output", output)
    assert said.status == 1 and said.codes == [code]
    assert [*said.document] == KEYS and said.document["pages"] == 0
    assert tree(author.folder) == before


def test_a_file_of_the_authors_in_the_site(author: Author) -> None:
    author.run()
    (author.site / "mine.txt").write_text("Dear diary")
    said = author.run("build", "--format", "json")
    assert said.status == 0 and said.codes == ["kept-file"]
    (author.site / "chapters/the-well.html").unlink()
    (author.site / "chapters/the-well.html").mkdir()
    said = author.run("build", "--format", "json")
    assert said.status == 1 and said.codes == ["file-in-the-way"]
    assert said.document["written"] == said.document["unchanged"] == 0


def test_explain_shows_what_typography_changed(author: Author) -> None:
    author.write(
        {FIRST: '# It\'s\n\n"Run"\\\nhe \\"said\\", `"x"`\n[*go* --- on](02-the-stone.md "t").\n'}
    )
    said = author.run("check", "--explain")
    shown = [line.removeprefix(f"{FIRST}:") for line in said.out.splitlines()[:-1]]
    assert shown == ["1: It's → It’s", '3: "Run" → “Run”', "5: --- on → —on"]
