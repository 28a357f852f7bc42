"""The door: first-run claim, sign-in, sign-out, passwords. Nothing else answers a stranger but static files."""

from __future__ import annotations

from flask import Blueprint, Response, abort, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from .accounts import OWNER
from .claim_code import TooManyTries
from .guard import SESSION_COOKIE, set_cookie
from .parts import parts
from .passwords import SHORTEST, Refused
from .roles import viewers_too

access = Blueprint("access", __name__)
OPEN = {
    "static", "access.claim", "access.claim_now", "access.speak_claim", "access.login", "access.login_now",
}  # fmt: skip
MACHINE_PATHS = ("/api/", "/stream.mjpg", "/events", "/metrics")


def wants_json() -> bool:
    """True for programs and scripts, false for people."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return request.path.startswith(MACHINE_PATHS) or best == "application/json"


def require_session() -> AnyResponse | None:
    """Sends a stranger to the door, or tells a program that there is one."""
    if g.visitor or request.endpoint in OPEN or _comes_with_the_metrics_key():
        return None
    if wants_json() or request.method not in {"GET", "HEAD"}:
        abort(401)
    return redirect(url_for("access.login" if parts().accounts.claimed else "access.claim"))


def _comes_with_the_metrics_key() -> bool:
    """Prometheus has no session: it carries a key that opens this one page, for reading."""
    return request.endpoint == "health.metrics" and parts().health.key.opens(request.headers.get("Authorization", ""))


@access.get("/claim")
def claim() -> AnyResponse:
    if parts().accounts.claimed:
        return redirect(url_for("access.login"))
    waiting = not parts().accounts.claim_code  # asking also renews a code whose wait is over
    return _page("claim.html", "Too many wrong tries. Please wait a minute for a new code." if waiting else "")


@access.post("/claim")
def claim_now() -> AnyResponse:
    password = request.form.get("password", "")
    if password != request.form.get("again", password):
        return _page("claim.html", "The two passwords differ.", 400)
    try:
        token = parts().accounts.claim(request.form.get("code", ""), password)
    except Refused as refusal:
        return _refuse("claim.html", refusal)
    return _welcome(token)


@access.post("/claim/speak")
def speak_claim() -> AnyResponse:
    """Has the code spelt through the loudspeaker: whoever hears it stands beside the machine."""
    try:
        parts().speak_code(parts().accounts.code_to_speak())
    except Refused as refusal:
        return _refuse("claim.html", refusal)
    return _page("claim.html", "", said="The code is being spoken now.")


@access.get("/login")
def login() -> AnyResponse:
    if not parts().accounts.claimed:
        return redirect(url_for("access.claim"))
    if g.visitor:
        return redirect("/")
    return _page("login.html", "")


@access.post("/login")
def login_now() -> AnyResponse:
    try:
        name = request.form.get("name", "").strip() or OWNER
        token = parts().accounts.sign_in(request.form.get("password", ""), request.remote_addr or "", name)
    except Refused as refusal:
        return _refuse("login.html", refusal)
    return _welcome(token)


@access.get("/password")
def password() -> Response:
    return _page("password.html", "")


@access.post("/password")
@viewers_too
def change_password() -> AnyResponse:
    """One's own password: every other session of the account ends."""
    new = request.form.get("new", "")
    if new != request.form.get("again", new):
        return _page("password.html", "The two new passwords differ.", 400)
    try:
        accounts, name, old = parts().accounts, g.visitor.name, request.form.get("old", "")
        token = accounts.change_password(old, new, request.remote_addr or "", name)
    except Refused as refusal:
        return _refuse("password.html", refusal)
    return _welcome(token)


@access.post("/logout")
@viewers_too
def logout() -> AnyResponse:
    parts().accounts.close_session(g.token)
    response = redirect(url_for("access.login"), 303)
    response.delete_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="Strict")
    return response


def _welcome(token: str) -> AnyResponse:
    """A fresh session replaces whatever the browser brought: a token planted beforehand is worth nothing."""
    parts().accounts.close_session(g.token)
    response = redirect("/", 303)
    set_cookie(response, SESSION_COOKIE, token)
    return response


def _refuse(template: str, refusal: Refused) -> Response:
    if not isinstance(refusal, TooManyTries):
        return _page(template, str(refusal), 403)
    response = _page(template, str(refusal), 429)
    response.headers["Retry-After"] = str(max(1, round(refusal.wait_s)))
    return response


def _page(template: str, problem: str, status: int = 200, said: str = "") -> Response:
    name = g.visitor.name if g.visitor else OWNER
    page = render_template(template, problem=problem, said=said, shortest=SHORTEST, name=name)
    return make_response(page, status)
