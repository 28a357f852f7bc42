"""The calibration page: what it accepts, measures and saves, and how it refuses."""

from dataclasses import replace
from math import isnan

import numpy as np
import pytest
from calibrate_scene import (
    Look,
    Still,
    belt_fields,
    calibrating,
    lane_fields,
    mark_fields,
    moment_of,
    saved_in,
    true_lane,
)
from panel_fakes import ScriptedLatest

from backstride.calibration import Calibration, write_calibration
from backstride.errors import BadInput
from backstride.panel.calibrate_parts import Blank, Unsure
from backstride.panel.settings_parts import SettingsParts
from backstride.path.lane import lane_of
from backstride.types import BeltCalibration, Setup

LANE = true_lane()
BELT = BeltCalibration(((444.9, 573.1), (864.1, 576.5)), 1.6, (1280, 720))


@pytest.fixture
def file(tmp_path):
    return tmp_path / "data" / "calibration.toml"


@pytest.fixture
def page(build, browser_of, file):
    """The browser of a signed-in owner; what a test cares about it names."""

    def page(size=(1280, 720), signed_in=True, **parts):
        latest = ScriptedLatest(*(moment_of(size, n) for n in range(2, 9)), before=size and moment_of(size))
        return browser_of(build(**({"latest": latest, "calibrating": calibrating(file)} | parts)), signed_in)

    return page


@pytest.fixture
def ask(page):
    """Sends a form as the page's script does; the answer's status and JSON."""

    def ask(what, fields, **parts):
        answer = page(**parts).post(f"/calibrate/{what}", json=True, **fields)
        return answer.status_code, answer.json

    return ask


def refused(ask, what, fields, **parts):
    status, told = ask(what, fields, **parts)
    assert status == 400 and set(told) == {"error"}
    return told["error"]


# ---- the lane


def test_four_corners_make_a_lane_and_the_page_says_how_fine_it_is(ask):
    status, told = ask("check", lane_fields())
    assert status == 200
    assert told["range_m"] == pytest.approx(10, abs=0.01)
    assert told["reprojection_px"] == 0
    here, lower = lane_of(LANE, (1280, 720)).ground(np.array([LANE.image_px[2], np.add(LANE.image_px[2], (0, -1))]))
    assert told["m_per_px"] == pytest.approx(np.hypot(*(lower - here)), rel=0.2)
    assert "The grid fits" in told["words"]


def test_a_coarse_picture_is_said_to_be_rough(ask):
    far_away = lane_fields(corner_3_y=340.0, corner_4_y=341.0, deep_m=60)
    assert "rough" in ask("check", far_away)[1]["words"]


def test_a_lane_is_saved_as_it_was_marked(ask, file):
    status, told = ask("save", lane_fields(height_m="1,76"))
    assert (status, told["saved"]) == (200, "lane")
    assert "restart" in told["words"]
    assert saved_in(file) == Calibration(1.76, LANE)


@pytest.mark.parametrize(
    ("travel", "way", "width_m"),
    [("far", (0, 1), 1.22), ("near", (0, -1), 1.22), ("left", (-1, 0), 10), ("right", (1, 0), 10)],
)
def test_the_way_of_the_runner_and_with_it_the_lanes_width_are_saved(ask, file, travel, way, width_m):
    assert ask("save", lane_fields(travel=travel))[0] == 200
    assert (saved_in(file).lane.travel, saved_in(file).lane.width_m) == (way, width_m)


def test_a_lane_may_be_narrower_than_the_rectangle(ask, file):
    assert ask("save", lane_fields(width_m="0.9"))[0] == 200
    assert saved_in(file).lane.width_m == 0.9


CROSSED = {"corner_3_x": 490.5, "corner_3_y": 395.1, "corner_4_x": 599.9, "corner_4_y": 393.3}
ON_A_LINE = {"corner_2_x": 558.2, "corner_2_y": 500.7}


@pytest.mark.parametrize("what", ["check", "save", "distance"])
@pytest.mark.parametrize(
    ("changed", "named"),
    [
        (CROSSED, "The points cross over"),
        ({f"corner_{n}_{axis}": 300 for n in (1, 2, 3, 4) for axis in "xy"}, "lie on one line"),
        (ON_A_LINE, "Three of the picture points lie on one line. Needed: four corners"),
        ({"corner_1_x": "-1"}, "Near left corner: the point lies outside the picture."),
        ({"corner_3_y": "720.5"}, "Far right corner: the point lies outside the picture."),
        ({"corner_2_x": "nan"}, "Near right corner must be a number of pixels."),
        ({"corner_2_x": "inf"}, "Near right corner must be a number of pixels."),
        ({"corner_2_x": "1e3"}, "Near right corner must be a number of pixels."),
        ({"corner_2_x": "9" * 400}, "Near right corner must be a number of pixels."),
        ({"corner_2_x": "١٢"}, "Near right corner must be a number of pixels."),
        ({"corner_2_x": "<b>"}, "Near right corner must be a number of pixels."),
        ({"corner_4_y": ""}, "Far left corner must be a number of pixels."),
        ({"near_m": "0"}, "The near side must be a number of metres from 0.1 to 200."),
        ({"deep_m": "1000"}, "The depth from near to far must be a number of metres from 0.1 to 200."),
        ({"travel": "up"}, "Please choose which way the runner travels."),
        ({"width_m": "25"}, "The lane's width must be a number of metres from 0.3 to 20."),
        ({"near_m": "30"}, "The lane's width must be a number of metres from 0.3 to 20."),
        ({"image_width": "", "image_height": ""}, "There is no picture to mark points on."),
        ({"image_width": "5"}, "The picture's size must be a number of pixels from 96 to 16384."),
    ],
)
def test_what_makes_no_lane_is_refused_with_a_sentence_and_nothing_is_saved(ask, file, what, changed, named):
    sentence = refused(ask, what, lane_fields(**changed) | mark_fields((600, 500), (700, 500)))
    assert named in sentence and sentence.endswith(".")
    assert "accepted" not in sentence
    assert not file.exists()


def test_a_corner_beside_which_there_is_no_ground_is_refused(ask, file):
    class Edge:
        def ground(self, pixels):
            return np.where(np.asarray(pixels) < 394, np.nan, pixels)

    parts = replace(calibrating(file), lane_of=lambda lane, size: Edge())
    assert "A corner lies at the horizon" in refused(ask, "check", lane_fields(), calibrating=parts)


@pytest.mark.parametrize("fields", [lane_fields(), belt_fields()], ids=["lane", "belt"])
def test_points_on_a_picture_of_another_shape_are_refused(ask, file, fields):
    sentence = refused(ask, "save", fields, size=(640, 480))
    assert sentence.startswith("The points were marked on a picture of 1280×720, and the camera gives 640×480 now")
    assert not file.exists()


def test_points_on_a_smaller_picture_of_the_same_shape_hold(ask, file):
    assert ask("save", lane_fields(), size=(640, 360))[0] == 200


def test_a_camera_that_was_lost_meanwhile_costs_nobody_the_points(ask, file):
    assert ask("save", lane_fields(), size=None)[0] == 200
    assert saved_in(file).lane == LANE


# ---- a known distance


def on_picture(*ground):
    """Pixels of points in metres along and across the true lane."""
    return lane_of(LANE, (1280, 720)).pixels(np.array(ground, float)).round(2).tolist()


@pytest.mark.parametrize(
    ("first", "second", "metres"),
    [((0, 0), (3, 0), 3.0), ((2, 0.61), (2, -0.61), 1.22), ((0, 0.61), (10, -0.61), 10.074), ((1, 0), (1, 0), 0.0)],
)
def test_a_known_distance_is_found_again(ask, first, second, metres):
    status, told = ask("distance", lane_fields() | mark_fields(*on_picture(first, second)))
    assert status == 200
    assert told["distance_m"] == pytest.approx(metres, abs=0.01)
    assert f"{told['distance_m']:.2f} m apart" in told["words"]
    assert 0 < told["slip_m"] < 0.4
    assert "outside" not in told["words"]


def test_outside_the_marked_piece_a_distance_is_said_to_be_less_sure(ask):
    told = ask("distance", lane_fields() | mark_fields(*on_picture((2, 0), (2, 2.5))))[1]
    assert told["distance_m"] == pytest.approx(2.5, abs=0.02)
    assert "outside the marked piece" in told["words"]


def test_there_is_no_distance_to_the_sky(ask):
    sentence = refused(ask, "distance", lane_fields() | mark_fields((600, 500), (600, 2)))
    assert "horizon" in sentence


@pytest.mark.parametrize("wrong", ["", "nan", "1281"])
def test_a_point_that_is_none_has_no_distance(ask, wrong):
    assert "Second point" in refused(ask, "distance", lane_fields() | mark_fields((600, 500), (wrong, 500)))


# ---- the belt


def test_a_belt_is_saved_as_it_was_marked(ask, file):
    assert ask("save", belt_fields(speed_mps="1.2", height_m="1.8"))[1]["saved"] == "belt"
    assert saved_in(file) == Calibration(1.8, None, replace(BELT, speed_mps=1.2))


def test_a_belt_needs_no_speed_and_no_height(ask, file):
    assert ask("save", belt_fields())[0] == 200
    assert isnan(saved_in(file).belt.speed_mps) and isnan(saved_in(file).height_m)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"end_2_x": 446, "end_2_y": 573}, "less than 10 pixels apart"),
        ({"end_1_x": 1300}, "Console end of the belt: the point lies outside the picture."),
        ({"belt_length_m": ""}, "The belt's length must be a number of metres from 0.5 to 6."),
        ({"belt_length_m": "infinity"}, "The belt's length"),
        ({"speed_mps": "-1"}, "The belt's speed must be a number of metres per second from 0 to 8."),
        ({"height_m": "176"}, "The runner's height must be a number of metres from 0.8 to 2.6."),
        ({"kind": "moon"}, "Please choose lane or belt."),
    ],
)
def test_what_makes_no_belt_is_refused_with_a_sentence(ask, file, changed, named):
    assert named in refused(ask, "save", belt_fields(**changed))
    assert not file.exists()


# ---- the file


def test_saving_one_keeps_the_other(ask, file):
    ask("save", lane_fields(height_m="1.7"))
    ask("save", belt_fields(height_m="1.8"))
    known = saved_in(file)
    assert (known.height_m, known.lane) == (1.8, LANE)
    assert known.belt.belt_length_m == 1.6


def test_a_file_that_cannot_be_read_is_told_and_replaced(page, file):
    file.parent.mkdir()
    file.write_text("[lane")
    owner = page()
    assert "The saved calibration can&#39;t be read: saving replaces it." in owner.get("/calibrate").text
    assert owner.post("/calibrate/save", json=True, **lane_fields()).status_code == 200
    assert saved_in(file).lane == LANE


def test_a_disk_that_takes_nothing_is_told_without_a_path(ask, file):
    file.parent.write_text("no folder")
    status, told = ask("save", lane_fields())
    assert status == 500
    assert told == {"error": "This could not be saved: the disk does not take it."}


# ---- the page


def test_the_page_shows_the_saved_lane_again(page, file):
    write_calibration(file, Calibration(1.76, replace(LANE, travel=(0.0, -1.0))))
    text = page().get("/calibrate").text
    for field in (
        'name="corner_1_x" value="626"', 'name="corner_3_y" value="393.3"', 'name="height_m" value="1.76"',
        'name="image_width" value="1280"', 'value="near" checked', "A lane is saved. It holds from the next start",
    ):  # fmt: skip
        assert field in text


def test_saved_points_move_with_the_size_of_the_picture(page, file):
    write_calibration(file, Calibration(lane=LANE))
    text = page(size=(640, 360)).get("/calibrate").text
    assert 'name="corner_1_x" value="313"' in text and 'name="image_width" value="640"' in text


def test_a_lane_written_by_hand_in_another_order_is_marked_anew(page, file):
    elsewhere = ((5.0, 5.0), (6.22, 5.0), (6.22, 15.0), (5.0, 15.0))
    write_calibration(file, Calibration(lane=replace(LANE, ground_m=elsewhere)))
    assert 'name="corner_1_x" value="384"' in page().get("/calibrate").text


@pytest.mark.parametrize(("site", "kind"), [("track", "lane"), ("treadmill", "belt")])
def test_the_site_chooses_what_is_marked_first(page, site, kind):
    assert f'data-kind="{kind}"' in page(setup=Setup(site=site)).get("/calibrate").text


def test_what_is_in_use_is_told_and_what_does_not_fit(page):
    assert "A lane is in use." in page(setup=Setup(lane=LANE)).get("/calibrate").text
    text = page(setup=Setup(lane=LANE), size=(640, 480)).get("/calibrate").text
    assert "The lane was calibrated on a picture of 1280×720, the camera gives 640×480: it is not used." in text


def test_the_page_begins_with_what_is_in_use_where_nothing_else_is_saved(page, file):
    text = page(setup=Setup(lane=LANE)).get("/calibrate").text
    assert "A lane is in use." in text and 'name="corner_1_x" value="626"' in text
    moved = replace(LANE, image_px=((600.0, 606.3), *LANE.image_px[1:]))
    write_calibration(file, Calibration(lane=moved))
    text = page(setup=Setup(lane=LANE)).get("/calibrate").text
    assert "Another lane is saved." in text and 'name="corner_1_x" value="600"' in text


def test_a_belt_saved_beside_a_lane_is_for_a_treadmill(page, file):
    write_calibration(file, Calibration(lane=LANE, belt=BELT))
    told = page(setup=Setup(lane=LANE)).get("/calibrate").text
    assert "A belt is saved too: it counts on a treadmill." in told
    assert "A belt is saved. It holds" not in told
    assert "A belt is saved. It holds" in page(setup=Setup(site="treadmill")).get("/calibrate").text


def test_on_a_track_a_saved_belt_comes_with_the_way_to_use_it(ask):
    assert "start with --site treadmill" in ask("save", belt_fields())[1]["words"]
    assert "--site" not in ask("save", belt_fields(), setup=Setup(site="treadmill"))[1]["words"]


def test_where_another_file_is_used_the_page_says_so_before_and_after_saving(page, file):
    owner = page(calibrating=calibrating(file, notice="The settings name another file."))
    assert "The settings name another file." in owner.get("/calibrate").text
    told = owner.post("/calibrate/save", json=True, **lane_fields()).json
    assert told["words"] == "The lane is saved. The settings name another file."


def test_the_live_page_tells_that_a_calibration_does_not_fit(page):
    notices = page(setup=Setup(lane=LANE, belt=BELT), size=(640, 480)).get("/api/state").json["notices"]
    assert [text.split(" was ")[0] for text in notices] == ["The lane", "The belt"]
    assert page(setup=Setup(lane=LANE, belt=BELT), size=(640, 360)).get("/api/state").json["notices"] == []


def test_the_still_is_the_cameras_picture_and_its_loss_is_told(page, file):
    still = Still(b"\xff\xd8now")
    owner = page(calibrating=calibrating(file, still))
    answer = owner.get("/calibrate/still.jpg")
    assert (answer.data, answer.mimetype, answer.headers["Cache-Control"]) == (b"\xff\xd8now", "image/jpeg", "no-store")
    still.jpeg = None
    assert owner.get("/calibrate/still.jpg").status_code == 503


def test_without_scripts_the_form_saves_checks_and_measures(page, file):
    owner = page()
    assert "The grid fits the corners" in owner.post("/calibrate/check", **lane_fields()).text
    marks = mark_fields(*on_picture((0, 0), (3, 0)))
    measured = owner.post("/calibrate/distance", **lane_fields(), **marks).text
    assert "3.00 m apart" in measured and 'name="corner_2_x" value="873.8"' in measured
    answer = owner.post("/calibrate/save", **lane_fields())
    assert (answer.status_code, answer.location) == (303, "/calibrate?saved=lane")
    assert "The lane is saved." in owner.get(answer.location).text


def test_a_refused_form_comes_back_as_it_was_with_the_sentence(page):
    answer = page().post("/calibrate/save", **lane_fields(near_m="<b>wide"))
    assert answer.status_code == 400
    assert "The near side must be a number" in answer.text
    assert 'value="&lt;b&gt;wide"' in answer.text and "<b>wide" not in answer.text
    assert 'name="corner_1_x" value="626.0"' in answer.text


# ---- the margin


def test_the_margin_is_saved_and_shown_again(page, ask, file):
    assert ask("save", lane_fields(margin_m="0,35"))[0] == 200
    assert saved_in(file).lane == replace(LANE, margin_m=0.35)
    assert 'name="margin_m" value="0.35"' in page().get("/calibrate").text


@pytest.mark.parametrize("wrong", ["-0.1", "2.5", "wide", "nan"])
def test_a_margin_that_is_none_is_refused(ask, file, wrong):
    assert refused(ask, "save", lane_fields(margin_m=wrong)).startswith("The margin beside the lane must be a number")
    assert not file.exists()


def test_a_lane_that_the_page_cannot_show_is_told_before_it_is_replaced(page, file):
    slanted = replace(LANE, travel=(0.6, 0.8), margin_m=0.5)
    write_calibration(file, Calibration(lane=slanted))
    text = page().get("/calibrate").text
    assert "written by hand, in a form that this page can&#39;t show: saving replaces it" in text
    assert 'name="margin_m" value="0.5"' in text


# ---- a look at the empty lane


def test_a_look_is_taken_told_shown_and_removed(page, file):
    owner = page(calibrating=calibrating(file, looks=Look()))
    assert "None is kept" in owner.get("/calibrate").text and owner.get("/calibrate/empty.jpg").status_code == 404
    told = owner.post("/calibrate/empty", json=True).json
    assert told["words"].startswith("The look is kept. Please look at it") and "restart" in told["words"]
    assert "2026" in told["look"] and told["look"] in owner.get("/calibrate").text
    shown = owner.get("/calibrate/empty.jpg")
    assert (shown.mimetype, shown.headers["Cache-Control"]) == ("image/jpeg", "no-store")
    told = owner.post("/calibrate/empty/remove", json=True).json
    assert told["words"].startswith("The look is removed.") and told["look"] == ""
    assert owner.get("/calibrate/empty.jpg").status_code == 404


def test_a_look_that_cannot_be_taken_is_refused_with_its_sentence_and_nobody_can_insist(page, file):
    owner = page(calibrating=calibrating(file, looks=(look := Look(BadInput("Somebody is in the picture.")))))
    for sure in ("0", "1"):
        answer = owner.post("/calibrate/empty", json=True, sure=sure)
        assert (answer.status_code, answer.json) == (400, {"error": "Somebody is in the picture."})
    assert look.sure == [False, True] and look.taken_s is None


def test_where_nobody_knows_a_person_must_say_that_the_lane_is_empty(page, file):
    owner = page(calibrating=calibrating(file, looks=(look := Look(Unsure("Nobody could look.")))))
    answer = owner.post("/calibrate/empty", json=True)
    assert (answer.status_code, answer.json, look.taken_s) == (409, {"ask": "Nobody could look."}, None)
    for guessed in ("", "yes", "2"):
        assert owner.post("/calibrate/empty", json=True, sure=guessed).status_code == 409
    assert owner.post("/calibrate/empty", json=True, sure="1").status_code == 200


def test_without_scripts_the_form_asks_too_and_keeps_what_was_marked(page, file):
    owner = page(calibrating=calibrating(file, looks=Look(Unsure("Nobody could look."))))
    asked = owner.post("/calibrate/empty", **lane_fields(near_m="1.5"))
    assert asked.status_code == 409 and "Nobody could look." in asked.text and 'name="near_m" value="1.5"' in asked.text
    assert "The look is kept." in owner.post("/calibrate/empty", sure="1", **lane_fields()).text


def test_a_full_disk_is_told_of_a_look_too(page, file):
    owner = page(calibrating=calibrating(file, looks=Look(OSError("/secret/place: no space"))))
    answer = owner.post("/calibrate/empty", json=True)
    assert (answer.status_code, answer.json["error"]) == (500, "This could not be saved: the disk does not take it.")


def test_a_panel_that_cannot_keep_a_look_says_so(page):
    assert page().post("/calibrate/empty", json=True).json["error"] == "A look at the empty lane can't be kept here."


def test_a_look_that_waits_for_the_next_start_is_told_apart_from_another_lane(page, file, tmp_path):
    write_calibration(file, Calibration(lane=replace(LANE, empty=file.parent / "lane-empty-1.png")))
    text = page(setup=Setup(view="front", lane=LANE)).get("/calibrate").text
    assert "Another look at the empty lane is saved. It holds from the next start" in text
    assert "Another lane" not in text


def test_what_the_lane_keeper_has_to_add_is_told_after_a_save(page, file):
    parts = replace(calibrating(file), save=lambda *what: "The look is gone.")
    owner = page(calibrating=parts)
    assert owner.post("/calibrate/save", json=True, **lane_fields()).json["words"].endswith("The look is gone.")
    assert "The look is gone." in owner.post("/calibrate/save", **lane_fields()).text


def test_the_next_start_is_offered_where_somebody_can_start(page):
    assert "Start again now" not in page().get("/calibrate").text
    settings = SettingsParts(lambda: "", lambda text: (), lambda text: None, lambda: None)
    assert 'action="/config/restart"' in page(settings=settings).get("/calibrate").text


# ---- a second camera


@pytest.fixture
def two(page, file):
    """A page with a path camera that has its own picture, file and look."""

    def two(size=(640, 480), used=None, **parts):
        path = calibrating(file.parent / "path-calibration.toml", Still(b"\xff\xd8path"), size=lambda: size,
                           used=Blank(lane=used), looks=Look())  # fmt: skip
        return page(calibrating_path=path, **parts)

    return two


def test_without_a_path_camera_there_is_no_choice_and_no_page_of_it(page):
    owner = page()
    assert "Path camera" not in owner.get("/calibrate").text
    for path in ("/calibrate?camera=path", "/calibrate/still.jpg?camera=path", "/calibrate?camera=moon"):
        assert owner.get(path).status_code == 404
    assert owner.post("/calibrate/save", json=True, **lane_fields(camera="path")).status_code == 404


def test_each_camera_has_its_own_still_points_and_file(two, file):
    owner, path_file = two((1280, 720)), file.parent / "path-calibration.toml"
    assert owner.get("/calibrate/still.jpg?camera=path").data == b"\xff\xd8path"
    assert owner.get("/calibrate/still.jpg").data != b"\xff\xd8path"
    assert owner.post("/calibrate/save", json=True, **lane_fields(camera="path", margin_m="0.2")).status_code == 200
    assert saved_in(path_file).lane == replace(LANE, margin_m=0.2) and not file.exists()
    owner.post("/calibrate/save", json=True, **lane_fields(near_m="1.5"))
    assert 'name="near_m" value="1.5"' in owner.get("/calibrate").text
    text = owner.get("/calibrate?camera=path").text
    assert 'name="near_m" value="1.22"' in text and "A lane is saved. It holds from the next start" in text
    assert 'aria-current="page">Path camera' in text and "Treadmill belt" not in text and "height_m" not in text


def test_without_scripts_one_stays_with_the_camera(two):
    owner = two((1280, 720))
    answer = owner.post("/calibrate/save", **lane_fields(camera="path"))
    assert (answer.status_code, answer.location) == (303, "/calibrate?camera=path&saved=lane")
    checked = owner.post("/calibrate/check", **lane_fields(camera="path")).text
    assert 'name="camera" value="path"' in checked and "/calibrate/still.jpg?camera=path" in checked


def test_points_are_held_against_the_picture_of_their_own_camera(two):
    answer = two().post("/calibrate/save", json=True, **lane_fields(camera="path"))
    assert answer.status_code == 400 and "gives 640×480 now" in answer.json["error"]
    assert two().post("/calibrate/save", json=True, **lane_fields()).status_code == 200


def test_a_path_camera_has_no_belt_and_asks_for_no_height(two, file):
    path_file = file.parent / "path-calibration.toml"
    write_calibration(path_file, Calibration(1.8, LANE))
    owner = two((1280, 720))
    fields = belt_fields(camera="path")
    assert owner.post("/calibrate/save", json=True, **fields).json["error"] == "A path camera has a lane alone."
    fields = lane_fields(camera="path")
    del fields["height_m"]
    owner.post("/calibrate/save", json=True, **fields)
    assert saved_in(path_file).height_m == 1.8


def test_a_look_is_that_of_its_camera(two, file):
    owner = two((1280, 720), calibrating=calibrating(file, looks=Look()))
    assert owner.post("/calibrate/empty", json=True, camera="path").status_code == 200
    assert owner.get("/calibrate/empty.jpg?camera=path").status_code == 200
    assert owner.get("/calibrate/empty.jpg").status_code == 404


def test_a_path_cameras_misfit_is_told_on_its_page_and_on_the_live_page(two):
    owner = two((640, 480), used=LANE)
    assert "The lane was calibrated on a picture of 1280×720, the camera gives 640×480" in owner.get(
        "/calibrate?camera=path").text  # fmt: skip
    assert "it is not used" not in owner.get("/calibrate").text
    notices = owner.get("/api/state").json["notices"]
    assert [text for text in notices if text.startswith("The path camera's lane was calibrated on a picture of 1280")]
    assert not two((640, 360), used=LANE).get("/api/state").json["notices"]


# ---- the door


@pytest.mark.parametrize("what", ["check", "distance", "save", "empty", "empty/remove"])
def test_a_form_without_its_token_changes_nothing(page, file, what):
    answer = page().post(f"/calibrate/{what}", csrf="guessed", json=True, **lane_fields())
    assert answer.status_code == 403 and not file.exists()


@pytest.mark.parametrize("what", ["check", "distance", "save", "empty", "empty/remove"])
def test_a_stranger_changes_nothing(page, file, what):
    stranger = page(signed_in=False)
    stranger.get("/login")
    assert stranger.post(f"/calibrate/{what}", json=True, **lane_fields()).status_code == 401
    assert not file.exists()


@pytest.mark.parametrize("path", ["/calibrate", "/calibrate/still.jpg", "/calibrate/empty.jpg"])
def test_a_stranger_sees_nothing(page, path):
    answer = page(signed_in=False).get(path)
    assert (answer.status_code, answer.location) == (302, "/login")


def test_a_panel_without_a_camera_or_a_file_says_so(owner):
    assert "Nothing is calibrated yet" in owner.get("/calibrate").text
    assert owner.get("/calibrate/still.jpg").status_code == 503
    assert owner.post("/calibrate/save", json=True, **lane_fields(image_width=640, image_height=360)).status_code == 400
