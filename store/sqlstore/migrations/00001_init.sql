-- Times are Unix microseconds in UTC; NULL is "never". Truth is 1, falsehood 0.
-- Ids are UUIDv7 in lower case, so that their order is the order of making.

-- +goose Up
CREATE TABLE members (
    id                   TEXT PRIMARY KEY,
    email                TEXT NOT NULL UNIQUE,
    first_name           TEXT NOT NULL,
    last_name            TEXT NOT NULL,
    account_type         TEXT NOT NULL,
    password_hash        TEXT NOT NULL,
    must_change_password BIGINT NOT NULL,
    deactivated          BIGINT NOT NULL,
    epoch                BIGINT NOT NULL,
    version              BIGINT NOT NULL,
    created_at           BIGINT,
    updated_at           BIGINT
);

CREATE TABLE credentials (
    id           TEXT PRIMARY KEY,
    member_id    TEXT NOT NULL REFERENCES members (id),
    name         TEXT NOT NULL,
    secret_hash  TEXT NOT NULL,
    created_at   BIGINT,
    last_used_at BIGINT,
    revoked_at   BIGINT
);
CREATE INDEX credentials_by_member ON credentials (member_id, id);

CREATE TABLE tokens (
    hash          TEXT PRIMARY KEY,
    use           TEXT NOT NULL,
    credential_id TEXT NOT NULL REFERENCES credentials (id),
    member_id     TEXT NOT NULL REFERENCES members (id),
    epoch         BIGINT NOT NULL,
    family        TEXT NOT NULL,
    expires_at    BIGINT,
    spent_at      BIGINT
);
CREATE INDEX tokens_by_family ON tokens (family);
CREATE INDEX tokens_by_expiry ON tokens (expires_at);

CREATE TABLE sessions (
    hash       TEXT PRIMARY KEY,
    data       BLOB NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE connections (
    id           TEXT PRIMARY KEY,
    name         TEXT NOT NULL,
    description  TEXT NOT NULL,
    platform     TEXT NOT NULL,
    details      TEXT,                  -- JSON object
    secrets      BLOB,                  -- sealed by the vault
    write_access BIGINT NOT NULL,
    archived     BIGINT NOT NULL,
    version      BIGINT NOT NULL,
    created_by   TEXT REFERENCES members (id),
    updated_by   TEXT REFERENCES members (id),
    created_at   BIGINT,
    updated_at   BIGINT
);
CREATE UNIQUE INDEX connections_by_name ON connections (name) WHERE archived = 0;

CREATE TABLE destinations (
    id            TEXT PRIMARY KEY,
    connection_id TEXT NOT NULL REFERENCES connections (id),
    path          TEXT NOT NULL,        -- JSON array
    description   TEXT NOT NULL,
    retired       BIGINT NOT NULL,
    created_at    BIGINT,
    UNIQUE (connection_id, path)
);

-- No reference to destinations and uploads: the ledger outlives them.
CREATE TABLE objects (
    id             TEXT PRIMARY KEY,
    connection_id  TEXT NOT NULL REFERENCES connections (id),
    destination_id TEXT NOT NULL,
    path           TEXT NOT NULL,       -- JSON array
    kind           TEXT NOT NULL,
    state          TEXT NOT NULL,
    made_as        TEXT NOT NULL,       -- whose rights: service, member:<id>, member:<id>:<role>
    upload_id      TEXT,
    created_at     BIGINT,
    updated_at     BIGINT
);
CREATE UNIQUE INDEX objects_by_path ON objects (connection_id, path) WHERE state <> 'dropped';
CREATE INDEX objects_by_destination ON objects (destination_id, state);

-- No reference to destinations and tables: an upload tells what it once became.
CREATE TABLE uploads (
    id             TEXT PRIMARY KEY,
    member_id      TEXT NOT NULL REFERENCES members (id),
    file_name      TEXT NOT NULL,
    size           BIGINT NOT NULL,
    received       BIGINT NOT NULL,
    sha256         TEXT NOT NULL,
    state          TEXT NOT NULL,
    connection_id  TEXT REFERENCES connections (id),
    destination_id TEXT,
    table_id       TEXT,
    problem        TEXT,                -- JSON object
    version        BIGINT NOT NULL,
    created_at     BIGINT,
    updated_at     BIGINT
);
CREATE INDEX uploads_by_member ON uploads (member_id, id);
CREATE INDEX uploads_by_state ON uploads (state, id);

CREATE TABLE tables (
    id            TEXT PRIMARY KEY,
    name          TEXT NOT NULL,
    owner_id      TEXT NOT NULL REFERENCES members (id),
    connection_id TEXT NOT NULL REFERENCES connections (id),
    object_id     TEXT NOT NULL UNIQUE REFERENCES objects (id),
    path          TEXT NOT NULL,        -- JSON array
    columns       TEXT,                 -- JSON array
    row_count     BIGINT NOT NULL,
    certificate   TEXT,                 -- JSON object
    version       BIGINT NOT NULL,
    created_at    BIGINT
);
CREATE INDEX tables_by_owner ON tables (owner_id, id);
CREATE INDEX tables_by_connection ON tables (connection_id, id);

CREATE TABLE settings (
    key   TEXT PRIMARY KEY,
    value BLOB NOT NULL
);
