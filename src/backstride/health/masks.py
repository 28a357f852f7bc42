"""Takes out of a text what is nobody else's business: names of people and networks, addresses, folders, secrets.

The second line of defence: what leaves this machine is put together from things that hold none of these. It cannot know
a name that nobody told it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

SHORTEST = 2  # letters of a name that is looked for: a single one is everywhere
KEPT = (  # the same on every machine: the system's own folders, and pages of the panel
    r"/(?:dev|proc|sys|boot|etc/systemd)/|/(?:calibrate|clips|config|doctor|health|metrics|support|train|progress)$"
)
CLIP = r"\d{8}-\d{6}-[a-z_]+-\d+"
FILES = (  # the project's own, the same everywhere
    r"[a-z_]+\.py|(?:clip|annotated)\.mp4(?:\.part)?|(?:poses|path)\.npz|(?:about|config|calibration|manifest)\.toml"
    r"|(?:events|expected)\.jsonl|measures\.csv|journal\.part|(?:accounts|runners)\.json|[a-z0-9_]+\.(?:onnx|task)"
)
PATTERNS = (
    (re.compile(r"(?:scrypt|argon2\w*|pbkdf2\w*)[:$]\S+"), "<hash>"),
    (re.compile(r"\b[A-Za-z0-9_-]{40,}\b"), "<secret>"),  # tokens and digests alike
    (re.compile(r"\b(?:[0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}\b"), "<card>"),
    (re.compile(r"\b(?!127\.0\.0\.1\b|0\.0\.0\.0\b)(?:\d{1,3}\.){3}\d{1,3}\b"), "<address>"),
    (re.compile(r"(?<![\w:])(?:[0-9a-fA-F]{1,4}:){3,7}:?[0-9a-fA-F]{0,4}(?![\w:])|\bf[cde][0-9a-f]{2}::[0-9a-f:]+"),
     "<address>"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"), "<mail>"),
)  # fmt: skip
PATH = re.compile(r"(?<![\w.<>/])/(?:[^\s'\",:;()\[\]<>]+/)*[^\s'\",:;()\[\]<>]+|~/[^\s'\",:;()]+")


class Masks:
    """``words`` gives what is known to be private now: names of runners, this machine's own, networks."""

    def __init__(self, words: Callable[[], Iterable[str]] = tuple):
        self._words = words

    def over(self, text: str) -> str:
        """The text without them."""
        for word in sorted(set(self._words()), key=len, reverse=True):
            if len(word) >= SHORTEST:
                text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", "<name>", text, flags=re.IGNORECASE)
        text = PATH.sub(_shortened, text)
        for pattern, mask in PATTERNS:
            text = pattern.sub(mask, text)
        return text


def _shortened(found: re.Match) -> str:
    """A path without its folders, which often name somebody, and without a file's own name where that may."""
    path = found[0]
    if re.match(KEPT, path):
        return path
    tail = path.rstrip("/").rpartition("/")[2]
    return f"<folder>/{tail}" if re.fullmatch(f"{CLIP}|{FILES}", tail) else "<path>"
