"""A session's report as a PDF: the same words and figures as its page, on sheets to print or to take along.

The letters are DejaVu's, from the Debian package: they hold the accents of every European language, Greek and Cyrillic.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from fpdf import FPDF

from ..errors import BadInput
from . import report_words as words
from .report import Report, Trend, Work

FONTS = Path("/usr/share/fonts/truetype/dejavu")  # where Debian's fonts-dejavu-core puts them
INK, QUIET, LINE, BAND = (0, 0, 0), (70, 70, 70), (150, 150, 150), (11, 46, 111)
FOOT = "Only what was recorded is counted. Training figures, no statement about health. Stop when something hurts."
WIDE_MM, HIGH_MM = 44.0, 11.0  # of a trend's drawing


def report_pdf(report: Report, version: str = "", fonts: Path = FONTS) -> bytes:
    """The report on sheets of A4. Raises BadInput where the fonts are not installed."""
    sheet = _Sheet(fonts, f"Backstride {version}. {FOOT}" if version else FOOT)
    sheet.set_title("Session report")
    sheet.set_lang("en")
    sheet.add_page()
    sheet.line_of("Session report", 20, bold=True)
    sheet.line_of(heading_words(report), 10, QUIET)
    for note in report.notes:
        sheet.line_of(note, 11)
    _part(sheet, "What went well", [good.text for good in report.well], lambda text: sheet.point("•", text))
    _part(sheet, "What to work on", list(enumerate(report.work, 1)), lambda one: _work(sheet, *one))
    _part(sheet, "In figures", report.trends, lambda trend: _trend(sheet, trend))
    if any(trend.places for trend in report.trends):
        sheet.line_of(words.DRAWN, 9, QUIET)
    return bytes(sheet.output())


def heading_words(report: Report) -> str:
    """When, who, where and how much, in one line."""
    told = [day_words(report.started_at), report.runner or "Runner not named", report.site]
    count = len(report.clips)
    told += [f"{minutes_words(report.length_s)} recorded in {count} clip{'' if count == 1 else 's'}"]
    return " · ".join([*told, f"of that {minutes_words(report.backward_s)} backward"])


def minutes_words(length_s: float) -> str:
    return f"{length_s:.0f} s" if length_s < 60 else f"{int(length_s) // 60}:{int(length_s) % 60:02d} min"


def day_words(started_at: str) -> str:
    """The day and time as the clips' own clock had it."""
    try:
        began = datetime.fromisoformat(started_at)
    except ValueError:
        return "Date not known"
    return f"{began.day} {began:%B %Y, %H:%M}"


class _Sheet(FPDF):
    """A4 with our letters, one column, the same foot on each page."""

    def __init__(self, fonts: Path, foot: str):
        super().__init__(format="A4")
        self._foot = foot
        for style, name in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
            if not (fonts / name).is_file():
                raise BadInput(f"{fonts / name}: is missing; a PDF needs the Debian package fonts-dejavu-core")
            self.add_font("letters", style, fonts / name)
        self.set_margins(20, 18, 20)
        self.set_auto_page_break(True, 22)

    def footer(self) -> None:
        self.set_y(-16)
        self._as(8, QUIET)
        self.multi_cell(0, 4, self._foot)

    def line_of(self, text: str, points: float, colour: tuple = INK, bold: bool = False, indent_mm: float = 0) -> None:
        """A paragraph from the left margin on."""
        self._as(points, colour, bold)
        self.set_x(self.l_margin + indent_mm)
        self.multi_cell(0, points * 0.5, text, align="L", new_x="LMARGIN", new_y="NEXT")
        self.ln(points * 0.12)

    def point(self, mark: str, text: str, bold: bool = False) -> None:
        """A paragraph behind its mark."""
        self._as(11, INK, bold)
        self.cell(6, 5.5, mark)
        self.line_of(text, 11, bold=bold, indent_mm=6)

    def _as(self, points: float, colour: tuple, bold: bool = False) -> None:
        self.set_font("letters", "B" if bold else "", points)
        self.set_text_color(*colour)


def _part(sheet: _Sheet, title: str, rows: Sequence, write: Callable) -> None:
    """A heading and its rows; nothing where there are none."""
    if not rows:
        return
    sheet.ln(3)
    if sheet.will_page_break(24):
        sheet.add_page()
    sheet.line_of(title, 14, bold=True)
    for row in rows:
        write(row)


def _work(sheet: _Sheet, number: int, work: Work) -> None:
    if sheet.will_page_break(24):
        sheet.add_page()
    sheet.point(f"{number}.", work.title, bold=True)
    sheet.line_of(f"{work.text} ({work.because})" if work.because else work.text, 11, indent_mm=6)
    for drill in work.drills:
        source = f" From {drill.source}." if drill.source else ""
        sheet.line_of(f"Try: {drill.title}, {drill.dose}. {drill.how}{source}", 10, QUIET, indent_mm=6)


def _trend(sheet: _Sheet, trend: Trend) -> None:
    """Its sentence, and where there are earlier sessions each one's value with its error, this one last and filled."""
    places = trend.places
    if sheet.will_page_break(HIGH_MM + 4):
        sheet.add_page()
    top = sheet.get_y()
    left = sheet.w - sheet.r_margin - WIDE_MM
    kept, sheet.r_margin = sheet.r_margin, sheet.r_margin + (WIDE_MM + 6 if places else 0)
    sheet.point("•", trend.text)
    sheet.r_margin = kept
    if not places:
        return
    _drawing(sheet, places, left, top)
    sheet.set_y(max(sheet.get_y(), top + HIGH_MM + 2))


def _drawing(sheet: _Sheet, places: Sequence[tuple[float, float, float, float]], left: float, top: float) -> None:
    def at(x: float, y: float) -> tuple[float, float]:
        return left + 1.5 + x * (WIDE_MM - 3), top + 0.5 + (1 - y) * (HIGH_MM - 1)

    sheet.set_line_width(0.25)
    sheet.set_draw_color(*LINE)
    for x, _, low, high in places:
        sheet.line(*at(x, low), *at(x, high))
    sheet.set_draw_color(*BAND)
    for (x0, y0, *_), (x1, y1, *_) in pairwise(places):
        sheet.line(*at(x0, y0), *at(x1, y1))
    for n, (x, y, *_) in enumerate(places):
        sheet.set_fill_color(*(BAND if n == len(places) - 1 else (255, 255, 255)))
        sheet.circle(*at(x, y), 1.1 if n == len(places) - 1 else 0.6, style="DF")
