"""Somebody with a story and a terminal: the commands, started as programs."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stories import ROOT, Files, write_story

FIRST = "site_src/chapters/01-the-well.md"
STORY: Files = {
    "site_src/story.yml": "title: The Well\n",
    FIRST: '# The Well\n\nIt was "older" than the village.\n',
    "site_src/chapters/02-the-stone.md": "# The Stone\n\nIt came back up.\n",
}
WARNED: Files = {"site_src/chapters/03-empty.md": "# Nothing yet\n"}
BROKEN: Files = {FIRST: "---\ntitel: The Well\n---\n\nSee [there](02-the-ston.md).\n"}


@dataclass(frozen=True)
class Said:
    """What came of a command."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """Standard output, which must be one JSON document and nothing else."""
        document = json.loads(self.out)
        assert isinstance(document, dict)
        return document

    @property
    def codes(self) -> list[str]:
        return [found["code"] for found in self.document["diagnostics"]]


@dataclass(frozen=True)
class Author:
    """A story's folder, where commands are typed."""

    folder: Path

    @property
    def site(self) -> Path:
        return self.folder / "_site"

    def run(self, *arguments: str | Path, cwd: Path | None = None, **env: str) -> Said:
        """A command of build.py; `env` is added to the environment."""
        done = subprocess.run(
            [sys.executable, ROOT / "build.py", *arguments],
            cwd=cwd or self.folder,
            env={**os.environ, **env},
            capture_output=True,
            timeout=60,
        )
        said = Said(done.returncode, done.stdout.decode(), done.stderr.decode())
        assert "Traceback" not in said.err, said.err
        return said

    def write(self, files: Files) -> None:
        write_story(self.folder, {**STORY, **files})

    def page(self, path: str) -> str:
        return (self.site / path).read_text("utf-8")
