"""The author's own editor, opened at a line: what `launch-editor` has made a custom of.

Which one that is, is told by DASTAN_EDITOR, VISUAL or EDITOR, as a command; else it is the first
of those known here that is installed, one that is running before the others. An editor that needs
a terminal of its own cannot be opened from a browser, and is passed over.
"""

import os
import shlex
import shutil
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

_FORMS = {
    "-g {file}:{line}": "code codium vscodium cursor windsurf code-insiders code-oss",
    "{file}:{line}": "subl sublime_text zed zeditor",
    "--line {line} {file}": "idea pycharm webstorm phpstorm rubymine goland clion rider mate",
    "-l {line} {file}": "kate kwrite mousepad",
    "+{line} {file}": "gedit xed pluma geany gvim mvim emacs bbedit",
    "-n +{line} {file}": "emacsclient",
    "-n{line} {file}": "notepad++",
}
"""How each editor is told the line, those that are likeliest meant first; the others are given
the file alone."""

_FORM = {name: form for form, names in _FORMS.items() for name in names.split()}
_IN_TERMINAL = frozenset("vi vim nvim nano pico micro joe hx helix kak ed ne mcedit".split())
_TERMINAL_FLAGS = frozenset(("-nw", "--no-window-system", "-t", "-tty", "--tty"))


class NoEditorError(Exception):
    """There is none to open; its text says what to do."""


def open_at(file: Path, line: int) -> str:
    """Opens the file at the line, counted from 1, and does not wait; the editor's name.

    Raises NoEditorError.
    """
    editor = find(os.environ)
    command = [*editor, *arguments(_name(editor[0]), file, line)] if editor else []
    program = shutil.which(command[0]) if command else None
    where = f"The paragraph is in {file.name}, line {line}."
    if program is None:
        what = f"“{command[0]}” is not found" if command else "No editor with a window is found"
        hint = "Name one in DASTAN_EDITOR, such as `code`, `subl`, `kate` or `gvim`."
        raise NoEditorError(f"{what}. {hint} {where}")
    try:
        process = subprocess.Popen(  # noqa: S603 - the author's own command
            [program, *command[1:]],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as trouble:
        problem = f"“{command[0]}” does not start: {trouble.strerror}."
        raise NoEditorError(f"{problem} {where}") from trouble
    threading.Thread(target=process.wait, daemon=True).start()  # some stay until they are closed
    return _name(program)


def find(environment: Mapping[str, str]) -> list[str]:
    """The command of the author's editor, in words; empty where there is none with a window."""
    for variable in ("DASTAN_EDITOR", "VISUAL", "EDITOR"):
        words = _words(environment.get(variable, ""))
        if words and not _needs_terminal(words):
            return words
    installed = [name for name in _FORM if shutil.which(name)]
    running = _running() if len(installed) > 1 else ()
    return sorted(installed, key=lambda name: name not in running)[:1]


def arguments(editor: str, file: Path, line: int) -> list[str]:
    """What an editor of this name is to be told, for a file and a line in it.

    >>> arguments("code", Path("a b.md"), 7), arguments("typora", Path("a.md"), 7)
    (['-g', 'a b.md:7'], ['a.md'])
    """
    form = _FORM.get(editor, "{file}")
    return [word.format(file=file, line=line) for word in form.split()]


def _words(command: str) -> list[str]:
    """A command taken apart; a program's path may hold spaces, and is then one word."""
    if shutil.which(command):
        return [command]
    try:
        return shlex.split(command, posix=os.name != "nt")
    except ValueError:  # a quote is never closed
        return [command]


def _name(program: str) -> str:
    """`idea` of `C:\\Programs\\idea64.exe`."""
    name = program.replace("\\", "/").rpartition("/")[2].lower()
    for ending in (".exe", ".cmd", ".bat", ".sh", "64"):
        name = name.removesuffix(ending)
    return name


def _needs_terminal(words: Sequence[str]) -> bool:
    return _name(words[0]) in _IN_TERMINAL or bool(_TERMINAL_FLAGS.intersection(words))


def _running() -> set[str]:
    """The names of the programs that run on this machine, where they are told."""
    ps = shutil.which("ps")
    if not ps:
        return set()
    told = subprocess.run([ps, "-A", "-o", "comm="], capture_output=True)  # noqa: S603
    return {_name(line.strip()) for line in told.stdout.decode(errors="replace").splitlines()}
