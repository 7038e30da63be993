"""What a command came to: in a line for people, in a document for programs.

Pure; the commands print it. The document is a contract with scripts outside the repository.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from dastan.diagnostics import Diagnostic, as_json
from dastan.model import Changes


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of `build` or `check`."""

    diagnostics: tuple[Diagnostic, ...]
    failed: bool
    """By an error; with `--strict`, by a warning too."""
    pages: int
    changes: Changes | None
    """None where nothing was written."""


def document(outcome: Outcome, seconds: str) -> str:
    """For `--format json`, in ASCII, so that any terminal and program can take it; its counts are 0
    where the command failed. `seconds` is a number, or what stands for one."""
    changes = outcome.changes if outcome.changes and not outcome.failed else Changes()
    values = {
        "diagnostics": [as_json(diagnostic) for diagnostic in outcome.diagnostics],
        "pages": 0 if outcome.failed else outcome.pages,
        "written": changes.written,
        "unchanged": changes.unchanged,
        "removed": changes.removed,
    }
    return f'{json.dumps(values, indent=2)[:-2]},\n  "seconds": {seconds}\n}}'


def summary(outcome: Outcome, seconds: str, *, of_build: bool, slow: str = "") -> str:
    """Such as `17 pages: 2 files written, 28 unchanged, in 0.17 s (1 warning)`; `slow` says what
    took most of a long time."""
    found = _found(outcome.diagnostics)
    if outcome.failed:
        kept = "written all the same" if outcome.changes else "left as it was"
        return f"{found}: the site was {kept}" if of_build else found
    said = f"{outcome.pages} pages"
    if changes := outcome.changes:
        files = "file" if changes.written == 1 else "files"
        said += f": {changes.written} {files} written, {changes.unchanged} unchanged"
        said += f", {changes.removed} removed" if changes.removed else ""
    said += f", in {seconds} s" + (f", mostly {slow}" if slow else "")
    return f"{said} ({found})" if found else said


def slowest(seconds: Mapping[str, float], most: int = 3) -> str:
    """Such as `timeline 0.8 s, parse 0.6 s`; `seconds` by what took them, files left out."""
    steps = sorted((-lap, name) for name, lap in seconds.items() if "/" not in name)
    return ", ".join(f"{name} {-lap:.1f} s" for lap, name in steps[:most] if lap <= -0.05)


def _found(diagnostics: tuple[Diagnostic, ...]) -> str:
    """Such as `1 error, 2 warnings`."""
    counts = {"error": 0, "warning": 0}
    for diagnostic in diagnostics:
        counts[diagnostic.severity] += 1
    return ", ".join(f"{n} {name}{'s' * (n != 1)}" for name, n in counts.items() if n)
