"""Which player is chosen, and what is said when none answers. The players are small scripts that remember."""

import pytest

from backstride.errors import NoSound
from backstride.sinks import sound

PI_WITH_USB = """\
 0 [vc4hdmi0       ]: vc4-hdmi - vc4-hdmi-0
                      vc4-hdmi-0
 1 [vc4hdmi1       ]: vc4-hdmi - vc4-hdmi-1
                      vc4-hdmi-1
 2 [Device         ]: USB-Audio - USB Audio Device
                      C-Media Electronics Inc. USB Audio Device at usb-xhci-hcd.0-1, full speed
"""


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """A PATH with nothing but what the test installs; ``install(name, script)``."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv("ALSA_CONFIG_PATH", raising=False)

    def install(name: str, script: str = "exit 0") -> None:
        program = folder / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)

    return install


def test_on_a_pi_the_usb_speaker_comes_before_hdmi(tmp_path, monkeypatch):
    monkeypatch.setattr(sound, "_alsa_is_configured", lambda: False)
    (tmp_path / "cards").write_text(PI_WITH_USB)
    assert sound.alsa_names(tmp_path / "cards") == [
        "plughw:CARD=Device", "default", "plughw:CARD=vc4hdmi0", "plughw:CARD=vc4hdmi1",
    ]  # fmt: skip


def test_a_default_that_a_person_configured_is_the_only_one_tried(tmp_path, monkeypatch):
    monkeypatch.setenv("ALSA_CONFIG_PATH", "/somewhere")
    (tmp_path / "cards").write_text(PI_WITH_USB)
    assert sound.alsa_names(tmp_path / "cards") == ["default"]


def test_no_player_installed_says_which_would_do(programs):
    with pytest.raises(NoSound, match="none of pw-play, paplay and aplay is installed"):
        sound.open_player()


def test_a_sound_server_comes_before_alsa(programs):
    for name in ("pw-play", "paplay", "aplay"):
        programs(name)
    assert sound.open_player().title == "PipeWire default"


def test_a_server_that_does_not_run_is_passed_over(programs):
    programs("pw-play", "echo 'Host is down' >&2; exit 1")
    programs("paplay", "exit 1")
    programs("aplay")
    assert sound.open_player().title.startswith("ALSA ")


def test_a_server_with_only_a_dummy_output_is_no_sound_device(programs, monkeypatch):
    monkeypatch.setattr(sound, "_alsa_is_configured", lambda: False)
    monkeypatch.setattr(sound, "alsa_names", lambda: ["default"])  # it leads to the same server
    programs("paplay")
    programs("pactl", "echo auto_null")
    programs("aplay")
    with pytest.raises(NoSound, match=r"PulseAudio default: .*nobody would hear it; ALSA default: .*nobody"):
        sound.open_player()


def test_a_server_without_any_output_is_not_waited_for(programs):
    programs("pw-play", "sleep 60")
    programs("wpctl", "echo \"Translate ID error: '-1' is not a valid ID\" >&2")
    with pytest.raises(NoSound, match="nobody would hear it"):
        sound.open_player("pipewire:")


def test_each_that_failed_tells_why(programs):
    programs("aplay", "echo 'some lines'>&2; echo 'aplay: audio open error: Device or resource busy' >&2; exit 1")
    with pytest.raises(NoSound, match="ALSA plughw:1,0: aplay: audio open error: Device or resource busy"):
        sound.open_player("plughw:1,0")


@pytest.mark.parametrize(
    ("device", "arguments"),
    [
        ("pulse:bluez_sink.1", "--device=bluez_sink.1"),
        ("pipewire:speaker", "--target speaker"),
        ("alsa:plughw:2,0", "-D plughw:2,0"),
        ("hw:CARD=Device,DEV=0", "-D hw:CARD=Device,DEV=0"),
        ("default", "-D default"),
    ],
)
def test_a_device_that_the_config_names_reaches_its_player(programs, device, arguments):
    for name in ("pw-play", "paplay", "aplay"):
        programs(name)
    assert arguments in " ".join(sound.open_player(device).command)


def test_a_system_service_finds_its_users_sound_server(monkeypatch):
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.setattr(sound.os.path, "isdir", lambda path: True)
    assert sound.environment()["XDG_RUNTIME_DIR"] == f"/run/user/{sound.os.getuid()}"
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/elsewhere")
    assert sound.environment()["XDG_RUNTIME_DIR"] == "/elsewhere"


def test_a_player_that_hangs_is_ended(programs):
    programs("aplay", "exec /bin/sleep 600")
    (player,) = sound.candidates("default")
    child = player.start("silence.wav")
    assert child.wait(0) is None
    child.stop()
    assert child._process.wait(10) == -9
