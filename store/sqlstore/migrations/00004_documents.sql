-- Additive only: a server of the version before goes on working on this schema.

-- +goose Up
CREATE TABLE account_types (
    id          TEXT PRIMARY KEY,
    name        TEXT NOT NULL,
    folded      TEXT NOT NULL UNIQUE,   -- the name without case
    description TEXT NOT NULL,
    permissions TEXT,                   -- JSON array
    version     BIGINT NOT NULL,
    created_by  TEXT,
    created_at  BIGINT,
    updated_at  BIGINT
);

CREATE TABLE teams (
    id          TEXT PRIMARY KEY,
    name        TEXT NOT NULL,
    folded      TEXT NOT NULL UNIQUE,   -- the name without case
    description TEXT NOT NULL,
    public      BIGINT NOT NULL,
    version     BIGINT NOT NULL,
    created_by  TEXT,
    created_at  BIGINT,
    updated_at  BIGINT
);

CREATE TABLE team_members (
    team_id   TEXT NOT NULL REFERENCES teams (id),
    member_id TEXT NOT NULL REFERENCES members (id),
    admin     BIGINT NOT NULL,
    added_by  TEXT,
    added_at  BIGINT,
    PRIMARY KEY (team_id, member_id)
);
CREATE INDEX team_members_by_member ON team_members (member_id);

CREATE TABLE files (
    id          TEXT PRIMARY KEY,
    kind        TEXT NOT NULL,
    name        TEXT NOT NULL,
    description TEXT NOT NULL,
    parent_id   TEXT REFERENCES files (id) DEFERRABLE, -- for copies of the store, which know no order
    owner_id    TEXT NOT NULL REFERENCES members (id),
    creator_id  TEXT NOT NULL REFERENCES members (id),
    trashed_at  BIGINT,
    trashed_by  TEXT,
    published   BIGINT NOT NULL,
    version     BIGINT NOT NULL,
    updated_by  TEXT,
    created_at  BIGINT,
    updated_at  BIGINT
);
CREATE INDEX files_by_parent ON files (parent_id);
CREATE UNIQUE INDEX files_homes ON files (owner_id) WHERE kind = 'home';
CREATE INDEX files_trashed ON files (trashed_at) WHERE trashed_at IS NOT NULL;

CREATE TABLE grants (
    id         TEXT PRIMARY KEY,
    file_id    TEXT NOT NULL REFERENCES files (id),
    member_id  TEXT REFERENCES members (id),
    team_id    TEXT REFERENCES teams (id), -- both NULL: all members
    level      TEXT NOT NULL,
    version    BIGINT NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    created_at BIGINT,
    updated_at BIGINT
);
CREATE UNIQUE INDEX grants_by_file ON grants (file_id, coalesce(member_id, team_id, ''));
CREATE INDEX grants_by_member ON grants (member_id);
CREATE INDEX grants_by_team ON grants (team_id);

CREATE TABLE drafts (
    document_id TEXT PRIMARY KEY REFERENCES files (id),
    content     TEXT NOT NULL,          -- JSON object
    base        BIGINT NOT NULL,
    version     BIGINT NOT NULL,
    updated_by  TEXT,
    updated_at  BIGINT
);

CREATE TABLE publications (
    document_id  TEXT NOT NULL REFERENCES files (id),
    number       BIGINT NOT NULL,
    content      TEXT NOT NULL,         -- JSON object
    restored     BIGINT NOT NULL,
    published_by TEXT,
    published_at BIGINT,
    PRIMARY KEY (document_id, number)
);

CREATE TABLE recents (
    member_id TEXT NOT NULL REFERENCES members (id),
    file_id   TEXT NOT NULL REFERENCES files (id),
    at        BIGINT NOT NULL,
    PRIMARY KEY (member_id, file_id)
);
CREATE INDEX recents_by_time ON recents (member_id, at);
CREATE INDEX recents_by_file ON recents (file_id);

CREATE TABLE favourites (
    member_id TEXT NOT NULL REFERENCES members (id),
    file_id   TEXT NOT NULL REFERENCES files (id),
    at        BIGINT NOT NULL,
    PRIMARY KEY (member_id, file_id)
);
CREATE INDEX favourites_by_file ON favourites (file_id);

-- No reference to files: who asks must not learn whether the file is there.
CREATE TABLE access_requests (
    id         TEXT PRIMARY KEY,
    file_id    TEXT NOT NULL,
    member_id  TEXT NOT NULL REFERENCES members (id),
    message    TEXT NOT NULL,
    state      TEXT NOT NULL,
    level      TEXT NOT NULL,
    decided_by TEXT,
    version    BIGINT NOT NULL,
    created_at BIGINT,
    decided_at BIGINT
);
CREATE UNIQUE INDEX access_requests_open ON access_requests (file_id, member_id) WHERE state = 'open';
CREATE INDEX access_requests_by_member ON access_requests (member_id, id);
CREATE INDEX access_requests_waiting ON access_requests (id) WHERE state = 'open';

-- No reference to files: a notification outlives what it is about.
CREATE TABLE notifications (
    id         TEXT PRIMARY KEY,
    member_id  TEXT NOT NULL REFERENCES members (id),
    kind       TEXT NOT NULL,
    file_id    TEXT,
    actor_id   TEXT,
    request_id TEXT,
    data       TEXT,                    -- JSON
    created_at BIGINT,
    read_at    BIGINT
);
CREATE INDEX notifications_by_member ON notifications (member_id, id);
CREATE INDEX notifications_unread ON notifications (member_id) WHERE read_at IS NULL;
CREATE INDEX notifications_by_time ON notifications (created_at);

-- No references: the log outlives everything.
CREATE TABLE audit_entries (
    id         TEXT PRIMARY KEY,
    at         BIGINT NOT NULL,
    member_id  TEXT,
    email      TEXT NOT NULL,
    action     TEXT NOT NULL,
    noun       TEXT NOT NULL,
    object_id  TEXT NOT NULL,
    result     TEXT NOT NULL,
    reason     TEXT NOT NULL,
    remote     TEXT NOT NULL,
    request    TEXT NOT NULL,
    details    TEXT                     -- JSON object
);
CREATE INDEX audit_entries_by_time ON audit_entries (at);
CREATE INDEX audit_entries_by_member ON audit_entries (member_id, id);
CREATE INDEX audit_entries_by_object ON audit_entries (object_id, id);

CREATE TABLE identities (
    issuer    TEXT NOT NULL,
    subject   TEXT NOT NULL,
    member_id TEXT NOT NULL REFERENCES members (id),
    PRIMARY KEY (issuer, subject)
);
CREATE INDEX identities_by_member ON identities (member_id);

-- Not in data_grants: a server of the version before takes a grant there that has
-- no member for one of all members.
CREATE TABLE team_data_grants (
    id            TEXT PRIMARY KEY,
    connection_id TEXT NOT NULL REFERENCES connections (id),
    path          TEXT NOT NULL,        -- JSON array; [] is the whole connection
    team_id       TEXT NOT NULL REFERENCES teams (id),
    level         TEXT NOT NULL,
    created_by    TEXT REFERENCES members (id),
    created_at    BIGINT,
    UNIQUE (connection_id, path, team_id)
);
CREATE INDEX team_data_grants_by_team ON team_data_grants (team_id);

ALTER TABLE tables ADD COLUMN document_id TEXT; -- NULL: a server of the version before made it
CREATE INDEX tables_by_document ON tables (document_id);
