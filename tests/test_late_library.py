"""A library that takes long to open holds nothing up."""

from threading import Event

import pytest

from backstride.errors import BadInput
from backstride.late_library import FAILED, OPENING, LateLibrary
from backstride.panel.clip_parts import NoLibrary


class Archive:
    notice = "the index was made anew"

    def runners(self):
        return ("Ada",)


def test_one_that_opens_at_once_is_there_at_once():
    library = LateLibrary(Archive, NoLibrary())
    assert library.runners() == ("Ada",) and library.notice == Archive.notice


def test_until_it_is_open_it_is_empty_and_says_why():
    may_open = Event()
    library = LateLibrary(lambda: may_open.wait(20) and Archive(), NoLibrary(), patience_s=0.0)
    assert library.runners() == () and library.page(None).rows == () and library.notice == OPENING
    with pytest.raises(BadInput):
        library.clip("aaaaaaaaa1")
    may_open.set()
    library.wait(20)
    assert library.runners() == ("Ada",)


@pytest.mark.parametrize("fault", [BadInput("no folder"), OSError("no disk")])
def test_one_that_cannot_be_opened_stays_empty_and_says_so(fault):
    def refuse():
        raise fault

    library = LateLibrary(refuse, NoLibrary())
    assert library.runners() == () and library.notice == FAILED
