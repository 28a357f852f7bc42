"""People with histories, for the training pages."""

from dataclasses import replace
from math import nan

from backstride.library.training_store import TrainingStore
from backstride.panel.training_parts import TrainingParts
from backstride.training.person import Person
from backstride.training.readiness import QUESTIONS
from backstride.training.record import BoutRecord, Measured, PainAnswer, SessionRecord, Soreness

NOW_S = 1_795_950_000.0  # a November morning
HOUR_S, DAY_S = 3600.0, 86400.0
ALL_NO = tuple((question.key, False) for question in QUESTIONS)


class Clock:
    def __init__(self):
        self.now_s = NOW_S

    def __call__(self):
        return self.now_s


class RememberingPersonal:
    """Exports a line, and deletes from the store; ``asked`` remembers what for."""

    def __init__(self, store):
        self._store, self.asked, self.refusal = store, [], None

    def export(self, name, path, films=False):
        self.asked.append(("export", name, films))
        path.write_bytes(b"PK made up")

    def forget(self, name, clips_too=True):
        if self.refusal:
            raise self.refusal
        self.asked.append(("forget", name, clips_too))
        self._store.forget(name)
        return Gone()


class Gone:
    clips, sessions, left = 2, 3, ()


def ready(name="Ada", **more):
    """Somebody who has read and answered everything, yesterday."""
    return Person(name, ALL_NO, NOW_S - DAY_S, onboarded_at_s=NOW_S - DAY_S, added_at_s=NOW_S - DAY_S, **more)


def done(name="Ada", days_ago=3.0, week=1, lean=4.0, error=2.0, metres=80.0, completed=True, pain=1.0, **more):
    """A session of first steps."""
    bouts = tuple(
        BoutRecord(2, n, "main", "backward", "walk", asked_m=20.0, cap_mps=0.8, metres=metres / 4, seconds=31.0,
                   speed_mps=0.65) for n in range(1, 5)
    )  # fmt: skip
    usual = {
        "began_at_s": NOW_S - days_ago * DAY_S, "seconds": 900.0, "completed": completed, "bouts": bouts,
        "efforts": (3.0, 4.0), "efforts_asked": 3, "pains": (PainAnswer(pain, "calf", False),), "pains_asked": 3,
        "focus": ("head_down",), "green": (("head_down", 0.92), ("lean_back", 0.95)), "looks_on_time": 0.85,
        "step_time_cv": 0.05, "kcal": 61.0, "kcal_rough": True,
        "measured": (Measured("trunk_lean_deg", lean, error, 900), Measured("cadence_spm", 108.0 + lean, 1.5, 900),
                     Measured("speed_mps", 0.65, nan, 900)),
    }  # fmt: skip
    return SessionRecord(name, "first_steps", week, "L0", "track", "side", **(usual | more))


def history(store):
    """Ada trains well, Ben fell, Zoe has never trained."""
    store.keep_person(ready(week=2, height_m=1.71, mass_kg=61.0))
    for n, lean in enumerate((-3.0, -1.0, 1.0, 2.5, 4.0, 4.5)):
        store.add_session(done(days_ago=18.0 - 3 * n, week=1 + n // 3, lean=lean, metres=80.0 + 10 * n))
    store.add_soreness("Ada", Soreness(NOW_S - 14.5 * DAY_S, NOW_S - 15 * DAY_S, (("calf", 3.0), ("shin", 1.0)), False,
                                       "stairs were hard"))  # fmt: skip
    fallen = ready("Ben", paused_until_s=NOW_S + DAY_S, pause_why="After a fall: one level down, 48 hours of rest.")
    store.keep_person(replace(fallen, answered_at_s=nan))
    store.add_session(done("Ben", 1.0, completed=False, ended_by="fall", falls=1, measured=(), pain=5.0))
    store.keep_person(Person("Zoe"))


def training_parts(folder, clock=None):
    store = TrainingStore(folder)
    parts = TrainingParts(store, clock or Clock(), RememberingPersonal(store))
    return parts
