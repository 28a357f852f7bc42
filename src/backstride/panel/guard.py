"""What every request must pass before a page sees it, and what every answer carries.

A browser that visits a hostile page can be made to send requests here. So the Host must be one of ours (a foreign name
that resolves to us is DNS rebinding), an Origin must be the page's own, and every change carries a token that only a
page of ours can know.
"""

from __future__ import annotations

import re
import secrets
import socket
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, request

from .parts import PanelParts, parts
from .roles import READING

SESSION_COOKIE = "backstride_session"
VISIT_COOKIE = "backstride_visit"  # before signing in, so that the claim and login forms have a token too
PLAIN_HOST = re.compile(r"[A-Za-z0-9._-]+(:[0-9]+)?|\[[0-9A-Fa-f:.]+\](:[0-9]+)?")
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "worker-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # "no-referrer" would make browsers send "Origin: null" with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def guard(app: Flask) -> None:
    """Puts the checks before and the headers behind every page of the app."""
    app.before_request(check_host)
    app.before_request(check_origin)
    app.before_request(meet_visitor)
    app.after_request(harden)


def check_host() -> None:
    """A foreign name that leads here is an attack by way of the name server."""
    if not is_ours(request.headers.get("Host", ""), parts()):
        abort(400, "host")


def check_origin() -> None:
    """An Origin must be the page's own. Browsers that say where a change comes from must say from here."""
    origin = request.headers.get("Origin")
    if origin is not None and host_of(origin, request.scheme) != request.headers.get("Host", "").lower():
        abort(403, "origin")
    comes_from = request.headers.get("Sec-Fetch-Site", "same-origin")
    if request.method not in READING and comes_from not in {"same-origin", "none"}:
        abort(403, "origin")


def meet_visitor() -> None:
    """Notes who asks: ``g.visitor`` is None for a stranger. ``g.cookie`` is what form tokens are tied to."""
    accounts = parts().accounts
    g.token = request.cookies.get(SESSION_COOKIE, "")
    g.visitor = accounts.visitor(g.token) if g.token else None
    g.new_visit = ""
    g.cookie = g.token if g.visitor else request.cookies.get(VISIT_COOKIE, "")


def check_form_token() -> None:
    """Refuses a change that does not come from a page of ours."""
    if request.method in READING:
        return
    token = request.headers.get("X-CSRF-Token") or request.form.get("csrf", "")
    if not parts().accounts.is_form_token(token, g.cookie):
        abort(403, "form")


def form_token() -> str:
    """The token for the forms of this page; a stranger gets the cookie that it is tied to with the answer."""
    if not g.cookie:
        g.cookie = g.new_visit = secrets.token_urlsafe(16)
    return parts().accounts.form_token(g.cookie)


def harden(response: Response) -> Response:
    """The headers that every answer carries."""
    response.headers.update(HEADERS)
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    if g.get("new_visit"):
        set_cookie(response, VISIT_COOKIE, g.new_visit)
    return response


def set_cookie(response: Response, name: str, value: str) -> None:
    response.set_cookie(name, value, httponly=True, samesite="Strict", secure=request.is_secure, path="/")


def is_ours(host: str, parts: PanelParts) -> bool:
    """True for an IP address, localhost, a name on the local network, and the names this machine was given."""
    name = host_name(host)
    if name in {"localhost", socket.gethostname().lower(), *(n.lower() for n in parts.host_names)}:
        return True
    return name.endswith(".local") or is_ip_address(name)


def host_name(host: str) -> str:
    """The name in a Host header, without its port; empty when it is no plain host."""
    try:
        split = urlsplit(f"//{host}")
        split.port  # noqa: B018 - raises for a port that is none
    except ValueError:
        return ""
    return (split.hostname or "").rstrip(".") if PLAIN_HOST.fullmatch(host) else ""


def is_ip_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def host_of(origin: str, scheme: str) -> str:
    """Host and port of an Origin of that scheme, empty for anything else such as ``null``."""
    try:
        split = urlsplit(origin)
    except ValueError:
        return ""
    return split.netloc.lower() if split.scheme == scheme else ""
