"""Facts with their sources, and the page for health professionals."""

from __future__ import annotations

from flask import Blueprint, render_template

from ..training import facts as said

facts = Blueprint("facts", __name__)


@facts.get("/facts")
def page() -> str:
    return render_template("facts.html", facts=said.FACTS, misquoted=said.MISQUOTED)


@facts.get("/professionals")
def professionals() -> str:
    """What is measured and how well, for those who treat people."""
    return render_template("professionals.html", said=said, rows=said.how_well())
