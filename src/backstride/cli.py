"""The commands. Each is a few lines: read the arguments, call the part, tell the result.

A fault that a person can mend ends in one sentence on stderr and exit code 2; Ctrl-C in 130.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from math import nan
from pathlib import Path
from typing import TYPE_CHECKING

from . import __version__
from .doctor import command as doctor_command
from .errors import BackstrideError, BadInput

if TYPE_CHECKING:  # the doctor must answer where not even numpy loads, so nothing here loads it before it is needed
    from .config import Config

CHECKOUT_RECORDINGS = Path(__file__).resolve().parents[2] / "recordings"


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:
        raise BadInput(f"{self.prog}: {message}; see {self.prog} --help")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        asked = _parser(just_doctor=given[:1] == ["doctor"]).parse_args(given)
        return asked.command(asked) or 0
    except ImportError as fault:
        print(f"backstride: a package does not load ({fault}); backstride doctor tells how to mend it", file=sys.stderr)
        return 1
    except BackstrideError as fault:
        print(f"backstride: {fault}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("", file=sys.stderr)
        return 130
    except BrokenPipeError:  # whoever reads along, such as head, has enough; Python would complain at the end again
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser(just_doctor: bool = False) -> argparse.ArgumentParser:
    parser = _Parser(prog="backstride", description="Coaches backward running from one camera.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)
    doctor_command.add_arguments(commands)
    if not just_doctor:
        _add_others(commands)
    return parser


def _add_others(commands) -> None:
    from .library import command as library_command

    _add_run(commands)
    _add_replay(commands)
    bench = commands.add_parser("bench", help="measure this program: how exact, how fast")
    bench.add_argument("name", metavar="NAME", help="which benchmark, such as accuracy")
    bench.add_argument("--json", type=Path, metavar="FILE", help="write the figures to this file too")
    bench.add_argument("--clip", type=Path, metavar="PATH", help="loop, latency, threads, viewers: on this film")
    bench.add_argument("--minutes", type=float, metavar="N", help="soak: run so long")
    bench.add_argument("--plays", metavar="A-B", help="path: nothing but these plays by lot, such as 400-429, "
                       "and as many with nobody in the way")  # fmt: skip
    bench.set_defaults(command=_bench)
    library_command.add_arguments(commands, _library, _export, _regression)
    config = commands.add_parser("config", help="check the settings file")
    doing = config.add_subparsers(required=True, metavar="check", parser_class=_Parser)
    checking = doing.add_parser("check", help="name every fault of a settings file, or tell what it says")
    checking.add_argument("file", nargs="?", type=Path, metavar="FILE", help="left out: the file that run would use")
    checking.set_defaults(command=_config_check)
    _add_backup(commands)
    say = commands.add_parser("say", help="speak a sentence through the sound device")
    say.add_argument("text", metavar="TEXT|CUE", help="a text, or the key of a rule such as lean_back")
    say.add_argument("--config", type=Path)
    say.set_defaults(command=_say)
    version = commands.add_parser("version", help="print the version")
    version.set_defaults(command=lambda asked: print(f"backstride {__version__}"))


def _add_run(commands) -> None:
    run = commands.add_parser("run", help="coach live: camera, voice and panel")
    run.add_argument("--source", help="auto, camera, usb:N, or a video or recording to play in real time")
    run.add_argument("--site", choices=("track", "treadmill"))
    run.add_argument("--view", choices=("side", "rear", "front"))
    run.add_argument("--config", type=Path, metavar="FILE")
    run.add_argument("--host")
    run.add_argument("--port", type=int)
    run.add_argument("--mute", action="store_true", help="speak safety warnings only")
    run.set_defaults(command=_run)


def _add_replay(commands) -> None:
    replay = commands.add_parser("replay", help="measure a clip as fast as it goes, and write all that was found")
    replay.add_argument("source", metavar="SOURCE", help="a video file, a recording folder or name, or a poses.npz")
    replay.add_argument("--out", type=Path, metavar="DIR", help="a new folder for the results")
    replay.add_argument("--site", choices=("track", "treadmill"))
    replay.add_argument("--view", choices=("side", "rear", "front"))
    replay.add_argument("--calibration", type=Path, metavar="FILE")
    replay.add_argument("--height-m", type=float, default=nan, metavar="H")
    replay.add_argument("--path-source", type=Path, metavar="FILE", help="what a second camera saw of the path")
    replay.add_argument("--path-calibration", type=Path, metavar="FILE", help="the lane as that camera sees it")
    replay.add_argument("--path-view", choices=("side", "rear", "front"), help="what that camera sees of the runner")
    replay.add_argument("--model", choices=("lite", "full"))
    replay.add_argument("--no-video", action="store_true", help="leave annotated.mp4 out")
    replay.add_argument("--accept", action="store_true", help="take today's judgement as the recording's expected one")
    _add_training(replay.add_argument_group("a whole training in compressed time, SOURCE standing in for the runner"))
    replay.set_defaults(command=_replay)


def _add_training(group) -> None:
    group.add_argument("--training", metavar="PROGRAMME[:WEEK]", help="such as first_steps:1, or a JSON file")
    group.add_argument("--answers", type=Path, metavar="FILE", help="presses and answers, one JSON object a line")
    group.add_argument("--forward", metavar="SOURCE", help="plays while forward travel is asked for")
    group.add_argument("--still", metavar="SOURCE", help="plays while the runner stands and rests")
    group.add_argument("--level", choices=("L0", "L1", "L2", "L3", "L4"), help="of the runner; as the week needs")
    group.add_argument("--language", choices=("en", "de", "fr", "it", "es"), default="en", help="of the voice")


def _add_backup(commands) -> None:
    backup = commands.add_parser("backup", help="take along settings, calibration, runners, training and clips' notes")
    backup.add_argument("file", type=Path, metavar="FILE", help="a new zip file")
    backup.add_argument("--with-clips", action="store_true", help="the clips' films, too")
    backup.add_argument("--config", type=Path)
    backup.set_defaults(command=_backup)
    restore = commands.add_parser("restore", help="bring a backup back; all of it is checked before anything changes")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument("--config", type=Path)
    restore.set_defaults(command=_restore)


def _backup(asked: argparse.Namespace) -> None:
    from .backup.write import write_backup

    counts = write_backup(asked.file, _places(asked.config), asked.with_clips)
    what = ", ".join(f"{count} file{'s' if count > 1 else ''} of {title}" for title, count in counts.items())
    print(f"{asked.file}: {what or 'nothing was there to take along'}. No password is in it.")


def _restore(asked: argparse.Namespace) -> None:
    from .backup.restore import restore_backup

    if not asked.file.is_file():
        raise BadInput(f"{asked.file}: does not exist; accepted: a file that backstride backup wrote")
    print(f"{restore_backup(asked.file, _places(asked.config)).words} Start Backstride again to use it.")


def _places(asked: Path | None):
    """Where this machine keeps what belongs to a backup; broken settings still tell the folders."""
    from .settings import USUAL_FILE, check_file, settings_file
    from .takeaway import places_of

    file = settings_file(asked)
    config = check_file(file).config if file and file.exists() else Config()
    return places_of(config, file or USUAL_FILE)


def _run(asked: argparse.Namespace) -> int:
    from .config import Config
    from .main import AGAIN, STUCK, run_live
    from .safe import run_safe
    from .settings import USUAL_FILE, Checked, check_file, settings_file

    _with_arguments(Config(), asked)  # a wrong word on the command line is no matter for safe mode
    while True:
        file = settings_file(asked.config)
        checked = check_file(file) if file else Checked(Config(), ())
        checked = replace(checked, config=_with_arguments(checked.config, asked))
        if checked.faults:
            run_safe(file, checked)  # until they are mended
        elif (code := run_live(checked.config, file=file or USUAL_FILE)) != AGAIN:
            return code
        if os.environ.get("NOTIFY_SOCKET"):  # the service manager was told that this process ends: it starts a new one
            return STUCK


def _config_check(asked: argparse.Namespace) -> int:
    """Every fault of a settings file, or what it says."""
    from .settings import USUAL_FILE, check, check_file, settings_file, told

    file = asked.file or settings_file(None)
    checked = check_file(file) if file else check("", USUAL_FILE.parent)
    if checked.faults:
        raise BadInput("\n".join(f"{file} {fault}" for fault in checked.faults))
    print(f"{file or 'No settings file: the usual values'}\n{told(checked.config)}")
    return 0


def _with_arguments(config: Config, asked: argparse.Namespace) -> Config:
    """The settings of the file, with what the command line says on top."""
    if asked.port is not None and not 0 <= asked.port <= 65535:
        raise BadInput(f"--port is {asked.port}; accepted: 0 to 65535")
    told = {key: value for key in ("source", "site", "view") if (value := getattr(asked, key)) is not None}
    panel = {key: value for key in ("host", "port") if (value := getattr(asked, key)) is not None}
    return replace(
        config,
        run=replace(config.run, **told),
        panel=replace(config.panel, **panel),
        voice=replace(config.voice, muted=config.voice.muted or asked.mute),
    )


def _replay(asked: argparse.Namespace) -> int:
    from .material import Wanted
    from .replay import replay

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever ends it, nothing half-written stays
    if asked.out is None and not asked.accept:
        raise BadInput("replay: --out DIR is missing: the folder to write the results to")
    if asked.height_m == asked.height_m and not 0.8 <= asked.height_m <= 2.6:
        raise BadInput(f"--height-m is {asked.height_m:g}; accepted: 0.8 to 2.6")
    wanted = Wanted(
        _material(asked.source), asked.site, asked.view, asked.calibration, asked.height_m, asked.model,
        asked.path_source, asked.path_calibration, asked.path_view,
    )  # fmt: skip
    progress = Progress()
    replayed = replay(wanted, asked.out, not asked.no_video, asked.accept, progress, _rehearsal(asked))
    progress.end()
    print(_told(replayed.summary, asked.out))
    return 0


def _rehearsal(asked: argparse.Namespace):
    from .rehearsal import Rehearsal

    if asked.training is None:
        for name in ("answers", "forward", "still", "level"):
            if getattr(asked, name) is not None:
                raise BadInput(f"--{name} belongs to --training PROGRAMME")
        return None
    forward, still = (_material(path) if path else None for path in (asked.forward, asked.still))
    return Rehearsal(asked.training, asked.answers, forward, still, asked.level, asked.language)


def _library(asked: argparse.Namespace):
    """The library of the configured folder, or of the one that was named."""
    from .clips import clips_folder
    from .config import read_config
    from .library.store import Library
    from .settings import settings_file

    folder = asked.folder or clips_folder(read_config(settings_file(asked.config)))
    if not folder.is_dir():
        raise BadInput(f"{folder}: there are no clips yet; accepted: the folder that a run recorded into")
    return Library(folder)


def _export(clip, asked: argparse.Namespace) -> Path:
    from .export import Film, export

    progress = Progress()
    film = Film(not asked.plain, not asked.show_faces, asked.blur_runner)
    path = export(clip, asked.format, asked.out, film, progress)
    progress.end()
    return path


def _regression(clip, asked: argparse.Namespace) -> Path:
    from .regression import LICENCES, Wish, make_regression

    progress = Progress()
    wish = Wish(asked.consent, asked.name, asked.licence or LICENCES[0], not asked.without_film)
    folder = make_regression(clip, asked.out or CHECKOUT_RECORDINGS, wish, progress)
    progress.end()
    return folder


def _material(source: str) -> Path:
    """The path that was named; a bare name that is no path is a recording that ships."""
    path, shipped = Path(source), CHECKOUT_RECORDINGS / source
    return shipped if not path.exists() and "/" not in source and shipped.is_dir() else path


def _told(summary: dict, out: Path | None) -> str:
    seen = summary["tracked_share"]
    if not seen:
        return f"{summary['frames']} frames, and nobody was found on any of them" + (f": {out}" if out else "")
    cues = sum(summary["cues"].values())
    where = f": {out}" if out else ""
    counted = f"{cues} cue" if cues == 1 else f"{cues} cues"
    return f"{summary['frames']} frames, runner seen on {100 * seen:.0f} %, {counted}{where}"


def _bench(asked: argparse.Namespace) -> int:
    from .bench import command

    return command.run(asked.name, asked.json, asked.clip, asked.minutes, asked.plays)


def _say(asked: argparse.Namespace) -> int:
    from .config import read_config
    from .main import say
    from .settings import settings_file

    say(read_config(settings_file(asked.config)), asked.text)
    return 0


class Progress:
    """A progress bar on stderr; where stderr is no terminal, a line each tenth."""

    def __init__(self, file=None):
        self._file = file or sys.stderr
        self._shown = -1

    def __call__(self, done: int, of: int | None) -> None:
        percent = min(100, 100 * done // of) if of else -1
        live = self._file.isatty()
        step = percent if live else percent // 10
        if percent < 0:
            step = done // (15 if live else 300)
        if step == self._shown:
            return
        self._shown = step
        bar = f"[{'#' * (percent // 4):25s}] {percent:3d} %  {done} of {of} frames"
        text = f"{done} frames" if percent < 0 else bar
        print(f"\r{text}" if live else text, end="" if live else "\n", file=self._file, flush=True)

    def end(self) -> None:
        if self._shown >= 0 and self._file.isatty():
            print("", file=self._file)


if __name__ == "__main__":
    sys.exit(main())
