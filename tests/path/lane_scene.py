"""A made-up track lane seen by a made-up camera: red ground, white lines, boxes that stand on it, and a runner."""

import cv2
import numpy as np

from backstride.core import skeleton as sk
from backstride.path.body import drawn
from backstride.types import Frame, LaneCalibration, Pose, Setup

SIZE = (640, 360)
WIDTH_M, LENGTH_M = 1.2, 10.0
TRACK, LINE, GRASS = (70, 95, 185), (225, 225, 225), (60, 130, 70)  # B G R
BLUE, ORANGE, GREEN, BLACK = (190, 60, 30), (30, 120, 250), (60, 170, 40), (12, 12, 12)


def pixels(along, across, height_m=0.0):
    """Pixels of points above the lane, for a level camera 2 m up, 4 m before the lane's begin and 1.2 m beside it."""
    depth = np.asarray(along, float) + 4.0
    return np.stack([300 + 450 * (np.asarray(across, float) + 1.2) / depth, 130 + 450 * (2.0 - height_m) / depth], -1)


def calibration(begin_m=0.0):
    """The lane from so far on, where its metres begin."""
    ground = ((0.0, 0.0), (WIDTH_M, 0.0), (WIDTH_M, LENGTH_M - begin_m), (0.0, LENGTH_M - begin_m))
    image = tuple(tuple(pixels(y + begin_m, x - WIDTH_M / 2).tolist()) for x, y in ground)
    return LaneCalibration(image, ground, WIDTH_M, (0.0, 1.0), SIZE)


def setup():
    return Setup("track", "front", lane=calibration())


def bare():
    """The empty place."""
    picture = np.full((SIZE[1], SIZE[0], 3), GRASS, np.uint8)
    picture[:100] = (230, 200, 170)
    for x in range(0, 640, 80):  # houses, so that the camera has something to hold on to
        picture[60 + (x * 7) % 30 : 125, x : x + 50] = (90 + x % 100, 110, 120 + x % 60)
    _floor(picture, -4.0, 4.0, TRACK)
    for across in np.arange(-3.0, 3.1, 1.2):
        _floor(picture, across - 0.03, across + 0.03, LINE)
    return picture


def _floor(picture, left, right, colour, near=-3.0, far=60.0):
    ring = np.array([pixels(near, left), pixels(near, right), pixels(far, right), pixels(far, left)])
    cv2.fillConvexPoly(picture, np.round(ring * 16).astype(np.int32), colour, cv2.LINE_AA, 4)


def with_box(picture, along, across, wide=0.4, tall=0.5, colour=BLUE):
    (x0, y1), (x1, _) = pixels(along, across - wide / 2), pixels(along, across + wide / 2)
    y0 = pixels(along, across, tall)[1]
    cv2.rectangle(picture, (round(x0), round(y0)), (round(x1), round(y1)), colour, -1)
    return picture


def with_mark(picture, along, deep=0.1, wide=0.8):
    """A white mark painted across the lane."""
    _floor(picture, -wide / 2, wide / 2, LINE, along, along + deep)
    return picture


def with_shadow(picture, along, deep, share=0.5):
    """The light is less over a stretch of the lane and beyond its sides."""
    shade = np.ones(picture.shape[:2], np.float32)
    ring = np.array([pixels(along, -5), pixels(along, 5), pixels(along + deep, 5), pixels(along + deep, -5)])
    cv2.fillConvexPoly(shade, np.round(ring).astype(np.int32), share)
    return lit(picture, cv2.GaussianBlur(shade, (5, 5), 0)[..., None])


def lit(picture, gain):
    return np.clip(picture * gain, 0, 255).astype(np.uint8)


def pose(along, t_s=0.0, across=0.0, number=0):
    """A runner 1.75 m tall who stands at a place."""
    heights = {sk.NOSE: 1.6, **dict.fromkeys(sk.EARS, 1.62), **dict.fromkeys(sk.EYES, 1.63)}
    heights |= dict.fromkeys(sk.SHOULDERS, 1.42) | dict.fromkeys(sk.ELBOWS, 1.1) | dict.fromkeys(sk.WRISTS, 0.95)
    heights |= dict.fromkeys(sk.HIPS, 0.92) | dict.fromkeys(sk.KNEES, 0.5) | dict.fromkeys(sk.ANKLES, 0.12)
    heights |= dict.fromkeys(sk.HEELS, 0.06) | dict.fromkeys(sk.TOES, 0.05)
    points = np.zeros((sk.COUNT, 3), np.float32)
    for index in range(sk.COUNT):
        side = 0.0 if index == sk.NOSE else 0.15 if index % 2 else -0.15
        points[index, :2] = pixels(along, across + side, heights.get(index, 1.6)) / SIZE[1]
    return Pose(points, np.ones(sk.COUNT, np.float32), SIZE, t_s, number)


NOBODY = np.full((sk.COUNT, 3), np.nan, np.float32)


def nobody(t_s=0.0, number=0):
    return Pose(NOBODY, np.zeros(sk.COUNT, np.float32), SIZE, t_s, number)


def with_runner(picture, runner):
    picture[drawn(runner, SIZE[1], (0, 0), SIZE, 0.8) > 0] = (40, 200, 220)
    return picture


NOISE = np.random.default_rng(1).integers(-4, 5, (5, SIZE[1], SIZE[0], 3)).astype(np.int16)


def frame(picture, t_s, number):
    """A frame with the small noise that every camera has."""
    return Frame(cv2.add(picture, NOISE[number % len(NOISE)], dtype=cv2.CV_8U), t_s, number)


def run(scout, place, picture, seconds, start_s=0.0, fps=30):
    """Every frame's view while a runner goes where ``place(t_s)`` says past what ``picture(t_s)`` shows."""
    views = []
    for i in range(round(seconds * fps)):
        t_s, number = start_s + i / fps, round(start_s * fps) + i
        runner = pose(place(t_s), t_s, number=number)
        views.append(scout.look(frame(with_runner(picture(t_s), runner), t_s, number), runner))
    return views
