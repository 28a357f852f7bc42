"""Programmes of one's own: a form of weeks and parts, checked as a whole, kept only when nothing is wrong with it.

Without any script: every button sends the whole form, and the answer shows it again, longer or shorter or checked.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import isfinite, nan
from typing import get_args

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ..training.checks import MOST_BLOCKS, MOST_WEEKS, faults
from ..training.drills import DRILLS
from ..training.levels import LEVELS
from ..training.plan import PACES, SUPPORTS, Block, Bout, Level, Programme, Way, Week, backward_metres
from ..training.programmes import PROGRAMMES, programme
from . import train_words
from .limits import takes
from .roles import owners_only
from .trainee import training

log = logging.getLogger(__name__)

own = Blueprint("own", __name__)
MOST_FORM_BYTES = 256 * 1024  # 16 weeks of 8 parts
MOST_NAME, MOST_GOAL = 60, 200
GOES = tuple((f"{way} {pace}", f"{pace} {way}".capitalize()) for way in ("backward", "forward") for pace in PACES)
FOCUS = ("", "head_down", "stride", "lean", "lean_back", "elbow", "cadence", "foot_strike", "arm_leg", "shoulder_check")
ROW = {  # what a new part begins with, as it stands in the form
    "go": "backward walk", "amount": "20", "unit": "m", "go2": "", "amount2": "", "unit2": "s", "sets": "4",
    "rest": "60", "cap": "0.8", "support": "none", "focus": "", "click": "", "effort": "", "spotter": "", "drill": "",
    "incline": "", "turn": "10",
}  # fmt: skip


@dataclass
class Draft:
    """A programme as it stands in the form: texts, right or wrong."""

    key: str = "new"
    name: str = ""
    goal: str = ""
    fewest: str = "2"
    most: str = "2"
    at_least: str = "L1"
    walking_only: bool = False
    weeks: list[list[dict[str, str]]] = field(default_factory=lambda: [[dict(ROW)]])


# ---- pages


@own.get("/train/own")
@owners_only
def page() -> str:
    return render_template("own_list.html", own=training().store.own_programmes(), ours=PROGRAMMES, words=train_words)


@own.get("/train/own/<key>")
@owners_only
def edit(key: str) -> Response:
    """The form: empty, filled with another programme to begin from, or with one of one's own."""
    if key == "new":
        begun = programme(request.args.get("like", ""), training().store.own_programmes())
        draft = replace(drafted(begun), key="new", name="") if begun else Draft()
        return _form(draft)
    return _form(drafted(_kept(key)))


@own.post("/train/own/<key>")
@takes(MOST_FORM_BYTES)
def change(key: str) -> Response:
    """One of the form's buttons: longer, shorter, check, keep."""
    if key != "new":
        _kept(key)
    draft, do = read(key, request.form), request.form.get("do", "check")
    if do not in ("check", "keep"):
        _reshape(draft, do)
        return _form(draft)
    wrong: list[str] = []
    made = built(draft, wrong)
    wrong += faults(made) if not wrong else []
    if wrong or do == "check":
        return _form(draft, wrong, checked=True, status=400 if wrong and do == "keep" else 200)
    made = replace(made, key=_new_key() if key == "new" else key)
    try:
        training().store.keep_programme(made)
    except OSError as fault:
        log.warning("A programme was not kept: %s", fault)
        abort(503, "disk")
    return redirect(url_for("train.one_programme", key=made.key), 303)


@own.post("/train/own/<key>/delete")
def delete(key: str) -> Response:
    _kept(key)
    if request.form.get("sure") != "1":
        abort(400)
    training().store.drop_programme(key)
    return redirect(url_for("own.page"), 303)


def _form(draft: Draft, wrong: list[str] | tuple = (), checked: bool = False, status: int = 200) -> Response:
    page = render_template(
        "own_edit.html", draft=draft, wrong=wrong, checked=checked, goes=GOES, focus=FOCUS, supports=SUPPORTS,
        levels=LEVELS, drills=DRILLS, words=train_words, metres=_metres(draft), most_weeks=MOST_WEEKS,
        most_blocks=MOST_BLOCKS,
    )  # fmt: skip
    return make_response(page, status)


def _metres(draft: Draft) -> list[str]:
    made = built(draft, [])
    return [f"{backward_metres(week.blocks):.0f}" for week in made.weeks]


def _kept(key: str) -> Programme:
    found = next((one for one in training().store.own_programmes() if one.key == key), None)
    if found is None:
        abort(404)
    return found


def _new_key() -> str:
    used = {one.key for one in training().store.own_programmes()}
    return next(key for n in range(1, 10_000) if (key := f"own_{n}") not in used)


# ---- from the form to a programme


def read(key: str, form: Mapping[str, str]) -> Draft:
    """The form as it was sent."""
    draft = Draft(
        key, " ".join(form.get("name", "").split())[:MOST_NAME], " ".join(form.get("goal", "").split())[:MOST_GOAL],
        form.get("fewest", "2"), form.get("most", "2"), form.get("at_least", "L1"), form.get("walking_only") == "1", [],
    )  # fmt: skip
    for w in range(1, MOST_WEEKS + 1):
        rows = [
            {name: form.get(f"w{w}b{b}_{name}", "").strip()[:20] for name in ROW}
            for b in range(1, MOST_BLOCKS + 1)
            if f"w{w}b{b}_go" in form
        ]
        if rows:
            draft.weeks.append(rows)
    return draft


def built(draft: Draft, wrong: list[str]) -> Programme:
    """The programme that the form describes; what is no number or no choice is told in ``wrong``."""
    weeks = tuple(
        Week(w, tuple(_block(row, f"Week {w}, part {b}", wrong) for b, row in enumerate(rows, start=1)))
        for w, rows in enumerate(draft.weeks, start=1)
    )
    fewest, most = (round(_number(text, "Sessions a week", wrong, 2.0)) for text in (draft.fewest, draft.most))
    at_least: Level = draft.at_least if draft.at_least in get_args(Level) else "L1"
    return Programme(
        "own" if draft.key == "new" else draft.key, "", draft.name, draft.goal, (fewest, most), weeks, at_least,
        ("first_steps",), draft.walking_only, "made on this device", own=True,
    )  # fmt: skip


def _block(row: Mapping[str, str], where: str, wrong: list[str]) -> Block:
    def number(name: str, instead: float = nan) -> float:
        return _number(row[name], f"{where}, {NAMES[name]}", wrong, instead)

    bouts = [_bout(row["go"], number("amount"), row["unit"], number("cap"), where, wrong)]
    if row["go2"]:
        bouts.append(_bout(row["go2"], number("amount2"), row["unit2"], number("cap"), where, wrong))
    return Block(
        tuple(bouts), round(number("sets", 1.0)), number("rest", 0.0), number("turn", 10.0),
        "drill" if row["drill"] else "main", number("incline", 0.0), number("effort"), row["support"],
        row["spotter"] == "1", row["drill"] if row["drill"] in {one.key for one in DRILLS} else "", number("click"),
        row["focus"] if row["focus"] in FOCUS else "",
    )  # fmt: skip


NAMES = {
    "amount": "how much", "amount2": "how much then", "cap": "speed cap", "sets": "times", "rest": "rest",
    "turn": "pause to turn", "incline": "incline", "effort": "effort", "click": "metronome",
}  # fmt: skip


def _bout(go: str, amount: float, unit: str, cap_mps: float, where: str, wrong: list[str]) -> Bout:
    if go not in {key for key, _ in GOES}:
        wrong.append(f"{where}: {go!r} is not known.")
        go = "backward walk"
    way, pace = go.split()
    in_metres = unit == "m"
    return Bout(_way(way), pace, amount if in_metres else nan, nan if in_metres else amount,
                cap_mps if way == "backward" else nan)  # fmt: skip


def _way(way: str) -> Way:
    return "backward" if way == "backward" else "forward"


def _number(text: str, where: str, wrong: list[str], instead: float) -> float:
    if not text:
        return instead
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        number = nan
    if not isfinite(number):
        wrong.append(f"{where}: {text!r} is no number.")
        return instead
    return number


# ---- from a programme to the form


def drafted(made: Programme) -> Draft:
    """The form of a programme."""
    return Draft(
        made.key, made.name, made.goal, *map(str, made.per_week), made.at_least, made.walking_only,
        [[_row(block) for block in week.blocks] for week in made.weeks],
    )  # fmt: skip


def _row(block: Block) -> dict[str, str]:
    first, second = block.bouts[0], block.bouts[1] if len(block.bouts) > 1 else None
    cap = next((b.cap_mps for b in block.bouts if b.way == "backward" and isfinite(b.cap_mps)), nan)
    row = ROW | {
        "go": f"{first.way} {first.pace}", **dict(zip(("amount", "unit"), _amount(first), strict=True)),
        "sets": str(block.sets), "rest": f"{block.rest_s:g}", "turn": f"{block.turn_pause_s:g}", "cap": _text(cap),
        "support": block.support, "focus": block.focus, "click": _text(block.click_spm),
        "effort": _text(block.effort_percent), "spotter": "1" if block.spotter else "", "drill": block.drill,
        "incline": _text(block.incline_percent or nan),
    }  # fmt: skip
    if second:
        row |= {"go2": f"{second.way} {second.pace}", **dict(zip(("amount2", "unit2"), _amount(second), strict=True))}
    return row


def _amount(bout: Bout) -> tuple[str, str]:
    return (_text(bout.metres), "m") if isfinite(bout.metres) else (_text(bout.seconds), "s")


def _text(value: float) -> str:
    return f"{value:g}" if isfinite(value) else ""


# ---- longer and shorter


def _reshape(draft: Draft, do: str) -> None:
    """What a button of the form asks for; anything else changes nothing."""
    what, *numbers = do.split("-")
    places = list(_places(numbers))
    if what == "week" and len(draft.weeks) < MOST_WEEKS:
        draft.weeks.append([dict(row) for row in draft.weeks[-1]] if draft.weeks else [dict(ROW)])
    elif what == "noweek" and len(draft.weeks) > 1:
        draft.weeks.pop()
    elif what == "part" and len(places) == 1 and places[0] < len(draft.weeks):
        rows = draft.weeks[places[0]]
        if len(rows) < MOST_BLOCKS:
            rows.append(dict(rows[-1]))
    elif what == "nopart" and len(places) == 2 and places[0] < len(draft.weeks):
        rows = draft.weeks[places[0]]
        if len(rows) > 1 and places[1] < len(rows):
            rows.pop(places[1])


def _places(numbers: list[str]) -> Iterator[int]:
    yield from (int(number) - 1 for number in numbers if number.isdecimal() and int(number) > 0)
