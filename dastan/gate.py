"""The gate: all that must hold before a change goes in, run by `build.py test`, here and in CI.

It stands beside the walk and knows nothing of stories: it starts the checks as programs of their
own, in this repository, and prints what came of them. What each check asks stands in
pyproject.toml and `tests/`.
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
CHECKS = (
    ("ruff check", ("ruff", "check", "--quiet")),
    ("ruff format", ("ruff", "format", "--check", "--quiet")),
    ("mypy", ("mypy", "--no-error-summary")),
)


def run(pytest_args: Sequence[str]) -> int:
    """Runs every check, also after one failed; `pytest_args` go to pytest as they are.

    Returns the exit status: 0 where all passed, 1 where one failed, 2 outside a checkout. The last
    lines name each test that could not run on this machine, and why; see `tests/conftest.py`.
    """
    if not (ROOT / "tests").is_dir():
        print("The tests are in Dastan's repository; this is an installed copy.", file=sys.stderr)
        return 2
    passed = [check(name, *command) for name, command in CHECKS]
    with TemporaryDirectory() as folder:
        missed = Path(folder, "did-not-run")
        passed.append(check("pytest", "pytest", *pytest_args, DASTAN_DID_NOT_RUN=str(missed)))
        if missed.exists():
            print(missed.read_text("utf-8"), end="")
    return 0 if all(passed) else 1


def check(name: str, *command: str, **env: str) -> bool:
    """Runs a module of this Python as a program; says in one line what came of it."""
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, env={**os.environ, **env})
    outcome = "FAILED" if done.returncode else "passed"
    print(f"{name:<12} {outcome} {time.monotonic() - began:6.1f} s", flush=True)
    return done.returncode == 0
