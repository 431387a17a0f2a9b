-- Additive only: a server of the version before goes on working on this schema.

-- +goose Up
ALTER TABLE tables ADD COLUMN current BIGINT NOT NULL DEFAULT 1;
ALTER TABLE tables ADD COLUMN updated_at BIGINT;
UPDATE tables SET updated_at = created_at;

-- No references: a server of the version before deletes tables and not these.
CREATE TABLE table_versions (
    table_id    TEXT NOT NULL,
    number      BIGINT NOT NULL,
    change      TEXT NOT NULL,
    restored    BIGINT NOT NULL,
    upload_id   TEXT,
    file_name   TEXT NOT NULL,
    member_id   TEXT NOT NULL,
    object_id   TEXT,                   -- NULL: dropped
    path        TEXT NOT NULL,          -- JSON array
    columns     TEXT,                   -- JSON array
    row_count   BIGINT NOT NULL,
    certificate TEXT,                   -- JSON object
    created_at  BIGINT,
    PRIMARY KEY (table_id, number)
);
CREATE INDEX table_versions_by_object ON table_versions (object_id);
CREATE INDEX table_versions_by_upload ON table_versions (upload_id);

INSERT INTO table_versions
SELECT t.id, 1, 'create', 0, o.upload_id, coalesce(u.file_name, t.name), t.owner_id, t.object_id, t.path, t.columns, t.row_count, t.certificate, t.created_at
FROM tables t JOIN objects o ON o.id = t.object_id LEFT JOIN uploads u ON u.id = o.upload_id;

CREATE TABLE source_choices (
    member_id  TEXT NOT NULL REFERENCES members (id),
    source     TEXT NOT NULL,
    file_name  TEXT NOT NULL,
    options    TEXT,                    -- JSON object
    updated_at BIGINT,
    PRIMARY KEY (member_id, source)
);

ALTER TABLE uploads ADD COLUMN change TEXT NOT NULL DEFAULT '';
ALTER TABLE uploads ADD COLUMN target_id TEXT;
ALTER TABLE uploads ADD COLUMN schema_changes TEXT; -- JSON array
