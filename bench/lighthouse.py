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
    install = [npm, "install", "--prefix", FOLDER, "--no-audit", "--no-fund", *PACKAGES]
    if subprocess.run(install, capture_output=True).returncode:
        return "npm could not fetch it"
    (FOLDER / "complete").touch()
    return ""


def marks(url: str, chrome: str, flags: Sequence[str]) -> list[int]:
    """Of each category, up to 100. Raises CalledProcessError where it does not run."""
    modules = FOLDER / "node_modules"
    command = [modules / "node/bin/node", modules / "lighthouse/cli/index.js", url, "--quiet"]
    command += ["--output=json", f"--only-categories={','.join(CATEGORIES)}"]
    command += [f"--chrome-flags={' '.join(['--headless=new', *map(quoted, flags)])}"]
    environment = {**os.environ, "CHROME_PATH": chrome}
    said = subprocess.run(command, capture_output=True, check=True, env=environment).stdout
    found = json.loads(said)["categories"]
    return [round(100 * (found[category]["score"] or 0)) for category in CATEGORIES]


def quoted(flag: str) -> str:
    """As Lighthouse splits what it is given: at spaces outside of quotes."""
    name, _, value = flag.partition("=")
    return f'{name}="{value}"' if " " in value else flag
