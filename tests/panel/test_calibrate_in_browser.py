"""The calibration page in a real browser: corners dragged, grid seen, distances checked, file written."""

import re
from shutil import which

import cv2
import numpy as np
import pytest
from calibrate_scene import Look, Still, calibrating, first_picture, moment_of, saved_in, true_lane
from panel_fakes import FakeStream, LiveLatest

from backstride.errors import BadInput
from backstride.panel.calibrate_parts import Unsure
from backstride.panel.guard import SESSION_COOKIE
from backstride.panel.server import PanelServer
from backstride.path.lane import lane_of
from backstride.types import Setup

pytestmark = pytest.mark.browser
playwright_api = pytest.importorskip("playwright.sync_api")
expect = playwright_api.expect
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
LANE = true_lane()
GROUND = lane_of(LANE, LANE.image_size)
NAMES = ("Near left corner", "Near right corner", "Far right corner", "Far left corner")


@pytest.fixture(scope="module")
def chromium():
    path = which("chromium") or which("chromium-browser") or which("google-chrome")
    if path is None:
        pytest.skip("Chromium is not installed: apt install chromium")
    with playwright_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def picture():
    return first_picture()


@pytest.fixture
def file(tmp_path):
    return tmp_path / "calibration.toml"


@pytest.fixture
def opened(build, accounts, chromium, picture, file):
    """Opens the page of a signed-in owner; its problems are those that the console told."""
    running = []

    def opened(size=DESK, still=None, setup=None, look=None, path=None, **options):
        latest = LiveLatest()
        latest.take(moment_of())
        own = calibrating(file, still or Still(picture), looks=look or Look())
        parts = {"latest": latest, "stream": FakeStream(), "calibrating": own, "calibrating_path": path}
        server = PanelServer(build(**parts, setup=setup or Setup(view="front")), "127.0.0.1", 0)
        server.start()
        context = chromium.new_context(viewport=size, **options)
        page, address = context.new_page(), f"http://127.0.0.1:{server.port}"
        page.problems = []
        page.on("console", lambda line: line.type in {"error", "warning"} and page.problems.append(line.text))
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        context.add_cookies([{"name": SESSION_COOKIE, "value": accounts.open_session(), "url": address}])
        page.goto(address + "/calibrate")
        expect_still(page)
        running.append((latest, server, context))
        return page

    yield opened
    for latest, server, context in running:
        latest.close()
        context.close()
        server.close()


def expect_still(page):
    page.wait_for_function("() => document.getElementById('still').naturalWidth > 0")


def point(page, name):
    return page.locator(f".point[aria-label^='{name},']")


def on_screen(page, x, y):
    """Where a pixel of the picture is in the window."""
    box = page.locator("#stage").bounding_box()
    return box["x"] + x * box["width"] / 1280, box["y"] + y * box["height"] / 720


def drag(page, name, x, y):
    box = point(page, name).bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    for share in (0.3, 0.7, 1):
        start = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        end = on_screen(page, x, y)
        page.mouse.move(*(a + (b - a) * share for a, b in zip(start, end, strict=True)))
    page.mouse.up()


def mark_lane(page):
    """Drags all four corners to the true points, then sets the last tenths of pixels as figures."""
    for name, (x, y) in zip(NAMES, LANE.image_px, strict=True):
        drag(page, name, x, y)


def set_figures(page):
    page.locator("#figures summary").click()
    for n, (x, y) in enumerate(LANE.image_px, 1):
        page.locator(f"[name=corner_{n}_x]").fill(f"{x:g}")
        page.locator(f"[name=corner_{n}_y]").fill(f"{y:g}")


def corner(page, n):
    return tuple(float(page.locator(f"[name=corner_{n}_{axis}]").input_value()) for axis in "xy")


def drawn(page, x, y):
    """The grid's ink within two pixels of a place in the picture: the strongest opacity."""
    return page.evaluate(
        """([x, y]) => {
            const grid = document.getElementById("grid"), scale = grid.width / 1280;
            const eye = new OffscreenCanvas(5, 5).getContext("2d");
            eye.drawImage(grid, Math.round(x * scale) - 2, Math.round(y * scale) - 2, 5, 5, 0, 0, 5, 5);
            const seen = eye.getImageData(0, 0, 5, 5).data;
            return Math.max(...seen.filter((_, n) => n % 4 === 3));
        }""",
        [float(x), float(y)],
    )


def pixels_of(*ground):
    return GROUND.pixels(np.array(ground, float))


def save_in_figures(page, small=1.0):
    """Enters the lane's corners as figures, on a picture so much smaller, and saves them."""
    page.locator("#figures summary").click()
    for n, (x, y) in enumerate(LANE.image_px, 1):
        page.locator(f"[name=corner_{n}_x]").fill(f"{small * x:g}")
        page.locator(f"[name=corner_{n}_y]").fill(f"{small * y:g}")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#said")).to_contain_text("The lane is saved.")


def test_corners_are_dragged_and_the_grid_lies_on_the_ground(opened):
    page = opened()
    before = corner(page, 1)
    mark_lane(page)
    for n, true in enumerate(LANE.image_px, 1):
        assert np.allclose(corner(page, n), true, atol=1.5)
    assert corner(page, 1) != before
    set_figures(page)
    for metres in (1, 3, 5, 9):  # the line across the lane at every metre, and none between them
        x, y = pixels_of((metres, 0.25))[0]
        assert drawn(page, x, y) > 200
    assert drawn(page, *pixels_of((1.5, 0.25))[0]) == 0
    assert drawn(page, *pixels_of((0.5, 1.5))[0]) == 0
    expect(page.locator("#said")).to_contain_text("The grid fits the corners")
    assert page.problems == []


def test_a_known_distance_is_checked_with_two_clicks(opened):
    page = opened()
    set_figures(page)
    page.get_by_role("button", name="Check a known distance").click()
    expect(page.locator("#distance")).to_contain_text("Click two points")
    for first_m, second_m, told in [(1, 4, r"^(2\.9|3\.0)\d m"), (7, 2, r"^(4\.9|5\.0)\d m")]:  # the third begins anew
        for x, y in pixels_of((first_m, 0), (second_m, 0)):
            page.mouse.click(*on_screen(page, x, y))
        expect(page.locator("#distance")).to_contain_text(re.compile(told))
        expect(page.locator("#distance")).not_to_contain_text("outside")


def test_a_click_on_a_corner_measures_from_it_and_moves_nothing(opened):
    page = opened()
    set_figures(page)
    page.get_by_role("button", name="Check a known distance").click()
    for x, y in LANE.image_px[:2]:
        page.mouse.click(*on_screen(page, x, y))
    expect(page.locator("#distance")).to_contain_text(re.compile(r"^1\.2\d m apart"))
    assert [corner(page, n) for n in (1, 2)] == list(LANE.image_px[:2])


def test_what_is_saved_is_what_was_marked(opened, file):
    page = opened()
    set_figures(page)
    page.get_by_label("Runner's height").fill("1.76")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#said")).to_contain_text("The lane is saved. It holds from the next start")
    assert saved_in(file).lane == LANE and saved_in(file).height_m == 1.76
    page.reload()
    expect_still(page)
    assert corner(page, 3) == LANE.image_px[2]


def test_the_margin_is_drawn_on_the_ground_beside_the_lane_and_saved(opened, file):
    page = opened()
    set_figures(page)
    along = np.arange(1, 5, 0.125)
    assert max(drawn(page, *pixels_of((metres, side))[0]) for metres in along for side in (1.01, -1.01)) == 0
    page.get_by_label("Margin").fill("0.4")
    for side in (1, -1):  # a dashed line: half of it, more or less
        inked = np.mean([drawn(page, *pixels_of((metres, side * 1.01))[0]) > 200 for metres in along])
        assert inked > 0.4
    assert drawn(page, *pixels_of((1.5, 0.8))[0]) == 0
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#said")).to_contain_text("The lane is saved.")
    assert saved_in(file).lane.margin_m == 0.4
    expect(page.locator("#standing")).to_have_text("A lane is saved. It holds from the next start: please restart "
                                                   "Backstride to use it.")  # fmt: skip


def test_the_empty_lane_is_looked_at_shown_and_forgotten(opened):
    page = opened(PHONE, look=(look := Look()))
    x = corner(page, 1)[0]
    page.locator("#figures summary").click()
    page.locator("[name=corner_1_x]").fill(f"{x + 7:g}")
    page.get_by_role("button", name="Take the look now").click()
    expect(page.locator("#looked")).to_contain_text("The look is kept. Please look at it")
    expect(page.locator("#taken")).to_contain_text("Taken")
    page.wait_for_function("() => document.getElementById('look-picture').naturalWidth === 1280")
    assert corner(page, 1)[0] == x + 7  # what was marked and not yet saved is still there
    page.get_by_role("button", name="Remove it").click()
    expect(page.locator("#look")).to_be_hidden()
    expect(page.get_by_role("button", name="Take the look now")).to_be_focused()
    assert look.taken_s is None and look.sure == [False] and page.problems == []


def test_somebody_in_the_picture_is_told_where_one_has_pressed(opened):
    page = opened(look=Look(BadInput("Somebody is in the picture.")))
    page.get_by_role("button", name="Take the look now").click()
    expect(page.locator("#look-problem")).to_have_text("Somebody is in the picture.")
    expect(page.locator("#look")).to_be_hidden()
    expect(page.get_by_role("button", name="The lane is empty: take it")).to_be_hidden()


def test_where_nobody_knows_one_is_asked_and_answers_by_key(opened):
    page = opened(look=(look := Look(Unsure("Nobody could look whether somebody is in the picture."))))
    page.get_by_role("button", name="Take the look now").press("Enter")
    expect(page.locator("#ask")).to_contain_text("Nobody could look")
    expect(page.get_by_role("button", name="The lane is empty: take it")).to_be_focused()
    assert look.taken_s is None
    page.keyboard.press("Enter")
    expect(page.locator("#looked")).to_contain_text("The look is kept")
    assert look.sure == [False, True]


@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False}], ids=["script", "no script"])
def test_a_path_camera_is_chosen_and_has_its_own_still_points_and_look(opened, file, options):
    small = cv2.imencode(".jpg", cv2.resize(cv2.imdecode(np.frombuffer(first_picture(), np.uint8), 1), (640, 360)))[1]
    path_file = file.with_name("path-calibration.toml")
    path = calibrating(path_file, Still(small.tobytes()), size=lambda: (640, 360), looks=(look := Look()))
    page = opened(PHONE, path=path, **options)
    page.get_by_role("link", name="Path camera").press("Enter")
    expect(page.locator("#still")).to_have_js_property("naturalWidth", 640)
    expect(page.get_by_role("link", name="Path camera")).to_have_attribute("aria-current", "page")
    expect(page.locator("[name=image_width]")).to_have_value("640")
    expect(page.get_by_label("Runner's height")).to_have_count(0)
    save_in_figures(page, small=0.5)
    assert saved_in(path_file).lane.image_size == (640, 360) and not file.exists()
    page.get_by_role("button", name="Take the look now").click()
    expect(page.locator("#look")).to_be_visible()
    expect(page.locator("#look-picture")).to_have_js_property("naturalWidth", 1280)
    assert look.taken_s and "camera=path" in page.locator("#look-picture").get_attribute("src")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390 and page.problems == []


@pytest.fixture
def two_cameras(opened, file):
    """The page of the runner's camera, beside which there is a path camera."""
    def page(size=DESK):
        path = calibrating(file.with_name("path-calibration.toml"), Still(first_picture()), size=lambda: (1280, 720))
        return opened(size, path=path)

    return page


def turn_to(page, camera):
    page.get_by_role("link", name=camera).click()
    expect(page.get_by_role("link", name=camera)).to_have_attribute("aria-current", "page")
    expect_still(page)


def test_what_was_marked_and_not_saved_is_still_there_after_a_look_at_the_other_camera(two_cameras, file):
    page = two_cameras()
    mark_lane(page)
    page.get_by_label("Lane width").fill("1.3")
    marked = [corner(page, n) for n in (1, 2, 3, 4)]
    turn_to(page, "Path camera")
    expect(page.locator("#draft")).to_be_hidden()
    assert corner(page, 1) != marked[0] and not file.exists()
    turn_to(page, "Runner's camera")
    expect(page.locator("#draft")).to_contain_text("It is not saved yet")
    assert [corner(page, n) for n in (1, 2, 3, 4)] == marked
    expect(page.get_by_label("Lane width")).to_have_value("1.3")
    expect(page.locator("#said")).to_contain_text("The grid fits the corners")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#draft")).to_be_hidden()
    turn_to(page, "Path camera")
    turn_to(page, "Runner's camera")
    expect(page.locator("#draft")).to_be_hidden()
    assert saved_in(file).lane.width_m == 1.3 and page.problems == []


def test_what_comes_back_can_be_forgotten_and_what_nobody_marked_does_not_come_back(two_cameras):
    page = two_cameras(PHONE)
    before = corner(page, 1)
    turn_to(page, "Path camera")
    turn_to(page, "Runner's camera")
    expect(page.locator("#draft")).to_be_hidden()
    drag(page, "Near left corner", 500, 600)
    page.reload()
    expect_still(page)
    assert corner(page, 1) != before
    with page.expect_navigation():
        page.get_by_role("button", name="Forget it").click()
    expect(page.locator("#draft")).to_be_hidden()
    expect_still(page)
    assert corner(page, 1) == before and page.evaluate("document.documentElement.scrollWidth") <= 390


def test_crossed_corners_lose_the_grid_and_are_refused(opened, file):
    page = opened()
    set_figures(page)
    drag(page, "Near left corner", 1000, 560)
    expect(page.locator("#problem")).to_have_text("The points cross over. Needed: corners in order around the lane.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#save")).to_be_enabled()
    expect(page.locator("#problem")).to_be_visible()
    assert not file.exists()


def test_a_point_moves_by_keys_and_by_buttons(opened):
    page = opened()
    x, y = corner(page, 1)
    point(page, "Near left corner").focus()
    for key in ("ArrowLeft", "ArrowLeft", "Shift+ArrowUp", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    assert corner(page, 1) == (x - 1, pytest.approx(y - 9))
    page.get_by_role("group", name="Move the chosen point").get_by_role("button", name="Right").click()
    assert corner(page, 1) == (x, pytest.approx(y - 9))
    expect(page.locator("#moved")).to_contain_text(f"Near left corner: {x:g} from the left")


def test_every_part_is_reached_by_keyboard_and_named(opened):
    page = opened()
    names = []
    for _ in range(36):
        page.keyboard.press("Tab")
        names.append(page.evaluate("""() => {
            const here = document.activeElement;
            return here.getAttribute("aria-label") || here.labels?.[0]?.innerText || here.innerText;
        }""").strip().split(",")[0].split("\n")[0])
        if names[-1] == "Take the look now":
            break
    rest = {"Lane on a track", "New still", "Check a known distance", "Left", "Margin", "The points in figures", "Save"}
    assert {*NAMES, *rest} <= set(names)
    assert all(names)


def test_a_finger_drags_and_sees_the_pixels_under_it(opened):
    page = opened(PHONE, has_touch=True, is_mobile=True)
    touch = page.context.new_cdp_session(page)
    box = point(page, "Far left corner").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    before = corner(page, 4)

    def send(kind, *spots):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": a, "y": b} for a, b in spots]})

    send("touchStart", (x, y))
    for step in (5, 10, 20):
        send("touchMove", (x - step, y + step))
    expect(page.locator("#loupe")).to_be_visible()
    send("touchEnd")
    scale = 1280 / page.locator("#stage").bounding_box()["width"]
    assert np.allclose(corner(page, 4), (before[0] - 20 * scale, before[1] + 20 * scale), atol=2)


def test_the_belts_ends_are_marked_and_saved(opened, file):
    page = opened(setup=Setup(site="treadmill"))
    expect(page.get_by_label("Lane width")).to_be_hidden()
    drag(page, "Console end of the belt", 400, 500)
    drag(page, "Rear end of the belt", 900, 510)
    page.get_by_label("Belt length").fill("1.6")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#said")).to_contain_text("The belt is saved.")
    belt = saved_in(file).belt
    assert np.allclose(belt.belt_px, ((400, 500), (900, 510)), atol=1.5)
    assert (belt.belt_length_m, belt.image_size) == (1.6, (1280, 720))


def test_a_lost_camera_is_told_and_a_new_still_is_fetched(opened, picture):
    still = Still(picture)
    page = opened(still=still)
    still.jpeg = None
    page.get_by_role("button", name="New still").click()
    expect(page.locator("#problem")).to_have_text("No picture comes from the camera now.")
    still.jpeg = cv2.imencode(".jpg", np.full((360, 640, 3), 90, np.uint8))[1].tobytes()
    x, y = corner(page, 1)
    page.get_by_role("button", name="New still").click()
    expect(page.locator("[name=image_width]")).to_have_value("640")
    assert corner(page, 1) == (pytest.approx(x / 2, abs=0.1), pytest.approx(y / 2, abs=0.1))
    expect(page.locator("#problem")).to_be_hidden()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("site", ["track", "treadmill"])
def test_the_page_fits_its_screen_and_complains_of_nothing(opened, size, site, tmp_path):
    page = opened(size, setup=Setup(site=site, view="side" if site == "treadmill" else "front"))
    if site == "track":
        set_figures(page)
        page.locator("#figures summary").click()
        page.get_by_role("button", name="Check a known distance").press("Enter")
        expect(page.locator("#distance")).to_contain_text("m apart")
    page.screenshot(path=tmp_path / "calibrate.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    touched = "main button, main input:not([type=radio], [type=hidden]), main summary"
    heights = page.evaluate(
        """touched => [...document.querySelectorAll(touched)].filter((part) => part.checkVisibility())
            .map((part) => part.getBoundingClientRect().height)""",
        touched,
    )
    assert len(heights) > 8 and min(heights) >= 40
    assert page.problems == []


def test_without_scripts_the_picture_and_the_form_remain(opened, file):
    page = opened(java_script_enabled=False)
    save_in_figures(page)
    assert saved_in(file).lane == LANE
