"""Hands the panel what its training pages need: the folder of people and sessions, export and deletion."""

from __future__ import annotations

import logging
from typing import Any

from .config import Config
from .library.personal import PersonalData
from .library.store import Library
from .library.training_store import TrainingStore
from .panel.training_parts import TrainingParts, no_training
from .runners import Runners

log = logging.getLogger(__name__)

FOLDER = "training"  # in the data folder


def open_training_parts(config: Config, library: Any, runners: Runners) -> TrainingParts:
    """The parts with the store in the data folder. Never raises: on a disk that takes nothing the coaching goes on."""
    try:
        store = TrainingStore(config.data / FOLDER)
    except OSError as fault:
        log.warning("No training is kept: %s", fault)
        return no_training(f"No training can be kept just now ({fault.strerror}).")
    clips = library if isinstance(library, Library) else None
    personal = PersonalData(store, clips, config.data, runners.remove)
    return TrainingParts(store, personal=personal, notice=lambda: " ".join(f"{fault}." for fault in store.faults))
