"""What is asked of the index, and what is put into it, in SQL. Each function works within a connection it is handed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from .catalog import Columns, Facts, id_of, measured, pooled
from .clips import Choices, ClipCue, ClipRow, Filters, Measured, NoSuchClip, SessionRow

Names = tuple[tuple[str, int], ...]
KEY = "ord, started_s, id"
NEWEST_FIRST = "ORDER BY ord DESC, started_s DESC, id DESC"


# ---- looking


def rows_where(db: sqlite3.Connection, where: str, values: Sequence, limit: int = -1) -> tuple[ClipRow, ...]:
    """The clips for which the condition holds, newest first."""
    found = db.execute(f"SELECT * FROM clips WHERE {where} {NEWEST_FIRST} LIMIT ?", (*values, limit)).fetchall()
    ids = [row["id"] for row in found]
    cues, tags = _counted_cues(db, ids), _gathered(db, "SELECT clip, tag FROM tags", ids)
    notes = _gathered(db, "SELECT clip, notes FROM notes", ids)
    return tuple(_row(row, cues.get(row["id"], ()), tags.get(row["id"], ()), notes.get(row["id"], ("",))[0])
                 for row in found)  # fmt: skip


def _row(row: sqlite3.Row, cues: Names, tags: tuple[str, ...], notes: str) -> ClipRow:
    return ClipRow(
        row["id"], row["name"], row["started_at"], row["title"], row["runner"] or "", row["site"], row["view"],
        row["length_s"], cues, tags, bool(row["pinned"]), bool(row["has_picture"]), row["session"], notes,
    )  # fmt: skip


def _counted_cues(db: sqlite3.Connection, ids: Sequence[str]) -> dict[str, Names]:
    asked = f"SELECT clip, rule, count(*) FROM cues WHERE clip IN ({_marks(ids)}) GROUP BY clip, rule"
    found: dict[str, list[tuple[str, int]]] = {}
    for clip, rule, count in db.execute(asked, ids):
        found.setdefault(clip, []).append((rule, count))
    return {clip: tuple(sorted(cues, key=lambda cue: (-cue[1], cue[0]))) for clip, cues in found.items()}


def _gathered(db: sqlite3.Connection, select: str, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for clip, said in db.execute(f"{select} WHERE clip IN ({_marks(ids)})", ids):
        found[clip] = (*found.get(clip, ()), said)
    return found


def _marks(values: Sequence) -> str:
    return ",".join("?" * len(values))


def condition(filters: Filters) -> tuple[str, list]:
    """The filters as an SQL condition and its values."""
    parts, values = ["deleted = 0"], []
    for said, part in (
        (filters.runner, "runner = ?"),
        (filters.rule, "EXISTS (SELECT 1 FROM cues WHERE rule = ? AND clip = clips.id)"),
        (filters.since, "day >= ?"),
        (filters.until, "day <= ?"),
        (filters.tag, "EXISTS (SELECT 1 FROM tags WHERE tag = ? AND clip = clips.id)"),
        *((word, "instr(words, ?) > 0") for word in filters.text.casefold().split()[:8]),
    ):
        if said:
            parts.append(part)
            values.append(said)
    if filters.pinned:
        parts.append("pinned = 1")
    return " AND ".join(parts), values


def key_of(db: sqlite3.Connection, row: ClipRow) -> str:
    order, started_s, id = db.execute(f"SELECT {KEY} FROM clips WHERE id = ?", (row.id,)).fetchone()
    return f"{order}_{started_s!r}_{id}"


def key_from(text: str) -> tuple[int, float, str] | None:
    """What ``key_of`` made; None for anything else."""
    try:
        order, started_s, id = text.split("_")
        return int(order), float(started_s), id
    except ValueError:
        return None


def choices(db: sqlite3.Connection) -> Choices:
    def counted(select: str) -> Names:
        return tuple((name, count) for name, count in db.execute(f"{select} GROUP BY 1 ORDER BY 2 DESC, 1"))

    there = "JOIN clips ON clips.id = clip AND clips.deleted = 0"
    return Choices(
        counted("SELECT runner, count(*) FROM clips WHERE deleted = 0 AND runner IS NOT NULL"),
        counted(f"SELECT rule, count(DISTINCT clip) FROM cues {there}"),
        counted(f"SELECT tag, count(*) FROM tags {there}"),
    )


def found_row(db: sqlite3.Connection, id: str) -> sqlite3.Row:
    row = db.execute("SELECT * FROM clips WHERE id = ?", (id,)).fetchone()
    if row is None:
        raise NoSuchClip(f"{id!r} is no clip; accepted: an id as the list of clips shows it")
    return row


def cues_of(db: sqlite3.Connection, id: str) -> tuple[ClipCue, ...]:
    return tuple(ClipCue(*row) for row in db.execute(
        "SELECT t_s, rule, class, words, why FROM cues WHERE clip = ? ORDER BY n", (id,)))  # fmt: skip


def measures_of(db: sqlite3.Connection, table: str, id: str) -> tuple[Measured, ...]:
    owner = table.partition("_")[0]
    asked = f"SELECT name, n, median, p10, p90 FROM {table} WHERE {owner} = ? ORDER BY name"
    return tuple(Measured(*row) for row in db.execute(asked, (id,)))


# ---- sessions


def sessions_where(db: sqlite3.Connection, where: str, values: Sequence, limit: int = -1) -> tuple[SessionRow, ...]:
    asked = f"SELECT * FROM sessions WHERE {where} ORDER BY ord DESC, started_at DESC, id DESC LIMIT ?"
    return tuple(_session(db, row) for row in db.execute(asked, (*values, limit)).fetchall())


def _session(db: sqlite3.Connection, row: sqlite3.Row) -> SessionRow:
    id, there = row["id"], "FROM clips WHERE session = ? AND deleted = 0"
    clips = tuple(r[0] for r in db.execute(f"SELECT id {there} ORDER BY ord, started_s, id", (id,)))
    cues = tuple(
        (rule, n)
        for rule, n in db.execute(
            f"SELECT rule, count(*) FROM cues WHERE clip IN (SELECT id {there}) GROUP BY 1 ORDER BY 2 DESC, 1", (id,)
        )
    )
    bands = tuple(
        tuple(r)
        for r in db.execute(
            f"SELECT rule, band, sum(seconds) FROM bands WHERE clip IN (SELECT id {there}) GROUP BY 1, 2", (id,)
        )
    )
    return SessionRow(
        id, row["started_at"], row["runner"] or "", row["site"], row["length_s"], row["backward_s"], clips, cues,
        bands, row["head_checks"], measures_of(db, "session_measures", id), _view(db, clips),
    )  # fmt: skip


def _view(db: sqlite3.Connection, clips: Sequence[str]) -> str:
    found = db.execute("SELECT view FROM clips WHERE id = ?", (clips[-1],)).fetchone() if clips else None
    return found[0] if found else "side"


def settle_session(db: sqlite3.Connection, id: str, tables: Iterable[Columns]) -> None:
    """Makes a session's row from its clips, and its measures from their numbers; without clips it goes."""
    db.execute("DELETE FROM session_measures WHERE session = ?", (id,))
    asked = "SELECT * FROM clips WHERE session = ? AND deleted = 0 ORDER BY ord, started_s, id"
    clips = db.execute(asked, (id,)).fetchall()
    if not clips:
        db.execute("DELETE FROM sessions WHERE id = ? AND NOT EXISTS (SELECT 1 FROM clips WHERE session = ?)", (id, id))
        emptied = "UPDATE sessions SET runner = NULL, length_s = 0, backward_s = 0, head_checks = 0 WHERE id = ?"
        db.execute(emptied, (id,))
        return
    runner = next((clip["runner"] for clip in reversed(clips) if clip["runner"]), None)
    sums = [sum(clip[name] for clip in clips) for name in ("length_s", "backward_s", "head_checks")]
    db.execute(
        "UPDATE sessions SET ord = ?, started_at = ?, runner = ?, site = ?, length_s = ?, backward_s = ?,"
        " head_checks = ? WHERE id = ?",
        (clips[-1]["ord"], clips[0]["started_at"], runner, clips[0]["site"], *sums, id),
    )
    db.executemany("INSERT INTO session_measures VALUES (?, ?, ?, ?, ?, ?)",
                   [(id, m.name, m.n, m.median, m.p10, m.p90) for m in measured(pooled(tables))])  # fmt: skip


# ---- taking up


def put(db: sqlite3.Connection, facts: Facts, stamp: str, deleted: bool = False) -> str:
    """Takes up a clip, or takes it up anew. Its session is not settled by that."""
    recording, name = facts.recording, facts.recording.name.removeprefix(".deleted-")
    about, id = recording.about, id_of(name)
    db.execute("DELETE FROM clips WHERE id = ?", (id,))
    if facts.runner:
        db.execute("INSERT OR IGNORE INTO runners VALUES (?)", (facts.runner,))
    session = facts.session if about.recorded else name
    db.execute("INSERT OR IGNORE INTO sessions VALUES (?, 0, '', NULL, ?, 0, 0, 0)", (session, about.site))
    values = {
        "id": id, "name": name, "session": session, "runner": facts.runner or None, "ord": facts.order,
        "started_at": facts.started_at, "started_s": facts.started_s, "day": facts.started_at[:10],
        "title": about.title, "shows": about.shows, "site": about.site, "view": about.view, "fps": about.fps,
        "length_s": facts.length_s, "backward_s": facts.backward_s, "head_checks": facts.happened.head_checks,
        "size_bytes": facts.size_bytes, "has_picture": recording.clip is not None, "pinned": facts.pinned,
        "deleted": deleted, "stamp": stamp,
        "words": _words(about.title, facts.runner, facts.notes.notes, facts.notes.tags),
    }  # fmt: skip
    _insert(db, "clips", values)
    _put_notes(db, id, facts.notes.notes, facts.notes.tags)
    db.executemany(
        "INSERT INTO cues VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(id, n, c.t_s, c.rule, c.class_, c.words, c.why) for n, c in enumerate(facts.happened.cues)],
    )
    db.executemany("INSERT INTO bands VALUES (?, ?, ?, ?)", [(id, *band) for band in facts.happened.bands])
    db.executemany("INSERT INTO clip_measures VALUES (?, ?, ?, ?, ?, ?)",
                   [(id, m.name, m.n, m.median, m.p10, m.p90) for m in facts.measures])  # fmt: skip
    return id


def _insert(db: sqlite3.Connection, table: str, values: Mapping) -> None:
    db.execute(f"INSERT INTO {table} ({','.join(values)}) VALUES ({_marks(tuple(values))})", tuple(values.values()))


def renote(db: sqlite3.Connection, id: str, runner: str, notes: str, tags: Sequence[str]) -> None:
    """What people added, changed."""
    title = found_row(db, id)["title"]
    if runner:
        db.execute("INSERT OR IGNORE INTO runners VALUES (?)", (runner,))
    db.execute("UPDATE clips SET runner = ?, words = ? WHERE id = ?",
               (runner or None, _words(title, runner, notes, tags), id))  # fmt: skip
    for table in ("notes", "tags"):
        db.execute(f"DELETE FROM {table} WHERE clip = ?", (id,))
    _put_notes(db, id, notes, tags)
    drop_unused_names(db)


def drop_unused_names(db: sqlite3.Connection) -> None:
    """Forgets runners whom no clip and no session names any more."""
    db.execute("DELETE FROM runners WHERE name NOT IN (SELECT runner FROM clips WHERE runner IS NOT NULL)"
               " AND name NOT IN (SELECT runner FROM sessions WHERE runner IS NOT NULL)")  # fmt: skip


def _put_notes(db: sqlite3.Connection, id: str, notes: str, tags: Sequence[str]) -> None:
    if notes:
        db.execute("INSERT INTO notes VALUES (?, ?)", (id, notes))
    db.executemany("INSERT INTO tags VALUES (?, ?)", [(id, tag) for tag in tags])


def _words(title: str, runner: str, notes: str, tags: Sequence[str]) -> str:
    return "\n".join((title, runner, notes, *tags)).casefold()
