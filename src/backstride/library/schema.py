"""The library's tables, step by step: ``MIGRATIONS[n]`` leads from version n to n + 1 (``PRAGMA user_version``).

What a step adds is filled from the folders afterwards, so a step may as well drop a table and make it anew.
"""

MIGRATIONS = (
    """
    CREATE TABLE runners (name TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE sessions (
        id TEXT PRIMARY KEY, ord INTEGER NOT NULL, started_at TEXT NOT NULL, runner TEXT REFERENCES runners(name),
        site TEXT NOT NULL, length_s REAL NOT NULL, backward_s REAL NOT NULL, head_checks INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE clips (
        id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, session TEXT NOT NULL REFERENCES sessions(id),
        runner TEXT REFERENCES runners(name), ord INTEGER NOT NULL, started_at TEXT NOT NULL, started_s REAL NOT NULL,
        day TEXT NOT NULL, title TEXT NOT NULL, shows TEXT NOT NULL, site TEXT NOT NULL, view TEXT NOT NULL,
        fps REAL NOT NULL, length_s REAL NOT NULL, backward_s REAL NOT NULL, head_checks INTEGER NOT NULL,
        size_bytes INTEGER NOT NULL, has_picture INTEGER NOT NULL, pinned INTEGER NOT NULL, deleted INTEGER NOT NULL,
        stamp TEXT NOT NULL, words TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX clips_newest ON clips (deleted, ord DESC, started_s DESC, id DESC);
    CREATE INDEX clips_by_runner ON clips (runner, deleted);
    CREATE INDEX clips_by_session ON clips (session, deleted, ord, started_s, id);
    CREATE TABLE notes (
        clip TEXT PRIMARY KEY REFERENCES clips(id) ON DELETE CASCADE, notes TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE tags (
        clip TEXT NOT NULL REFERENCES clips(id) ON DELETE CASCADE, tag TEXT NOT NULL, PRIMARY KEY (clip, tag)
    ) WITHOUT ROWID;
    CREATE INDEX tags_by_tag ON tags (tag, clip);
    CREATE TABLE cues (
        clip TEXT NOT NULL REFERENCES clips(id) ON DELETE CASCADE, n INTEGER NOT NULL, t_s REAL NOT NULL,
        rule TEXT NOT NULL, class TEXT NOT NULL, words TEXT NOT NULL, why TEXT NOT NULL, PRIMARY KEY (clip, n)
    ) WITHOUT ROWID;
    CREATE INDEX cues_by_rule ON cues (rule, clip);
    CREATE TABLE bands (
        clip TEXT NOT NULL REFERENCES clips(id) ON DELETE CASCADE, rule TEXT NOT NULL, band TEXT NOT NULL,
        seconds REAL NOT NULL, PRIMARY KEY (clip, rule, band)
    ) WITHOUT ROWID;
    CREATE TABLE clip_measures (
        clip TEXT NOT NULL REFERENCES clips(id) ON DELETE CASCADE, name TEXT NOT NULL, n INTEGER NOT NULL,
        median REAL NOT NULL, p10 REAL NOT NULL, p90 REAL NOT NULL, PRIMARY KEY (clip, name)
    ) WITHOUT ROWID;
    CREATE TABLE session_measures (
        session TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE, name TEXT NOT NULL, n INTEGER NOT NULL,
        median REAL NOT NULL, p10 REAL NOT NULL, p90 REAL NOT NULL, PRIMARY KEY (session, name)
    ) WITHOUT ROWID;
    """,
)
VERSION = len(MIGRATIONS)
TABLES = ("session_measures", "clip_measures", "bands", "cues", "tags", "notes", "clips", "sessions", "runners")
"""In the order in which they can be emptied."""
