"""The drills: what they are, for whom, and how they are counted where the pose allows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .plan import Block, Level

Counting = Literal["steps", "high_knees", "butt_kicks", "turns", "none"]


@dataclass(frozen=True)
class Drill:
    """One drill. ``explained`` is for the page; what is spoken stands in the tables of words."""

    key: str
    name: str
    at_least: Level
    explained: str
    watch: str  # what to take care of
    counting: Counting
    not_counted: str  # where and why it is not counted
    not_for: tuple[str, ...] = ()  # readiness questions that exclude it


DRILLS: tuple[Drill, ...] = (
    Drill(
        "D1", "Backward shuffle", "L1",
        "Stand with soft knees, feet hip wide. Push yourself backward in small quick steps; the feet stay close to the"
        " ground and do not cross.",
        "Look over one shoulder, then over the other. Stay low and calm.", "steps",
        "Counted step by step where the camera sees both feet; seen from front or behind it is not counted.",
    ),
    Drill(
        "D2", "Backward high knees", "L2",
        "Travel backward slowly. Lift one knee to the height of the hip, set the foot down on its ball, then the"
        " other.",
        "Tall trunk, small way: the height of the knees matters, not the metres.", "high_knees",
        "Counted where the camera sees you from the side; seen from front or behind it is not counted.",
    ),
    Drill(
        "D3", "Backward butt kicks", "L2",
        "Travel backward slowly. Swing one heel up toward the seat, set the foot down softly, then the other.",
        "Knees point to the ground. Stop at any pull in the front of the thigh.", "butt_kicks",
        "Counted where the camera sees you from the side; seen from front or behind it is not counted.",
    ),
    Drill(
        "D4", "Crab walk", "L1",
        "Sit, hands behind you on the ground, feet flat, hips lifted. Walk on hands and feet, feet leading. It"
        " strengthens the arms that catch a fall.",
        "Flat clean ground. Leave it out with sore wrists or shoulders.", "none",
        "Not counted: a body this low is not followed surely.", ("q6", "q8", "wrist_or_shoulder"),
    ),
    Drill(
        "D5", "Retreat, stop, turn", "L3",
        "Run backward a few metres, slow down to a stop, stand, then turn round and run on facing your way.",
        "Stand before you turn. Turn to the left and to the right in turns.", "turns",
        "Counted where the camera sees you from the side.",
    ),
)  # fmt: skip


def drill(key: str) -> Drill | None:
    return next((one for one in DRILLS if one.key == key), None)


def turns_at_end(block: Block) -> bool:
    """True for a drill whose repetition is only whole when the runner has turned round."""
    found = drill(block.drill)
    return found is not None and found.counting == "turns"
