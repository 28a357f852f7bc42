"""One clip under review: its film by ranges, what is drawn and plotted, why a cue was said, exports, and the report."""

import json
import struct
from dataclasses import replace
from threading import Event

import numpy as np
import pytest
from clip_fakes import FRAMES, GONE, ONE, SESSION, TWO, FakeLibrary, clip_in, cue_at, parts_of, pose

from backstride.coach.explained import explain
from backstride.coach.rules import RULES
from backstride.errors import BadInput
from backstride.panel import clip_words
from backstride.panel.clip_parts import Export
from backstride.panel.clip_track import events, pose_bytes, series
from backstride.panel.media import one_export
from backstride.types import LaneCalibration, Setup


@pytest.fixture
def clip(tmp_path):
    return clip_in(tmp_path / "one")


@pytest.fixture
def library(clip, tmp_path):
    return FakeLibrary(clip, clip_in(tmp_path / "two", TWO, facing="left"))


@pytest.fixture
def reviewer(build, browser_of, library, charts):
    return browser_of(build(clips=parts_of(library, charts)))


# ---- the film


@pytest.fixture
def film(clip):
    return (clip.folder / "clip.mp4").read_bytes()


def part(reviewer, range_, **headers):
    return reviewer.get(f"/clips/{ONE}/clip.mp4", headers={"Range": range_, **headers})


def test_the_whole_film_says_that_ranges_can_be_had(reviewer, film):
    answer = reviewer.get(f"/clips/{ONE}/clip.mp4")
    assert (answer.status_code, answer.data) == (200, film)
    assert answer.headers["Accept-Ranges"] == "bytes" and answer.mimetype == "video/mp4"


@pytest.mark.parametrize(
    "range_, begin, end",
    [("bytes=0-1", 0, 2), ("bytes=100-", 100, None), ("bytes=-50", -50, None), ("bytes=9-999999", 9, None)],
)
def test_a_range_gives_these_bytes_and_says_which(reviewer, film, range_, begin, end):
    answer, wanted = part(reviewer, range_), film[begin:end]
    start = begin % len(film)
    assert (answer.status_code, answer.data) == (206, wanted)
    assert answer.headers["Content-Range"] == f"bytes {start}-{start + len(wanted) - 1}/{len(film)}"
    assert answer.content_length == len(wanted)


@pytest.mark.parametrize(
    "range_", ["bytes=9999999-", "bytes=0-1,5-9", "bytes=9-2", "bytes=x", "pages=0-1", "bytes=-", "\x7f"]
)
def test_a_range_that_is_none_is_refused_with_the_size(reviewer, film, range_):
    answer = part(reviewer, range_)
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == f"bytes */{len(film)}"


def test_a_range_of_an_older_film_gives_the_whole_new_one(reviewer, film):
    etag = reviewer.get(f"/clips/{ONE}/clip.mp4").headers["ETag"]
    assert part(reviewer, "bytes=0-9", **{"If-Range": etag}).status_code == 206
    other = part(reviewer, "bytes=0-9", **{"If-Range": '"another"'})
    assert (other.status_code, other.data) == (200, film)


# ---- nothing beyond the clip's folder


@pytest.mark.parametrize("name", ["clip.mp4", "poses.npz", "measures.csv", "events.jsonl"])
def test_a_link_in_a_clip_leads_nowhere(reviewer, clip, tmp_path, name):
    secret = tmp_path / "secret"
    secret.write_bytes((clip.folder / name).read_bytes())
    (clip.folder / name).unlink()
    (clip.folder / name).symlink_to(secret)
    assert reviewer.get(f"/clips/{ONE}/files/{name}").status_code == 404
    if name == "clip.mp4":
        assert reviewer.get(f"/clips/{ONE}/clip.mp4").status_code == 404
    if name == "poses.npz":
        assert reviewer.get(f"/clips/{ONE}/poses.bin").status_code == 404


def test_a_folder_that_is_a_link_leads_nowhere(reviewer, library, clip, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    clip.folder.rename(elsewhere)
    clip.folder.symlink_to(elsewhere)
    assert reviewer.get(f"/clips/{ONE}/clip.mp4").status_code == 404


OUTSIDE = [
    "../about.toml",
    "%2e%2e/secret",
    "..%2fsecret",
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "clip.mp4%00",
    "..\\secret",
    "about.toml",
    ".",
    "",
    "x" * 5000,
    "clip.mp4/",
    "measures.csv%0a",
    "%c0%ae%c0%ae/secret",
]


@pytest.mark.parametrize("name", OUTSIDE)
@pytest.mark.parametrize("where", [f"/clips/{ONE}/files/", f"/clips/{ONE}/export/", "/charts/", f"/clips/{ONE}/"])
def test_only_named_files_are_given(reviewer, tmp_path, where, name):
    (tmp_path / "secret").write_text("top secret")
    answer = reviewer.get(where + name)
    assert answer.status_code in {200, 302, 308, 404}
    assert answer.status_code != 200 or answer.request.path == f"/clips/{ONE}/" or "html" in answer.mimetype
    assert b"top secret" not in answer.data and b"root:" not in answer.data


def test_of_the_chart_library_two_files_are_given(reviewer):
    assert reviewer.get("/charts/dygraph.min.js").status_code == 200
    assert reviewer.get("/charts/secret.js").status_code == 404


# ---- what is drawn and plotted


def test_poses_come_as_they_were_to_a_quarter_of_a_pixel():
    kept = [pose(n) for n in range(3)]
    kept[1].points[:] = np.nan
    told = pose_bytes(kept)
    assert told[:4] == b"BSP1" and struct.unpack("<3I", told[4:16]) == (3, 160, 96)
    assert np.frombuffer(told, "<f8", 3, 16).tolist() == [0.0, 0.1, 0.2]
    points = np.frombuffer(told, "<i2", 3 * 66, 40).reshape(3, 33, 2)
    assert np.abs(points[2] / 8192 - kept[2].points[:, :2]).max() * 2160 < 0.25
    assert (points[1] == -32768).all()
    assert set(told[40 + 3 * 66 * 2 :]) == {255}


def test_no_poses_are_no_bytes_of_poses():
    assert struct.unpack("<3I", pose_bytes([])[4:]) == (0, 0, 0)


def test_the_track_tells_measures_events_bands_and_the_belt(reviewer):
    track = reviewer.get(f"/clips/{ONE}/track.json").json
    assert len(track["series"]["t_s"]) == FRAMES and track["series"]["trunk_lean_deg"][10] == -5.0
    assert track["series"]["speed_mps"][0] is None and track["series"]["facing"][0] == "right"
    assert {event["kind"] for event in track["events"]} == {"contact", "head_check", "cue"}
    assert track["ground"] == {"kind": "belt", "points": [[40 / 96, 80 / 96], [120 / 96, 80 / 96]]}
    assert (track["bands"]["lean"]["low"], track["bands"]["lean"]["high"]) == (-6.0, 8.0)


def test_a_lane_is_drawn_where_there_is_one(build, browser_of, charts, tmp_path, clip):
    lane = LaneCalibration(((0, 96), (48, 48), (96, 48), (144, 96)), ((0, 0),) * 4, 1.2, (0.0, 1.0), (160, 96))
    library = FakeLibrary(replace(clip, setup=Setup("track", "rear", lane=lane)))
    track = browser_of(build(clips=parts_of(library, charts))).get(f"/clips/{ONE}/track.json").json
    assert track["ground"]["kind"] == "lane" and track["ground"]["points"][1] == [0.5, 0.5]


def test_lines_that_make_no_sense_are_left_out(tmp_path):
    lines = [
        '{"t_s": 2, "kind": "contact"}',
        "torn {",
        '{"t_s": NaN, "kind": "cue"}',
        '{"t_s": true, "kind": "cue"}',
        "[1]",
        '{"kind": "cue"}',
        '{"t_s": 1, "kind": "fall"}',
        '{"t_s": 1, "kind": "strange"}',
        '{"t_s": "1", "kind": "cue"}',
        '{"t_s": 1, "kind": []}',
    ]
    (tmp_path / "events.jsonl").write_text("\n".join(lines))
    assert [(e["t_s"], e["kind"]) for e in events(tmp_path / "events.jsonl")] == [(1, "fall"), (2, "contact")]
    (tmp_path / "measures.csv").write_bytes(b"t_s,trunk_lean_deg,gait\n0.0,inf,run\nx,1,run\n0.1,\xff,run\n0.2,3.5\n")
    told = series(tmp_path / "measures.csv")
    assert told["t_s"] == [0.0, 0.1, 0.2] and told["trunk_lean_deg"] == [None, None, 3.5]
    assert told["gait"] == ["run", "run", ""]


def test_a_clip_without_its_files_still_has_a_page(reviewer, clip):
    for name in ("clip.mp4", "poses.npz", "measures.csv", "events.jsonl"):
        (clip.folder / name).unlink()
    page = reviewer.get(f"/clips/{ONE}")
    assert page.status_code == 200 and "has no film" in page.text
    assert reviewer.get(f"/clips/{ONE}/poses.bin").status_code == 404
    assert reviewer.get(f"/clips/{ONE}/track.json").json["series"]["t_s"] == []


def test_damaged_poses_are_not_found_rather_than_a_fault(reviewer, clip):
    (clip.folder / "poses.npz").write_bytes(b"no zip")
    assert reviewer.get(f"/clips/{ONE}/poses.bin").status_code == 404


# ---- the page


def test_the_page_tells_why_with_value_band_error_and_source(reviewer):
    page = reviewer.get(f"/clips/{ONE}").text
    for words in (
        "Lean in, toward your toes.",
        "Why did you say that?",
        "-17.9",
        "-6° or more",
        "± 5°",
        "coaching articles",
        "Advice without measurement.",
    ):
        assert words in page


def test_without_the_chart_library_the_page_names_its_package(build, browser_of, library, tmp_path):
    page = browser_of(build(clips=parts_of(library, tmp_path / "none"))).get(f"/clips/{ONE}").text
    assert "libjs-dygraphs" in page and "/charts/" not in page


def test_a_cue_of_an_unknown_rule_keeps_the_coachs_own_words():
    assert clip_words.why("as it was", None).said == "as it was"


@pytest.mark.parametrize("rule", [rule.key for rule in RULES] + ["praise"])
def test_every_rule_is_explained_in_words_without_infinities(rule):
    told = clip_words.why("why", explain(rule))
    assert told.sources and all("inf" not in figures and "nan" not in figures for _, figures in told.asked)
    assert clip_words.rule_words(rule) != rule and 0.5 <= told.before_s <= 6


def test_what_no_rule_is_called_has_no_explanation():
    assert explain("nonsense") is None


# ---- exports


def test_an_export_is_made_by_its_own_function_and_leaves_nothing_behind(reviewer, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "made"))
    (tmp_path / "made").mkdir()
    answer = reviewer.get(f"/clips/{ONE}/export/trc")
    assert answer.text == f"TRC {ONE}" and f"filename={ONE}.trc" in answer.headers["Content-Disposition"]
    assert answer.content_length == len(answer.data)
    assert list((tmp_path / "made").iterdir()) == []
    assert reviewer.get(f"/clips/{ONE}/export/other").status_code == 404


def refuse(clip, path):
    raise BadInput("/secret cannot be exported")


def break_down(clip, path):
    raise RuntimeError("a broken export")


def test_an_export_that_cannot_be_is_told_and_gives_its_place_back(build, browser_of, library, charts):
    exports = (Export("bad", "Bad", ".x", refuse), Export("broken", "Broken", ".x", break_down))
    reviewer = browser_of(build(clips=replace(parts_of(library, charts), exports=exports)))
    answer = reviewer.get(f"/clips/{ONE}/export/bad")
    assert answer.status_code == 409 and "secret" not in answer.text
    assert reviewer.get(f"/clips/{ONE}/export/broken").status_code == 500
    assert one_export.taken == 0


def test_one_export_at_a_time(reviewer):
    assert one_export.take()
    try:
        assert reviewer.get(f"/clips/{ONE}/export/trc").status_code == 503
    finally:
        one_export.leave()


class HeldExport:
    """Writes when it is let go."""

    def __init__(self, fault=None):
        self.go, self.fault, self.times = Event(), fault, 0

    def __call__(self, clip, path):
        self.times += 1
        assert self.go.wait(10)
        if self.fault:
            raise self.fault
        path.write_bytes(b"film of " + clip.row.id.encode())


@pytest.fixture
def slow(build, browser_of, library, charts):
    """An owner before a panel with one slow export, and that export."""
    held = HeldExport()
    app = build(clips=replace(parts_of(library, charts), exports=(Export("mp4", "Film", ".mp4", held, slow=True),)))
    reviewer = browser_of(app)
    reviewer.exporting = app.extensions["backstride"].exporting
    yield reviewer, held
    held.go.set()
    reviewer.exporting.wait(10)


def test_a_slow_export_is_made_beside_the_requests_and_then_taken(slow):
    reviewer, held = slow
    where = f"/clips/{ONE}/export/mp4"
    assert "not made yet" in reviewer.get(where).text and held.times == 0  # a look begins nothing
    assert reviewer.post(where).location == where
    making = reviewer.get(where)
    assert "is being made" in making.text and making.headers["Refresh"] == "3"
    assert reviewer.get(f"{where}/file").status_code == 404
    held.go.set()
    reviewer.exporting.wait(10)
    assert "It is ready" in reviewer.get(where).text
    assert reviewer.get(f"{where}/file").data == b"film of " + ONE.encode()


def test_a_second_slow_export_waits_for_the_first_and_the_same_one_is_made_once(slow):
    reviewer, held = slow
    assert reviewer.post(f"/clips/{ONE}/export/mp4").status_code == 303
    assert reviewer.post(f"/clips/{ONE}/export/mp4").status_code == 303
    assert reviewer.post(f"/clips/{TWO}/export/mp4").status_code == 409
    held.go.set()
    reviewer.exporting.wait(10)
    assert held.times == 1


@pytest.mark.parametrize("fault", [BadInput("/secret"), RuntimeError("broken")])
def test_a_slow_export_that_fails_says_so_and_may_be_tried_again(slow, fault):
    reviewer, held = slow
    held.fault = fault
    held.go.set()
    reviewer.post(f"/clips/{ONE}/export/mp4")
    reviewer.exporting.wait(10)
    page = reviewer.get(f"/clips/{ONE}/export/mp4").text
    assert "could not be exported" in page and "secret" not in page
    assert reviewer.post(f"/clips/{ONE}/export/mp4").status_code == 303


@pytest.mark.parametrize("name", ["clip.mp4", "poses.npz", "measures.csv", "events.jsonl"])
def test_the_clips_own_files_can_be_taken_along(reviewer, clip, name):
    answer = reviewer.get(f"/clips/{ONE}/files/{name}")
    assert answer.data == (clip.folder / name).read_bytes()
    assert answer.headers["Content-Disposition"].startswith("attachment")


# ---- two clips, a session


def test_two_clips_are_compared_by_their_ids_alone(reviewer):
    page = reviewer.get(f"/clips/compare?a={ONE}&b={TWO}").text
    assert f'src="/clips/{ONE}/clip.mp4"' in page and f'src="/clips/{TWO}/clip.mp4"' in page
    for asked in (f"a={ONE}", f"a={ONE}&b={GONE}", f"a={ONE}&b=../x", ""):
        assert reviewer.get(f"/clips/compare?{asked}").status_code == 404


@pytest.mark.parametrize(
    "told",
    [
        "You kept your eyes up.",
        "<b>Weight over the toes</b>: You leaned back at times. Bring the chest over the toes. (said 3 times)",
        "Try: <b>Tall backward walk</b>, 3 times 15 m, 45 s rest.",
        "Cadence: 160 ± 1.5 steps/min (mostly 155 to 165), up from 150",
        "the safety clip on",
    ],
)
def test_the_report_shows_what_went_well_what_to_work_on_drills_and_figures_beside_earlier_ones(reviewer, told):
    assert told in reviewer.get(f"/clips/session/{SESSION}").text


def test_a_session_with_too_little_in_it_is_not_judged(reviewer, library, monkeypatch):
    short = replace(library.session(SESSION), backward_s=7.0)
    monkeypatch.setattr(library, "session", lambda id: short)
    page = reviewer.get(f"/clips/session/{SESSION}").text
    assert "Too little backward running" in page and "What to work on" not in page


def test_the_report_is_a_page_that_claims_nothing_medical(reviewer):
    page = reviewer.get(f"/clips/session/{SESSION}").text
    assert "What went well" in page and "What to work on" in page
    for word in ("injur", "diagnos", "therap", "patient", "treat ", "heal "):
        assert word not in page.lower()


def test_the_report_is_taken_along_as_pdf_under_a_name_that_says_whose(build, browser_of, library, charts):
    told = []
    owner = browser_of(build(clips=parts_of(library, charts, report_pdf=lambda one: told.append(one) or b"%PDF-")))
    page = f"/clips/session/{SESSION}"
    assert f'href="{page}/report.pdf"' in owner.get(page).text
    answer = owner.get(f"{page}/report.pdf")
    assert (answer.mimetype, answer.data, told[0].runner) == ("application/pdf", b"%PDF-", "Ada")
    assert answer.headers["Content-Disposition"] == "attachment; filename=backstride-2026-11-22-Ada.pdf"


def test_where_no_pdf_can_be_made_it_is_said_and_the_page_remains(build, browser_of, library, charts):
    def refuse(report):
        raise BadInput("no fonts in /usr/share/secret")

    answer = browser_of(build(clips=parts_of(library, charts, report_pdf=refuse))).get(
        f"/clips/session/{SESSION}/report.pdf"
    )
    assert answer.status_code == 409 and "fonts-dejavu-core" in answer.text and "secret" not in answer.text
    page = browser_of(build(clips=parts_of(library, charts))).get(f"/clips/session/{SESSION}").text
    assert "report.pdf" not in page


def test_the_trend_is_drawn_with_its_error_and_without_any_inline_style(reviewer):
    page = reviewer.get(f"/clips/session/{SESSION}").text
    assert page.count('<line class="error"') == page.count("<circle") == 6 and "style=" not in page


@pytest.mark.parametrize("id", ["nobody", "..", "a" * 99, "%2e%2e", "a b"])
def test_a_session_that_is_none_is_not_found(reviewer, id):
    assert reviewer.get(f"/clips/session/{id}").status_code in {302, 308, 404}


def test_the_page_is_for_people_and_the_track_for_scripts(reviewer):
    assert json.loads(reviewer.get(f"/clips/{ONE}/track.json").data)["site"] == "treadmill"
    assert cue_at().words in reviewer.get(f"/clips/{ONE}").text


def test_what_lay_on_the_path_is_given_look_by_look_and_a_damaged_file_is_left_out(build, browser_of, library, charts):
    def read(path):
        if path.read_bytes() != b"looks":
            raise BadInput("damaged")
        return [[0.4, [["cone", 0.1, 0.2, 0.3, 0.4]]]]

    file = library.clips[ONE].folder / "path.npz"
    owner = browser_of(build(clips=parts_of(library, charts, looks=read)))
    for content, looks in [(b"looks", [[0.4, [["cone", 0.1, 0.2, 0.3, 0.4]]]]), (b"other", [])]:
        file.write_bytes(content)
        assert owner.get(f"/clips/{ONE}/track.json").json["looks"] == looks


def test_clips_of_one_minute_are_told_apart_where_one_chooses(reviewer, library):
    row = replace(library.clips[TWO].row, started_at="2026-11-22T18:00:41.300+00:00")
    library.clips[TWO] = replace(library.clips[TWO], row=row)
    assert "Sun 22 Nov 2026, 18:00:41 · " in reviewer.get(f"/clips/{ONE}").text
