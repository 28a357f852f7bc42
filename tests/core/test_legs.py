from backstride.bench.conditions import conditions
from backstride.bench.made_up import make
from backstride.core import skeleton as sk
from backstride.core.legs import LegGuard


def frame(left_x, right_x):
    """33 rows with the feet at these places, the knees half way to the hips at 0."""
    rows = [[0.5, 0.3, 0.0] for _ in range(33)]
    for x, side in ((left_x, 0), (right_x, 1)):
        rows[sk.KNEES[side]] = [0.5 + x / 2, 0.65, 0.0]
        for pair, dx, y in ((sk.ANKLES, 0.0, 0.8), (sk.HEELS, -0.02, 0.82), (sk.TOES, 0.06, 0.82)):
            rows[pair[side]] = [0.5 + x + dx, y, 0.0]
    return rows


def walk(guard, places, exchanged=()):
    said = []
    for n, (left, right) in enumerate(places):
        rows = frame(right, left) if n in exchanged else frame(left, right)
        said.append(guard.step(n / 30, rows, [1.0] * 33))
        assert (rows[sk.LEFT_ANKLE][0] < 0.5) == (left < 0) or abs(left) < 0.03
    return said


def sweep(frames=12):
    return [(-0.12 + 0.02 * n, 0.12 - 0.02 * n) for n in range(frames)]


def test_legs_that_pass_one_another_are_not_exchanged_legs():
    assert not any(walk(LegGuard(), sweep()))


def test_exchanged_frames_are_found_and_put_back():
    assert walk(LegGuard(), sweep(), exchanged={2, 3, 4}) == [n in {2, 3, 4} for n in range(12)]


def test_both_feet_on_one_spot_are_not_taken_for_exchanged():
    guard = LegGuard()
    places = [(-0.12, 0.12)] * 5 + [(0.02, 0.018)] + [(-0.12, 0.12)] * 5
    said = [guard.step(n / 30, frame(*p), [1.0] * 33) for n, p in enumerate(places)]
    assert not any(said)


def test_after_a_loss_the_model_is_believed():
    guard = LegGuard()
    guard.step(0.0, frame(-0.12, 0.12), [1.0] * 33)
    assert not guard.step(1.0, frame(0.12, -0.12), [1.0] * 33)


def test_a_knee_off_its_place_does_not_begin_a_false_exchange_where_a_real_one_ends():
    made, guard = make(conditions()[0].plans[0]), LegGuard()
    said = [guard.step(pose.t_s, pose.points.tolist(), pose.visibility.tolist()) for pose in made.poses]
    exchanged = made.truth.swapped.tolist()
    assert any(exchanged)
    assert said == exchanged
