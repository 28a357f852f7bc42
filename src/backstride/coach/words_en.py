"""The sentences in English."""

from .things import warnings

THINGS = {  # kind of a thing on the path -> its name
    "": "Obstacle", "person": "Person", "bicycle": "Bicycle", "dog": "Dog", "animal": "Animal", "ball": "Ball",
    "bag": "Bag", "bench": "Bench", "chair": "Chair", "vehicle": "Vehicle", "skateboard": "Skateboard",
}  # fmt: skip
METRES = {
    5: "five metres", 6: "six metres", 7: "seven metres", 8: "eight metres", 9: "nine metres", 10: "ten metres",
    11: "eleven metres", 12: "twelve metres",
}  # fmt: skip
SAID: dict[str, tuple[str, ...]] = {
    "fall.candidate": (),
    "fall.confirmed": ("Are you okay?",),
    "pain": ("Stopping. Slow to rest.",),
    **warnings(
        THINGS, METRES, "{thing} behind, slow.", "{thing} {metres} behind, slow.",
        ("Stop! {thing} behind.", "Stop!"),
    ),
    "obstacle.over": ("Lane watched again.",),
    "belt_drift.rear": ("Rear edge. Slow the belt.",),
    "belt_drift.console": ("Console close behind you.",),
    "belt_drift.red": ("Hold the rails!",),
    "turnaround": ("Slow, stop, then turn.",),
    "stumble": ("Easy. Slow down.",),
    "path_unknown": ("Path not watched. Look behind.",),
    "path_unknown.lost": ("Camera lost. Look behind.",),
    "path_unknown.blind": ("Slow and stop.",),
    "intruder": ("Someone close. Slow.",),
    "sudden_stop": ("Everything okay?",),
    "speed_cap": ("Slow down.",),
    "speed_cap.view": ("Short view behind. Slower.",),
    "rails": ("Hands on the rails.",),
    "lean_back": ("Chest over your toes.", "Weight to your toes.", "Don't sit down."),
    "lean_back.red": ("Lean in, slow down.", "Chest to toes, slow down."),
    "lane_drift.left": ("Ease left.", "A little left."),
    "lane_drift.right": ("Ease right.", "A little right."),
    "lane_drift.left_red": ("Left! Slow down.", "Go left, slow."),
    "lane_drift.right_red": ("Right! Slow down.", "Go right, slow."),
    "shoulder_check": ("Look over your shoulder.", "Check behind you."),
    "shoulder_check.left": ("Check left.", "Look over the left shoulder."),
    "shoulder_check.right": ("Check right.", "Look over the right shoulder."),
    "shoulder_check.other": ("Other shoulder.", "Now the other shoulder."),
    "clearance": ("Pick up the heels.", "Lift, don't drag."),
    "fatigue": ("Form fading. Last one.", "Getting tired. Finish this one."),
    "fatigue.red": ("Ease off. Walk it out.", "Enough for now. Ease off."),
    "step_width.crossed": ("Don't cross the feet.", "Feet hip width."),
    "step_width.wide": ("Feet under your hips.", "Narrower steps."),
    "visibility": ("I can't see you well.", "The camera can't see you."),
    "turned_forward": ("Face first now. Form tips pause.", "You run face first. Form tips pause."),
    "lean": ("Ribs over hips.", "Unfold at the waist.", "Grow a little taller."),
    "head_down": ("Eyes up.", "Look at the horizon.", "Head tall, soft neck."),
    "elbow.straight": ("Elbows about ninety.", "Bend the arms, stay loose."),
    "elbow.bent": ("Open the elbows a little.", "Hands waist to chest."),
    "arm_leg": ("Opposite arm, opposite leg.", "Let the arms answer the legs."),
    "foot_strike": ("Toes first, heel kisses.", "Land soft on the ball.", "Quiet feet."),
    "knee_contact": ("Less squat, stand taller.", "Lighter knees."),
    "stride": ("Shorter steps.", "Short and quick."),
    "cadence.slow": ("Quicker, lighter steps.", "A little quicker."),
    "cadence.fast": ("Ease the rhythm.", "Calmer steps."),
    "bounce": ("Glide, don't bounce.", "Stay low and level."),
    "praise": ("Nice, keep that.", "That's the posture.", "Smooth and light.", "Great rhythm."),
}
ON_TREADMILL: dict[str, tuple[str, ...]] = {
    "obstacle.over": ("Belt watched again.",),
    "intruder": ("Someone close. Hold rails.",),
    "fall.candidate": ("Pull the clip!",),
    "pain": ("Hold rails. Belt off.",),
    "turnaround": ("Stop belt before turning.",),
    "stumble": ("Hold the rails.",),
    "speed_cap": ("Lower the belt speed.",),
    "lean_back.red": ("Lean in, toward your toes.", "Chest toward your toes."),
    "fatigue.red": ("Ease off. Slow the belt.", "Enough for now. Slow the belt."),
}
CLAIM_CODE = "The claim code is:"
BROKEN_SETTINGS = "Backstride cannot start. Settings need mending."
