"""The report as PDF, read back by another program."""

from io import BytesIO

import pytest
from pypdf import PdfReader
from test_report import earlier, lean, session

from backstride.errors import BadInput
from backstride.library.report import report
from backstride.library.report_pdf import FONTS, report_pdf

BANDS = [("elbow", "green", 200.0), ("elbow", "amber", 100.0), ("lean_back", "red", 200.0),
         ("cadence", "amber", 40.0), ("cadence", "green", 260.0), ("head_down", "amber", 60.0),
         ("head_down", "green", 240.0), ("stride", "green", 290.0)]  # fmt: skip
NAME = "Željka Ümit-Łuć Ñandú Ωμέγα Фёдор"


def read_back(told, **how):
    pages = PdfReader(BytesIO(report_pdf(told, "1.2", **how))).pages
    return [" ".join(page.extract_text().split()) for page in pages]


@pytest.fixture(autouse=True)
def with_fonts():
    if not FONTS.is_dir():
        pytest.skip("the letters are not installed: apt install fonts-dejavu-core")


def test_it_says_what_the_page_says():
    told = report(session(bands=BANDS, cues=[("lean_back", 6)], measures=[lean(1.0)]), earlier(-4.0, -5.0))
    [page] = read_back(told)
    first = told.work[0]
    for text in (told.well[0].text, *(work.title for work in told.work), first.because, first.drills[0].how,
                 told.trends[0].text, *told.notes, "no statement about health", "Backstride 1.2"):  # fmt: skip
        assert text in page
    assert len(told.work) == 3 and "± 2.2" in told.trends[0].text


def test_names_show_with_all_their_letters():
    assert NAME in read_back(report(session(runner=NAME)))[0]


def test_no_letter_of_a_name_is_missing_from_the_font():
    pdf = PdfReader(BytesIO(report_pdf(report(session(runner=NAME)))))
    fonts = [font.get_object() for font in pdf.pages[0]["/Resources"]["/Font"].values()]
    assert all("DejaVu" in font["/BaseFont"] for font in fonts)
    assert all("/FontFile2" in font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts)


def test_a_session_with_nothing_in_it_still_makes_a_sheet():
    [page] = read_back(report(session(backward_s=0.0, runner="", started_at="")))
    assert "Too little backward running" in page and "Date not known" in page and "What to work on" not in page


def test_long_names_and_many_sessions_run_over_no_edge():
    told = report(session(runner="Wolfeschlegelsteinhausenbergerdorff " * 3, bands=BANDS, measures=[lean(1.0)]),
                  earlier(*range(-30, 30)))  # fmt: skip
    assert len(read_back(told)) <= 2


def test_without_the_letters_it_is_said_which_package_brings_them(tmp_path):
    with pytest.raises(BadInput, match="fonts-dejavu-core"):
        report_pdf(report(session()), fonts=tmp_path)


def test_a_trends_places_hold_its_errors():
    trend = report(session(measures=[lean(0.0)]), earlier(-4.0)).trends[0]
    places = trend.places
    assert [place[0] for place in places] == [0.0, 1.0]
    assert min(low for *_, low, _ in places) == pytest.approx(0) and max(p[3] for p in places) == pytest.approx(1)
    assert report(session(measures=[lean(0.0)])).trends[0].places == ()
