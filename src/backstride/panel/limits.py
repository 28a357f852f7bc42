"""How much a request may bring: little, unless the page says that it takes more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request

Page = TypeVar("Page", bound=Callable[..., Any])


def takes(bytes_: int) -> Callable[[Page], Page]:
    """Marks a page that takes larger bodies than the usual form. Stands below the route."""

    def mark(page: Page) -> Page:
        page.takes_bytes = bytes_
        return page

    return mark


def limit_body() -> None:
    """Sets the bound for this request, before anything of its body is read."""
    view = current_app.view_functions.get(request.endpoint or "")
    if (bytes_ := getattr(view, "takes_bytes", None)) is not None:
        request.max_content_length = bytes_
        request.max_form_memory_size = min(bytes_, 512 * 1024)  # what is no file is held in memory


def large_bodies(app: Flask) -> dict[str, int]:
    """The paths that take more than the usual, for the server that reads the bodies."""
    marked = ((rule, getattr(app.view_functions[rule.endpoint], "takes_bytes", 0)) for rule in app.url_map.iter_rules())
    return {rule.rule: bytes_ for rule, bytes_ in marked if bytes_}
