"""Puts the appliance together and runs it. The only module that knows everyone."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path
from threading import Timer
from typing import Any

import cv2

from . import __version__, cores
from .calibrating import CALIBRATION, path_camera, runner_camera
from .calibration import calibrated, read_calibration
from .clip_pages import open_clip_parts
from .clips import open_recorder
from .coach.coach import Coach
from .coach.device_words import device_sentences
from .coach.words import claim_code, sentences, sentences_of
from .config import CHECKOUT, Config, RunConfig
from .device import GIVE_UP_S, Device, Fellows
from .errors import BadInput, SourceStuck
from .guided import GuidedCoach
from .heaps import share_one_heap
from .journal import Origin
from .keeper import Keeper
from .library.recording import read_recording
from .loop import run
from .panel.accounts import Accounts
from .panel.app import PanelParts, create_app
from .panel.parts import Recording
from .panel.server import PanelServer
from .path_camera import PathParts, open_path_camera
from .pose import litert, mediapipe_pose
from .pose.landmarker import Landmarker
from .pose.models import ModelFile, chosen_model, model_file
from .pose.switched import Switched
from .runners import Runners
from .safe import open_server, settings_parts, tell_door
from .session import Session
from .settings import USUAL_FILE
from .sinks.guarded import Guarded
from .sinks.latest import Latest
from .sinks.speech import Silent, Speech, open_speech
from .sinks.stream import Stream
from .sinks.voice import open_voice
from .sources.camera import PiCamera, pi_cameras
from .sources.persistent import Persistent
from .sources.playback import Playback
from .sources.usb import UsbCamera, cameras
from .takeaway import backup_parts, end_restore
from .training_pages import open_training_parts
from .types import Setup
from .vitals import Vitals
from .watch import live_scout

log = logging.getLogger(__name__)

ENGINES = {"litert": litert, "mediapipe": mediapipe_pose}
STUCK = 75  # "try again": the service manager starts a new process
AGAIN = -1  # no exit code: the program itself starts anew
AGAIN_WITHIN_S = 10.0
DEMO = CHECKOUT / "recordings" / "lean-back-treadmill-side"
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Place:
    """Where the frames come from, what is known of the place, and what people should be told about it."""

    open_source: Callable[[], Any]
    setup: Setup
    notice: str = ""
    brings_calibration: bool = False  # of its own: what the panel saved is of another place
    awaited: str = ""  # what a camera that may come later is called until it is there


def run_live(config: Config, tell: Tell = print, file: Path = USUAL_FILE) -> int:
    """Runs the appliance until it is told to end: 0, or AGAIN where it shall start anew with the settings in ``file``.
    Raises BadInput where a setting or a device is not usable."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a service is ended as cleanly as a terminal
    share_one_heap()
    cv2.setNumThreads(litert.OPENCV_THREADS)
    try:
        with ExitStack() as parts, cores.on(cores.others()):
            again = _coach_live(config, tell, file, lambda part: parts.enter_context(closing(part)))
    except SourceStuck as stuck:
        tell(f"backstride: {stuck}")
        os._exit(STUCK)  # a driver that does not answer would hold an ordinary exit up for ever
    return AGAIN if again else 0


def _coach_live(config: Config, tell: Tell, file: Path, keep: Callable[[Any], Any]) -> bool:
    """The whole machine, part by part; ``keep`` sees to it that each is closed at the end, the last one first."""
    end_restore(config, file)
    place = _place(config)
    path = open_path_camera(config, place.setup, keep)
    place = replace(place, setup=path.setup)
    vitals = Vitals(config, place.setup, file)
    session, latest, stream = Session(config.voice.muted), keep(Latest()), keep(Stream(place.setup))
    source = keep(_source(config, place, lambda: device))

    def notices() -> tuple[str, ...]:
        faults = (recorder.fault, keeper.fault, *(sink.fault for sink in guarded))
        texts = (place.notice, path.notice, *device.notices(), *faults)
        return tuple(text for text in texts if text)

    accounts = Accounts(config.data / "accounts.json", tell=lambda code: tell(f"New claim code: {code}"))
    clip_parts = open_clip_parts(config)
    runners = Runners(config.data / "runners.json", clip_parts.library.runners)
    training = open_training_parts(config, clip_parts.library, runners)
    app = create_app(PanelParts(
        session, latest, stream, accounts, place.setup, source.title, __version__, notices,
        config.run.language, config.panel.names, clips=clip_parts,
        calibrating=runner_camera(config, place.brings_calibration, stream, latest),
        calibrating_path=path_camera(config, path, latest), path_stream=path.stream,
        recording=lambda: Recording(bool(recorder.recording), opened.room()),
        runners=runners, training=training,
        health=vitals.for_panel(), settings=settings_parts(file, lambda: _start_again(session)),
        backups=backup_parts(config, file),
        sound=lambda: device.sound,
        speak_code=lambda code: speech.announce(claim_code(code, config.run.language), "form", asked=True),
    ))  # fmt: skip
    server, seal = open_server(app, config)  # before anything is written: it may refuse
    keep(server)
    model = model_file(chosen_model(config.model))
    estimator = keep(_estimator(config, place.setup, model))
    scout = keep(live_scout(place.setup, config.run.senior, path.second, belt=config.path.belt,
                            spotters=config.path.spotters))
    coach = GuidedCoach(Coach(place.setup, config.run.language, config.run.senior))
    speech = keep(_speech(config, place.setup, session))
    origin = Origin(source.title, source.fps, model.name, model.sha256, config.run.language, __version__)
    opened = open_recorder(config, place.setup, origin, who=lambda: session.runner)
    recorder = keep(opened.recorder)
    fellows = Fellows(session, source, estimator, scout, latest, stream, speech, recorder)
    device = keep(Device(config, place.setup, fellows, tell))
    keeper = keep(Keeper(training.store))
    guarded = [Guarded("Stream", stream), Guarded("Voice", speech), Guarded("Recorder", recorder)]
    vitals.know(
        private=lambda: (*runners.names(), *accounts.viewers), session=session, source=source,
        plays=bool(place.notice), stream=stream, panel=app.extensions["backstride"], speech=speech, recorder=recorder,
        device=device, guarded=guarded, estimator=estimator,
    )  # fmt: skip
    server.start()
    _tell_start(tell, config, server, seal, accounts, source, model.name, speech, opened.words, place.notice, path)
    try:
        timed = vitals.timed(cores.OnOwnCores(estimator), scout, coach)
        run(source, *timed, session, [vitals.meters, latest, *device.sinks, *guarded, keeper])
    except SourceStuck:
        raise  # it was told of as a lost camera
    except Exception:
        device.loop_died()
        raise
    return session.again


def _estimator(config: Config, setup: Setup, model: ModelFile) -> Landmarker | Switched:
    """The pose model, with the small one in reserve where it is not the small one itself."""

    def made(file: ModelFile) -> Landmarker:
        with cores.on(cores.models()):  # its threads stay there
            return Landmarker(file, setup, ENGINES[config.engine])

    small = model_file("lite")
    return made(model) if model.name == small.name else Switched(made(model), lambda: made(small))


def _source(config: Config, place: Place, device: Callable[[], Device]) -> Persistent:
    """The place's source, over losses. ``device`` is who tells of them, once it is there."""
    def opened() -> Any:
        with cores.on(cores.others()):  # also when the loop opens it anew
            return place.open_source()

    return Persistent(
        opened,
        missing=lambda why: device().camera_missing(why),
        lost=lambda why: device().camera_lost(why),
        back=lambda: device().camera_back(),
        trying=lambda why: device().camera_tried(why),
        patient=bool(place.awaited),
        title=place.awaited,
        fps=config.camera.fps,
        give_up_s=GIVE_UP_S if place.awaited else inf,
    )


def _start_again(session: Session) -> None:
    """Ends the loop at its next frame, to start anew. Where no frame comes, the service manager starts the process."""
    session.end(again=True)
    late = Timer(AGAIN_WITHIN_S, os._exit, (STUCK,))
    late.daemon = True
    late.start()


def _tell_start(tell: Tell, config: Config, server: PanelServer, seal: str, accounts: Accounts, source: Any,
                model: str, speech: Speech | Silent, recording: str, notice: str, path: PathParts) -> None:  # fmt: skip
    if notice:
        tell(notice)
    tell(f"Source: {source.title}, model {model}")
    if path.title or path.notice:
        tell(f"Path:   {path.title or path.notice}")
    tell(f"Sound:  {_sound_notice(speech.status) or speech.status}")
    tell(f"Clips:  {recording}")
    tell_door(tell, config, server, seal, accounts)
    tell("Ctrl-C ends.")


def _speech(config: Config, setup: Setup, session: Session) -> Speech | Silent:
    voice = open_voice(config.run.language, config.data / "voice", config.voice.piper_model)
    said = (*device_sentences(config.run.language, setup.site), *sentences(config.run.language, setup.site))
    return open_speech(voice, said, config.voice.device, lambda: session.muted)


# ---- the place: a camera, a clip, or the demo

def _place(config: Config) -> Place:
    """The source that was asked for, with what is known of its place."""
    asked = config.run.source
    if asked == "camera":
        return _pi_place(config)
    if asked.startswith("usb:"):
        return _usb_place(config, asked)
    if asked != "auto":
        return _clip_place(config, Path(asked))
    if config.run.patient:
        return Place(lambda: _any_camera(config), _setup(config.run, Setup(), _saved(config)), awaited="camera")
    if pi_cameras():
        return _pi_place(config)
    if found := cameras():
        return _usb_place(config, f"usb:{found[0]}")
    demo = _clip_place(config, DEMO)
    return replace(demo, notice="No camera found: the demo recording plays in its place")


def _any_camera(config: Config) -> PiCamera | UsbCamera:
    """Whatever camera is connected now. Raises BadInput where none is."""
    if pi_cameras():
        return _pi_camera(config)
    if found := cameras():
        return _usb_camera(config, found[0])
    raise BadInput("No camera found: connect a Pi camera or a USB camera")


def _pi_camera(config: Config) -> PiCamera:
    return PiCamera(config.camera, config.camera.index)


def _usb_camera(config: Config, number: int) -> UsbCamera:
    return UsbCamera(number, config.camera.size, config.camera.fps, config.camera.rotation_deg)


def _pi_place(config: Config) -> Place:
    awaited = "Pi camera" if config.run.patient else ""
    return Place(lambda: _pi_camera(config), _setup(config.run, Setup(), _saved(config)), awaited=awaited)


def _usb_place(config: Config, asked: str) -> Place:
    number = asked.removeprefix("usb:")
    if not number.isdecimal():
        raise BadInput(f"--source is {asked}; accepted: auto, camera, usb:N such as usb:0, or a path")
    awaited = f"USB camera {number}" if config.run.patient else ""
    setup = _setup(config.run, Setup(), _saved(config))
    return Place(lambda: _usb_camera(config, int(number)), setup, awaited=awaited)


def _clip_place(config: Config, path: Path) -> Place:
    if not os.path.exists(path):  # false, too, for what can be no path
        raise BadInput(f"{path}: does not exist; accepted: auto, camera, usb:N, or the path of a video or recording")
    known, clip, saved = Setup(), path, _saved(config)
    if path.is_dir():
        recording = read_recording(path)
        known, clip, saved = recording.setup, recording.clip, None
        if clip is None:
            raise BadInput(f"{path}: has no clip.mp4 to play")
    title = "demo recording" if path == DEMO else f"recording {path.name}"
    notice = f"No camera: playing the {title}" + (" with the calibration saved here" if saved else "")
    return Place(lambda: Playback(clip, title=title), _setup(config.run, known, saved), notice, path.is_dir())


def _setup(asked: RunConfig, known: Setup, saved: Path | None = None) -> Setup:
    """What is known of the place, then what was saved in the panel or the settings' own file, then their height."""
    placed = replace(known, site=asked.site or known.site, view=asked.view or known.view)
    return calibrated(placed, asked.calibration or saved, asked.height_m)


def _saved(config: Config) -> Path | None:
    """What was calibrated in the panel, where somebody did, it can be read and the settings name no other file."""
    file = config.data / CALIBRATION
    if not file.exists() or config.run.calibration:
        return None
    try:
        read_calibration(file)
    except BadInput as fault:  # a lane that is not known is said to be unknown; a start that fails says nothing
        log.warning("The saved calibration is not used: %s", fault)
        return None
    return file


def _sound_notice(status: str) -> str:
    """One sentence for people where the voice is not to be heard; the log tells the whole reason."""
    if status.startswith("no sound device"):
        return "No sound device: cues are shown, not spoken"
    return "" if status.startswith("speaking") else f"The voice: {status}"


# ---- one sentence

def say(config: Config, text: str, tell: Tell = print) -> None:
    """Speaks a text, or the sentences of the rule of that name. Raises NoSound where nothing can be heard."""
    voice = open_voice(config.run.language, config.data / "voice", config.voice.piper_model)
    with closing(open_speech(voice, (), config.voice.device)) as speech:
        for words in sentences_of(text, config.run.language, config.run.site or "track") or (text,):
            speech.say(words)
            tell(f"Said: {words} ({speech.status})")
