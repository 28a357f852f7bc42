import numpy as np

from backstride.types import Pose
from gait_maker import make
from measuring import events, measured


def moved(pose, dx):
    points = pose.points.copy()
    points[:, 0] += dx
    return Pose(points, pose.visibility, pose.image_size, pose.t_s, pose.number)


def test_a_slip_of_the_model_to_another_body_is_not_measured_and_changes_nothing():
    made = make(seconds=6.0)
    poses = [moved(p, 0.6) if 3.0 <= p.t_s < 3.1 else p for p in made.poses]
    measures = measured(type(made)(tuple(poses), made.setup, made.contacts, made.toe_offs, made.near_side))
    assert not any(m.tracked for m in measures if 3.0 <= m.t_s < 3.1)
    assert {m.direction for m in measures if m.t_s > 3.2} == {"backward"}
    assert not events(measures, "fall")


def test_somebody_else_who_stays_begins_anew():
    made = make(seconds=6.0)
    poses = [moved(p, 0.6) if p.t_s >= 3.0 else p for p in made.poses]
    measures = measured(type(made)(tuple(poses), made.setup, made.contacts, made.toe_offs, made.near_side))
    just_after = [m for m in measures if 3.25 < m.t_s < 3.4]
    assert {m.direction for m in just_after} == {"unknown"}
    assert {m.direction for m in measures if m.t_s > 4.5} == {"backward"}


def test_a_body_that_comes_back_after_a_second_is_taken_as_it_comes():
    made = make(seconds=6.0, lost=((2.0, 3.5),))
    measures = measured(made)
    assert all(m.tracked for m in measures if m.t_s >= 3.5)
    assert np.isfinite(measures[-1].trunk_lean_deg)
