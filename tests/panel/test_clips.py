"""The list of clips, what is done to a clip, and the door before all of it."""

from dataclasses import fields, replace

import pytest
from clip_fakes import BELT, GONE, ONE, SESSION, TWO, FakeLibrary, clip_in, parts_of

from backstride.library.clips import Filters
from backstride.library.store import Library
from backstride.panel.clip_parts import NoLibrary, Wanted


@pytest.fixture
def library(tmp_path):
    return FakeLibrary(clip_in(tmp_path / "one"), clip_in(tmp_path / "two", TWO, facing="left", runner="Ben <b>"))


@pytest.fixture
def reviewer(build, browser_of, library, charts):
    return browser_of(build(clips=parts_of(library, charts)))


# ---- the list


def test_the_list_shows_each_clip_with_runner_place_length_and_cues(reviewer):
    page = reviewer.get("/clips").text
    for words in (
        f"/clips/{ONE}",
        "Ada",
        "treadmill, side view",
        "3.9 s",
        "Leaning back",
        "camp",
        "22 Nov 2026, 18:00",
    ):
        assert words in page


def test_a_name_is_text_and_never_markup(reviewer):
    assert "Ben &lt;b&gt;" in reviewer.get("/clips").text


def test_the_filters_of_the_address_reach_the_library(reviewer, library):
    reviewer.get(
        "/clips?runner=Ada&rule=lean_back&tag=camp&since=2026-11-01&until=2026-11-30&text=rain&pinned=1&after=k7"
    )
    filters, after, _ = library.asked[-1]
    assert filters == Wanted("Ada", "lean_back", "2026-11-01", "2026-11-30", "camp", "rain", True)
    assert after == "k7"


def test_what_can_be_chosen_is_counted_only_for_who_chooses(reviewer, library):
    assert "<select" not in reviewer.get("/clips").text and library.counted == 0
    page = reviewer.get("/clips?choose=1").text
    for option in ("Ada (2)", "Leaning back (1)", "camp (1)"):
        assert option in page


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01", "2026-11-22' OR 1=1", "\x00"])
def test_a_day_that_is_none_filters_nothing(reviewer, library, day):
    assert reviewer.get("/clips", query_string={"since": day}).status_code == 200
    assert library.asked[-1][0] == Wanted()


def test_what_can_be_wanted_is_what_the_library_filters_by():
    assert [(f.name, f.default) for f in fields(Wanted)] == [(f.name, f.default) for f in fields(Filters)]


def test_older_clips_are_asked_for_with_the_same_filters(reviewer, library):
    library.more = "key&2"
    assert "/clips?after=key%262&amp;runner=Ada" in reviewer.get("/clips?runner=Ada").text


def test_programs_get_the_list_as_json(reviewer, library):
    library.more = "k2"
    answer = reviewer.get("/api/clips").json
    assert answer["next"] == "k2"
    assert answer["clips"][0]["id"] == ONE and answer["clips"][0]["cues"] == {"lean_back": 1}


def test_a_machine_without_a_library_says_so(owner):
    assert "No clips are kept on this machine" in owner.get("/clips").text
    assert owner.get(f"/clips/{ONE}").status_code == 404


def test_no_library_has_every_door_of_the_library():
    def doors(kind):
        return {name for name in dir(kind) if not name.startswith("_")}

    assert doors(NoLibrary) <= doors(Library)


def test_every_page_leads_to_the_clips(owner):
    assert 'href="/clips"' in owner.get("/").text


# ---- the door

ADDRESSES = [
    "/clips",
    "/api/clips",
    f"/clips/{ONE}",
    f"/clips/{ONE}/clip.mp4",
    f"/clips/{ONE}/track.json",
    f"/clips/{ONE}/poses.bin",
    f"/clips/{ONE}/picture.jpg",
    f"/clips/{ONE}/files/measures.csv",
    f"/clips/{ONE}/export/trc",
    f"/clips/compare?a={ONE}&b={TWO}",
    f"/clips/session/{SESSION}",
    "/charts/dygraph.min.js",
]
CHANGES = ["notes", "tags", "runner", "keep", "trim", "delete", "undo"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_stranger_sees_nothing_of_any_clip(build, browser_of, library, charts, address):
    answer = browser_of(build(clips=parts_of(library, charts)), signed_in=False).get(address)
    assert answer.status_code in {302, 401}
    assert library.asked == []


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_without_the_token_of_our_form_changes_nothing(reviewer, library, what):
    assert reviewer.post(f"/clips/{ONE}/{what}", csrf="wrong", keep="1", from_s="1", to_s="2").status_code == 403
    assert library.done == []


@pytest.mark.parametrize("what", CHANGES)
def test_a_look_changes_nothing(reviewer, library, what):
    assert reviewer.get(f"/clips/{ONE}/{what}").status_code in {404, 405}
    assert library.done == []


# ---- changes


def test_each_form_does_what_it_says_and_comes_back_to_the_clip(reviewer, library):
    posts = [
        ("notes", {"notes": "wet\r\ntrack"}),
        ("tags", {"tags": "camp, wet track ,, camp"}),
        ("runner", {"runner": " Bo  Li "}),
        ("keep", {"keep": "1"}),
        ("trim", {"from_s": "1", "to_s": "2.5"}),
    ]
    for what, sent in posts:
        answer = reviewer.post(f"/clips/{ONE}/{what}", **sent)
        assert (answer.status_code, answer.location) == (303, f"/clips/{ONE}")
    assert library.done == [
        ("notes", ONE, "wet\ntrack"),
        ("tags", ONE, ("camp", "wet track")),
        ("runner", ONE, "Bo Li"),
        ("keep", ONE, True),
        ("trim", ONE, 1.0, 2.5),
    ]


def test_a_deleted_clip_can_be_had_back_from_the_page_that_follows(reviewer, library):
    answer = reviewer.post(f"/clips/{ONE}/delete")
    assert f'action="/clips/{ONE}/undo"' in reviewer.get(answer.location).text
    assert reviewer.post(f"/clips/{ONE}/undo").location == f"/clips/{ONE}"
    assert library.done == [("delete", ONE), ("undo", ONE)]


def test_what_waits_for_the_clean_up_is_listed(reviewer, library, tmp_path):
    library.gone = (clip_in(tmp_path / "gone", GONE).row,)
    assert f'action="/clips/{GONE}/undo"' in reviewer.get("/clips").text


BAD = [
    ("trim", {"from_s": "nan", "to_s": "2"}),
    ("trim", {"from_s": "2", "to_s": "1"}),
    ("trim", {"from_s": "-1", "to_s": "2"}),
    ("trim", {"from_s": "1", "to_s": "99"}),
    ("trim", {"from_s": "1"}),
    ("trim", {"from_s": "1", "to_s": "1.1"}),
    ("keep", {"keep": "yes"}),
    ("notes", {"notes": "x" * 5000}),
    ("tags", {"tags": ",".join(f"t{n}" for n in range(20))}),
    ("tags", {"tags": "a\x07b"}),
    ("tags", {"tags": "x" * 41}),
    ("runner", {"runner": "x" * 100}),
]


@pytest.mark.parametrize("what, sent", BAD)
def test_what_makes_no_sense_is_refused(reviewer, library, what, sent):
    assert reviewer.post(f"/clips/{ONE}/{what}", **sent).status_code == 400
    assert library.done == []


def test_a_library_that_refuses_is_told_without_its_paths(reviewer, library):
    library.refuses = True
    answer = reviewer.post(f"/clips/{ONE}/keep", keep="1")
    assert answer.status_code == 409 and "could not be done" in answer.text and "secret" not in answer.text


@pytest.mark.parametrize("id", [GONE, "1", "AAAAAAAAA1", "aaaaaaaaa1x", "..", "%2e%2e", "aaaaaaaaa%00", "x" * 3000])
@pytest.mark.parametrize("what", ["", "/clip.mp4", "/track.json", "/poses.bin", "/picture.jpg", "/files/measures.csv"])
def test_an_id_that_is_none_is_not_found(reviewer, id, what):
    answer = reviewer.get(f"/clips/{id}{what}")
    assert answer.status_code in {302, 308, 404} and "secret" not in answer.text


def test_an_unnamed_clip_of_no_date_has_a_line_too(build, browser_of, tmp_path, charts):
    odd = clip_in(tmp_path / "odd", runner="", started_at="", title="A walk", tags=(), cues=())
    page = browser_of(build(clips=parts_of(FakeLibrary(replace(odd, setup=BELT)), charts))).get("/clips").text
    assert "A walk" in page and "Runner not named" in page and "no cue" in page
