"""The state machine of a guided session: what is said, shown and asked of the coach, from frame to frame in data time.

A plan, the moments and what people press go in; sentences, a picture of the state and wishes for the coach come out,
and a record at the end. It knows no clock, file or voice: the same frames and presses give the same session.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from math import isfinite, nan

from ..types import Ask, Guided, Moment, Phase, Question, Wishes
from .announce import announced, end_words
from .asking import Asking
from .drills import turns_at_end
from .ledger import Ledger
from .lines import Lines, sentences_of
from .mouth import Mouth
from .plan import Block, Bout, seconds_of
from .prescription import Prescription
from .readiness import PAIN_STARTS_BELOW
from .record import WHERE, EndedBy, PainAnswer

STANDING_S, SWAY_DEG = 3.0, 3.0
STANDING_SEEN_SHARE = 0.8
REMIND_S = 30.0  # a question that nobody answers is asked again
CHECKS_END_S, STANDING_END_S, HURT_END_S = 600.0, 300.0, 60.0
SETTLE_S = 0.6  # of silence before a countdown
STARTS_S = 0.5  # of going the way asked for
WAIT_S, GIVE_UP_S = 15.0, 90.0  # for the runner to begin: then a reminder, then the set is left out
STOOD_S = 5.0  # of standing within a bout before a word about it
AWAY_S = 2.0  # out of the picture
UNMEASURED_S = 6.0  # of a bout in metres without a speed
NEAR_M, NEAR_S = 3.0, 4.0  # before its end a halt is planned
TEN_S = 10.0
BETWEEN_S = 15.0  # between two parts without a rest of their own
BELT_TURN_S = 25.0  # a belt must come to rest before anybody turns on it
ASKED_AFTER_S, ANSWER_S = 3.0, 12.0
HARD, TOO_HARD, MORE_REST_S = 7.0, 9.0, 30.0
ALARMS = ("fall", "obstacle", "belt_drift")  # nothing begins while one of them is red
TURN_S = 8.0  # for the turn at the end of a drill
COUNTDOWN = ("three", "two", "one", "go")
LIMIT_TIMES, LIMIT_MORE_S = 3.0, 60.0


class Guide:
    """One session. ``wishes`` are for the coach's next frame, ``step`` takes the moment that it made of it."""

    def __init__(self, plan: Prescription, t_s: float, recall: str = ""):
        self._plan, self._recall = plan, recall
        self._lines, self._mouth = Lines(plan.language, plan.site), Mouth()
        self._ledger, self._asking = Ledger(plan), Asking()
        self._phase: Phase = "checks"
        self._since_s = self._t_s = t_s
        self._upcoming = sentences_of(plan)
        self._ticks = deque(plan.ticks)
        self._given = dict(plan.given)
        self._block = self._set = self._bout = 0
        self._sets = [block.sets for block in plan.blocks]
        self._under_way = self._cut_short = self._ambers = False
        self._before_pause: Phase = "checks"
        self._rest_s = 0.0
        self._rest_questions: deque[str] = deque()
        self._asked_before: set[str] = set()
        self._stands: deque[tuple[float, bool, float]] = deque()
        self._told: set[str] = set()  # what was said once in this bout
        self._going_s = self._stood_s = self._away_s = self._moving_since_s = nan
        self._stumbles_before = 0
        self._counted_down = 0
        self._pain = PainAnswer()
        self._record = None
        self._last_words = ""
        self._shown_as: tuple = ()
        self.finished = False
        self._greet()

    # ---- the frame

    @property
    def wishes(self) -> Wishes:
        """What the coach should do at the next frame."""
        plan, block, bout = self._plan, self._plan.blocks[self._block], self._now
        moving = self._phase == "moving"
        backward = moving and bout.way == "backward"
        quiet = not backward or block.kind not in ("main", "warm_up") or self._every_other_now
        return Wishes(
            say=self._mouth.waiting,
            focus=block.focus if backward else "",
            form_a_minute=0.0 if quiet else plan.form_a_minute,
            speed_cap_mps=min(bout.cap_mps, plan.cap_mps) if backward else nan,
            rails=backward and (plan.rails_held or (plan.site == "treadmill" and block.support == "both_hands")),
            senior=plan.senior,
            forward=bout.way == "forward",
            end_planned=not moving or self._near_end(),
            looks=plan.looks,
        )

    @property
    def phase(self) -> Phase:
        return self._phase

    def step(self, moment: Moment) -> Guided:
        """Takes a moment; gives what is shown at it."""
        first, self._t_s = bool(self._upcoming), moment.t_s
        self._mouth.heard(moment.t_s, moment.cue)
        elapsed_s = self._ledger.step(moment, self._under_way and self._phase == "moving")
        self._obey(moment.presses)
        self._watch(moment)
        getattr(self, f"_{self._phase}")(moment, elapsed_s)
        shown = self._shown()
        if first:
            self._upcoming = ()
        self._record = None
        return shown

    @property
    def _now(self) -> Bout:
        return self._plan.blocks[self._block].bouts[self._bout]

    @property
    def _every_other_now(self) -> bool:
        return self._plan.every_other_set and self._set % 2 == 1

    def _enter(self, phase: Phase) -> None:
        self._phase, self._since_s = phase, self._t_s

    @property
    def _in_phase_s(self) -> float:
        return self._t_s - self._since_s

    def _say(self, key: str, **filled: object) -> None:
        self._mouth.say(self._lines.say(key, **filled))

    def _greet(self) -> None:
        title = self._lines.title(self._plan)
        open_ticks = [key for key in self._plan.ticks if key not in self._given]
        self._mouth.say(self._lines.say("hello", title=title) if open_ticks else f"{title}.")
        if self._plan.wbgt_c >= 27.9:
            self._say("hot_day")
        elif self._plan.wbgt_c >= 25.7:
            self._say("warm_day")

    # ---- what people press, and what ends a part

    def _obey(self, asks: Sequence[Ask]) -> None:
        self._asks = tuple(asks)
        if self._phase == "over":
            return
        if "pain" in asks:
            self._hurts()
        elif "end" in asks or "stop" in asks:
            self._finish("runner")
        elif self._phase == "paused" and ({"pause", "next", "start"} & {ask for ask in asks if isinstance(ask, str)}):
            self._resume()
        elif "pause" in asks and self._phase != "hurt":
            self._pause()

    def _pressed(self, what: str) -> bool:
        return what in self._asks

    def _pause(self) -> None:
        self._before_pause = self._phase
        self._mouth.hush()
        self._say("paused")
        self._enter("paused")

    def _resume(self) -> None:
        before = self._before_pause
        self._asks = ()
        self._say("resumed")
        if before in ("moving", "countdown", "announced"):
            self._mouth.say(self._lines.doing(self._now) if not self._under_way else "")
            self._enter("announced")
        elif before == "checks":
            self._asking.drop()
            self._enter("checks")
        else:
            self._enter(before)

    def _paused(self, moment: Moment, elapsed_s: float) -> None:
        self._since_s = self._since_s  # until somebody presses

    def _watch(self, moment: Moment) -> None:
        """Falls, stumbles and fading form end what is under way."""
        if self._phase == "over":
            return
        if any(event.kind == "fall" and event.state == "confirmed" for event in moment.events):
            self._mouth.hush()
            self._finish("fall")
        elif self._phase == "moving" and self._under_way:
            stumbled = self._ledger.stumbles - self._stumbles_before
            if moment.measures.stumbles_in_minute >= 2 and stumbled >= 2:
                self._end_part("stumbles")
            elif (fading := _band(moment, "fatigue")) == "red":
                self._end_part("fatigue")
            elif fading == "amber":
                self._sets[self._block] = self._set + 1

    def _end_part(self, why: EndedBy) -> None:
        """The part ends at once; what comes after it goes on after a rest."""
        self._cut_short = True
        self._sets[self._block] = self._set + 1
        self._bout = len(self._plan.blocks[self._block].bouts) - 1
        self._mouth.hush()
        self._say("stumbles" if why == "stumbles" else "fading")
        self._end_bout(why)

    # ---- before it begins

    def _checks(self, moment: Moment, elapsed_s: float) -> None:
        if self._asking.question is None:
            self._next_tick()
            return
        key = self._asking.question.key
        answer = self._answer()
        if answer:
            self._tick(key, answer)
        elif self._t_s - self._since_s > CHECKS_END_S:
            self._refuse("refused")
        elif self._t_s - self._asked_s > REMIND_S:
            self._asked_s = self._t_s
            self._say(key)

    def _next_tick(self) -> None:
        while self._ticks and self._ticks[0] in self._given:
            key = self._ticks.popleft()
            if not self._accepted(key, self._given[key]):
                return
        if not self._ticks:
            self._stand()
            return
        key = self._ticks.popleft()
        self._ask(key, "zero_to_ten" if key == "pain_now" else "yes_no")

    def _tick(self, key: str, answer: str) -> None:
        if self._accepted(key, answer):
            self._mouth.hush()
            self._next_tick()

    def _accepted(self, key: str, answer: str) -> bool:
        if key == "pain_now":
            level = float(answer) if answer.isdecimal() else nan
            self._ledger.pains_asked += 1
            self._ledger.pains.append(PainAnswer(level))
            if level < PAIN_STARTS_BELOW:
                return True
            self._refuse("refused_pain")
            return False
        if answer == "yes":
            return True
        self._refuse("refused")
        return False

    def _refuse(self, key: str) -> None:
        self._mouth.hush()
        self._asking.drop()
        self._say(key)
        self._finish("refused", quietly=True)

    def _ask(self, key: str, kind: str, words_key: str = "", choices: tuple[str, ...] = ()) -> None:
        words = self._lines.say(words_key or key)
        self._asking.ask(Question(key, words, kind, choices, self._t_s))
        self._asked_s = self._t_s
        self._mouth.say(words)

    def _answer(self) -> str:
        question = self._asking.question
        heard = question is None or not self._mouth.waits(question.words)
        return self._asking.answered(self._t_s, self._asks, heard)

    def _stand(self) -> None:
        self._say("standing_side" if self._plan.view == "side" else "standing_along")
        self._stands.clear()
        self._reminded_s = self._t_s
        self._enter("standing")

    def _standing(self, moment: Moment, elapsed_s: float) -> None:
        """Three seconds of standing still, seen whole; the runner's own lean is learnt from it by the measuring."""
        measures = moment.measures
        still = measures.tracked and measures.direction == "still"
        self._stands.append((self._t_s, still, measures.trunk_lean_deg))
        while self._stands and self._stands[0][0] < self._t_s - STANDING_S:
            self._stands.popleft()
        if self._pressed("skip"):
            self._mouth.hush()
            self._say("standing_skipped")
            self._announce()
        elif self._mouth.silent(self._t_s) and self._in_phase_s > STANDING_S and self._stood_still():
            self._say("standing_done")
            self._announce()
        elif self._in_phase_s > STANDING_END_S:
            self._finish("not_seen")
        elif self._t_s - self._reminded_s > REMIND_S / 2 and self._mouth.silent(self._t_s):
            self._reminded_s = self._t_s
            seen = sum(still for _, still, _ in self._stands) >= STANDING_SEEN_SHARE * len(self._stands)
            self._say("standing_again" if seen or measures.tracked else "standing_unseen")

    def _stood_still(self) -> bool:
        stands = list(self._stands)
        if not stands or stands[-1][0] - stands[0][0] < 0.9 * STANDING_S or not all(still for _, still, _ in stands):
            return False
        leans = sorted(lean for _, _, lean in stands if isfinite(lean))
        if len(leans) < STANDING_SEEN_SHARE * len(stands):
            return self._plan.view != "side"
        tail = len(leans) // 20
        return leans[-1 - tail] - leans[tail] <= SWAY_DEG

    # ---- a bout

    def _announce(self) -> None:
        """Says what comes next, and waits until that was heard."""
        first = self._set == 0 and self._bout == 0
        before = self._plan.blocks[self._block - 1].kind if self._block else ""
        said = announced(
            self._lines, self._plan, self._block, self._set, self._bout, self._sets[self._block],
            new_kind=first and self._plan.blocks[self._block].kind != before,
            recall=self._recall if self._first_main_bout() else "",
        )  # fmt: skip
        self._mouth.say(*said)
        if first:
            self._stumbles_before = self._ledger.stumbles
        self._under_way = False
        self._enter("announced")

    def _first_main_bout(self) -> bool:
        block = self._plan.blocks[self._block]
        firsts = [n for n, one in enumerate(self._plan.blocks) if one.kind == "main" and _goes_back(one)]
        backward = block.bouts[self._bout].way == "backward"
        return bool(firsts) and self._block == firsts[0] and self._set == 0 and backward

    def _announced(self, moment: Moment, elapsed_s: float) -> None:
        if self._pressed("skip"):
            self._leave_out()
        elif not self._mouth.silent(self._t_s) or _alarm(moment):
            self._quiet_s = self._t_s
        elif self._t_s - self._quiet_s >= SETTLE_S:
            if self._plan.site == "track" and self._now.way == "backward":
                self._counted_down = 0
                self._enter("countdown")
            else:
                self._move()

    _quiet_s = nan
    _asked_s = nan
    _reminded_s = nan

    def _countdown(self, moment: Moment, elapsed_s: float) -> None:
        if self._pressed("skip"):
            self._leave_out()
        elif _alarm(moment) or (moment.cue is not None and moment.cue.class_ in ("safety", "balance")):
            self._mouth.hush()
            self._quiet_s = self._t_s
            self._enter("announced")  # and once more from three
        elif self._counted_down == len(COUNTDOWN):
            if not self._mouth.waits(self._lines.say("go")):
                self._move()
        elif self._in_phase_s >= self._counted_down:
            self._mouth.say_once(self._lines.say(COUNTDOWN[self._counted_down]))
            self._counted_down += 1

    def _move(self) -> None:
        if not self._under_way:
            self._ledger.start_bout(self._block, self._set + 1, self._plan.blocks[self._block], self._now)
            self._told = set()
        if self._plan.site == "treadmill" and not self._under_way:
            self._say("belt_start")
        self._going_s = self._stood_s = self._away_s = self._reached_s = nan
        self._moving_since_s = self._t_s
        self._enter("moving")

    def _moving(self, moment: Moment, elapsed_s: float) -> None:
        if self._pressed("skip"):
            self._leave_out()
        elif not self._under_way:
            self._wait_for_start(moment)
        else:
            self._go(moment, elapsed_s)

    def _wait_for_start(self, moment: Moment) -> None:
        """A bout begins when the runner is seen going, says so, or cannot be seen from here."""
        measures, bout = moment.measures, self._now
        going = measures.tracked and measures.direction == bout.way
        self._going_s = nan if not going else self._going_s if isfinite(self._going_s) else self._t_s
        unseen = self._plan.site == "track" and (bout.way == "forward" or not measures.tracked)
        if self._t_s - self._going_s >= STARTS_S or self._pressed("next") or (unseen and self._in_phase_s >= 1.0):
            self._under_way, self._moving_since_s = True, self._t_s
            self._asks = ()
        elif self._in_phase_s > GIVE_UP_S:
            self._under_way = True
            self._cut_short = self._cut_short or self._plan.blocks[self._block].kind == "main"
            self._end_bout("time_limit")
        elif self._in_phase_s > WAIT_S:
            self._tell_once("when_ready")

    def _go(self, moment: Moment, elapsed_s: float) -> None:
        measures, bout, ledger = moment.measures, self._now, self._ledger
        still = measures.tracked and measures.direction == "still"
        self._stood_s = nan if not still else self._stood_s if isfinite(self._stood_s) else self._t_s
        self._away_s = nan if measures.tracked else self._away_s if isfinite(self._away_s) else self._t_s
        if not (still and self._t_s - self._stood_s > 1.0):
            ledger.seconds += elapsed_s
        if self._amount_done():
            self._end_bout("amount")
        elif self._pressed("next"):
            self._end_bout("amount" if bout.open_ended or self._unmeasured() else "runner")
        elif self._t_s - self._moving_since_s > self._limit_s():
            self._cut_short = True
            self._end_bout("time_limit")
        else:
            self._accompany()

    def _amount_done(self) -> bool:
        bout, ledger = self._now, self._ledger
        if isfinite(bout.metres):
            return ledger.metres >= bout.metres - 0.05 and self._turn_done()
        return isfinite(bout.seconds) and ledger.seconds >= bout.seconds - 1e-6

    def _turn_done(self) -> bool:
        """A drill that ends with a turn goes on until it was seen, or some seconds have passed."""
        if not turns_at_end(self._plan.blocks[self._block]):
            return True
        if not isfinite(self._reached_s):
            self._reached_s = self._t_s
            self._say("done_turn")
        return bool(self._ledger.counted) or self._t_s - self._reached_s > TURN_S

    def _unmeasured(self) -> bool:
        bout, ledger = self._now, self._ledger
        return isfinite(bout.metres) and not ledger.metres_known and ledger.seconds > UNMEASURED_S

    def _limit_s(self) -> float:
        expected_s = seconds_of(self._now)
        if not isfinite(expected_s):
            expected_s = self._now.metres / 2.0 if isfinite(self._now.metres) else 1800.0
        return LIMIT_TIMES * expected_s + LIMIT_MORE_S

    def _near_end(self) -> bool:
        bout, ledger = self._now, self._ledger
        left_m, left_s = bout.metres - ledger.metres, bout.seconds - ledger.seconds
        return left_m < NEAR_M or left_s < NEAR_S or bout.open_ended or self._unmeasured()

    def _accompany(self) -> None:
        """The few words within a bout."""
        bout, ledger = self._now, self._ledger
        left_s = bout.seconds - ledger.seconds
        if bout.seconds >= 60 and ledger.seconds >= bout.seconds / 2:
            self._tell_once("half")
        if bout.seconds >= 30 and left_s <= TEN_S:
            self._tell_once("ten_more")
        if bout.metres >= 20 and bout.metres - ledger.metres <= NEAR_M:
            self._tell_once("near")
        if self._unmeasured():
            self._tell_once("not_metres")
        if self._t_s - self._stood_s > STOOD_S:
            self._tell_once("go_on")
        elif not isfinite(self._stood_s):
            self._told.discard("go_on")
        if isfinite(bout.metres) and ledger.metres_known and self._t_s - self._away_s > AWAY_S:
            self._tell_once("pass", n=max(1, round(bout.metres - ledger.metres)))
        elif not isfinite(self._away_s):
            self._told.discard("pass")

    def _tell_once(self, key: str, **filled: object) -> None:
        if key not in self._told:
            self._told.add(key)
            self._say(key, **filled)

    def _leave_out(self) -> None:
        self._cut_short = self._cut_short or self._plan.blocks[self._block].kind in ("main", "drill")
        self._mouth.hush()
        if not self._under_way:
            self._ledger.start_bout(self._block, self._set + 1, self._plan.blocks[self._block], self._now)
        self._say("skipped")
        self._end_bout("skipped")

    # ---- after a bout

    def _end_bout(self, why: EndedBy) -> None:
        record = self._ledger.end_bout(why)
        self._under_way = False
        self._asks = ()
        block, following = self._plan.blocks[self._block], self._following()
        turns = following is not None and following[1].way != self._now.way
        resting = self._rest_after(following)
        turned = why == "amount" and turns_at_end(block)  # it was said already
        goes_on = following is not None and not turns and not resting and self._now.way == "forward"
        if why in ("amount", "runner", "time_limit") and not goes_on and not turned:
            self._mouth.hush()
            self._mouth.say(end_words(self._lines, why, turns=turns and not resting))
        if block.drill:
            self._say("counted", n=record.counted) if record.counted else self._say("not_counted")
        if following is None:
            self._finish("amount")
        elif resting:
            self._rest(resting, block)
        else:
            self._advance(following)
            self._rest_s = block.turn_pause_s if self._plan.site == "track" else max(block.turn_pause_s, BELT_TURN_S)
            self._enter("turning" if turns else "announced")
            if not turns:
                self._announce()

    def _following(self) -> tuple[tuple[int, int, int], Bout] | None:
        """Where the session goes on after this bout; None at its end."""
        block = self._plan.blocks[self._block]
        if self._bout + 1 < len(block.bouts):
            place = (self._block, self._set, self._bout + 1)
        elif self._set + 1 < self._sets[self._block]:
            place = (self._block, self._set + 1, 0)
        elif self._block + 1 < len(self._plan.blocks):
            place = (self._block + 1, 0, 0)
        else:
            return None
        return place, self._plan.blocks[place[0]].bouts[place[2]]

    def _advance(self, following: tuple[tuple[int, int, int], Bout]) -> None:
        self._block, self._set, self._bout = following[0]

    def _rest_after(self, following) -> float:
        """Seconds of rest before what follows; 0 where a turn is pause enough."""
        if following is None:
            return 0.0
        block = self._plan.blocks[self._block]
        (next_block, _, next_bout), _ = following
        if next_block == self._block:
            return block.rest_s if next_bout == 0 else 0.0
        return max(block.rest_s, BETWEEN_S) if _goes_back(block) else 0.0

    def _turning(self, moment: Moment, elapsed_s: float) -> None:
        if self._pressed("skip") or self._pressed("next") or self._in_phase_s >= self._rest_s:
            self._announce()

    def _rest(self, seconds: float, block: Block) -> None:
        self._rest_s = seconds
        self._mouth.say(self._lines.say("rest", amount=self._lines.amount(seconds)))
        asks = block.kind in ("main", "drill") and _goes_back(block)
        self._rest_questions = deque(("effort", "pain") if asks else ())
        self._ambers_now = False
        self._enter("resting")

    def _resting(self, moment: Moment, elapsed_s: float) -> None:
        self._ask_in_rest()
        if self._phase != "resting":
            return
        left_s = self._rest_s - self._in_phase_s
        if self._rest_s >= 30 and left_s <= TEN_S and self._asking.question is None:
            self._tell_in_rest()
        if self._pressed("skip") or left_s <= 0:
            self._asking.drop()
            self._mouth.hush()
            self._told = set()
            following = self._following()
            if following is None:
                self._finish("amount")
            else:
                self._advance(following)
                self._announce()

    def _tell_in_rest(self) -> None:
        if "ten" not in self._told:
            self._told.add("ten")
            self._say("ten")

    def _ask_in_rest(self) -> None:
        question = self._asking.question
        if question is None:
            if self._rest_questions and self._in_phase_s >= ASKED_AFTER_S and self._mouth.silent(self._t_s):
                self._ask_number(self._rest_questions.popleft())
            return
        answer = self._answer()
        if answer:
            self._asks = ()
            self._mouth.hush()
            self._rest_answer(question.key, answer)
        elif self._t_s - question.since_s > ANSWER_S and self._mouth.silent(self._t_s):
            self._asking.drop()
            if question.key == "pain_sharp" or question.key == "pain_where":
                self._settle_pain_in_rest(question.key, "")

    def _ask_number(self, key: str) -> None:
        words = f"{key}_first" if key not in self._asked_before else key
        self._asked_before.add(key)
        if key == "effort":
            self._ledger.efforts_asked += 1
        else:
            self._ledger.pains_asked += 1
        self._ask(key, "zero_to_ten", words)

    def _rest_answer(self, key: str, answer: str) -> None:
        if key == "effort":
            self._effort(float(answer))
        elif key == "pain":
            self._pain = PainAnswer(float(answer))
            if self._pain.level >= 3:
                self._ask("pain_where", "choice", choices=WHERE)
            else:
                self._ledger.pains.append(self._pain)
        else:
            self._settle_pain_in_rest(key, answer)

    def _settle_pain_in_rest(self, key: str, answer: str) -> None:
        if key == "pain_where":
            self._pain = PainAnswer(self._pain.level, answer or "")
            self._ask("pain_sharp", "yes_no")
            return
        self._pain = PainAnswer(self._pain.level, self._pain.where, {"yes": True, "no": False}.get(answer))
        self._ledger.pains.append(self._pain)
        if self._pain.level >= PAIN_STARTS_BELOW or self._pain.sharp or self._pain.where in ("chest", "dizzy"):
            self._close_for_pain()

    def _effort(self, level: float) -> None:
        self._ledger.efforts.append(level)
        if level >= TOO_HARD or (level >= HARD and self._ambers):
            self._say("enough")
            self._to_cool_down()
        elif level >= HARD:
            self._ambers = True
            self._rest_s += MORE_REST_S
            left = self._sets[self._block] - (self._set + 1)
            self._sets[self._block] -= min(1, left)
            self._say("more_rest")

    def _to_cool_down(self) -> None:
        """The main part is over: what follows is the cool-down."""
        self._cut_short = True
        cool = [n for n, block in enumerate(self._plan.blocks) if block.kind == "cool_down"]
        if not cool:
            self._sets[self._block] = self._set + 1
            self._block = len(self._plan.blocks) - 1
            return
        self._block = cool[0] - 1
        self._set = self._sets[self._block] - 1
        self._bout = len(self._plan.blocks[self._block].bouts) - 1

    # ---- pain

    def _hurts(self) -> None:
        """The block ends at once; the coach says so itself. Then it is asked how strong, where, and whether sharp."""
        if self._phase == "hurt":
            return
        self._mouth.hush()
        self._asking.drop()
        if self._under_way:
            self._ledger.end_bout("pain")
        self._under_way, self._cut_short = False, True
        self._pain = PainAnswer()
        self._ledger.pains_asked += 1
        self._hurt_questions = deque((
            ("pain", "zero_to_ten", "hurt_how", ()),
            ("pain_where", "choice", "", WHERE),
            ("pain_sharp", "yes_no", "", ()),
        ))  # fmt: skip
        self._enter("hurt")

    def _hurt(self, moment: Moment, elapsed_s: float) -> None:
        question = self._asking.question
        if question is None and self._hurt_questions and self._mouth.silent(self._t_s) and self._in_phase_s > 2.0:
            self._ask(*self._hurt_questions.popleft())
        elif question is not None:
            answer = self._answer()
            if answer:
                self._hurt_answer(question.key, answer)
            elif self._t_s - question.since_s > HURT_END_S:
                self._close_for_pain(keep=True)
        elif not self._hurt_questions:
            self._after_hurt()

    def _hurt_answer(self, key: str, answer: str) -> None:
        pain = self._pain
        level = float(answer) if key == "pain" else pain.level
        where = answer if key == "pain_where" else pain.where
        sharp = answer == "yes" if key == "pain_sharp" else pain.sharp
        self._pain = PainAnswer(level, where, sharp)
        self._mouth.hush()
        if self._hurt_questions:
            return
        if level >= PAIN_STARTS_BELOW or sharp or where in ("chest", "dizzy"):
            self._close_for_pain(keep=True)
        else:
            self._ledger.pains.append(self._pain)
            self._mild_s = self._t_s
            self._say("hurt_mild")

    _mild_s = nan

    def _after_hurt(self) -> None:
        """Mild pain: going on is the runner's own press of start; it never goes on by itself."""
        if self._pressed("start"):
            if self._pain.level >= 3:
                self._to_cool_down()
            else:
                self._sets[self._block] = self._set + 1
                self._bout = len(self._plan.blocks[self._block].bouts) - 1
            following = self._following()
            if following is None:
                self._finish("pain")
            else:
                self._advance(following)
                self._announce()
        elif self._t_s - self._mild_s > HURT_END_S:
            self._finish("pain")

    def _close_for_pain(self, keep: bool = False) -> None:
        if keep:
            self._ledger.pains.append(self._pain)
        self._mouth.hush()
        self._asking.drop()
        self._say("hurt_help" if self._pain.where in ("chest", "dizzy") else "hurt_over")
        self._finish("pain", quietly=True)

    # ---- the end

    def _finish(self, why: EndedBy, quietly: bool = False) -> None:
        if self._phase == "over":
            return
        if self._under_way:
            self._ledger.end_bout(why)
            self._cut_short = self._cut_short or self._plan.blocks[self._block].kind in ("main", "drill")
        main_left = any(block.kind in ("main", "drill") for block in self._plan.blocks[self._block + 1 :])
        in_main = self._plan.blocks[self._block].kind in ("main", "drill", "warm_up")
        completed = not self._cut_short and not (why != "amount" and (main_left or in_main))
        self._under_way = False
        self._asking.drop()
        if not quietly and why != "amount":
            self._mouth.hush()
        record = self._ledger.record(why, completed)
        self._record = record
        self._enter("over")
        self._closing = deque(() if quietly else self._closing_words(record, why))

    def _closing_words(self, record, why: EndedBy):
        if why == "fall":
            return [self._lines.say("fell")]
        said = [self._lines.say("over_early")] if why in ("runner", "not_seen") else []
        if record.backward_m >= 1:
            said.append(self._lines.say("over_metres", n=round(record.backward_m)))
        elif not said:
            said.append(self._lines.say("over"))
        if self._plan.show_energy and isfinite(record.kcal) and record.kcal >= 5:
            said.append(self._lines.say("energy", n=5 * round(record.kcal / 5)))
        return [*said, self._lines.say("tomorrow")] if record.bouts else said

    def _over(self, moment: Moment, elapsed_s: float) -> None:
        if moment.measures.fall != "none":
            return  # who lies on the ground is not told about the training
        if self._closing:
            self._mouth.say(*self._closing)
            self._closing.clear()
        self.finished = self._mouth.silent(self._t_s) and self._in_phase_s > 1.0

    # ---- what is shown

    def _shown(self) -> Guided:
        block, bout, ledger = self._plan.blocks[self._block], self._now, self._ledger
        moving = self._phase == "moving" and self._under_way
        in_bout = self._phase in ("announced", "countdown", "moving", "turning")
        unit = "m" if isfinite(bout.metres) else "s" if isfinite(bout.seconds) else ""
        resting = self._phase in ("resting", "turning")
        done = self._in_phase_s if resting else (ledger.metres if unit == "m" else ledger.seconds) if moving else 0.0
        return Guided(
            self._phase, self._lines.title(self._plan),
            self._lines.say("set", n=self._set + 1, of=self._sets[self._block]) if self._sets[self._block] > 1 else "",
            self._lines.doing(bout) if in_bout else "", block.kind, bout.way if in_bout else "",
            min(done, self._rest_s) if resting else done,
            self._rest_s if resting else bout.metres if unit == "m" else bout.seconds, "s" if resting else unit,
            self._set + 1, self._sets[self._block], self._block + 1, len(self._plan.blocks),
            block.drill if in_bout else "", ledger.counted if moving else None, self._asking.question,
            block.click_spm if moving and bout.way == "backward" else nan,
            self._is_news(), self._upcoming, self._record,
        )  # fmt: skip

    def _is_news(self) -> bool:
        question = self._asking.question
        before, self._shown_as = self._shown_as, (
            self._phase, self._block, self._set, self._bout, self._under_way, question and question.key,
        )  # fmt: skip
        return before != self._shown_as


def _goes_back(block: Block) -> bool:
    return any(bout.way == "backward" for bout in block.bouts)


def _band(moment: Moment, rule: str) -> str:
    return next((standing.band for standing in moment.observations if standing.rule == rule), "unknown")


def _alarm(moment: Moment) -> bool:
    return moment.measures.fall != "none" or any(_band(moment, rule) == "red" for rule in ALARMS)
