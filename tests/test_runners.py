"""The people who run here."""

import pytest

from backstride.errors import BadInput
from backstride.runners import LONGEST, Runners, tidy_name


@pytest.fixture
def file(tmp_path):
    return tmp_path / "data" / "runners.json"


def test_names_are_kept_over_a_start_in_order_with_those_of_the_clips(file):
    assert Runners(file).names() == ()
    for name in ["Zoë", "ada"]:
        Runners(file).add(name)
    assert Runners(file, lambda: ["Ben"]).names() == ("ada", "Ben", "Zoë")


def test_a_known_name_keeps_its_capitals_and_is_there_once(file):
    runners = Runners(file, lambda: ["Ben"])
    assert [runners.add(name) for name in ("BEN", "Ada", " ada ", "")] == ["Ben", "Ada", "Ada", ""]
    assert runners.names() == ("Ada", "Ben")


def test_a_name_is_forgotten_without_trace(file):
    runners = Runners(file)
    runners.add("Ada"), runners.add("Ben")
    runners.remove("ADA")
    assert runners.names() == ("Ben",) and "Ada" not in file.read_text()


def test_a_name_is_one_printable_line():
    assert tidy_name("  A\nda\u202e  Löv\tgren ") == "A da Löv gren"
    assert len(tidy_name("x" * 99)) == LONGEST


def test_a_damaged_file_is_an_empty_one_and_can_be_written_again(file):
    file.parent.mkdir()
    for content in ["", "[]", '{"runners": 3}', '{"runners": [1, ""]}', "\x00"]:
        file.write_text(content)
        assert Runners(file).names() == ()
    assert Runners(file).add("Ada") == "Ada" and Runners(file).names() == ("Ada",)


def test_clips_that_cannot_be_read_hide_nobody_else(file):
    def gone():
        raise BadInput("the disk is gone")

    runners = Runners(file, gone)
    runners.add("Ada")
    assert runners.names() == ("Ada",)
