"""What lies on the path in spoken words: the few kinds of things that are told apart, and the metres that are named.

A kind is as fine as a runner needs it ("dog", not its breed); what has no kind is an obstacle. Metres are named in a
warning to slow down, and only where there is time to hear them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..types import Thing

KINDS = {  # label of a thing -> its kind
    "person": "person", "bicycle": "bicycle", "dog": "dog", "cat": "animal", "horse": "animal", "sports ball": "ball",
    "backpack": "bag", "handbag": "bag", "suitcase": "bag", "bench": "bench", "chair": "chair", "car": "vehicle",
    "bus": "vehicle", "truck": "vehicle", "motorcycle": "vehicle", "skateboard": "skateboard",
}  # fmt: skip
SPOKEN = ("", *dict.fromkeys(KINDS.values()))  # "" is an obstacle
METRES = range(5, 13)
"""Named in whole metres, rounded down: nearer than five there is no time for a number, farther than twelve it is a
guess."""
CUES = ("slow", "stop")


def situation(thing: Thing, must_stop: bool) -> str:
    """Which of the sentences about things on the path fits this one."""
    kind = KINDS.get(thing.label, "")
    if must_stop:
        return _named("stop", kind)
    metres = int(thing.distance_m) if thing.distance_m == thing.distance_m else 0
    return _named("slow", kind, metres if metres in METRES else None)


def situations() -> Iterator[str]:
    """All that ``situation`` may give; those with metres last, for they are rendered last."""
    yield from (_named(cue, kind) for cue in CUES for kind in SPOKEN)
    yield from (_named("slow", kind, metres) for kind in SPOKEN for metres in METRES)


def _named(cue: str, kind: str, metres: int | None = None) -> str:
    return "_".join(part for part in (cue, kind, "" if metres is None else str(metres)) if part)


def warnings(
    things: Mapping[str, str], metres: Mapping[int, str], slow: str, slow_far: str, stop: tuple[str, ...]
) -> dict[str, tuple[str, ...]]:
    """A language's sentences about things on the path, made from its words and from patterns with {thing}, {metres}."""
    said = {}
    for kind in SPOKEN:
        name = things[kind]
        said[f"obstacle.{_named('slow', kind)}"] = (slow.format(thing=name),)
        said[f"obstacle.{_named('stop', kind)}"] = tuple(pattern.format(thing=name) for pattern in stop)
        for far in METRES:
            words = slow_far.format(thing=name, metres=metres[far])
            said[f"obstacle.{_named('slow', kind, far)}"] = (words,)
    return said
