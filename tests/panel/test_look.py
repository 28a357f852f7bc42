"""What the browser receives: readable in sunlight, self-contained, small."""

import re

import pytest

from backstride.panel.parts import web_folder

CSS = (web_folder() / "static" / "panel.css").read_text()
COLOURS = dict(re.findall(r"--(\w+): (#[0-9a-f]{3,6})", CSS))
PAIRS = [  # ground, letters
    ("paper", "ink"), ("paper", "quiet"), ("soft", "quiet"), ("paper", "safety"), ("paper", "form"),
    ("safety", "paper"), ("form", "paper"), ("praise", "paper"), ("balance", "ink"), ("warn", "ink"), ("ink", "warn"),
]  # fmt: skip
FILES = sorted(p for p in web_folder().rglob("*") if p.is_file())


def luminance(colour):
    """Relative luminance, WCAG 2.2."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("ground, letters", PAIRS)
def test_letters_stand_out_from_their_ground_as_sunlight_asks(ground, letters):
    dark, light = sorted([luminance(COLOURS[ground]), luminance(COLOURS[letters])])
    assert (light + 0.05) / (dark + 0.05) >= 7


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_is_small_and_names_no_other_machine(path):
    text = path.read_text()
    assert len(text) < 20_000
    assert set(re.findall(r"https?://[\w.]+", text)) <= {"http://www.w3.org"}
    assert "@import" not in text and "url(" not in text
