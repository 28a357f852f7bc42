"""The panel in a real browser: what a person sees, presses and hears read out."""

import re
import threading
from math import nan
from shutil import which

import cv2
import numpy as np
import pytest
from panel_fakes import PASSWORD, cue, jpeg_of, moment

from backstride.panel.seats import Seats
from backstride.panel.server import PanelServer
from backstride.types import Measures, Observation, PathView, Setup, Thing

pytestmark = pytest.mark.browser
playwright_api = pytest.importorskip("playwright.sync_api")
expect = playwright_api.expect
ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE, DESK = (390, 844), (1280, 800)


@pytest.fixture(scope="module")
def chromium():
    path = which("chromium") or which("chromium-browser") or which("google-chrome")
    if path is None:
        pytest.skip("Chromium is not installed: apt install chromium")
    with playwright_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield browser
        browser.close()


class Runner:
    """A loop that gives pictures and moments thirty times a second, until it is stopped or held."""

    def __init__(self, stream, latest):
        self._stream, self._latest = stream, latest
        self._over, self._go = threading.Event(), threading.Event()
        self.next = {}  # what the moments carry from now on
        self.said = None  # a cue that starts with the next moment
        self._pictures = [jpeg_of(grey) for grey in (20, 90, 160)]
        self._thread = threading.Thread(target=self._run)
        self._go.set()
        self._thread.start()

    def _run(self):
        number = 0
        while not self._over.wait(1 / 30):
            if not self._go.is_set():
                continue
            number += 1
            said, self.said = self.said, None
            self._stream.take(self._pictures[number % 3])
            self._latest.take(moment(number, cue=said, **self.next))

    def say(self, said):
        self.next["caption"] = self.said = said

    def freeze_picture(self):
        self._pictures = self._pictures[:1] * 3

    def hold(self):
        self._go.clear()

    def end(self):
        self._over.set()
        self._thread.join()


@pytest.fixture
def runner(live_stream, live_latest):
    runner = Runner(live_stream, live_latest)
    yield runner
    runner.end()


@pytest.fixture
def serve(build, live_stream, live_latest, runner):
    """Serves an app made of these parts; its address."""
    servers = []

    def serve(**parts):
        seats = {"pictures": Seats(6), "listeners": Seats(6)}
        app = build(stream=live_stream, latest=live_latest, **(seats | parts))
        servers.append(PanelServer(app, "127.0.0.1", 0))
        servers[-1].start()
        return f"http://127.0.0.1:{servers[-1].port}"

    yield serve
    for server in servers:
        server.close()


class Window:
    """A browser window that remembers what went wrong and whom it asked."""

    def __init__(self, chromium, size=DESK, **options):
        self.context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, **options)
        self.page = self.context.new_page()
        self.problems, self.asked = [], []
        self.page.on("console", lambda line: line.type in {"error", "warning"} and self.problems.append(line.text))
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def sign_in(self, address):
        self.page.goto(address)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(address + "/")
        return self.page

    def screenshot(self, path):
        return cv2.imdecode(np.frombuffer(self.page.screenshot(path=path), np.uint8), cv2.IMREAD_COLOR)


@pytest.fixture
def window(chromium):
    windows = []

    def open_window(size=DESK, **options):
        windows.append(Window(chromium, size, **options))
        return windows[-1]

    yield open_window
    for opened in windows:
        opened.context.close()


@pytest.fixture
def live(serve, window):
    """The live page of the signed-in owner, once it hears the moments."""
    page = window().sign_in(serve())
    expect(page.locator("#path-said")).to_contain_text("Path: Watching")
    return page


def until(page, condition):
    """Waits for something outside the page."""
    for _ in range(200):
        if condition():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it never happened")


def hide(page, hidden):
    """What a browser does when a tab goes to the back or comes to the front; headless ones have no front and back."""
    page.evaluate(
        """hidden => {
            Object.defineProperty(document, "hidden", {value: hidden, configurable: true});
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


def pictures_differ(page):
    """Do several looks at the picture find different pixels?"""
    page.wait_for_function("() => document.getElementById('picture').naturalWidth > 0")
    greys = page.evaluate("""async () => {
        const eye = new OffscreenCanvas(1, 1).getContext("2d"), greys = [];
        for (let look = 0; look < 12; look++) {
            try {
                eye.drawImage(document.getElementById("picture"), 0, 0, 1, 1);
                greys.push(eye.getImageData(0, 0, 1, 1).data[0]);
            } catch { /* between two streams there is nothing to draw */ }
            await new Promise((done) => setTimeout(done, 70));
        }
        return greys;
    }""")
    return max(greys) - min(greys) > 20


# ---- the door


def test_the_first_visitor_claims_the_machine_with_its_code(serve, window, new_accounts):
    opened = window(PHONE)
    page, address = opened.page, serve(accounts=new_accounts)
    page.goto(address)
    expect(page).to_have_url(address + "/claim")
    page.get_by_label("Claim code").fill(new_accounts.claim_code.lower())
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    page.get_by_role("button", name="Claim").click()
    expect(page.locator("#direction")).to_have_text("BACKWARD")
    assert new_accounts.claimed and opened.problems == []


def test_signing_out_locks_the_door_and_takes_the_open_page_along(serve, window):
    opened = window()
    page = opened.sign_in(serve())
    other = opened.context.new_page()
    other.goto(page.url)
    other.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/login$"))


# ---- what is seen


def test_the_picture_moves(live):
    assert pictures_differ(live)


def test_a_cue_is_shown_as_large_as_the_page_allows_and_read_out(live, runner):
    runner.say(cue(words="Lean a little forward"))
    words = live.locator(".cue-words")
    expect(words).to_have_text("Lean a little forward")
    expect(live.locator("#cue-said")).to_have_text("Form: Lean a little forward")
    assert float(words.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")) > 60
    box = words.evaluate("e => [e.scrollWidth - e.clientWidth, e.scrollHeight - e.clientHeight]")
    assert max(box) <= 0


def test_a_safety_cue_interrupts_the_screen_reader(live, runner):
    runner.say(cue(class_="safety", words="Look behind you", rule="path_unknown"))
    expect(live.locator("#cue-said-now")).to_have_text("Safety: Look behind you")
    expect(live.locator("#cue")).to_have_attribute("data-class", "safety")


def test_numbers_stand_with_what_they_mean_and_a_dash_with_its_reason(live, runner):
    runner.next = {
        "measures": Measures(1.0, tracked=True, direction="backward", near_side="left", trunk_lean_deg=-9.0,
                             not_measured=(("cadence_spm", "too few steps"),)),
        "observations": (Observation("lean_back", "red", -9.0, "deg", 0.0, False),),
    }  # fmt: skip
    expect(live.locator("#reading-lean ")).to_have_text("Lean 9° back, off", use_inner_text=True)
    expect(live.locator("#reading-lean")).to_have_attribute("data-band", "red")
    expect(live.locator("#reading-cadence .value")).to_have_text("–")
    expect(live.locator("#reading-cadence")).to_have_attribute("title", "too few steps")


def test_an_unseen_path_is_shown_as_large_as_a_stop(live, runner):
    sizes = {}
    for state in ("stop", "unknown"):
        runner.next = {"path": PathView(1.0, state)}
        expect(live.locator("#path")).to_have_attribute("data-state", state)
        sizes[state] = live.locator(".path-words").evaluate("e => getComputedStyle(e).fontSize")
    assert sizes["stop"] == sizes["unknown"]


def test_numbers_that_are_old_are_taken_away(live, runner):
    expect(live.locator("#direction")).to_have_text("BACKWARD")
    runner.hold()
    expect(live.locator(".cue-words")).to_have_text(re.compile(r"No data for \d+ s"), timeout=8000)
    expect(live.locator("#direction")).to_have_text("NO DATA")
    expect(live.locator("#path")).to_have_attribute("data-state", "unknown")
    assert set(live.locator(".readings .value").all_inner_texts()) == {"–"}
    expect(live.locator("#path .path-words")).to_have_text("PATH NOT SEEN: LOOK BEHIND YOU")
    expect(live.locator("#picture")).to_have_class("old")


def test_what_the_machine_lacks_is_said(serve, window):
    page = window().sign_in(serve(notices=lambda: ("No camera found: playing the demo recording",)))
    expect(page.locator("#notices li")).to_have_text(["No camera found: playing the demo recording"])


# ---- what is pressed


def test_pain_reaches_the_session_at_the_first_press(live, session):
    live.get_by_role("button", name="Pain").click()
    until(live, lambda: session.pressed == ["pain"])
    expect(live.locator("#said")).to_have_text("Pain noted")


def test_a_press_that_goes_nowhere_is_seen(live, session):
    live.route("**/pain", lambda route: route.abort())
    live.get_by_role("button", name="Pain").click()
    expect(live.locator("#problem")).to_contain_text("Pain did not get through")
    live.unroute("**/pain")
    live.get_by_role("button", name="Pain").click()
    expect(live.locator("#problem")).to_be_hidden()
    assert session.pressed == ["pain"]


def test_mute_is_there_and_back_and_says_that_warnings_sound(live, session):
    button = live.locator("form[data-action=mute] button")
    expect(button).to_contain_text("warnings still sound")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert session.muted is True
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert session.muted is False


def test_the_coaching_is_stopped_and_started(live, session, runner):
    live.get_by_role("button", name="Stop coaching").click()
    until(live, lambda: session.pressed == ["stop"])
    runner.next = {"coaching": False}
    expect(live.locator(".cue-words")).to_have_text("Coaching is stopped")
    live.get_by_role("button", name="Start").click()
    until(live, lambda: session.pressed == ["stop", "start"])


def test_every_button_is_reached_and_pressed_by_keyboard(live, session):
    reached = []
    for _ in range(20):
        live.keyboard.press("Tab")
        reached.append(live.evaluate("document.activeElement.innerText").split("\n")[0])
        if reached[-1] == "Pain":
            break
    wanted = ["Train", "Progress", "Clips", "Sign out", "Stop coaching", "Mute", "Keep", "Pain"]
    assert [one for one in reached if one in wanted] == wanted
    outline = live.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    live.keyboard.press("Enter")
    until(live, lambda: session.pressed == ["pain"])
    assert outline == "4px"


# ---- many windows, hidden windows, no scripts


def test_a_hidden_page_fetches_nothing_and_a_page_that_returns_is_live_again(live, live_stream, runner):
    until(live, lambda: live_stream.viewers == 1)
    hide(live, True)
    until(live, lambda: live_stream.viewers == 0)
    hide(live, False)
    until(live, lambda: live_stream.viewers == 1)
    expect(live.locator("#direction")).to_have_text("BACKWARD")
    assert pictures_differ(live)


def test_a_picture_that_stands_still_is_asked_for_anew(live, live_stream, runner):
    until(live, lambda: live_stream.seen == 1)
    runner.freeze_picture()
    until(live, lambda: live_stream.seen == 2)


def test_three_windows_are_all_live_and_their_buttons_work(serve, window, session):
    opened, address = window(), serve()
    pages = [opened.sign_in(address)]
    for _ in range(2):
        pages.append(opened.context.new_page())
        pages[-1].goto(address)
    for page in pages:
        expect(page.locator("#direction")).to_have_text("BACKWARD")
        assert pictures_differ(page)
    pages[0].get_by_role("button", name="Pain").click()
    until(pages[0], lambda: session.pressed == ["pain"])


def test_without_scripts_the_picture_the_list_and_the_buttons_remain(serve, window, session, runner):
    runner.say(cue(words="Chest over your toes"))
    page = window(java_script_enabled=False).sign_in(serve())
    expect(page.locator(".cue-words")).to_have_text("Chest over your toes")
    expect(page.locator("#direction")).to_have_text("BACKWARD")
    page.get_by_role("button", name="Pain").click()
    until(page, lambda: session.pressed == ["pain"])
    page.locator("form[data-action=mute] button").click()
    until(page, lambda: session.muted)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("site", ["track", "treadmill"])
def test_the_page_fits_its_screen_complains_of_nothing_and_asks_nobody(serve, window, runner, size, site, tmp_path):
    path = PathView(1.0, "unknown", "no lane is calibrated") if site == "track" else PathView(1.0, "off")
    runner.next = {"path": path}
    runner.say(cue(words="Chest over your toes"))
    opened, address = window(size), serve(setup=Setup(site=site))
    page = opened.sign_in(address)
    expect(page.locator(".cue-words")).to_have_text("Chest over your toes")
    image = opened.screenshot(tmp_path / "live.png")
    assert image.shape[:2] == (size[1], size[0]) and image.std() > 20
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    pain = page.get_by_role("button", name="Pain").bounding_box()
    assert pain["y"] + pain["height"] <= size[1] and pain["width"] > 140 and pain["height"] > 55
    assert opened.problems == []
    assert {url for url in opened.asked if not url.startswith(address)} == set()


WATCHED = PathView(1.0, "stop", "", (
    Thing(1, "person", 1.9, 0.0, 1.2, 1.6, "stop", (0, 0, 1, 1)),
    Thing(2, "dog", 4.0, 1.4, 1.2, nan, "watching", (0, 0, 1, 1), in_way=False),
), 3.2, 0.8)  # fmt: skip


@pytest.mark.parametrize("size", [PHONE, DESK, (1366, 768), (768, 1024)], ids=str)
def test_however_much_there_is_to_say_pain_and_the_picture_stay_in_sight(serve, window, runner, size):
    runner.next = {"path": WATCHED}
    notices = tuple(f"Something that this machine lacks, in a whole sentence, number {n}" for n in range(6))
    page = window(size).sign_in(serve(notices=lambda: notices))
    expect(page.locator("#path .path-things li")).to_have_text("dog · 4.0 m · left of the lane")
    pain = page.get_by_role("button", name="Pain").bounding_box()
    picture = page.locator("#picture").bounding_box()
    assert pain["y"] + pain["height"] <= size[1]
    assert picture["height"] > 180 and picture["y"] + picture["height"] <= size[1]
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_the_path_cameras_picture_lies_beside_the_runners_where_there_is_room(serve, window, live_stream):
    page = window(DESK).sign_in(serve(path_stream=live_stream))
    assert page.locator("#picture").evaluate("e => getComputedStyle(e).objectPosition").startswith("0")
    page = window(DESK).sign_in(serve())
    assert page.locator("#picture").evaluate("e => getComputedStyle(e).objectPosition").startswith("50%")


def test_metres_and_seconds_and_the_speed_that_they_allow_stand_on_the_page(live, runner):
    path = PathView(1.0, "watching", "", (), 8.0, 2.0)
    runner.next = {"path": path, "measures": Measures(1.0, tracked=True, direction="backward", speed_mps=1.6)}
    expect(live.locator("#path .path-reach")).to_have_text("8 m (5 s) watched: far enough for 2.0 m/s")
