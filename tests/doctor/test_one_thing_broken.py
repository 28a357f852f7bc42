"""A sound machine with one thing broken: the doctor names that thing, and no other, and says how to mend it."""

import json

import pytest
from made_machine import HOME, LANE, PI_5, PYTHON, MadeMachine, made_asked

from backstride.doctor import devices, software
from backstride.doctor.checks import CHECKS, examined
from backstride.doctor.machine import Ran, Space, Written
from backstride.doctor.unit import settings_of_service


@pytest.fixture
def pi(tmp_path):
    return MadeMachine(tmp_path)


def lines_of(machine, **asked):
    return {line.name: line for line in examined(machine, made_asked(**asked))}


def test_nothing_is_wrong_with_a_sound_machine(pi):
    lines = lines_of(pi)
    # whether others hold the camera only root can see
    assert {name: line.words for name, line in lines.items() if line.state != "ok"} == {
        "camera_free": "no program of this user holds it; those of others are not shown"
    }
    assert list(lines) == [check.name for check in CHECKS]


# ---- what is broken, in words; how; the line that must tell; its state; what it says; how to mend it

def answer(code, *arguments, says="", err="", ends=1):
    return lambda pi: pi.answers.__setitem__((code, *arguments), Ran(ends, says, err))


def write(path, text):
    return lambda pi: pi.write(path, text)


def remove(path):
    return lambda pi: pi.remove(path)


def change(**attributes):
    return lambda pi: [setattr(pi, name, value) for name, value in attributes.items()]


def says(text, *command):
    return lambda pi: pi.programs.__setitem__(command, Ran(0, text))


def packages(have=None, owners=(("opencv-contrib-python", "/site"),)):
    listed = json.loads(PYTHON[(software.PACKAGES,)])
    return answer(software.PACKAGES, says=json.dumps({"have": listed["have"] | (have or {}), "owners": owners}), ends=0)


def in_use(pid, name, link, cmdline=""):
    return lambda pi: pi.open_file(pid, name, link, cmdline)


def listening(port, inode):
    def listen(pi):
        pi.write("/proc/net/tcp", f"  sl\n 0: 00000000:{port:04X} 00000000:0000 0A 0 0 0 1000 0 {inode} 1\n")
        pi.open_file(4242, "python3", f"socket:[{inode}]", "python3\0-m\0http.server")
    return listen


def without(pi):
    pi.installed.discard("espeak-ng")


SYSTEMCTL = ("systemctl", "show", "backstride.service", "-p", "ActiveState,SubState,Result,NRestarts,UnitFileState")
WATCHDOG = ("systemctl", "show", "-p", "RuntimeWatchdogUSec", "--value")
THROTTLED = "/sys/devices/platform/soc/soc:firmware/get_throttled"
MIXER = ("amixer", "scontents")
MASTER = "Simple mixer control 'Master',0\n  Mono: Playback 0 [{}%] [-60dB] [{}]\n"
CABLE = "/boot/firmware/config.txt"

BROKEN = [
    ("an old Python", answer(software.WHO, says="3 9 2 64 True", ends=0), "python", "fail", "3.11 or newer",
     "Bookworm"),
    ("a system of 32 bits", answer(software.WHO, says="3 11 2 32 True", ends=0), "python", "fail", "32 bits", "64-bit"),
    ("an environment apart from apt's", write(f"{HOME}/.venv/pyvenv.cfg", "include-system-site-packages = false\n"),
     "environment", "fail", "apt's packages", "include-system-site-packages = true"),
    ("a package of a wrong version", packages(have={"numpy": "1.26.4"}), "packages", "fail", "numpy is 1.26.4",
     "pip install -e"),
    ("a module that does not load", answer(software.IMPORT, "av", err="ImportError: av is torn"), "modules", "fail",
     "av is torn", "--force-reinstall"),
    ("a module that ends the process", answer(software.IMPORT, "av", ends=-4), "modules", "fail", "SIGILL",
     "--force-reinstall"),
    ("simplejpeg of apt beside numpy of pip", answer(software.IMPORT, "simplejpeg", err=(
        "ValueError: numpy.dtype size changed, may indicate binary incompatibility. Expected 96, got 88")),
     "numpy", "fail", "simplejpeg was compiled for another numpy than 2.4.6",
     "--ignore-installed --no-deps simplejpeg"),
    ("a picamera2 for another numpy", answer(software.IMPORT, "picamera2", err=(
        "A module compiled using NumPy 1.x cannot be run in NumPy 2.4.6\nAttributeError: _ARRAY_API not found")),
     "numpy", "fail", "picamera2 was compiled for another numpy", "--no-deps simplejpeg"),
    ("two packages that own cv2", packages(owners=[["opencv-python", "/site"], ["opencv-contrib-python", "/site"]]),
     "opencv", "fail", "opencv-contrib-python, opencv-python", "uninstall -y opencv-contrib-python opencv-python"),
    ("no libGL", answer(software.LOAD, "libGL.so.1", err="cannot open shared object file"), "graphics", "fail",
     "libGL.so.1 cannot be loaded", "apt-get install --no-install-recommends libgl1"),
    ("no libEGL, which LiteRT does not need", answer(software.LOAD, "libEGL.so.1", err="cannot open"), "graphics",
     "warn", "libEGL.so.1 cannot be loaded", "libegl1"),
    ("a processor that nobody builds for", change(architecture="armv7l"), "processor", "fail", "armv7l", "64-bit"),
    ("a model that was overwritten", write(f"{HOME}/models/one.task", "another model"), "models", "fail",
     "models/one.task is not the one", "git checkout -- models"),
    ("a model that is gone", remove(f"{HOME}/models/one.task"), "models", "fail", "cannot be read", "git checkout"),
    ("no list of models", remove(f"{HOME}/models/manifest.toml"), "models", "fail", "list of models", "git checkout"),
    ("no chart library", remove("/usr/share/javascript/dygraphs/dygraph.min.js"), "charts", "warn",
     "dygraphs is missing",
     "libjs-dygraphs"),
    ("nothing calibrated", remove(f"{HOME}/.data/calibration.toml"), "calibration", "warn", "path is not watched",
     "/calibrate"),
    ("a damaged calibration", write(f"{HOME}/.data/calibration.toml", "[lane"), "calibration", "fail", "not valid TOML",
     "/calibrate"),
    ("a calibration of a belt alone", write(f"{HOME}/.data/calibration.toml", "[runner]\nheight_m = 1.7\n"),
     "calibration", "warn", "no lane is calibrated", "/calibrate"),
    ("no camera on the cable", answer(devices.LIST_PI, says="[]", ends=0), "camera", "fail", "no camera is seen",
     "ribbon cable at both ends"),
    ("a picamera2 that does not load", answer(devices.LIST_PI, err="ModuleNotFoundError: No module named 'libcamera'"),
     "camera", "fail", "No module named 'libcamera'", "ribbon"),
    ("a camera that another program has", in_use(812, "rpicam-hello", "/dev/video0"), "camera_free", "fail",
     "rpicam-hello (812) holds /dev/video0", "end it"),
    ("a desktop that lists the cameras", in_use(813, "wireplumber", "/dev/media0"), "camera_free", "warn",
     "wireplumber (813) holds /dev/media0", "end it"),
    ("a camera that cannot expose so shortly", answer(devices.REACH_PI, says="[10000, 66000]", ends=0), "exposure",
     "warn", "the camera can 10 to 66 ms", "exposure_us"),
    ("no sound card", write("/proc/asound/cards", "--- no soundcards ---"), "sound", "ok", "", ""),
    ("a sound device that takes nothing", answer(devices.PLAYER, "auto", err="ALSA default: no answer in 3 s"), "sound",
     "fail", "no answer in 3 s", "aplay -L"),
    ("no program that plays", lambda pi: pi.installed.discard("aplay"), "sound", "fail", "no program can play",
     "alsa-utils"),
    ("a mixer that is muted", says(MASTER.format(80, "off"), *MIXER), "loudness", "fail", "muted",
     "amixer sset Master"),
    ("a mixer at nothing", says(MASTER.format(0, "on"), *MIXER), "loudness", "fail", "muted", "80% unmute"),
    ("a mixer that is turned down", says(MASTER.format(20, "on"), *MIXER), "loudness", "warn", "20 %", "amixer"),
    ("a machine without a mixer", says("", *MIXER), "loudness", "unknown", "no mixer tells", "backstride say"),
    ("sound through a login's sound server", answer(devices.PLAYER, "auto", says="PipeWire default|True", ends=0),
     "sound_server", "fail", "then it is silent", "enable-linger backstride"),
    ("no espeak-ng", without, "voice", "fail", "espeak-ng is missing",
     "apt-get install --no-install-recommends espeak-ng"),
    ("an espeak-ng without its voices", says("", "espeak-ng", "-v", "en-us", "--stdout", "one"), "voice", "fail",
     "does not speak en-us", "espeak-ng-data"),
    ("a user outside the group video", change(closed={"/dev/video0"}), "permissions", "fail",
     "the camera (group video)",
     "usermod -aG video backstride"),
    ("a user outside the group audio", change(closed={"/dev/snd/pcmC0D0p"}), "permissions", "fail",
     "sound (group audio)",
     "usermod -aG audio backstride"),
    ("a data folder of another user", change(closed={f"{HOME}/.data"}), "data", "fail",
     "cannot be written by backstride",
     "sudo chown -R backstride"),
    ("passwords that others can read", lambda pi: pi.at(HOME / ".data/accounts.json").chmod(0o644), "data", "fail",
     "can be read by others of this machine (mode 644)", "chmod 600"),
    ("a disk that is nearly full", change(free=Space(32 * 10**9, 10**9)), "disk", "fail", "about 0 minutes", "max_gb"),
    ("a disk that is getting full", change(free=Space(32 * 10**9, 1_500_000_000)), "disk", "warn", "about 16 minutes",
     "delete clips"),
    ("a full disk", lambda pi: change(free=Space(32 * 10**9, 0), flush=Written(fault="No space left on device"))(pi),
     "disk", "fail", "the disk is full", "delete clips"),
    ("a read-only disk", lambda pi: (pi.write("/proc/mounts", "/dev/root / ext4 ro,noatime 0 0\n"),
                                     change(flush=Written(fault="Read-only file system"))(pi)),
     "disk_writes", "fail", "mounted read-only", "remount,rw /"),
    ("a dying disk", change(flush=Written(fault="Input/output error")), "disk_writes", "fail", "Input/output error",
     "dying"),
    ("a very slow card", change(flush=Written(4.2)), "disk_writes", "fail", "4200 ms", "faster SD card"),
    ("a slow card", change(flush=Written(0.8)), "disk_writes", "warn", "800 ms", "faster SD card"),
    ("a clock before its time", change(wall_s=1_000_000_000.0), "clock", "fail", "before this program was installed",
     "connect a network"),
    ("a clock that was set back", lambda pi: pi.write(f"{HOME}/.data/clips/20350101-120000-pain-0002/about.toml", ""),
     "clock", "fail", "it was set back", "connect a network"),
    ("a clock that nobody confirmed", lambda pi: (pi.remove("/run/systemd/timesync/synchronized"), says(
        "no\n", "timedatectl", "show", "-p", "NTPSynchronized", "--value")(pi)),
     "clock", "warn", "no time server has confirmed it", "connect a network"),
    ("a clock of which nothing is known", remove("/run/systemd/timesync/synchronized"), "clock", "unknown", "not known",
     "connect a network"),
    ("too little voltage now", write(THROTTLED, "10001"), "power", "fail", "too low now", "power supply"),
    ("too little voltage earlier", write(THROTTLED, "10000"), "power", "warn", "at least once since the start",
     "power supply"),
    ("throttled now", write(THROTTLED, "40004"), "throttling", "fail", "throttled", "fan"),
    ("near its limit now", write(THROTTLED, "80008"), "throttling", "warn", "held back now", "fan"),
    ("throttled earlier", write(THROTTLED, "40000"), "throttling", "warn", "not now; since the start", "fan"),
    ("a hot processor", write("/sys/class/thermal/thermal_zone0/temp", "81000"), "temperature", "warn", "81 °C",
     "shade"),
    ("a very hot one", write("/sys/class/thermal/thermal_zone0/temp", "86000"), "temperature", "fail", "86 °C",
     "shade"),
    ("no thermometer", remove("/sys/class/thermal/thermal_zone0/temp"), "temperature", "unknown", "no thermometer", ""),
    ("too little memory", write("/proc/meminfo", "MemAvailable:    102400 kB\n"), "memory", "fail", "100 MB free",
     "end other programs"),
    ("programs ended for lack of memory", write("/proc/vmstat", "oom_kill 2\n"), "memory", "warn",
     "2 programs were ended",
     "end other programs"),
    ("no network", change(known_by=()), "network", "warn", "no address", "hotspot"),
    ("no hotspot", remove("/etc/NetworkManager/system-connections/backstride-hotspot.nmconnection"), "hotspot", "warn",
     "no hotspot is set up", "device/install.sh"),
    ("a hotspot without Wi-Fi", says("ethernet:eth0\n", "nmcli", "-t", "-f", "TYPE,DEVICE", "device", "status"),
     "hotspot", "warn", "no Wi-Fi device", "rfkill"),
    ("nobody who tells its name", remove("/run/avahi-daemon/pid"), "mdns", "warn", "NAME.local", "avahi-daemon"),
    ("a port that is taken", listening(8080, 99), "port", "fail", "python3 (4242) holds port 8080", "another port"),
    ("a service that fails", says("ActiveState=failed\nResult=exit-code\nNRestarts=5\n", *SYSTEMCTL), "service", "fail",
     "the service fails (exit-code)", "journalctl -u backstride"),
    ("a service that is not running", says("ActiveState=inactive\n", *SYSTEMCTL), "service", "warn", "inactive",
     "enable --now"),
    ("a service that won't start by itself", says("ActiveState=active\nUnitFileState=disabled\n", *SYSTEMCTL),
     "service",
     "warn", "will not at the next start", "systemctl enable"),
    ("a service that keeps falling over", says("ActiveState=active\nNRestarts=9\n", *SYSTEMCTL), "service", "warn",
     "9 times", "journalctl"),
    ("a watchdog that nobody feeds", says("0\n", *WATCHDOG), "watchdog", "warn", "nobody feeds", "RuntimeWatchdogSec"),
    ("no watchdog", remove("/sys/class/watchdog/watchdog0/state"), "watchdog", "ok", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("what", "breaks", "name", "state", "words", "mend"), BROKEN, ids=[b[0] for b in BROKEN])
def test_the_doctor_names_what_is_broken_and_nothing_else(pi, what, breaks, name, state, words, mend):
    before = {line.name: line.state for line in examined(pi, made_asked())}
    breaks(pi)
    after = lines_of(pi)
    told = after.pop(name)
    assert (told.state, words in told.words, mend in told.mend) == (state, True, True), told
    changed = {line.name: line.state for line in after.values() if line.state != before[line.name]}
    assert set(changed.values()) <= {"unknown"}  # what cannot be known then points to the line that tells why


# ---- settings that ask for what is not there

ASKED = [
    ("a broken setting", {"config_fault": 'site.toml: "fps" is "many"; accepted: a number from 5 to 240'}, "config",
     "fail", '"fps" is "many"', "device/config.toml"),
    ("a USB camera that is not there", {"source": "usb:3"}, "camera", "fail", "no USB camera 3", "plug it in"),
    ("an exposure longer than a picture", {"exposure_us": 40_000}, "exposure", "fail", "do not fit into a picture",
     "33333 or less"),
    ("an exposure that the camera chooses", {"exposure_us": 0}, "exposure", "warn", "feet and hands blur", "4000"),
    ("a camera of another shape", {"camera_size": (640, 480)}, "calibration", "fail",
     "calibrated on 1280x720, and the camera is set to 640x480", "/calibrate"),
    ("a belt that was never calibrated", {"site": "treadmill"}, "calibration", "warn", "no belt is calibrated",
     "/calibrate"),
    ("a path camera's file that is not there", {"path_source": "usb:1", "path_calibration": HOME / "lane.toml"},
     "path_calibration", "fail", "does not start", "[path]"),
    ("sound that is switched off", {"voice_device": "none"}, "sound", "warn", "switched off", '"auto"'),
    ("a language without a voice", {"language": "de"}, "voice", "fail", "does not speak de", "espeak-ng-data"),
    ("a panel for this machine alone", {"host": "127.0.0.1"}, "network", "warn", "this machine alone", "0.0.0.0"),
    ("a port that is root's", {"port": 80}, "port", "fail", "port 80 is root's", "8080"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "asked", "name", "state", "words", "mend"), ASKED, ids=[a[0] for a in ASKED])
def test_settings_that_this_machine_cannot_keep(pi, what, asked, name, state, words, mend):
    line = lines_of(pi, **asked)[name]
    assert (line.state, words in line.words, mend in line.mend) == (state, True, True), line


KEPT = f"{HOME}/.data/path-calibration.toml"
PATH_CAMERA = [
    ("nobody calibrated it", remove(KEPT), {}, "warn", "path is not watched", "/calibrate"),
    ("a damaged calibration", write(KEPT, "[lane"), {}, "fail", "not valid TOML", "/calibrate"),
    ("no lane", write(KEPT, "[runner]\nheight_m = 1.7\n"), {}, "fail", "holds no [lane]", "/calibrate"),
    ("another picture", write(KEPT, LANE), {"camera_size": (640, 480)}, "fail", "calibrated on 1280x720", "/calibrate"),
    ("an empty lane that is lost", write(KEPT, LANE + 'empty = "empty.png"\n'), {}, "warn", "empty.png", "/calibrate"),
    ("a good one", write(KEPT, LANE), {}, "ok", "calibrated for this picture", ""),
    ("a treadmill", remove(KEPT), {"site": "treadmill"}, "ok", "not used", ""),
    ("none", remove(KEPT), {"path_source": ""}, "ok", "there is none", ""),
]  # fmt: skip


@pytest.mark.parametrize(("what", "breaks", "asked", "state", "words", "mend"), PATH_CAMERA,
                         ids=[p[0] for p in PATH_CAMERA])  # fmt: skip
def test_a_path_cameras_calibration_is_looked_at_where_there_is_one(pi, what, breaks, asked, state, words, mend):
    breaks(pi)
    line = lines_of(pi, **{"path_source": "usb:1"} | asked)["path_calibration"]
    assert (line.state, words in line.words, mend in line.mend) == (state, True, True), line


def test_beside_a_path_camera_the_runners_own_may_be_without_a_lane(pi):
    remove(f"{HOME}/.data/calibration.toml")(pi)
    assert "path is not watched" not in lines_of(pi, path_source="usb:1")["calibration"].words


def test_a_smaller_picture_of_the_same_shape_fits_the_calibration(pi):
    assert lines_of(pi, camera_size=(640, 360))["calibration"].state == "ok"


def test_mediapipe_is_never_loaded_to_find_out_that_a_pi_4_cannot_run_it(pi):
    pi.write("/proc/cpuinfo", "Features\t: fp asimd evtstrm crc32 cpuid\n")
    assert lines_of(pi)["processor"].state == "ok"  # LiteRT is chosen
    line = lines_of(pi, engine="mediapipe")["processor"]
    assert line.state == "fail" and "cannot run MediaPipe" in line.words and 'engine = "litert"' in line.mend
    assert pi.asked and not any("mediapipe" in part for asked in pi.asked for part in asked)


def test_one_core_that_lacks_a_feature_is_enough(pi):
    pi.write("/proc/cpuinfo", f"Features\t: {PI_5}\nFeatures\t: fp asimd\n")
    assert lines_of(pi, engine="mediapipe")["processor"].state == "fail"


def test_libraries_for_mediapipe_alone_are_needed_where_the_settings_ask_for_it(pi):
    answer(software.LOAD, "libGLESv2.so.2", err="cannot open")(pi)
    line = lines_of(pi, engine="mediapipe")["graphics"]
    assert line.state == "fail" and "libgles2" in line.mend


def test_what_another_line_explains_does_not_fail_twice(pi):
    answer(software.LOAD, "libGL.so.1", err="libGL.so.1: cannot open shared object file")(pi)
    answer(software.IMPORT, "cv2", err="ImportError: libGL.so.1: cannot open shared object file")(pi)
    lines = lines_of(pi)
    assert [line.name for line in lines.values() if line.state == "fail"] == ["graphics"]
    assert lines["modules"].mend == "the line Libraries tells how to mend it"


def test_a_python_that_does_not_start_is_one_fault_and_the_rest_is_unknown(pi):
    pi.answers = {}
    pi.python = lambda code, *arguments, timeout_s=60.0: Ran(None, err="No such file or directory")
    states = {line.name: line.state for line in examined(pi, made_asked())}
    assert [name for name, state in states.items() if state == "fail"] == ["environment", "camera", "sound"]
    assert {states[name] for name in ("python", "packages", "modules", "numpy", "opencv", "graphics")} == {"unknown"}


def test_a_laptop_may_lack_camera_and_sound_and_is_only_warned(pi):
    pi.write("/proc/device-tree/model", "A laptop")
    pi.remove("/etc/systemd/system/backstride.service")
    pi.write("/proc/asound/cards", "--- no soundcards ---")
    answer(devices.PLAYER, "auto", err="ALSA default: No such file")(pi)
    lines = lines_of(pi)
    assert (lines["camera"].state, lines["sound"].state) == ("warn", "warn")
    assert "the demo recording plays" in lines["camera"].words and "shown, not spoken" in lines["sound"].words


def test_a_laptop_whose_settings_name_a_device_needs_it(pi):
    pi.write("/proc/device-tree/model", "A laptop")
    pi.remove("/etc/systemd/system/backstride.service")
    answer(devices.PLAYER, "plughw:7", err="ALSA plughw:7: No such device")(pi)
    lines = lines_of(pi, voice_device="plughw:7", source="camera")
    assert (lines["camera"].state, lines["sound"].state) == ("fail", "fail")


def test_the_coachs_own_camera_and_port_are_no_fault(pi):
    pi.open_file(77, "backstride", "/dev/video0", "/srv/.venv/bin/python\0/srv/.venv/bin/backstride\0run")
    pi.write("/proc/net/tcp6", "  sl\n 0: 00000000000000000000000000000000:1F90 0:0 0A 0 0 0 0 0 55 1\n")
    (pi.at("/proc/77/fd") / "8").symlink_to("socket:[55]")
    lines = lines_of(pi)
    assert (lines["camera_free"].words, lines["port"].words) == ("the coach has it", "port 8080 is this coach's panel")
    assert lines["exposure"].state == "unknown" and "the coach has the camera" in lines["exposure"].words


def test_root_asks_what_the_services_own_user_may_do(pi):
    pi.user = lambda: "root"
    assert lines_of(pi)["permissions"].words == "backstride may open all 3 devices"
    pi.member_of = ("video",)
    line = lines_of(pi)["permissions"]
    assert line.state == "fail" and "usermod -aG audio,gpio backstride" in line.mend.replace("gpio,audio", "audio,gpio")


def test_the_settings_of_the_installed_service_count_where_none_are_named(pi):
    unit = "[Service]\nExecStart=/opt/b run --config /etc/backstride/c.toml\n"
    pi.write("/etc/systemd/system/backstride.service", unit)
    assert settings_of_service(pi) is None  # there is no such file
    pi.write("/etc/backstride/c.toml", "")
    assert str(settings_of_service(pi)) == "/etc/backstride/c.toml"


def test_a_sound_server_that_lingers_is_heard_without_a_login(pi):
    answer(devices.PLAYER, "auto", says="PipeWire default|True", ends=0)(pi)
    pi.write("/var/lib/systemd/linger/backstride", "")
    assert lines_of(pi)["sound_server"].state == "ok"


@pytest.mark.parametrize(("said", "state", "words"), [
    ("ALSA default|-9.5|the file that ALSA writes", "ok", "10 dB below full scale"),
    ("PipeWire default|-inf|the sound server's monitor", "fail", "heard silence"),
    ("PulseAudio default|-55.0|the sound server's monitor", "fail", "heard 55 dB below"),
    ("ALSA plughw:1|nan|", "unknown", "how loud was not measured"),
])  # fmt: skip
def test_a_tone_is_measured_where_something_listens(pi, said, state, words):
    answer(devices.TONE, "auto", says=said, ends=0)(pi)
    found = devices.tone(pi, made_asked())
    assert found.state == state and words in found.words


def test_without_a_device_there_is_no_tone_and_the_line_sound_tells_why(pi):
    answer(devices.TONE, "auto", err="ALSA default: no answer")(pi)
    assert devices.tone(pi, made_asked()).mend == "the line Sound tells how to mend it"


def test_a_check_that_breaks_itself_is_unknown_and_the_others_are_still_told(pi):
    pi.space = lambda folder: 1 / 0
    lines = lines_of(pi)
    assert lines["disk"].state == "unknown" and "ZeroDivisionError" in lines["disk"].words
    assert len(lines) == len(CHECKS)


def test_figures_that_are_held_twice_agree():
    from backstride.doctor import system
    from backstride.library.storage import USUAL_BPS
    from backstride.sinks.engines import ESPEAK_VOICES

    assert (system.USUAL_BPS, devices.VOICES) == (USUAL_BPS, ESPEAK_VOICES)


def test_every_failing_line_of_the_table_was_broken_here():
    broken = {b[2] for b in BROKEN if b[3] in {"fail", "warn", "unknown"}} | {a[2] for a in ASKED}
    assert {check.name for check in CHECKS} - broken == set()
