"""A training in a real browser, from the claim of the machine to what a whole session came to, in compressed time."""

import threading

import pytest
from panel_fakes import PASSWORD, jpeg_of
from test_in_browser import PHONE, chromium, expect, window  # noqa: F401 - fixtures
from training_fakes import Clock, history, training_parts

from backstride.keeper import Keeper
from backstride.panel.server import PanelServer
from backstride.session import Session
from backstride.types import Begin
from training.session_story import SessionStory, plan

pytestmark = pytest.mark.browser
FRAMES_AT_ONCE = 10  # a second of the data's time in each sixtieth of a second: sixty times as fast


class Loop:
    """The real coach and guide, with a made-up runner who does what is asked; the pages answer and press."""

    def __init__(self, session, latest, stream, keeper):
        self._session, self._latest, self._stream, self._keeper = session, latest, stream, keeper
        self.story = SessionStory(plan())
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self):
        while not self._over.wait(1 / 60):
            moment = None
            for _ in range(1 if self._is_slow() else FRAMES_AT_ONCE):
                asks = self._session.presses()
                self.story.plan = next((ask.plan for ask in asks if isinstance(ask, Begin)), self.story.plan)
                moment = self.story.frame(asks)
                self._keeper.take(None, moment)
                if asks or moment.training.question:
                    break
            self._latest.take(moment)
            self._stream.take(jpeg_of(moment.number % 200, (64, 36)))

    def _is_slow(self):
        return self.story.now.question is not None and self.story.now.phase != "checks"

    def end(self):
        self._over.set()
        self._thread.join()


@pytest.fixture
def machine(build, live_latest, live_stream, tmp_path):
    """A machine that runs, with its loop and its files; serves what it is asked to."""
    training, session = training_parts(tmp_path / "training", Clock()), Session()
    keeper = Keeper(training.store)
    loop = Loop(session, live_latest, live_stream, keeper)
    servers = []

    class Machine:
        store, said = training.store, loop.story

        def serve(self, **parts):
            app = build(stream=live_stream, latest=live_latest, session=session, training=training, **parts)
            servers.append(PanelServer(app, "127.0.0.1", 0))
            servers[-1].start()
            return f"http://127.0.0.1:{servers[-1].port}"

    Machine.session = session
    yield Machine()
    loop.end()
    keeper.close()
    for server in servers:
        server.close()


def answer_until_over(page):
    """Answers what is asked, as somebody does who watches the page, until the session is over."""
    done = page.get_by_role("link", name="See what it came to")
    answered = 0
    for _ in range(400):
        if done.is_visible():
            return answered
        question = page.locator("#question form")
        kind = question.get_attribute("data-kind") if question.is_visible() else ""
        if kind:
            wanted = {"yes_no": "Yes", "zero_to_ten": "2"}[kind]
            page.evaluate(  # by one step: the question may be gone by the next
                "words => [...document.querySelectorAll('#answers button')].find(b => b.innerText === words)?.click()",
                wanted,
            )
            answered += 1
        page.wait_for_timeout(60)
    raise AssertionError("the session never came to its end")


def test_from_the_claim_to_the_end_of_a_whole_session(machine, window, new_accounts):  # noqa: F811
    opened = window(PHONE)
    page, address = opened.page, machine.serve(accounts=new_accounts)
    page.goto(address)
    page.get_by_label("Claim code").fill(new_accounts.claim_code.lower())
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    page.get_by_role("button", name="Claim").click()
    page.get_by_role("link", name="Train", exact=True).click()

    page.get_by_label("Your name").fill("Ada")
    page.get_by_role("button", name="That's me").click()
    page.get_by_role("link", name="Read before you begin", exact=True).click()
    page.get_by_role("button", name="I, Ada, have read this").click()
    for group in page.locator("fieldset.question").all():
        group.get_by_text("No", exact=True).click()
    page.get_by_role("button", name="Keep my answers").click()

    expect(page.get_by_role("heading", name="First steps, week 1 of 2")).to_be_visible()
    for words in ("I slept", "No alcohol", "Shoes are tied"):  # what is left open is asked aloud
        page.get_by_label(words).check()
    page.get_by_role("button", name="Begin").click()
    expect(page.locator("#title")).to_have_text("First steps, week 1", timeout=10_000)
    assert answer_until_over(page) >= 4

    page.get_by_role("link", name="See what it came to").click()
    expect(page.get_by_role("heading", name="Well done, Ada")).to_be_visible()
    expect(page.locator("main")).to_contain_text("2 of 10")
    (record,) = machine.store.sessions("Ada")
    assert record.completed and record.efforts and set(record.efforts) == {2.0} and record.worst_pain == 2.0
    assert sum(bout.way == "backward" for bout in record.bouts) == 7  # two to warm up, four sets, one to cool down
    page.get_by_role("link", name="Progress", exact=True).first.click()
    expect(page.locator("#trends")).to_be_visible()
    assert opened.problems == []
    assert {url for url in opened.asked if not url.startswith(address)} == set()


@pytest.fixture
def ada(machine):
    history(machine.store)
    machine.session.runner = "Ada"
    return machine


def begun(machine, opened):
    """The page of a session that runs, on its way."""
    address = machine.serve()
    page = opened.sign_in(address)
    page.goto(address + "/train")
    for box in page.locator("input[type=checkbox][name^=tick_]").all():
        box.check()
    page.get_by_label("Pain now").select_option("0")
    page.get_by_role("button", name="Begin").click()
    return page


def test_pain_pause_and_end_are_reached_while_it_runs(ada, window):  # noqa: F811
    page = begun(ada, window(PHONE))
    guided = page.locator("#guided")
    expect(page.locator("#doing")).not_to_be_empty(timeout=10_000)
    page.get_by_role("button", name="Pause").click()
    expect(guided).to_have_attribute("data-phase", "paused")
    pain = page.get_by_role("button", name="Pain").bounding_box()
    assert pain["height"] >= 56 and pain["y"] + pain["height"] <= PHONE[1]
    page.locator("form[data-press=end] button").click()
    expect(page.locator("form[data-press=end] button")).to_have_text("Press again")
    expect(guided).to_have_attribute("data-phase", "paused")
    page.locator("form[data-press=end] button").click()
    expect(page.get_by_role("link", name="See what it came to")).to_be_visible(timeout=10_000)


def test_pain_ends_the_part_at_once_and_asks(ada, window):  # noqa: F811
    page = begun(ada, window(PHONE))
    expect(page.locator("#doing")).not_to_be_empty(timeout=10_000)
    page.get_by_role("button", name="Pain").click()
    expect(page.locator("#guided")).to_have_attribute("data-phase", "hurt")
    expect(page.locator("#asked")).to_contain_text("zero to ten")


def test_without_scripts_a_session_is_begun_answered_and_ended(ada, window):  # noqa: F811
    page = begun(ada, window(PHONE, java_script_enabled=False))
    expect(page.locator(".buttons")).to_be_visible()
    page.get_by_role("button", name="Pain").click()
    assert page.url.endswith("/train/now")
    assert "pain" in [ask for _, ask in ada.said.presses]
    page.locator("form[data-press=end] button").click()
    assert "end" in [ask for _, ask in ada.said.presses]


def test_every_page_fits_a_phone_and_its_buttons_are_for_cold_fingers(ada, window):  # noqa: F811
    opened = window(PHONE)
    address = ada.serve()
    page = opened.sign_in(address)
    for path in ("/train", "/train/questions", "/train/programmes", "/train/drills", "/progress?runner=Ada",
                 "/progress?everybody=1", "/progress/morning?runner=Ada", "/progress/delete?runner=Ada", "/facts",
                 "/professionals", "/train/own", "/train/own/new?like=athletic"):  # fmt: skip
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0], path
        low = page.evaluate("""() => [...document.querySelectorAll(
            "main button, main .button, main .big-link, main select, main .tick, main .pair label, main input[name]"
          )].filter((e) => e.offsetParent && !e.classList.contains("unseen") && !["radio", "checkbox"].includes(e.type))
            .filter((e) => e.getBoundingClientRect().height < 56).map((e) => e.outerHTML.slice(0, 90))""")
        assert low == [], path
    assert opened.problems == []


def test_a_trend_is_drawn_and_stands_in_a_table(ada, window):  # noqa: F811
    page = window().sign_in(address := ada.serve())
    page.goto(address + "/progress?runner=Ada")
    lean = page.locator("[data-trend=trunk_lean_deg]")
    if page.locator("script[src*=dygraph]").count():
        expect(lean.locator("canvas").first).to_be_visible()
    lean.get_by_text("As a table").click()
    expect(lean.locator("tbody tr")).to_have_count(6)
    expect(lean.locator("tbody tr").first).to_contain_text("± 2")
