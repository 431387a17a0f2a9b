-- Additive only: a server of the version before goes on working on this schema.

-- +goose Up
CREATE TABLE input_tables (
    id             TEXT PRIMARY KEY,
    name           TEXT NOT NULL,
    kind           TEXT NOT NULL,
    document_id    TEXT NOT NULL REFERENCES files (id),
    connection_id  TEXT NOT NULL REFERENCES connections (id),
    destination_id TEXT NOT NULL REFERENCES destinations (id),
    parent         TEXT,                -- JSON object; NULL: it is not linked
    version        BIGINT NOT NULL,
    created_by     TEXT,
    created_at     BIGINT,
    updated_at     BIGINT
);
CREATE INDEX input_tables_by_document ON input_tables (document_id, id);
CREATE INDEX input_tables_by_connection ON input_tables (connection_id, id);
CREATE INDEX input_tables_by_destination ON input_tables (destination_id);

CREATE TABLE data_tables (
    input_table_id TEXT NOT NULL REFERENCES input_tables (id),
    branch         TEXT NOT NULL,
    generation     BIGINT NOT NULL,
    object_id      TEXT NOT NULL REFERENCES objects (id),
    mark_object_id TEXT NOT NULL REFERENCES objects (id),
    path           TEXT NOT NULL,       -- JSON array
    mark_path      TEXT NOT NULL,       -- JSON array
    made_as        TEXT NOT NULL,       -- whose rights: service, member:<id>, member:<id>:<role>
    columns        TEXT,                -- JSON array
    updated_at     BIGINT,
    PRIMARY KEY (input_table_id, branch)
);
CREATE UNIQUE INDEX data_tables_by_object ON data_tables (object_id);
CREATE UNIQUE INDEX data_tables_by_mark ON data_tables (mark_object_id);

CREATE TABLE edit_logs (
    connection_id  TEXT PRIMARY KEY REFERENCES connections (id),
    destination_id TEXT NOT NULL REFERENCES destinations (id),
    object_id      TEXT NOT NULL UNIQUE REFERENCES objects (id),
    path           TEXT NOT NULL,       -- JSON array
    problem        TEXT,                -- JSON object
    created_at     BIGINT
);
CREATE INDEX edit_logs_by_destination ON edit_logs (destination_id);

CREATE TABLE input_heads (
    input_table_id TEXT PRIMARY KEY REFERENCES input_tables (id),
    num            BIGINT NOT NULL,
    term           BIGINT NOT NULL,
    hash           TEXT NOT NULL,
    state          TEXT,                -- JSON
    at             BIGINT
);

CREATE TABLE input_flags (
    input_table_id TEXT NOT NULL REFERENCES input_tables (id),
    branch         TEXT NOT NULL,
    row_id         TEXT NOT NULL,
    column_id      TEXT NOT NULL,
    num            BIGINT NOT NULL,
    rule           TEXT NOT NULL,
    reason         TEXT NOT NULL,
    type           TEXT NOT NULL,
    value          TEXT NOT NULL,       -- JSON string or null
    email          TEXT NOT NULL,
    at             BIGINT,
    PRIMARY KEY (input_table_id, branch, row_id, column_id)
);

-- No reference to nodes: a term outlives whoever had it.
CREATE TABLE leases (
    name        TEXT PRIMARY KEY,
    node_id     TEXT NOT NULL,
    term        BIGINT NOT NULL,
    lease_until BIGINT NOT NULL
);

ALTER TABLE nodes ADD COLUMN address TEXT NOT NULL DEFAULT ''; -- where other nodes reach it
