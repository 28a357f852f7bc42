"""A bounded fuzz over the panel: made-up requests to every way into it, by a stranger, a viewer and the owner.

The same requests each time. No answer may come from a fault inside, tell of the inside or let somebody through.
"""

from urllib.parse import quote_from_bytes

import pytest
from clip_fakes import ONE, SESSION, FakeLibrary, clip_in, parts_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from panel_fakes import VIEWER
from surface import CHANGES, WAYS

from backstride.panel.access import OPEN
from backstride.panel.roles import role_needed
from backstride.panel.settings_parts import SettingsParts

BOUNDED = settings(
    max_examples=250, derandomize=True, deadline=None, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
STREAMS = {"live.events", "live.stream", "live.path_stream"}
WORDS = st.sampled_from([ONE, SESSION, "0", "1", "-1", "nan", "1e400", "on", "track", "lane", "belt", "..", "a" * 300])
VALUES = st.one_of(WORDS, st.text(max_size=30), st.integers().map(str), st.floats().map(str))
NAMES = st.sampled_from((
    "text name runner notes tags keep muted from_s to_s kind code password old new again height_m near_m deep_m "
    "travel image_width image_height corner_1_x corner_1_y mark_1_x programme week effort pain day key a b after"
).split())  # fmt: skip
FIELDS = st.dictionaries(NAMES, VALUES, max_size=5)
BYTES = st.binary(max_size=40).map(lambda content: quote_from_bytes(content, safe="/"))
HEADERS = st.dictionaries(
    st.sampled_from(["Accept", "Range", "If-None-Match", "If-Modified-Since", "Content-Type", "Accept-Language",
                     "X-Forwarded-For", "X-Original-URL", "X-Rewrite-URL", "Referer", "Authorization", "Cookie"]),
    st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=60), max_size=3,
)  # fmt: skip


@pytest.fixture
def app(build, tmp_path, charts, monkeypatch):
    monkeypatch.setattr("backstride.panel.passwords.METHOD", "scrypt:1024:8:1")
    monkeypatch.setattr("backstride.panel.passwords.NOBODYS", "scrypt:1024:8:1$nobody$" + "0" * 128)
    settings_file = SettingsParts(lambda: "", lambda text: (), lambda text: None, lambda: None)
    return build(clips=parts_of(FakeLibrary(clip_in(tmp_path / "kept" / "one")), charts), settings=settings_file)


@pytest.mark.parametrize("who", ["stranger", "viewer", "owner"])
def test_made_up_requests_get_an_answer_and_nobody_through(app, browser_of, session, who):
    @BOUNDED
    @given(st.sampled_from(WAYS), FIELDS, FIELDS, HEADERS, BYTES, st.booleans())
    def fuzz(way, fields, questions, headers, tail, plain):
        session.pressed.clear()
        browser = browser_of(app, signed_in=who != "stranger", name="owner" if who == "owner" else VIEWER)
        browser.get("/login")
        path = way.path if plain else f"{way.path}/{tail}"
        data = {"csrf": browser.form_token} | fields if way in CHANGES else None
        answer = browser.client.open(path, method=way.method, data=data, query_string=questions, headers=headers,
                                     buffered=False)  # fmt: skip
        text = "" if way.endpoint in STREAMS else answer.get_data().decode("latin-1")
        answer.close()
        assert "went wrong inside" not in text and "Traceback" not in text and "/kept/" not in text
        if plain and way.endpoint not in OPEN and who != "owner":
            with app.app_context():
                closed = who == "stranger" or role_needed(way.endpoint, way.method) == "owner"
            assert not closed or answer.status_code in {302, 400, 401, 403, 413}
            assert not closed or session.pressed == []

    fuzz()
