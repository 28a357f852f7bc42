"""What a benchmark may be asked: an option that it does not take is refused and never passed over."""

from pathlib import Path

import pytest

from backstride.bench.command import ALL, BENCHMARKS, TAKES, run
from backstride.errors import BadInput

GIVEN = {"clip": Path(__file__), "minutes": 1.0, "plays": "400-429"}
REFUSED = [(name, option) for name in (*BENCHMARKS, ALL) for option, takers in TAKES.items() if name not in takers]


@pytest.mark.parametrize(("name", "option"), REFUSED)
def test_a_benchmark_refuses_what_it_does_not_take(name, option):
    with pytest.raises(BadInput, match=f"bench {name}: takes no --{option}; accepted with: {TAKES[option][0]}"):
        run(name, **{option: GIVEN[option]})


@pytest.mark.parametrize(("name", "option"), [("path", "plays"), ("soak", "minutes"), ("loop", "clip")])
@pytest.mark.parametrize("beside", GIVEN)
def test_it_refuses_it_beside_one_that_it_takes_too(name, option, beside):
    if beside != option:
        with pytest.raises(BadInput, match=f"bench {name}: takes no --{beside}"):
            run(name, **{option: GIVEN[option], beside: GIVEN[beside]})


@pytest.mark.parametrize(("name", "option", "given"), [
    ("loop", "clip", (GIVEN["clip"],)), ("soak", "minutes", (1.0,)), ("path", "plays", (range(400, 430),)),
])  # fmt: skip
def test_what_it_takes_it_is_given(name, option, given, monkeypatch):
    asked = []
    monkeypatch.setitem(BENCHMARKS, name, lambda json_file, *options: asked.append(options) or 0)
    assert run(name, **{option: GIVEN[option]}) == run(name) == 0
    assert asked == [given, ()]


@pytest.mark.parametrize("plays", ["400", "429-400", "a-b", "-1-3"])
def test_plays_by_lot_are_two_numbers(plays):
    with pytest.raises(BadInput, match="such as 400-429"):
        run("path", plays=plays)


@pytest.mark.parametrize("minutes", [0.0, -3.0, float("nan")])
def test_a_soak_lasts(minutes):
    with pytest.raises(BadInput, match="accepted: more than 0"):
        run("soak", minutes=minutes)


def test_a_clip_that_is_not_there_is_named():
    with pytest.raises(BadInput, match=r"--clip nowhere\.mp4: does not exist"):
        run("loop", clip=Path("nowhere.mp4"))
