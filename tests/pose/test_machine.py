"""A processor that would kill the process is told of before MediaPipe is imported."""

import pytest

from backstride.errors import UnsupportedMachine
from backstride.pose.machine import check_mediapipe_runs

PI_5 = "fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm lrcpc dcpop asimddp"
PI_4 = "fp asimd evtstrm crc32 cpuid"


def cpuinfo(*cores: str) -> str:
    return "\n".join(f"processor\t: {i}\nBogoMIPS\t: 108.00\nFeatures\t: {core}\n" for i, core in enumerate(cores))


def test_a_pi_5_may_go_on():
    check_mediapipe_runs("aarch64", cpuinfo(*[PI_5] * 4))


def test_a_pi_4_is_told_in_one_sentence_what_it_lacks():
    with pytest.raises(UnsupportedMachine, match="atomics") as refusal:
        check_mediapipe_runs("aarch64", cpuinfo(*[PI_4] * 4))
    assert "\n" not in str(refusal.value) and "Raspberry Pi 5" in str(refusal.value)


def test_one_lesser_core_is_enough_to_refuse():
    with pytest.raises(UnsupportedMachine):
        check_mediapipe_runs("aarch64", cpuinfo(PI_5, PI_4))


def test_a_pc_has_other_features_and_is_not_asked():
    check_mediapipe_runs("x86_64", "flags\t: fpu vme sse sse2")


def test_nothing_is_held_against_a_processor_that_does_not_list_its_features():
    check_mediapipe_runs("aarch64", "processor\t: 0\n")
