"""The marks that Lighthouse gives a page on a phone, for bench/reading.py."""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

FOLDER = Path(__file__).parent.parent / ".dastan" / "tools" / "lighthouse"
PACKAGES = ("lighthouse@13.5.0", "node@24.9.0")
"""It needs a newer Node than most machines have."""
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


def fetch() -> str:
    """Install it, once; what hinders that, or nothing."""
    if (FOLDER / "complete").exists():
        return ""
    if not (npm := shutil.which("npm")):
        return "npm is missing"
    FOLDER.mkdir(parents=True, exist_ok=True)
    install = [npm, "install", "--prefix", str(FOLDER), "--no-audit", "--no-fund", *PACKAGES]
    if subprocess.run(install, capture_output=True).returncode:
        return "npm could not fetch it"
    (FOLDER / "complete").touch()
    return ""


def marks(url: str, chrome: str, flags: Sequence[str]) -> tuple[list[int], list[str]]:
    """Of each category, up to 100; and what lowers them, by Lighthouse's names.

    Raises CalledProcessError where it does not run.
    """
    modules = FOLDER / "node_modules"
    program = [str(modules / "node/bin/node"), str(modules / "lighthouse/cli/index.js")]
    options = ["--quiet", "--output=json", f"--only-categories={','.join(CATEGORIES)}"]
    options.append(f"--chrome-flags={' '.join(['--headless=new', *map(quoted, flags)])}")
    environment = {**os.environ, "CHROME_PATH": chrome}
    done = subprocess.run(
        [*program, url, *options], capture_output=True, check=True, env=environment
    )
    said = json.loads(done.stdout)
    found = [said["categories"][category] for category in CATEGORIES]
    weighty = {ref["id"] for category in found for ref in category["auditRefs"] if ref["weight"]}
    scores = {name: said["audits"][name]["score"] for name in sorted(weighty)}  # None: not asked
    lacking = [name for name, score in scores.items() if score is not None and score < 0.9]
    return [round(100 * (category["score"] or 0)) for category in found], lacking


def quoted(flag: str) -> str:
    """As Lighthouse splits what it is given: at spaces outside of quotes."""
    name, _, value = flag.partition("=")
    return f'{name}="{value}"' if " " in value else flag
