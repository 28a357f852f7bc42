"""The source and what it stands on, held against what is known to be dangerous: bandit and pip-audit."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOOKED_AT = {  # what bandit calls more than a trifle, and why it is none here
    "B104": "the panel is for phones on the local network: host is a setting, and everything needs a session",
    "B108": "the installer's bench works in a root of its own",
    "B608": "names of tables and columns are constants of the library; every value goes in as a parameter",
}
NEVER = {"B102", "B301", "B302", "B307", "B501", "B506", "B602", "B604", "B605", "B609", "B701"}
"""exec, pickle, marshal, eval, unchecked certificates, unsafe YAML, shells, templates that escape nothing."""


def test_bandit_finds_nothing_that_was_not_looked_at():
    command = [sys.executable, "-m", "bandit", "-q", "-r", str(ROOT / "src"), "-f", "json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    told = json.loads(done.stdout)
    assert not told["errors"] and told["metrics"]["_totals"]["loc"] > 10_000
    found = [r for r in told["results"] if r["issue_severity"] != "LOW" or r["test_id"] in NEVER]
    new = [f"{r['filename']}:{r['line_number']} {r['test_id']} {r['issue_text']}" for r in found]
    assert not [line for line, r in zip(new, found, strict=True) if r["test_id"] not in LOOKED_AT]


def test_no_package_it_stands_on_has_a_known_hole():
    """Asks a service on the network; where none answers there is nothing to be told."""
    command = [sys.executable, "-m", "pip_audit", "--local", "--skip-editable", "--format", "json", "--timeout", "10",
               "--progress-spinner", "off"]  # fmt: skip
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        packages = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        pytest.skip("the vulnerability service does not answer")
    asked = [package for package in packages if "vulns" in package]
    if not asked:
        pytest.skip("the vulnerability service knows none of the packages: it is no full one")
    assert not {p["name"]: [v["id"] for v in p["vulns"]] for p in asked if p["vulns"]}
