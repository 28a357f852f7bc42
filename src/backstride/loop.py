"""The main loop. Live and replay are this one loop; only the source and the estimator differ."""

from __future__ import annotations


def run(source, estimator, scout, coach, session, sinks) -> None:
    """Carries each frame from the source through the coach to the sinks, until the source ends or the session does."""
    for frame in source:
        pose = estimator.estimate(frame)
        moment = coach.step(pose, scout.look(frame, pose), session.presses())
        for sink in sinks:
            sink.take(frame, moment)
        if session.over:
            break
