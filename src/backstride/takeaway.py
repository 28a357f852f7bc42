"""Hands the panel and the commands what a backup needs: where this machine keeps what belongs to one."""

from __future__ import annotations

import logging
from pathlib import Path

from .backup.parts import Places
from .backup.restore import finish_restore, restore_backup
from .backup.write import write_backup
from .clips import clips_folder
from .config import Config
from .errors import BadInput
from .panel.backup_parts import BackupParts

log = logging.getLogger(__name__)


def places_of(config: Config, file: Path) -> Places:
    return Places(config.data, clips_folder(config), file)


def backup_parts(config: Config, file: Path) -> BackupParts:
    places = places_of(config, file)
    return BackupParts(
        lambda target: write_backup(target, places),
        lambda archive, most_bytes: restore_backup(archive, places, most_bytes).words,
    )


def end_restore(config: Config, file: Path) -> None:
    """Finishes at the start what a cut of power left of a restore. What cannot be finished now keeps nobody waiting."""
    try:
        finish_restore(places_of(config, file))
    except (OSError, BadInput) as fault:
        log.error("A restored backup is not in its place yet: %s", fault)
