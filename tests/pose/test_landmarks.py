"""The landmark network's numbers, made up."""

import numpy as np
import pytest

from backstride.pose.landmarks import MIDDLE, RIM, reading, refined
from backstride.pose.region import Region

COLD, WARM = -20.0, 20.0  # logits


def cold(maps: int = 1) -> np.ndarray:
    return np.full((64, 64, maps), COLD, np.float32)


def test_a_cold_heat_map_leaves_the_point_where_it_was():
    point = np.array([(0.403, 0.601)])
    assert refined(point, cold()) == pytest.approx(point)


def test_a_point_moves_to_the_warm_cell_near_it():
    heat = cold()
    heat[40, 30] = WARM
    assert refined(np.array([(31.9 / 64, 38.2 / 64)]), heat) == pytest.approx(np.array([(30 / 64, 40 / 64)]))


def test_two_warm_cells_draw_the_point_between_them():
    heat = cold()
    heat[40, 30] = heat[40, 32] = WARM
    assert refined(np.array([(30.5 / 64, 40.5 / 64)]), heat) == pytest.approx(np.array([(31 / 64, 40 / 64)]))


def test_warmth_four_cells_away_is_somebody_else_s():
    heat = cold()
    heat[40, 30] = WARM
    point = np.array([(34.5 / 64, 40.5 / 64)])
    assert refined(point, heat) == pytest.approx(point)


def test_a_point_off_the_map_stays_there():
    point = np.array([(1.2, -0.3)])
    assert refined(point, np.full((64, 64, 1), WARM, np.float32)) == pytest.approx(point)


def test_at_the_edge_only_cells_of_the_map_count():
    heat = cold()
    heat[0, 0] = heat[2, 0] = WARM
    assert refined(np.array([(0.5 / 64, 0.5 / 64)]), heat) == pytest.approx(np.array([(0, 1 / 64)]), abs=1e-6)


def test_each_point_has_its_own_map():
    heat = cold(2)
    heat[10, 20, 1] = WARM
    points = np.array([(20.5 / 64, 11.5 / 64)] * 2)
    moved = refined(points, heat)
    assert moved[0] == pytest.approx(points[0])
    assert moved[1] == pytest.approx((20 / 64, 10 / 64))


def test_a_reading_is_in_picture_heights_with_logits_as_shares_and_the_next_region_around_the_body():
    rows = np.zeros((39, 5), np.float32)
    rows[0] = (128, 64, 32, 0, 100)
    rows[MIDDLE, :2], rows[RIM, :2] = (128, 128), (128, 64)
    seen = reading(rows.ravel(), cold(39), Region(0.8, 0.5, 0.4))
    assert seen.points.shape == (33, 3)
    assert seen.points[0] == pytest.approx((0.8, 0.4, 0.05))
    assert (seen.visibility[0], seen.presence[0]) == pytest.approx((0.5, 1.0))
    assert (seen.region.x, seen.region.y, seen.region.side) == pytest.approx((0.8, 0.5, 2 * 0.1 * 1.25))
