"""Pictures spoiled on purpose: light, weather and shake that must not alarm, and blindness that must be noticed."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

Spoil = Callable[[np.ndarray, float], np.ndarray]  # a picture and its time -> the spoiled picture


def _lit(picture: np.ndarray, gain) -> np.ndarray:
    return np.clip(picture * gain, 0, 255).astype(np.uint8)


def _shift(picture: np.ndarray, x: float, y: float, turn_deg: float = 0.0, growth: float = 1.0) -> np.ndarray:
    """Moved by shares of the picture's height, and turned and grown about its middle."""
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), turn_deg, growth)
    matrix[:, 2] += (x * height, y * height)
    return cv2.warpAffine(picture, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)


def _columns(picture: np.ndarray) -> np.ndarray:
    """Columns in image heights, slanted as a shadow would fall."""
    height, width = picture.shape[:2]
    return np.arange(width)[None] / height + 0.4 * np.arange(height)[:, None] / height


def unspoiled(picture: np.ndarray, t_s: float) -> np.ndarray:
    return picture


def cloud(picture: np.ndarray, t_s: float) -> np.ndarray:
    at = _columns(picture) - (t_s % 8.0) * 0.5 + 1.0
    return _lit(picture, (1 - 0.5 / (1 + np.exp((np.abs(at) - 0.5) / 0.08)))[..., None])


def poles(picture: np.ndarray, t_s: float) -> np.ndarray:
    shade = np.where((_columns(picture) - 0.2 * t_s) % 0.6 < 0.1, 0.5, 1.0)
    return _lit(picture, cv2.GaussianBlur(shade, (0, 0), 2)[..., None])


def exposure(picture: np.ndarray, t_s: float) -> np.ndarray:
    return _lit(picture, (1.0, 1.5, 0.6, 1.2)[int(t_s / 2) % 4])


def white_balance(picture: np.ndarray, t_s: float) -> np.ndarray:
    return _lit(picture, np.array([1 + 0.2 * np.sin(t_s), 1.0, 1 - 0.15 * np.sin(t_s)]))


def rain(picture: np.ndarray, t_s: float) -> np.ndarray:
    """Streaks and sensor noise as a picture 720 high has them; made smaller with it, they pale."""
    height, width = picture.shape[:2]
    size = min(1.0, height / 720)
    dice, drops = np.random.default_rng(round(t_s * 1000)), np.zeros((height, width), np.float32)
    for x, y, long in dice.integers(0, (width, height, 30), (300, 3)).tolist():
        end = x + round(long // 5 * size), y + round((10 + long) * size)
        cv2.line(drops, (x, y), end, 0.6 * size, 1 + int(long % 2 * size))
    veil = cv2.GaussianBlur(drops, (0, 0), 0.8)[..., None]
    noise = dice.normal(0, 4 * size, picture.shape)
    return np.clip(picture * (1 - veil) + 210 * veil + noise, 0, 255).astype(np.uint8)


def shake(picture: np.ndarray, t_s: float) -> np.ndarray:
    return _shift(picture, 0.006 * np.sin(9 * t_s), 0.004 * np.sin(13 * t_s + 1))


def slow_shake(picture: np.ndarray, t_s: float) -> np.ndarray:
    return _shift(picture, 0.008 * np.sin(5 * t_s), 0.006 * np.sin(4 * t_s + 1))


def coarse(picture: np.ndarray, t_s: float) -> np.ndarray:
    """As a camera on a thin line sends it, 720 high; made smaller after that where the picture is."""
    height, width = picture.shape[:2]
    sent = cv2.resize(picture, (round(width * 720 / height), 720), interpolation=cv2.INTER_LINEAR)
    sent = cv2.imdecode(cv2.imencode(".jpg", sent, [cv2.IMWRITE_JPEG_QUALITY, 20])[1], cv2.IMREAD_COLOR)
    return cv2.resize(sent, (width, height), interpolation=cv2.INTER_AREA)


HARMLESS: dict[str, Spoil] = {
    "cloud shadow": cloud, "moving shadows": poles, "exposure steps": exposure, "white balance": white_balance,
    "rain": rain, "shake": shake, "slow shake": slow_shake, "coarse pictures": coarse,
}  # fmt: skip


class Frozen:
    """Shows its first picture for ever, or the first few by turns, each for a look."""

    def __init__(self, pictures: int = 1) -> None:
        self._many, self._pictures, self._shown = pictures, [], 0

    def __call__(self, picture: np.ndarray, t_s: float) -> np.ndarray:
        if len(self._pictures) < self._many:
            self._pictures.append(picture)
        self._shown += 1
        return self._pictures[(self._shown - 1) % len(self._pictures)]


def fog(picture: np.ndarray, strength: float) -> np.ndarray:
    soft = cv2.GaussianBlur(picture, (0, 0), strength * picture.shape[0] / 80)
    return cv2.convertScaleAbs(soft, alpha=1 - 0.7 * strength, beta=150 * strength)


def blur(picture: np.ndarray, t_s: float) -> np.ndarray:
    return cv2.GaussianBlur(picture, (0, 0), picture.shape[0] / 120)


def reaching(tip: tuple[float, float], wide: float, colour: tuple[int, int, int]) -> Spoil:
    """A thing so near that it is out of focus, from the nearer side's lower corner to its tip; image heights, B G R."""

    def spoil(picture: np.ndarray, t_s: float) -> np.ndarray:
        tall, long = picture.shape[:2]
        share = np.zeros((tall, long), np.float32)
        root = -0.3 if tip[0] < long / tall / 2 else long / tall + 0.3
        ends = [(round(x * tall), round(y * tall)) for x, y in ((root, 1.2), tip)]
        cv2.line(share, *ends, 1.0, round(wide * tall))
        share = cv2.GaussianBlur(share, (0, 0), 0.035 * tall)[..., None]
        return (picture * (1 - share) + np.array(colour) * share).astype(np.uint8)

    return spoil


FROM_THE_START = ", from the start"  # ends the name of what there is no good picture before


Tips = tuple[tuple[float, float], tuple[float, float]]  # image heights
TIPS: Tips = ((0.45, 0.72), (1.3, 0.72))  # over the recordings' lanes


def blinding(tips: Tips = TIPS) -> dict[str, Spoil]:
    """Kinds of blindness, fresh for one clip. ``tips``: how far onto the lane a finger reaches, and a leaf."""
    return {
        f"half fogged lens{FROM_THE_START}": lambda picture, t_s: fog(picture, 0.5),
        f"unsharp lens{FROM_THE_START}": blur,
        f"darkness{FROM_THE_START}": lambda picture, t_s: _lit(picture, 0.15),
        f"frozen frames{FROM_THE_START}": Frozen(),
        "half fogged lens": lambda picture, t_s: fog(picture, 0.5),
        "unsharp lens": blur,
        "two frames by turns": Frozen(2),
        "zoomed camera": lambda picture, t_s: _shift(picture, 0.0, 0.0, growth=1.05),
        "covered lens": lambda picture, t_s: np.full_like(picture, 40),
        "hand before the lens": lambda p, t_s: _lit(cv2.GaussianBlur(p, (0, 0), p.shape[0] / 12), 0.25) + 60,
        "finger over a part of the lane": reaching(tips[0], 0.56, (34, 32, 30)),
        "leaf over a part of the lane": reaching(tips[1], 0.56, (45, 105, 60)),
        "darkness": lambda picture, t_s: _lit(picture, 0.04),
        "glare": lambda picture, t_s: _lit(picture, 6.0),
        "fogged lens": lambda p, t_s: _lit(cv2.GaussianBlur(p, (0, 0), p.shape[0] / 80), 0.3) + 150,
        "frozen frames": Frozen(),
        "moved camera": lambda picture, t_s: _shift(picture, 0.03, 0.02),
        "camera moved by little": lambda picture, t_s: _shift(picture, -3 / 360, 0.0),
        "camera panned far": lambda picture, t_s: _shift(picture, 0.2, 0.0),
        "turned camera": lambda picture, t_s: _shift(picture, 0.0, 0.0, 3.0),
    }
