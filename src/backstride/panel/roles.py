"""Who may do what. The owner may do everything; a viewer looks on: live, clips, progress, the machine's health.

Whoever is signed in may read a page, and only the owner may change something, unless the page says otherwise with one
of the two marks below. A new page is therefore closed until somebody opens it, never the other way round.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar

from flask import abort, current_app, g, request

Role = Literal["owner", "viewer"]
Page = TypeVar("Page", bound=Callable[..., Any])
READING = {"GET", "HEAD", "OPTIONS"}


def owners_only(page: Page) -> Page:
    """Marks a page that a viewer may not even read. Stands below the route."""
    page.for_role = "owner"
    return page


def viewers_too(page: Page) -> Page:
    """Marks a change that a viewer may make. Stands below the route."""
    page.for_role = "viewer"
    return page


def role_needed(endpoint: str, method: str) -> Role:
    """The least role that may use the page that way."""
    marked = getattr(current_app.view_functions[endpoint], "for_role", None)
    return marked or ("viewer" if method in READING else "owner")


def check_role() -> None:
    """Refuses a viewer what is the owner's. Pages that are open to strangers ask for no role."""
    if g.visitor is None or is_owner() or request.endpoint is None:
        return
    if role_needed(request.endpoint, request.method) == "owner":
        abort(403, "owner")


def is_owner() -> bool:
    """Whether the present visitor is the owner: pages show what a viewer can't use to nobody else."""
    return g.get("visitor") is not None and g.visitor.role == "owner"
