"""Every way into the panel, taken from the app itself: what is added tomorrow is tried too."""

from dataclasses import dataclass
from pathlib import Path

from clip_fakes import ONE, SESSION
from panel_fakes import FakeStream, RememberingSession, ScriptedLatest, moment

from backstride.panel.accounts import Accounts
from backstride.panel.app import PanelParts, create_app
from backstride.panel.roles import READING
from backstride.types import Setup

KNOWN = {"id": ONE, "session": SESSION, "name": "poses.npz", "key": "trc", "what": "start", "filename": "panel.css"}
"""Values under which the made-up library has something; other arguments get a plausible word."""


@dataclass(frozen=True)
class Way:
    """One address and one method by which it is used."""

    endpoint: str
    method: str
    path: str
    arguments: tuple[str, ...]
    rule: str

    def __str__(self):
        return f"{self.method} {self.rule}"

    def with_values(self, values):
        """The address with other values for its arguments."""
        with _APP.test_request_context():
            return _APP.url_map.bind("localhost").build(self.endpoint, values, self.method)


def _app():
    parts = PanelParts(RememberingSession(), ScriptedLatest(moment()), FakeStream(), Accounts(Path("/nowhere/at/all")),
                       Setup(), "", "")  # fmt: skip
    return create_app(parts)


_APP = _app()


def ways():
    """All of them but HEAD and OPTIONS, which follow GET."""
    found = []
    urls = _APP.url_map.bind("localhost")
    for rule in _APP.url_map.iter_rules():
        values = {name: KNOWN.get(name, "abc") for name in rule.arguments}
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            path = urls.build(rule.endpoint, values, method)
            found.append(Way(rule.endpoint, method, path, tuple(sorted(rule.arguments)), rule.rule))
    return sorted(found, key=str)


WAYS = ways()
READS = [way for way in WAYS if way.method in READING]
CHANGES = [way for way in WAYS if way.method not in READING]
WITH_ARGUMENTS = [way for way in WAYS if way.arguments]
