"""The video nodes of Linux: which of them are USB cameras. Loads nothing that decodes pictures."""

from __future__ import annotations

from pathlib import Path


def cameras(devices: Path = Path("/dev"), known: Path = Path("/sys/class/video4linux")) -> list[int]:
    """Numbers of the USB cameras here, lowest first.

    A Pi has a dozen other video nodes (decoders, the camera's raw lanes), and every USB camera has a second one that
    carries no picture: only the first node of what hangs on USB counts.
    """
    found = []
    for node in known.glob("video*"):
        number = node.name.removeprefix("video")
        if number.isdigit() and "/usb" in str(node.resolve()) and _first_node(node) and (devices / node.name).exists():
            found.append(int(number))
    return sorted(found)


def _first_node(node: Path) -> bool:
    try:
        return (node / "index").read_text().strip() == "0"
    except OSError:
        return False
