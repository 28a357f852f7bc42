"""The programs that turn a sentence into sound: espeak-ng, or a Piper voice that the user installed and named."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from ..errors import BadConfig

ESPEAK_VOICES = {"en": "en-us", "de": "de", "fr": "fr-fr", "it": "it", "es": "es"}
WORDS_PER_MINUTE = 165  # a little under espeak's own 175: heard over footfalls and breath
VERSION_S = 10.0


@dataclass(frozen=True)
class Espeak:
    """espeak-ng: in every Debian, every language, about 30 ms a sentence."""

    voice: str
    version: str

    @property
    def key(self) -> str:
        """Everything that changes how a sentence sounds."""
        return f"espeak-ng {self.version} {self.voice} {WORDS_PER_MINUTE}"

    def command(self, wav: Path) -> tuple[str, ...]:
        """Reads the sentence on stdin, writes the WAV."""
        return ("espeak-ng", "-v", self.voice, "-s", str(WORDS_PER_MINUTE), "-b", "1", "-w", str(wav), "--stdin")


@dataclass(frozen=True)
class Piper:
    """A Piper voice: sounds like a person, takes seconds a sentence on a Pi. Read on stdin, as its program does."""

    program: str
    model: Path
    key: str

    def command(self, wav: Path) -> tuple[str, ...]:
        return (self.program, "--model", str(self.model), "--output_file", str(wav))


def find_espeak(language: str) -> Espeak | None:
    """espeak-ng for a language, None where it is not installed."""
    if not shutil.which("espeak-ng"):
        return None
    said = subprocess.run(("espeak-ng", "--version"), capture_output=True, text=True, timeout=VERSION_S).stdout
    return Espeak(ESPEAK_VOICES[language], said.split("Data at")[0].strip())


def find_piper(program: str, model: Path, language: str) -> Piper:
    """The named Piper voice. Raises BadConfig when it is not there or speaks another language."""
    if not shutil.which(program):
        raise BadConfig(f"the Piper program {program!r} was not found; install it or leave the Piper voice out")
    try:
        about = json.loads(Path(f"{model}.json").read_text())
        speaks, state = about["espeak"]["voice"].split("-")[0], model.stat()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadConfig(f"{model} is no Piper voice; that is a .onnx file with its .onnx.json beside it") from error
    if speaks != language:
        raise BadConfig(f"the Piper voice {model} speaks {speaks!r}; one for {language!r} is needed")
    return Piper(program, model, f"piper {model.name} {state.st_size} {state.st_mtime_ns}")
