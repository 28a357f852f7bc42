"""The review in a real browser: what a runner sees of a clip, steps through, asks, compares and takes along."""

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from clip_fakes import ONE, SESSION, TWO, FakeLibrary, clip_in, parts_of
from panel_fakes import PASSWORD
from test_in_browser import DESK, PHONE, chromium, expect, window  # noqa: F401 - fixtures

from backstride.panel.clip_parts import CHARTS
from backstride.panel.server import PanelServer

pytestmark = pytest.mark.browser

BAR = """film => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [film.videoWidth, film.videoHeight];
  const ink = canvas.getContext("2d");
  ink.drawImage(film, 0, 0);
  const row = ink.getImageData(0, 48, canvas.width, 1).data;
  let sum = 0, all = 0;
  for (let x = 0; x < canvas.width; x++) if (row[4 * x] > 130) { sum += x; all += 1; }
  return (sum / all - 2.5) / 3;
}"""  # the picture's number: the film's bar is 6 wide and begins at 3 n
INK = """canvas => {
  const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  let sum = 0, all = 0;
  for (let n = 3; n < data.length; n += 4) if (data[n]) { sum += ((n - 3) / 4) % canvas.width; all += 1; }
  return [all, sum / all];
}"""  # how many pixels are drawn, and their middle


@pytest.fixture
def library(tmp_path):
    return FakeLibrary(clip_in(tmp_path / "one"), clip_in(tmp_path / "two", TWO, facing="left", runner="Ben"))


@pytest.fixture
def looks():
    """What was found on the path of every clip; a test may add to it."""
    return []


@pytest.fixture
def address(build, library, looks):
    if not CHARTS.is_dir():
        pytest.skip("the charts are not installed: apt install libjs-dygraphs")
    server = PanelServer(build(clips=parts_of(library, CHARTS, looks=lambda path: looks)), "127.0.0.1", 0)
    server.start()
    yield f"http://127.0.0.1:{server.port}"
    server.close()


@pytest.fixture
def open_page(window, address):  # noqa: F811
    """Opens a page as the owner; the window it stands in."""

    def open_page(path, size=DESK, **options):
        opened = window(size, **options)
        opened.page.goto(address + "/login")
        opened.page.get_by_label("Password").fill(PASSWORD)
        opened.page.get_by_role("button", name="Sign in").click()
        opened.page.wait_for_url(address + "/", wait_until="commit")
        opened.page.goto(address + path)
        return opened

    return open_page


@pytest.fixture
def review(open_page):
    page = open_page(f"/clips/{ONE}").page
    expect(page.locator("#bench")).to_have_attribute("data-ready", "yes")
    return page


def frame(page):
    return int(re.search(r"frame (\d+)", page.locator("#clock").inner_text()).group(1))


def at_frame(page, number):
    """The page says that it shows this frame, and the film really does."""
    expect(page.locator("#clock")).to_have_text(re.compile(rf"frame {number}$"))
    page.wait_for_function("() => !document.getElementById('film').seeking")
    page.wait_for_function(f"number => Math.abs(({BAR})(document.getElementById('film')) - number) < 0.4", arg=number)


# ---- the film and its frames


def test_a_step_shows_the_very_next_picture_with_its_skeleton(review):
    at_frame(review, 0)
    drawn = []
    for number in (1, 2, 3):
        review.get_by_role("button", name="One frame on").click()
        at_frame(review, number)
        drawn.append(review.locator("#ink").evaluate(INK))
    assert all(count > 100 for count, _ in drawn)
    assert drawn[0][1] < drawn[1][1] < drawn[2][1]
    review.get_by_role("button", name="One frame back").click()
    at_frame(review, 2)


def test_each_layer_is_put_on_and_off(review):
    review.keyboard.press("End")
    at_frame(review, 39)
    counts = [review.locator("#ink").evaluate(INK)[0]]
    for name in ("Angles", "Skeleton"):
        review.get_by_label(name).uncheck()
        counts.append(review.locator("#ink").evaluate(INK)[0])
    assert counts[0] > counts[1] > counts[2] == 0
    review.get_by_label("Path").check()
    assert review.locator("#ink").evaluate(INK)[0] > 0


RED = """canvas => {
  const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  let all = 0;
  for (let n = 0; n < data.length; n += 4) all += data[n] > 230 && data[n + 1] < 120 && data[n + 3] > 250;
  return all;
}"""


@pytest.mark.parametrize(("state", "is_red"), [("watching", False), ("stop", True)])
def test_what_was_found_on_the_path_is_red_only_where_somebody_was_warned(open_page, looks, tmp_path, state, is_red):
    measures = tmp_path / "one" / "measures.csv"
    measures.write_text(measures.read_text().replace(",off\n", f",{state}\n"))
    (tmp_path / "one" / "path.npz").write_bytes(b"looks reads it")
    looks.append([0.0, [["obstacle", 0.2, 0.3, 0.5, 0.8]]])
    page = open_page(f"/clips/{ONE}").page
    expect(page.locator("#bench")).to_have_attribute("data-ready", "yes")
    for layer in ("Angles", "Skeleton"):
        page.get_by_label(layer).uncheck()
    page.get_by_label("Path").check()
    assert page.locator("#ink").evaluate(INK)[0] > 100
    assert (page.locator("#ink").evaluate(RED) > 20) == is_red


def test_the_keys_do_what_the_page_says(review):
    steps = [
        ("ArrowRight", 1),
        ("ArrowRight", 2),
        ("ArrowLeft", 1),
        ("c", 20),
        ("Home", 0),
        ("End", 39),
        ("Shift+ArrowLeft", 29),
    ]
    for key, number in steps:
        review.keyboard.press(key)
        at_frame(review, number)
    review.keyboard.press("-")
    expect(review.locator("#speed")).to_have_value("0.5")
    assert review.locator("#film").evaluate("film => film.playbackRate") == 0.5
    review.locator("details.keys summary").click()
    expect(review.locator("details.keys")).to_contain_text("loop this stride")


def test_play_moves_on_and_pause_holds(review):
    review.get_by_role("button", name="Play").click()
    review.wait_for_function("() => /frame ([5-9]|\\d\\d)$/.test(document.getElementById('clock').textContent)")
    review.keyboard.press("Space")
    expect(review.get_by_role("button", name="Play")).to_be_visible()
    review.wait_for_function("() => document.getElementById('film').paused")
    at_frame(review, frame(review))


def test_a_stride_is_looped_from_contact_to_contact_of_the_same_foot(review):
    review.keyboard.press(".")
    review.keyboard.press("l")
    seen = review.evaluate("""() => new Promise((done) => {
      const film = document.getElementById("film"), times = [];
      const look = () => {
        times.push(film.currentTime);
        performance.now() < until ? requestAnimationFrame(look) : done(times);
      };
      const until = performance.now() + 2500;
      look();
    })""")
    assert min(seen) >= 0.45 and max(seen) <= 1.5
    assert any(later < earlier - 0.3 for earlier, later in pairwise(seen))
    expect(review.locator("#loop")).to_have_attribute("aria-pressed", "true")


def test_a_finger_on_the_scrubber_leads_the_film(review):
    review.locator("#scrub").fill("3")
    at_frame(review, 30)


def test_space_in_a_text_is_a_space(review):
    notes = review.get_by_role("textbox", name="Notes")
    notes.fill("")
    notes.press_sequentially("a c")
    expect(notes).to_have_value("a c")
    assert frame(review) == 0


# ---- events and why


def test_a_press_on_the_cue_goes_there_and_tells_why(review):
    review.get_by_role("button", name="Lean in, toward your toes. at 2.00 s").click()
    at_frame(review, 20)
    card = review.locator(".cue-card")
    for words in ("-17.9", "-6° or more", "± 5°", "coaching articles", "the median of"):
        expect(card).to_contain_text(words)
    expect(review.locator("#said")).to_have_text("Lean in, toward your toes.")


def test_the_frames_before_the_cue_stand_beside_the_reason_with_their_values(review):
    review.get_by_text("Why did you say that?").click()
    strip = review.locator(".strip button")
    expect(strip).to_have_count(6)
    expect(strip.last).to_have_text("2.00 s: -10°")
    review.wait_for_function(
        "() => [...document.querySelectorAll('.strip canvas')].every("
        "canvas => canvas.getContext('2d').getImageData(9, 9, 1, 1).data[3])"
    )
    strip.first.click()
    assert frame(review) < 20


@pytest.mark.parametrize(
    "name, number", [("left foot down, toe first at 1.30 s", 13), ("looked over the left shoulder at 1.20 s", 12)]
)
def test_every_event_of_the_ribbon_leads_to_its_frame(review, name, number):
    review.get_by_role("button", name=name).click()
    at_frame(review, number)


# ---- plots


def test_four_plots_share_the_films_cursor(review):
    plots = review.locator(".plots figure")
    expect(plots).to_have_count(4)
    expect(plots.nth(0)).to_contain_text("good: -6 to 8°")
    expect(plots.nth(0).locator("output")).to_have_text("0°")
    review.keyboard.press("End")
    expect(plots.nth(0).locator("output")).to_have_text("-20°")
    expect(plots.nth(3).locator("output")).to_have_text("160 /min")
    places = [plot.locator(".cursor").evaluate("e => parseFloat(e.style.left)") for plot in plots.all()]
    assert min(places) > 300 and max(places) - min(places) < 1


def test_a_press_on_a_plot_leads_the_film(review):
    review.locator(".plot").first.scroll_into_view_if_needed()
    box = review.locator(".plot").first.bounding_box()
    review.mouse.click(box["x"] + 40 + (box["width"] - 45) / 2, box["y"] + 40)
    assert 17 <= frame(review) <= 22


def test_without_the_chart_library_the_rest_works(build, library, window, tmp_path):  # noqa: F811
    server = PanelServer(build(clips=parts_of(library, tmp_path / "none")), "127.0.0.1", 0)
    server.start()
    try:
        opened = window()
        opened.page.goto(f"http://127.0.0.1:{server.port}/login")
        opened.page.get_by_label("Password").fill(PASSWORD)
        opened.page.get_by_role("button", name="Sign in").click()
        opened.page.wait_for_url("**/", wait_until="commit")
        opened.page.goto(f"http://127.0.0.1:{server.port}/clips/{ONE}")
        expect(opened.page.locator(".plots")).to_contain_text("libjs-dygraphs")
        opened.page.get_by_role("button", name="One frame on").click()
        at_frame(opened.page, 1)
        assert opened.problems == []
    finally:
        server.close()


# ---- two clips


def test_two_clips_step_together_from_a_contact_of_the_same_foot_and_face_the_same_way(open_page):
    opened = open_page(f"/clips/compare?a={ONE}&b={TWO}")
    page = opened.page
    expect(page.locator("#pair")).to_have_attribute("data-ready", "yes")
    expect(page.get_by_label("Mirror B")).to_be_checked()
    expect(page.locator("#contact-a option:checked")).to_have_text("left foot, 1.30 s")
    ink = page.locator("figure[data-side=b] canvas")
    before = [page.locator(f"figure[data-side={side}] canvas").evaluate(INK)[1] for side in "ab"]
    page.get_by_role("button", name="One frame on").click()
    expect(page.locator("#clock")).to_have_text("+0.10 s")
    page.wait_for_function(
        "() => [...document.querySelectorAll('video')].every(film => !film.seeking && film.currentTime > 1.39)"
    )
    after = [page.locator(f"figure[data-side={side}] canvas").evaluate(INK)[1] for side in "ab"]
    assert after[0] > before[0] and after[1] < before[1]  # B is mirrored: it goes the other way
    assert ink.evaluate(INK)[0] > 100
    page.get_by_role("button", name="Lay over").click()
    boxes = [page.locator(f".stage[data-side={side}]").bounding_box() for side in "ab"]
    assert boxes[0] == boxes[1]
    assert [text for text in opened.problems if "willReadFrequently" not in text] == []  # the test reads, not the page


def test_two_clips_play_in_step(open_page):
    page = open_page(f"/clips/compare?a={ONE}&b={TWO}").page
    expect(page.locator("#pair")).to_have_attribute("data-ready", "yes")
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("() => document.querySelector('video').currentTime > 1.8")
    apart = page.evaluate(
        "[...document.querySelectorAll('video')].map(film => film.currentTime).reduce((a, b) => a - b)"
    )
    assert abs(apart) < 0.25
    page.get_by_role("button", name="Pause").click()


# ---- taking along, noting, bringing back


@pytest.mark.parametrize(
    "link, name",
    [("OpenSim markers", f"{ONE}.trc"), ("Measures (csv)", f"{ONE}-measures.csv"), ("Film as recorded", f"{ONE}.mp4")],
)
def test_what_is_taken_along_arrives_whole(review, library, link, name):
    with review.expect_download() as download:
        review.get_by_role("link", name=link).click()
    taken = Path(download.value.path()).read_bytes()
    kept = {".trc": f"TRC {ONE}".encode(), ".csv": "measures.csv", ".mp4": "clip.mp4"}[Path(name).suffix]
    assert taken == (kept if isinstance(kept, bytes) else (library.clips[ONE].folder / kept).read_bytes())
    assert download.value.suggested_filename == name


def test_a_clip_is_noted_deleted_and_brought_back(review, library):
    review.get_by_role("textbox", name="Tags").fill("camp, hill")
    review.locator("form[action$='/tags'] button").click()
    expect(review.locator("#bench")).to_have_attribute("data-ready", "yes")
    review.get_by_role("button", name="Delete").click()
    review.get_by_role("button", name="Undo").click()
    review.wait_for_url(f"**/clips/{ONE}")
    assert library.done == [("tags", ONE, ("camp", "hill")), ("delete", ONE), ("undo", ONE)]


# ---- every size, every page


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize(
    "path",
    ["/clips", f"/clips/{ONE}", f"/clips/compare?a={ONE}&b={TWO}", f"/clips/session/{SESSION}"],
    ids=["list", "clip", "compare", "report"],
)
def test_each_page_fits_its_screen_complains_of_nothing_and_asks_nobody(
    open_page, address, library, tmp_path, path, size
):
    library.clips[ONE] = replace(library.clips[ONE], row=replace(library.clips[ONE].row, title="a long title " * 12))
    opened = open_page(path, size)
    opened.page.wait_for_load_state("networkidle")
    assert opened.screenshot(tmp_path / "page.png").std() > 10
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= size[0]
    small = opened.page.evaluate("""() => [...document.querySelectorAll("main button:not(.mark), main select")]
      .filter((e) => e.checkVisibility()).map((e) => e.getBoundingClientRect())
      .filter((box) => box.height < 40 || box.width < 40).length""")
    assert small == 0
    assert [text for text in opened.problems if "picture.jpg" not in text and "404" not in text] == []
    assert {url for url in opened.asked if not url.startswith(address)} == set()


def test_on_a_phone_the_film_and_its_keys_are_on_one_screen_and_answer_to_a_tap(open_page):
    page = open_page(f"/clips/{ONE}", PHONE, has_touch=True, is_mobile=True).page
    expect(page.locator("#bench")).to_have_attribute("data-ready", "yes")
    next_ = page.get_by_role("button", name="One frame on")
    assert next_.bounding_box()["y"] + next_.bounding_box()["height"] < PHONE[1]
    next_.tap()
    at_frame(page, 1)
    room = page.locator(".ribbon .cursor-room").bounding_box()
    page.touchscreen.tap(room["x"] + room["width"] * 0.75, room["y"] + 4)
    assert 27 <= frame(page) <= 31


def test_without_scripts_the_list_the_film_and_the_reasons_remain(open_page):
    page = open_page("/clips", java_script_enabled=False).page
    page.locator("a.card").first.click()
    assert page.locator("video").get_attribute("controls") is not None
    page.get_by_text("Why did you say that?").click()
    expect(page.locator(".cue-card")).to_contain_text("Advice without measurement.")
    assert page.locator(".go").get_attribute("href") == f"/clips/{ONE}/clip.mp4#t=2.0"
