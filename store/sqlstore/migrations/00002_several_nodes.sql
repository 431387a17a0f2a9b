-- Additive only: a server of the version before goes on working on this schema.

-- +goose Up
CREATE TABLE data_grants (
    id            TEXT PRIMARY KEY,
    connection_id TEXT NOT NULL REFERENCES connections (id),
    path          TEXT NOT NULL,        -- JSON array; [] is the whole connection
    member_id     TEXT REFERENCES members (id), -- NULL: all members
    level         TEXT NOT NULL,
    created_by    TEXT REFERENCES members (id),
    created_at    BIGINT
);
CREATE UNIQUE INDEX data_grants_by_path ON data_grants (connection_id, path, coalesce(member_id, ''));
CREATE INDEX data_grants_by_member ON data_grants (member_id);

-- No reference to connections and members: a job that has ended tells what it was.
CREATE TABLE jobs (
    id            TEXT PRIMARY KEY,
    kind          TEXT NOT NULL,
    key           TEXT NOT NULL,
    connection_id TEXT,
    member_id     TEXT,
    args          TEXT,                 -- JSON
    state         TEXT NOT NULL,
    attempt       BIGINT NOT NULL,
    max_attempts  BIGINT NOT NULL,
    run_at        BIGINT,
    term          BIGINT NOT NULL,
    node_id       TEXT,
    lease_until   BIGINT,
    canceling     BIGINT NOT NULL,
    progress      TEXT,                 -- JSON
    problem       TEXT,                 -- JSON object
    created_at    BIGINT,
    updated_at    BIGINT,
    ended_at      BIGINT
);
CREATE UNIQUE INDEX jobs_by_key ON jobs (kind, key) WHERE key <> '' AND state IN ('queued', 'running');
CREATE INDEX jobs_by_key_ever ON jobs (key, kind, id); -- kind not first: a claim must not be led here
CREATE INDEX jobs_by_due ON jobs (run_at, id) WHERE state IN ('queued', 'running');
CREATE INDEX jobs_running ON jobs (lease_until) WHERE state = 'running';
CREATE INDEX jobs_by_state ON jobs (state, id);
CREATE INDEX jobs_by_end ON jobs (ended_at);

CREATE TABLE schedules (
    id            TEXT PRIMARY KEY,
    kind          TEXT NOT NULL,
    key           TEXT NOT NULL,
    connection_id TEXT,
    owner_id      TEXT,
    args          TEXT,                 -- JSON
    cron          TEXT NOT NULL,
    zone          TEXT NOT NULL,
    paused        BIGINT NOT NULL,
    next_at       BIGINT,
    last_at       BIGINT,
    created_at    BIGINT,
    updated_at    BIGINT,
    UNIQUE (kind, key)
);
CREATE INDEX schedules_by_next ON schedules (next_at);

CREATE TABLE nodes (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    version    TEXT NOT NULL,
    started_at BIGINT,
    seen_at    BIGINT
);

CREATE TABLE events (
    topic TEXT NOT NULL,
    seq   BIGINT NOT NULL,              -- Unix microseconds, or one more than the one before
    kind  TEXT NOT NULL,
    data  TEXT,                         -- JSON
    at    BIGINT,
    PRIMARY KEY (topic, seq)
);
CREATE INDEX events_by_seq ON events (seq);

ALTER TABLE objects ADD COLUMN former_path TEXT; -- JSON array
ALTER TABLE objects ADD COLUMN bytes BIGINT NOT NULL DEFAULT -1;
ALTER TABLE objects ADD COLUMN measured_at BIGINT;
ALTER TABLE objects ADD COLUMN used_at BIGINT;
ALTER TABLE objects ADD COLUMN drop_at BIGINT;
ALTER TABLE objects ADD COLUMN finding TEXT NOT NULL DEFAULT ''; -- of the last scan
CREATE INDEX objects_by_state ON objects (state, id);
CREATE INDEX objects_by_finding ON objects (finding);
CREATE INDEX objects_by_connection ON objects (connection_id, id);
CREATE INDEX objects_by_connection_state ON objects (connection_id, state, id);

CREATE TABLE scans (
    connection_id TEXT PRIMARY KEY REFERENCES connections (id),
    at            BIGINT,
    objects       BIGINT NOT NULL,
    strangers     TEXT,                 -- JSON array
    problem       TEXT                  -- JSON object
);

ALTER TABLE uploads ADD COLUMN receiver_id TEXT; -- the node that a part is arriving at
