"""Safe mode: the settings are broken, so nobody is coached, and the panel has the settings page alone.

Above all it says so, aloud: a runner who trusts a silent machine has no coach and no watch.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from threading import Event

from flask import Flask

from . import __version__
from .appliance.service import teller
from .coach.words import broken_settings, claim_code
from .config import Config
from .errors import BackstrideError
from .panel.accounts import Accounts
from .panel.addresses import lan_addresses, urls
from .panel.app import PanelParts, create_app
from .panel.certificate import encryption
from .panel.server import PanelServer
from .panel.settings_parts import SettingsParts
from .session import Session
from .settings import Checked, check, known_settings, save
from .sinks.latest import Latest
from .sinks.silent import Silent
from .sinks.speech import Speech, open_speech
from .sinks.stream import Stream
from .sinks.voice import ToneOnly, open_voice
from .toml_reader import read_text
from .types import Setup

Tell = Callable[[str], None]
FEED_S = 2.0
CERTIFICATE = "panel.pem"  # in the data folder, with its key


def settings_parts(file: Path, restart: Callable[[], None] | None, safe_mode: bool = False) -> SettingsParts:
    """What the settings page asks of this file, which need not be there yet."""
    return SettingsParts(
        read=lambda: read_text(file) if file.exists() else "",
        check=lambda text: check(text, file.parent).faults,
        save=lambda text: save(file, text),
        restart=restart,
        known=known_settings(),
        safe_mode=safe_mode,
    )


def run_safe(file: Path, checked: Checked, tell: Tell = print, takes_signals: bool = True) -> None:
    """Serves the settings page until settings without a fault were saved."""
    if takes_signals:  # in the main thread
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # a service is ended as cleanly as a terminal
    mended = Event()
    with ExitStack() as parts:
        _serve(file, checked, tell, mended, lambda part: parts.enter_context(closing(part)))
        manager = teller()
        manager("READY=1\nSTATUS=Safe mode: the settings are broken")
        while not mended.wait(FEED_S):
            manager("WATCHDOG=1")  # there is no loop that could hang: waiting is all that is to be done


def _serve(file: Path, checked: Checked, tell: Tell, mended: Event, keep: Callable) -> None:
    config = checked.config
    accounts = Accounts(config.data / "accounts.json", tell=lambda code: tell(f"New claim code: {code}"))
    speech = keep(_speech(config))
    app = create_app(PanelParts(
        Session(), keep(Latest()), keep(Stream(Setup())), accounts, Setup(), "safe mode", __version__,
        language=config.run.language, host_names=config.panel.names,
        settings=settings_parts(file, mended.set, safe_mode=True),
        speak_code=lambda code: speech.announce(claim_code(code, config.run.language), "form", asked=True),
    ))  # fmt: skip
    server, seal = open_server(app, config)
    keep(server).start()
    tell("Safe mode: the settings are broken, nobody is coached.")
    for fault in checked.faults:
        tell(f"  {file} {fault}")
    tell_door(tell, config, server, seal, accounts)
    speech.announce(broken_settings(config.run.language), "safety")


def open_server(app: Flask, config: Config) -> tuple[PanelServer, str]:
    """The panel on its port, and the fingerprint of its certificate where it is encrypted. Raises BadInput."""
    tls, seal = encryption(config.data / CERTIFICATE, lan_addresses()) if config.panel.tls else (None, "")
    return PanelServer(app, config.panel.host, config.panel.port, tls=tls), seal


def tell_door(tell: Tell, config: Config, server: PanelServer, seal: str, accounts: Accounts) -> None:
    """Where the panel is, and how one gets in."""
    for url in urls(config.panel.host, server.port, config.panel.tls):
        tell(f"Panel:  {url}")
    if seal:
        tell(f"        The browser will warn. Its certificate must have the SHA-256 fingerprint\n        {seal}")
    if accounts.claimed:
        tell("        It has an owner: sign in with the password")
    else:
        tell(f"Claim code: {accounts.claim_code}  (type it into the panel to become its owner)")


def _speech(config: Config) -> Speech | Silent:
    """The voice, as far as the broken settings let it be opened."""
    try:
        voice = open_voice(config.run.language, config.data / "voice")
        return open_speech(voice, (), config.voice.device)
    except BackstrideError as fault:
        return Silent(str(fault), ToneOnly(str(fault), config.data / "voice"))
