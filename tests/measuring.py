"""Runs made gaits through the measuring part and reads what came out."""

from statistics import median

from backstride.core.runner import Runner
from backstride.types import Measures, known
from gait_maker import make


def measured(made) -> list[Measures]:
    runner = Runner(made.setup)
    return [runner.step(pose) for pose in made.poses]


def of(**changes) -> tuple:
    """The made gait and its measures."""
    made = make(**changes)
    return made, measured(made)


def events(measures, kind) -> list:
    return [event for m in measures for event in m.events if event.kind == kind]


def middle(measures, name) -> float:
    return median(v for m in measures if known(v := getattr(m, name)))


def timing(true, found, until_s) -> tuple[list[float], int]:
    """Errors in seconds of the matched events, and how many true ones found no match."""
    errors, missed = [], 0
    for t_s, side in true:
        if t_s > until_s:
            continue
        near = [e.t_s - t_s for e in found if e.side == side and abs(e.t_s - t_s) < 0.12]
        if near:
            errors.append(min(near, key=abs))
        else:
            missed += 1
    return errors, missed
