"""What a clip's events and cues say against its truth: contacts, looks, exchanged legs, falls, sentences.

Events are matched one to one, the closest pairs first; what could not be seen is neither missed nor invented.
"""

from __future__ import annotations

from math import inf, isfinite, nan

import numpy as np

from ..types import Contact, Fall, HeadCheck, ToeOff
from .tables import Found, Rate
from .told import Told
from .truth import Fault, Truth

WINDOW_S, EDGE_S = 0.12, 0.3
LOOK_WINDOW_S = 0.8
FORM = ("form", "balance", "safety")


def compare_events(told: Told, truth: Truth) -> list[Found | Rate]:
    """Everything that happens at a moment."""
    return [
        *_contacts(told, truth), *_looks(told, truth), *_swaps(told, truth), *_falls(told, truth), *_cues(told, truth),
    ]  # fmt: skip


def matched(true_s: list[float], told_s: list[float], window_s: float) -> list[tuple[int, int]]:
    """Pairs of indices, each used once, the closest first."""
    near = sorted(
        (abs(a - b), i, j) for i, a in enumerate(true_s) for j, b in enumerate(told_s) if abs(a - b) <= window_s
    )
    left, right, out = set(), set(), []
    for _, i, j in near:
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            out.append((i, j))
    return out


def _contacts(told: Told, truth: Truth) -> list[Found]:
    if truth.not_measurable & {"trunk_lean_deg"}:  # along the way a foot's coming and going cannot be seen
        count = sum(isinstance(e, Contact | ToeOff) for e in told.events)
        return [Found("contact_though_unknowable", np.ones(count, bool), count)]
    out, ons = [], []
    for kind, name in ((Contact, "contact"), (ToeOff, "toe_off")):
        pairs, due, extra = _paired(kind, told, truth)
        out.append(Found(f"{name}_ms", np.array([1000 * (b.t_s - a.t_s) for a, b in pairs]), due))
        out.append(Found(f"{name}_extra", np.arange(max(due, extra)) < extra, max(due, extra)))
        ons = pairs if kind is Contact else ons
    if "contact.first" not in truth.not_measurable:
        answers = [(a.first != b.first) for a, b in ons if b.first != "unknown" and a.first != "unknown"]
        out.append(Found("first_part", np.array(answers, bool), sum(a.first != "unknown" for a, _ in ons)))
    return out + _durations(told, truth)


def _paired(kind, told: Told, truth: Truth) -> tuple[list, int, int]:
    """Pairs of true and told events, how many were due, and how many were told of nothing."""
    true = [e for e in truth.events if isinstance(e, kind)]
    mine = [e for e in told.events if isinstance(e, kind)]
    due = [e for e in true if _due(truth, e.t_s)]
    pairs, used = [], set()
    for side in ("left", "right"):
        a, b = [e for e in true if e.side == side], [e for e in mine if e.side == side]
        for i, j in matched([e.t_s for e in a], [e.t_s for e in b], WINDOW_S):
            used.add(b[j])
            if a[i] in due:
                pairs.append((a[i], b[j]))
    extra = sum(e not in used and _due(truth, e.t_s, 0.2) for e in mine)
    return pairs, len(due), extra


def _due(truth: Truth, t_s: float, around_s: float = 0.1) -> bool:
    """True where the runner is seen, usual and moving all around a time, away from the clip's ends."""
    if not truth.t_s[0] + EDGE_S < t_s < truth.t_s[-1] - EDGE_S:
        return False
    first, last = np.searchsorted(truth.t_s, (t_s - around_s, t_s + around_s))
    around = slice(max(int(first) - 1, 0), int(last) + 1)
    return bool((truth.seen & truth.ordinary)[around].all())


def _spans(events) -> list[tuple[str, float, float]]:
    """Each time on the ground: side, from, to."""
    out = []
    for side in ("left", "right"):
        offs = [e.t_s for e in events if isinstance(e, ToeOff) and e.side == side]
        ons = sorted(e.t_s for e in events if isinstance(e, Contact) and e.side == side)
        for on_s, next_s in zip(ons, [*ons, inf][1:], strict=True):
            off_s = min((t for t in offs if t > on_s), default=inf)
            if off_s < min(next_s, on_s + 2):
                out.append((side, on_s, off_s))
    return sorted(out, key=lambda span: span[1])


def _durations(told: Told, truth: Truth) -> list[Found]:
    """Contact times, and for a run the flights between them, ms."""
    true, mine = _spans(truth.events), _spans(told.events)
    due = [span for span in true if _due(truth, span[1]) and _due(truth, span[2])]
    errors = []
    for side in ("left", "right"):
        a, b = [s for s in due if s[0] == side], [s for s in mine if s[0] == side]
        errors += [
            1000 * ((b[j][2] - b[j][1]) - (a[i][2] - a[i][1]))
            for i, j in matched([s[1] for s in a], [s[1] for s in b], WINDOW_S)
        ]
    out = [Found("contact_time_ms", np.array(errors), len(due))]
    flights, told_flights = [f for f in _flights(true) if _due(truth, f[0])], _flights(mine)
    if flights:
        pairs = matched([f[0] for f in flights], [f[0] for f in told_flights], 0.15)
        errors = [1000 * (told_flights[j][1] - flights[i][1]) for i, j in pairs]
        out.append(Found("flight_time_ms", np.array(errors), len(flights)))
    return out


def _flights(spans) -> list[tuple[float, float]]:
    """Middle and length of each time that no foot stands."""
    out, end_s = [], inf
    for _, on_s, off_s in spans:
        if 0 < on_s - end_s < 0.5:
            out.append(((on_s + end_s) / 2, on_s - end_s))
        end_s = off_s if end_s == inf else max(end_s, off_s)
    return out


def _looks(told: Told, truth: Truth) -> list[Found]:
    true = [e for e in truth.events if isinstance(e, HeadCheck)]
    mine = [e for e in told.events if isinstance(e, HeadCheck)]
    if not true and not mine:
        return []
    due = [e for e in true if _due(truth, e.t_s, 0.5)]
    pairs = matched([e.t_s for e in true], [e.t_s for e in mine], LOOK_WINDOW_S)
    extra = len(mine) - len(pairs)
    pairs = [(true[i], mine[j]) for i, j in pairs if true[i] in due]
    out = [
        Found("head_check_s", np.array([b.t_s - a.t_s for a, b in pairs]), len(due)),
        Found("head_check_extra", np.arange(max(len(due), extra)) < extra, max(len(due), extra)),
    ]
    if "head_check.side" not in truth.not_measurable:
        sides = [(a.side != b.side) for a, b in pairs if b.side != "unknown"]
        out.append(Found("head_check_side", np.array(sides, bool), len(pairs)))
    return out


def _swaps(told: Told, truth: Truth) -> list[Found]:
    """Of exchanged legs: the share of frames found; of legs in order: the share called exchanged."""
    flagged, exchanged = told.flag("swapped"), truth.swapped & truth.seen & truth.ordinary
    near = np.zeros(len(truth.t_s), bool)
    for t_s in truth.t_s[truth.swapped]:
        near |= np.abs(truth.t_s - t_s) < 0.15
    others = truth.seen & truth.ordinary & ~near
    out = [Found("swap_invented", flagged[others], int(others.sum()))]
    if exchanged.any():
        out.append(Found("swapped_frames", np.zeros(int((flagged & exchanged).sum()), bool), int(exchanged.sum())))
    return out


def _falls(told: Told, truth: Truth) -> list[Found | Rate]:
    true = [e.t_s for e in truth.events if isinstance(e, Fall) and e.state == "candidate"]
    up = [e.t_s for e in truth.events if isinstance(e, Fall) and e.state == "recovered"]
    mine = [e.t_s for e in told.events if isinstance(e, Fall) and e.state in ("candidate", "confirmed")]
    spans = [(t - 0.6, min((u for u in up if u > t), default=inf) + 1.0) for t in true]
    out: list[Found | Rate] = []
    if true:
        delays = [min((m - t for m in mine if -0.6 <= m - t <= 4.0), default=nan) for t in true]
        out.append(Found("fall_s", np.array([d for d in delays if isfinite(d)]), len(true)))
    invented = sum(not any(a <= m <= b for a, b in spans) for m in mine)
    return [*out, Rate("falls_invented_per_h", invented, truth.seconds)]


# ---- cues


def _cues(told: Told, truth: Truth) -> list[Found | Rate]:
    """Each fault's delay until it was spoken of in time, and the cues that nothing justifies."""
    out: list[Found | Rate] = []
    for fault in truth.faults:
        if not isfinite(fault.within_s):
            continue
        said = [c.t_s - fault.from_s for c in told.cues if c.rule in fault.rules and c.t_s > fault.from_s - 0.3]
        delays = [s for s in said if s <= fault.within_s]
        out.append(Found(f"cue_{fault.rules[0]}_s", np.array(delays[:1]), 1))
    judged = [c for c in told.cues if c.class_ in FORM and not _covered(c, truth.may, 0.0, 0.0)]
    wrong = [c for c in judged if not _covered(c, truth.faults, 0.5, 6.0)]
    from_swapped = [c for c in wrong if _on_swapped(truth, c.t_s)]
    return [
        *out,
        Rate("wrong_cues_per_h", len(wrong), truth.seconds),
        Rate("cues_from_swapped_legs_per_h", len(from_swapped), truth.seconds),
    ]


def _covered(cue, faults: tuple[Fault, ...], before_s: float, after_s: float) -> bool:
    return any(cue.rule in f.rules and f.from_s - before_s <= cue.t_s <= f.to_s + after_s for f in faults)


def _on_swapped(truth: Truth, t_s: float) -> bool:
    return bool(truth.swapped[np.abs(truth.t_s - t_s) < 0.02].any())
