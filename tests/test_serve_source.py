"""From the page to the source: which editor is opened, and for whom."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from serving import Served, served, told, until

from dastan.serve import editor
from dastan.serve.editor import NoEditorError, arguments, find, open_at


def program(folder: Path, name: str, body: str = "") -> Path:
    """A program of one's own, such as an editor that does nothing."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n", "utf-8")
    path.chmod(0o755)
    return path


def writes_its_arguments(folder: Path, name: str = "code") -> tuple[Path, Callable[[], list[str]]]:
    """An editor that tells what it was asked to open, and how to read that."""
    told = folder / f"{name}.told"
    path = program(folder, name, f'printf "%s\\n" "$@" > "{told}.part"; mv "{told}.part" "{told}"')

    def asked() -> list[str]:
        until(told.exists, "the editor is opened")
        lines = told.read_text("utf-8").splitlines()
        told.unlink()
        return lines

    return path, asked


# --- which editor, and what it is told


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("code", "-g /a b/c.md:7"),
        ("subl", "/a b/c.md:7"),
        ("pycharm", "--line 7 /a b/c.md"),
        ("kate", "-l 7 /a b/c.md"),
        ("gedit", "+7 /a b/c.md"),
        ("gvim", "+7 /a b/c.md"),
        ("emacsclient", "-n +7 /a b/c.md"),
        ("notepad++", "-n7 /a b/c.md"),
        ("typora", "/a b/c.md"),
    ],
)
def test_an_editor_is_told_the_line_in_its_own_way(name: str, expected: str) -> None:
    assert " ".join(arguments(name, Path("/a b/c.md"), 7)) == expected


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that holds all programs there are; none of them runs."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    for name in ("DASTAN_EDITOR", "VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    program(tmp_path / "bin", "nano")
    return tmp_path / "bin"


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"DASTAN_EDITOR": "subl -n", "VISUAL": "kate", "EDITOR": "gedit"}, ["subl", "-n"]),
        ({"DASTAN_EDITOR": "", "VISUAL": "kate", "EDITOR": "gedit"}, ["kate"]),
        ({"VISUAL": "vim", "EDITOR": "gedit"}, ["gedit"]),
        ({"EDITOR": "/usr/bin/nvim -p"}, ["code"]),
        ({"EDITOR": "emacs -nw"}, ["code"]),
        ({"EDITOR": "emacsclient -t"}, ["code"]),
        ({"EDITOR": "it's"}, ["it's"]),
        ({}, ["code"]),
    ],
)
def test_the_authors_word_comes_first_but_not_for_a_terminal(
    machine: Path, environment: dict[str, str], expected: list[str]
) -> None:
    program(machine, "code")
    assert find(environment) == expected


def test_a_program_with_a_space_in_its_path_is_one_word(machine: Path, tmp_path: Path) -> None:
    own = str(program(tmp_path / "My Programs", "edit"))
    assert find({"EDITOR": own}) == [own]


def test_of_those_installed_one_that_runs_comes_first(machine: Path) -> None:
    program(machine, "code")
    program(machine, "kate")
    program(machine, "ps", "echo systemd; echo /usr/bin/kate")
    assert find({}) == ["kate"]


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ("", "No editor with a window is found. Name one in DASTAN_EDITOR, such as `code`"),
        ("vim", "No editor with a window is found."),
        ("nowhere", "“nowhere” is not found."),
        ("broken", "“broken” does not start: Exec format error."),
    ],
)
def test_without_an_editor_it_is_said_where_to_look(
    machine: Path, monkeypatch: pytest.MonkeyPatch, named: str, expected: str
) -> None:
    (broken := program(machine, "broken")).write_bytes(b"")
    broken.chmod(0o755)
    monkeypatch.setenv("DASTAN_EDITOR", named)
    with pytest.raises(NoEditorError) as raised:
        open_at(Path("/story/a.md"), 7)
    assert str(raised.value).startswith(expected)
    assert str(raised.value).endswith("The paragraph is in a.md, line 7.")


@pytest.mark.parametrize(
    ("program", "name"),
    [
        ("/usr/bin/code", "code"),
        ("C:\\Program Files\\JetBrains\\idea64.exe", "idea"),
        ("Notepad++.exe", "notepad++"),
        ("code.CMD", "code"),
    ],
)
def test_a_program_has_the_name_of_its_editor(program: str, name: str) -> None:
    assert editor._name(program) == name


# --- for whom


@dataclass
class Desk:
    """A story that is served, and what its author's editor is asked."""

    it: Served
    asked: Callable[[], list[str]]

    def script(self, target: str) -> dict[str, str]:
        """The options in the address of a page's script."""
        source = re.findall(r'<script src="([^"]*)"></script></body>', self.it.text(target))[0]
        options = parse_qs(urlsplit(unescape(source)).query)
        return {name: value for name, [value] in options.items()}

    def post(self, asked: object, **headers: str) -> tuple[int, str]:
        headers = {"Origin": f"http://127.0.0.1:{self.it.port}"} | headers
        body = json.dumps(asked).encode()
        status, _, answer = self.it.request("/__dastan__/source", "POST", body, **headers)
        return status, answer.decode()

    def right(self, **other: object) -> dict[str, object]:
        """What page a.html asks for its second paragraph."""
        return {"page": self.script("/a.html")["ext"], "block": 1, **other}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    own, asked = writes_its_arguments(folder / "bin")
    (told(folder) / "site_src" / "a.md").write_text("One\nTwo\nThree", "utf-8")
    with served(folder, DASTAN_EDITOR=str(own)) as it:
        yield Desk(it, asked)


def test_the_editor_opens_the_file_at_the_line(desk: Desk) -> None:
    assert desk.post(desk.right()) == (200, "a.md, line 2, opens in code.")
    assert desk.asked() == ["-g", f"{desk.it.folder}/site_src/a.md:2"]


def test_a_token_holds_when_the_story_has_been_built_again(desk: Desk) -> None:
    asked = desk.right()
    desk.it.save("index.md", "Hearth")
    desk.it.comes("/", "Hearth")
    assert desk.post(asked)[0] == 200
    assert desk.asked()


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"page": ""}, 403),
        ({"page": None}, 403),
        ({"page": "\ud800"}, 403),
        ({"page": "p" + "0" * 64}, 403),
        ({"page": "a.html"}, 403),
        ({"page": "../a.html"}, 403),
        ({"page": ["p1"]}, 403),
        ({"block": "../a.html"}, 404),
        ({"block": None}, 404),
    ],
)
def test_what_is_asked_must_be_right(desk: Desk, wrong: dict[str, object], status: int) -> None:
    assert desk.post(desk.right(**wrong))[0] == status


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": ""},
        {"Origin": "null"},
        {"Origin": "http://evil.example"},
        {"Origin": "http://127.0.0.1:1"},
        {"Host": "evil.example", "Origin": "http://evil.example"},
    ],
)
def test_nobody_else_may_ask(desk: Desk, headers: dict[str, str]) -> None:
    assert desk.post(desk.right(), **headers)[0] == 403


def test_it_must_be_asked_in_the_right_way(desk: Desk) -> None:
    assert desk.it.request("/__dastan__/source")[0] == 405
    assert desk.post(["no", "numbers"])[0] == 403
    assert desk.post("x" * 5000)[0] == 400
    assert "ext" not in desk.script("/nowhere.html")


def test_a_page_that_is_no_text_has_no_source(desk: Desk) -> None:
    asked = {"page": desk.script("/plain.html")["ext"], "block": 0}
    assert desk.post(asked) == (404, "It cannot be told where this was written.")


CYRILLIC = """document.body.dispatchEvent(
    new KeyboardEvent("keydown", { key: "у", code: "KeyE", bubbles: true })
)"""


def test_a_click_and_a_key_lead_from_the_page_to_the_source(desk: Desk, browser: Any) -> None:
    page = browser.new_page()
    try:
        page.goto(f"http://127.0.0.1:{desk.it.port}/a.html")
        page.click("#p2", modifiers=["Alt"])
        assert desk.asked()[1].endswith("site_src/a.md:3")
        page.get_by_role("status").get_by_text("a.md, line 3, opens in code.").wait_for()
        page.evaluate("p1.style.marginTop = '20em'; scrollTo(0, 0)")
        page.set_viewport_size({"width": 600, "height": 620})
        page.keyboard.press("e")
        assert desk.asked()[1].endswith("site_src/a.md:2")
        assert page.locator("dastan-notice").count() == 1
        page.evaluate("document.body.append(document.createElement('textarea'))")
        page.locator("textarea").type("see")
        page.click("#p2")
        page.keyboard.press("Control+e")
        page.evaluate(CYRILLIC)
        assert desk.asked()[1].endswith("site_src/a.md:2"), "once, and not by what is typed"
    finally:
        page.close()
