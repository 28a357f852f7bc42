import json
from hashlib import scrypt

import pytest
from panel_fakes import (
    PASSWORD,
    QUICK_HASH,
    VIEWER,
    VIEWERS_PASSWORD,
    FakeStream,
    HandClock,
    LiveLatest,
    RememberingSession,
    ScriptedLatest,
    moment,
)

from backstride.panel.accounts import Accounts
from backstride.panel.app import PanelParts, create_app
from backstride.panel.guard import SESSION_COOKIE
from backstride.panel.seats import Seats
from backstride.types import Setup


@pytest.fixture
def clock():
    return HandClock()


@pytest.fixture
def accounts_file(tmp_path):
    """The accounts file of a machine that was claimed and has one viewer."""
    owner, viewer = (
        {"password_hash": QUICK_HASH + scrypt(password.encode(), salt=b"salt", n=1024, r=8, p=1).hex()}
        for password in (PASSWORD, VIEWERS_PASSWORD)
    )
    path = tmp_path / "accounts.json"
    path.write_text(json.dumps({"format": 2, "owner": owner, "viewers": {VIEWER: viewer}}))
    return path


@pytest.fixture
def accounts(accounts_file, clock):
    return Accounts(accounts_file, clock)


@pytest.fixture
def new_accounts(tmp_path, clock):
    """A machine that nobody claimed yet; ``told`` remembers its codes."""
    told = []
    accounts = Accounts(tmp_path / "new" / "accounts.json", clock, told.append)
    accounts.told = told
    return accounts


@pytest.fixture
def session():
    return RememberingSession()


@pytest.fixture
def build(accounts, session):
    """Builds an app from fakes; what a test cares about it names."""

    def build(**parts):
        usual = {
            "session": session, "latest": ScriptedLatest(*(moment(n) for n in range(1, 9))), "stream": FakeStream(),
            "accounts": accounts, "setup": Setup(), "title": "demo recording", "version": "0.1",
            "pictures": Seats(4), "listeners": Seats(4),
        }  # fmt: skip
        return create_app(PanelParts(**(usual | parts)))

    return build


class Browser:
    """A test client that has what a browser has: cookies, and the token of the forms it was shown."""

    def __init__(self, app, signed_in=True, name="owner"):
        self.app, self.accounts = app, app.extensions["backstride"].accounts
        self.client = app.test_client()
        self.token = ""
        if signed_in:
            self.token = self.accounts.open_session(name)
            self.client.set_cookie(SESSION_COOKIE, self.token)

    @property
    def form_token(self):
        cookie = self.client.get_cookie(SESSION_COOKIE) or self.client.get_cookie("backstride_visit")
        return self.accounts.form_token(cookie.value)

    def get(self, path, **options):
        return self.client.get(path, **options)

    def post(self, path, csrf=None, json=False, **fields):
        headers = {"Accept": "application/json"} if json else {"Accept": "text/html"}
        fields["csrf"] = self.form_token if csrf is None else csrf
        return self.client.post(path, data=fields, headers=headers)


@pytest.fixture
def owner(build):
    return Browser(build())


@pytest.fixture
def viewer(build):
    return Browser(build(), name=VIEWER)


@pytest.fixture
def stranger(build):
    return Browser(build(), signed_in=False)


@pytest.fixture
def browser_of():
    return Browser


@pytest.fixture
def live_latest():
    latest = LiveLatest()
    yield latest
    latest.close()


@pytest.fixture
def live_stream():
    stream = FakeStream()
    yield stream
    stream.close()


@pytest.fixture
def charts(tmp_path):
    """A folder like that of the installed chart library, with a file that nobody may have."""
    folder = tmp_path / "charts"
    folder.mkdir()
    for name in ("dygraph.min.js", "dygraph.min.css", "secret.js"):
        (folder / name).write_text("/* made up */")
    return folder
