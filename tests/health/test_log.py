"""The log: one JSON object a line, nothing about people, no flood, the last lines kept."""

import io
import json
import logging
import sys
from pathlib import Path

import pytest

from backstride.health.log import FLOOD, FLOOD_S, KEPT, Flood, Lines, Plain, Ring, open_log
from backstride.health.masks import Masks


@pytest.fixture
def ring():
    return Ring(Lines(Masks(lambda: ("Anna Muster", "Trackside"))))


@pytest.fixture
def log(ring):
    logger = logging.getLogger("backstride.sinks.made_up")
    logger.addHandler(ring)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    yield logger
    logger.removeHandler(ring)
    logger.propagate = True


def last(ring):
    return json.loads(ring.lines[-1])


def test_a_line_tells_when_how_bad_where_and_what(log, ring):
    log.warning("the sound is lost: %s", "no answer in 3 s")
    line = last(ring)
    assert line.pop("t").endswith("Z")
    assert line == {"level": "warning", "part": "sinks.made_up", "says": "the sound is lost: no answer in 3 s"}
    assert ring.counts == {"warning": 1}


def test_a_fault_is_told_with_its_place_and_without_a_folder(log, ring):
    try:
        Path("/home/anna/secret/clip.mp4").read_bytes()
    except OSError:
        log.exception("The clip was not closed")
    line = last(ring)
    assert line["fault"] == "FileNotFoundError: [Errno 2] No such file or directory: '<folder>/clip.mp4'"
    assert line["at"].startswith("pathlib.py:")  # the innermost line, without its folder
    assert "anna" not in ring.lines[-1]


@pytest.mark.parametrize(("said", "kept"), [
    ("/home/anna/backstride/.data/clips/20260101-100000-fall-0003 is put aside", "<folder>/20260101-100000-fall-0003"),
    ("/media/Annas Stick/x", "<path>"),
    ("/srv/people/anna-muster.json: damaged", "<path>"),
    ("~/runs/anna.toml", "<path>"),
    ("/dev/video0 is held", "/dev/video0"),
    ("from 192.168.1.77 port 5000", "from <address> port 5000"),
    ("fe80::1ff:fe23:4567:890a came", "<address> came"),
    ("b8:27:eb:12:34:56", "<card>"),
    ("anna muster was not kept", "<name> was not kept"),
    ("network Trackside is away", "network <name> is away"),
    ("anna@example.org wrote", "<mail> wrote"),
    ("scrypt:32768:8:1$salt$abcdef", "<hash>"),
    ("token 0123456789abcdef0123456789abcdef0123456789abcdef", "token <secret>"),
])  # fmt: skip
def test_what_is_private_does_not_reach_the_log(log, ring, said, kept):
    log.warning("%s", said)
    assert kept in last(ring)["says"]
    for private in ("anna", "Anna", "192.168", "b8:27", "Trackside", "salt", "0123456789abcdef"):
        assert private not in ring.lines[-1]


@pytest.mark.parametrize("said", [
    "127.0.0.1 is here", "at 12:30:05", "the version is 1.2.3", "and/or", "30 km/h", "1/30 s", "http: 4.5",
])  # fmt: skip
def test_what_is_nobodys_stays(log, ring, said):
    log.warning("%s", said)
    assert last(ring)["says"] == said


def test_a_line_stays_one_line_of_a_bounded_length(log, ring):
    log.warning("%s", "a\nb\r\n" + "x" * 5000)
    assert "\n" not in ring.lines[-1] and len(ring.lines[-1]) < 700


def test_arguments_that_do_not_fit_do_not_lose_the_sentence(log, ring):
    ring.handle(logging.LogRecord("backstride.x", logging.WARNING, "", 0, "%d pictures", ("three",), None))
    assert last(ring)["says"] == "%d pictures"


def test_only_the_last_lines_are_kept(log, ring):
    for number in range(KEPT + 10):
        log.info("line %d", number)
    assert len(ring.lines) == KEPT and last(ring)["says"] == f"line {KEPT + 9}"


def test_a_flood_is_held_back_and_counted():
    now = [0.0]
    flood = Flood(lambda: now[0])

    def record(message="the same again", *args):
        return logging.LogRecord("backstride.x", logging.WARNING, "", 0, message, args, None)

    passed = [flood.filter(record()) for _ in range(FLOOD + 20)]
    assert sum(passed) == FLOOD
    assert flood.filter(record("another"))
    now[0] += FLOOD_S
    after = record()
    assert flood.filter(after) and after.more == 20


def test_a_person_at_a_terminal_reads_a_sentence():
    record = logging.LogRecord("backstride.device", logging.WARNING, "", 0, "camera lost: %s", ("pulled",), None)
    assert Plain(Masks()).format(record) == "backstride: warning: device: camera lost: pulled"


def test_the_programs_whole_log_goes_to_stderr_and_memory_once_even_after_a_new_start(monkeypatch):
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    out = io.StringIO()
    monkeypatch.setattr(sys, "stderr", out)
    try:
        open_log(Masks())
        ring = open_log(Masks())
        logging.getLogger("backstride.anything").info("hello")
        assert [json.loads(line)["says"] for line in out.getvalue().splitlines()] == ["hello"]
        assert len(ring.lines) == 1
    finally:
        for handler in set(root.handlers) - set(before):
            root.removeHandler(handler)
        root.setLevel(level)
