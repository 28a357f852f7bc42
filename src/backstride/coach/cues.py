"""The arbiter: from all that is out of its band at a frame it chooses at most one sentence, or silence.

Safety cuts everything and is repeated until it is over. Balance may cut form and praise. Form speaks of one thing at a
time, leaves room to try, and gives up what does not help. It counts a sentence's own length in data time, so that a
replay says the same things at the same frames.
"""

from __future__ import annotations

from collections import deque
from math import inf
from typing import Literal, get_args

from ..types import NO_WISHES, Cue, CueClass, Observation, Site, Wishes
from .now import Now
from .reasons import praise_reason, reason, recovered_reason, watched_reason
from .rules import PRAISE_AFTER_S, PRAISE_APART_S, PRAISE_SILENCE_S, PRAISE_SURE_S, Rule
from .said import GIVE_UP_AFTER, Said, duration_s
from .values import view_caps
from .words import phrases

BALANCE_GAP_S = 3.0  # between two balance cues
FORM_GAP_S = 8.0  # between two form cues
FORM_A_MINUTE = 4  # form cues in any sixty seconds; a training asks for fewer
GUIDE_GAP_S = 0.4  # from the end of one sentence to the next one of a training
RECOVERED_S, RECOVERED_FOR_S = 3.0, 12.0  # how long a focus must be good again for praise, and how long praise may wait
ALARMS_BEFORE_GUIDE = ("fall", "obstacle", "belt_drift")  # while one of these is red a training is silent
FORM_AFTER_ALARM_S = 3.0  # silence of form from the beginning of a safety or balance cue
FORM_AFTER_ITS_END_S = 1.0  # and at least so long after its end
FORM_QUIET_S = 5.0  # no form cue at the start of a stretch of backward travel
BALANCE_QUIET_S = 2.0  # the first steps wobble
FOCUS_RELEASED_S = 20.0  # the focus rule is free again once it has been good for so long
ASKED_TO_STOP_S = 10.0  # who was asked to stop is not asked why for so long
WATCHED_AGAIN_S = 1.0  # how long a path must be watched before its warning is called over
SHORT_VIEW_AGAIN_S = 300.0
"""Who outruns what the camera watches is told once, not at every step and stretch: the lane will not get longer, and a
runner on a short one would hear nothing else. It stays on the panel, and each thing that is found is warned of."""
Heard = Literal["everything", "safety", "nothing"]
"""What may be spoken: everything, safety alone (after the pain button), or nothing (coaching is stopped: who sits down
after a session is not asked about a fall)."""
_Broken = tuple[Said, Observation]


class Arbiter:
    """Chooses the cue of each frame from the observations of ``rules``, in the order of that table."""

    def __init__(self, rules: tuple[Rule, ...], language: str, site: Site):
        self._language, self._site = language, site
        self._said = tuple(Said(rule, place) for place, rule in enumerate(rules))
        self._speaking: tuple[CueClass, tuple[bool, int]] = ("praise", (True, 0))  # class and rank of the last sentence
        self._until_s = -inf  # when the last sentence ends
        self._ended_s: dict[CueClass, float] = dict.fromkeys(get_args(CueClass), -inf)
        self._form_s: deque[float] = deque([-inf] * FORM_A_MINUTE, FORM_A_MINUTE)  # when the last form cues began
        self._form_may_s = -inf  # when the silence after the last alarm ends
        self._focus: Said | None = None
        self._beside_focus: Said | None = None
        self._focus_broken_s = -inf  # when the focus rule was last out of its band
        self._warning: str | None = None  # the rule that warned of the path, until the path is watched again
        self._stop_said_s = -inf  # when the runner was last asked to stop
        self._short_view_s = -inf  # when the runner was last told that too little is watched for this speed
        self._watched_s = inf  # since when the path is watched
        self._good_s = inf  # since when all is good
        self._wishes = NO_WISHES
        self._was_red = False  # the focus of a training was red
        self._recovered_s = inf  # since when it is good again
        self._praised = 0

    def choose(
        self, t_s: float, now: Now, observations: tuple[Observation, ...], outside: bool, heard: Heard,
        wishes: Wishes = NO_WISHES,
    ) -> Cue | None:  # fmt: skip
        """The sentence that begins at this frame. ``outside``: some number is out of its band at this very frame."""
        self._wishes = wishes
        broken, measured = self._broken(observations)
        if t_s < self._short_view_s + SHORT_VIEW_AGAIN_S and view_caps(now):
            broken = [pair for pair in broken if pair[0].rule.key != "speed_cap"]
        if wishes.forward or (wishes.end_planned and wishes.speed_cap_mps != wishes.speed_cap_mps):
            broken = [pair for pair in broken if not _no_fault_at_rest(pair[0].rule.key, now)]
        self._notice(t_s, now, broken, measured and not outside)
        self._notice_focus(t_s, observations)
        if heard == "nothing":
            return self._guide(t_s, broken)
        if any(said.rule.key == "fall" for said, _ in broken):
            return self._safety(t_s, now, [pair for pair in broken if pair[0].rule.key in ("fall", "pain")])
        cue = self._safety(t_s, now, broken) if broken else None
        if cue is not None or heard == "safety":
            return cue or self._guide(t_s, broken)
        cue = self._watched_again(t_s, now)
        calm = not any(said.rule.lasting_alarm for said, _ in broken)
        if broken and calm:
            cue = cue or self._balance(t_s, now, broken)
        cue = cue or self._guide(t_s, broken)
        if broken and calm and not wishes.say:
            cue = cue or self._form(t_s, now, broken)
        return cue or self._praise(t_s)

    def start_over(self) -> None:
        """A new set begins: what was given up may be said again."""
        for said in self._said:
            said.forget()
        self._focus = self._beside_focus = None
        self._short_view_s = -inf

    # ---- what is remembered

    def _broken(self, observations: tuple[Observation, ...]) -> tuple[list[_Broken], bool]:
        """The rules out of their band, and whether any number of form was measured good.

        Of what is not measured at this frame only a red alarm stands.
        """
        broken: list[_Broken] = []
        measured = False
        for said, standing in zip(self._said, observations, strict=True):
            if standing.band == "unknown":
                continue
            if standing.band == "green":
                if said.times:
                    said.forget()
                measured = measured or (said.rule.class_ == "form" and said.rule.in_rep)
            elif standing.value == standing.value or (standing.band == "red" and said.rule.class_ == "safety"):
                broken.append((said, standing))
        return broken, measured

    def _notice(self, t_s: float, now: Now, broken: list[_Broken], good: bool) -> None:
        unwatched_only = all(said.rule.key == "path_unknown" for said, _ in broken)
        good = good and unwatched_only and now.rep_s == now.rep_s
        self._good_s = min(self._good_s, t_s) if good else inf
        self._watched_s = min(self._watched_s, t_s) if now.path.state == "watching" else inf
        if self._focus is None:
            return
        if any(said is self._focus for said, _ in broken):
            self._focus_broken_s = t_s
        if self._focus.times >= GIVE_UP_AFTER or t_s - self._focus_broken_s > FOCUS_RELEASED_S:
            self._focus = self._beside_focus = None

    def _notice_focus(self, t_s: float, observations: tuple[Observation, ...]) -> None:
        """Whether the focus of a training came back from red: that is worth a word."""
        if not self._wishes.focus:
            self._was_red, self._recovered_s = False, inf
            return
        band = next((standing.band for standing in observations if standing.rule == self._wishes.focus), "unknown")
        if band == "green":
            self._recovered_s = t_s if self._was_red else self._recovered_s
            self._was_red = False
        elif band != "unknown":
            self._was_red, self._recovered_s = self._was_red or band == "red", inf

    # ---- the classes, each asked only when the one before is silent

    def _safety(self, t_s: float, now: Now, broken: list[_Broken]) -> Cue | None:
        for said, standing in sorted(broken, key=_rank):
            if said.rule.class_ != "safety" or not said.due(t_s, standing):
                continue
            if said.rule.key == "sudden_stop" and t_s < self._stop_said_s + ASKED_TO_STOP_S:
                continue
            class_, rank = self._speaking
            if t_s < self._until_s and class_ == "safety" and _rank((said, standing)) >= rank:
                continue
            cue = self._say(t_s, now, said, standing)
            if cue is not None:
                self._remember_warning(t_s, now, said)
                return cue
        return None

    def _remember_warning(self, t_s: float, now: Now, said: Said) -> None:
        if said.rule.key == "obstacle" or (said.rule.key == "path_unknown" and now.path_doubt != "unwatched"):
            self._warning = said.rule.key
            self._stop_said_s = t_s
        elif said.rule.key == "intruder" and self._site == "treadmill":
            self._warning = said.rule.key
        elif said.rule.key == "pain":
            self._stop_said_s = t_s
        elif said.rule.key == "speed_cap" and view_caps(now):
            self._short_view_s = t_s

    def _watched_again(self, t_s: float, now: Now) -> Cue | None:
        """Ends a warning of the path. It says that the lane is watched, never that nothing is there."""
        if self._warning is None or now.path_doubt != "none" or t_s - self._watched_s < WATCHED_AGAIN_S:
            return None
        if t_s < self._until_s:
            return None
        if any(thing.in_way for thing in now.path.things):
            return None  # a runner who stopped before it is not told that it is over
        key, self._warning = self._warning, None
        words = phrases(self._language, self._site, "obstacle.over")[0]
        return self._begin(t_s, Cue(t_s, key, "balance", words, watched_reason(now), duration_s(words, "balance")))

    def _balance(self, t_s: float, now: Now, broken: list[_Broken]) -> Cue | None:
        if t_s < self._ended_s["safety"] or t_s < self._ended_s["balance"] + BALANCE_GAP_S:
            return None
        for said, standing in sorted(broken, key=_rank):
            if said.rule.class_ != "balance" or _too_early(said.rule, now, BALANCE_QUIET_S):
                continue
            if now.measures.looking and said.rule.key == "shoulder_check":
                continue
            if said.due(t_s, standing) and (cue := self._say(t_s, now, said, standing)):
                return cue
        return None

    def _guide(self, t_s: float, broken: list[_Broken]) -> Cue | None:
        """The sentence of the training that waits: after safety and balance, and it may cut form and praise."""
        words = self._wishes.say
        if not words or t_s < max(self._ended_s[class_] for class_ in ("safety", "balance", "guide")) + GUIDE_GAP_S:
            return None
        if any(standing.band == "red" and said.rule.key in ALARMS_BEFORE_GUIDE for said, standing in broken):
            return None
        return self._begin(t_s, Cue(t_s, "training", "guide", words, "the training's plan", duration_s(words, "guide")))

    def _form(self, t_s: float, now: Now, broken: list[_Broken]) -> Cue | None:
        if t_s < max(self._until_s, self._form_may_s, self._ended_s["form"] + FORM_GAP_S):
            return None
        if sum(t_s < began_s + 60.0 for began_s in self._form_s) >= min(self._wishes.form_a_minute, FORM_A_MINUTE):
            return None
        if now.measures.looking or now.measures.swapped or any(said.rule.key == "visibility" for said, _ in broken):
            return None
        allowed = [
            (said, standing)
            for said, standing in broken
            if said.rule.class_ == "form" and not _too_early(said.rule, now, FORM_QUIET_S) and said.due(t_s, standing)
            and self._in_focus(said, standing)
        ]  # fmt: skip
        for said, standing in sorted(allowed, key=lambda pair: self._wanted(t_s, *pair)):
            if cue := self._say(t_s, now, said, standing):
                self._form_s.append(t_s)
                self._focus_on(t_s, said)
                return cue
        return None

    def _praise(self, t_s: float) -> Cue | None:
        good_s, back_s = t_s - self._good_s, t_s - self._recovered_s
        recovered = RECOVERED_S <= back_s <= RECOVERED_FOR_S
        if (good_s < PRAISE_AFTER_S + PRAISE_SURE_S and not recovered) or t_s < self._until_s + PRAISE_SILENCE_S:
            return None
        if t_s < self._ended_s["praise"] + PRAISE_APART_S or self._wishes.say:
            return None
        self._recovered_s = inf
        choices = phrases(self._language, self._site, "praise")
        words = choices[self._praised % len(choices)]
        self._praised += 1
        why = praise_reason(good_s) if good_s >= PRAISE_AFTER_S else recovered_reason(self._wishes.focus, back_s)
        return self._begin(t_s, Cue(t_s, "praise", "praise", words, why, duration_s(words, "praise")))

    # ---- focus

    def _in_focus(self, said: Said, standing: Observation) -> bool:
        """One focus rule, and at most one other that is red. A training names the focus of its block."""
        if self._wishes.focus:
            others = standing.band == "red" and self._beside_focus in (None, said)
            return said.rule.key == self._wishes.focus or others
        if self._focus is None or said is self._focus:
            return True
        return standing.band == "red" and self._beside_focus in (None, said)

    def _wanted(self, t_s: float, said: Said, standing: Observation) -> tuple:
        """Red before amber, then the focus rule, then the larger deviation, then what was not said for longest."""
        focused = said.rule.key == self._wishes.focus or said is self._focus
        return standing.band != "red", not focused, -_deviation(said.rule, standing), said.until_s

    def _focus_on(self, t_s: float, said: Said) -> None:
        if self._focus is None and self._wishes.focus in ("", said.rule.key):
            self._focus, self._focus_broken_s = said, t_s
        elif said is not self._focus:
            self._beside_focus = said

    # ---- the sentence

    def _say(self, t_s: float, now: Now, said: Said, standing: Observation) -> Cue | None:
        rule = said.rule
        words = self._wording(said, rule.cue(now, standing.band, standing.value))
        if not words:
            return None
        said.times, said.value = said.times + 1, standing.value
        said.band = said.last_band = standing.band
        cue = Cue(t_s, rule.key, rule.class_, words, reason(now, rule, standing), duration_s(words, rule.class_))
        said.until_s = t_s + cue.duration_s
        return self._begin(t_s, cue, _rank((said, standing)))

    def _wording(self, said: Said, situation: str) -> str:
        """The next wording of this situation: never the one just heard, where the table has another."""
        choices = phrases(self._language, self._site, f"{said.rule.key}.{situation}" if situation else said.rule.key)
        if not choices:
            return ""
        said.variant = (said.variant + 1) % len(choices) if situation == said.situation else 0
        said.situation = situation
        return choices[said.variant]

    def _begin(self, t_s: float, cue: Cue, rank: tuple[bool, int] = (True, 0)) -> Cue:
        if t_s < self._until_s:  # the sentence before is cut here
            self._ended_s[self._speaking[0]] = t_s
        self._until_s = self._ended_s[cue.class_] = t_s + cue.duration_s
        if cue.class_ in ("safety", "balance"):
            self._form_may_s = max(t_s + FORM_AFTER_ALARM_S, self._until_s + FORM_AFTER_ITS_END_S)
        self._speaking = (cue.class_, rank)
        return cue


def _no_fault_at_rest(key: str, now: Now) -> bool:
    """True for what is no fault of somebody who was told to rest, or who runs on forward out of the picture."""
    return key in ("speed_cap", "visibility") or (key == "path_unknown" and now.path_doubt == "unwatched")


def _rank(broken: _Broken) -> tuple[bool, int]:
    said, standing = broken
    return standing.band != "red", said.place


def _too_early(rule: Rule, now: Now, quiet_s: float) -> bool:
    """True for a rule of backward travel in the first seconds of a stretch, or outside of one."""
    return rule.in_rep and not now.rep_s >= quiet_s


def _deviation(rule: Rule, standing: Observation) -> float:
    """How far the number is beyond its band, in widths of the slack; 1 where there is none."""
    (low, high), (slack_low, slack_high) = rule.bands.ok, rule.bands.slack
    below = standing.value < low
    over, width = (low - standing.value, low - slack_low) if below else (standing.value - high, slack_high - high)
    return over / width if 0.0 < width < inf else 1.0
