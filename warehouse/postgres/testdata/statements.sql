-- create a table
CREATE TABLE "wri""t's"."SIGDS_1" ("DS_ROW" bigint, "te""xt" text, "it's" numeric(10,2), "wide" numeric(38,20), "float" double precision, "flag" boolean, "day" date, "time" time without time zone, "at" timestamp without time zone, "instant" timestamp with time zone, "raw" bytea, "json" json);

-- drop a table
DROP TABLE IF EXISTS "wri""t's"."SIGDS_1";

-- rename a table
ALTER TABLE "wri""t's"."SIGDS_1" RENAME TO "o""ld";

-- a window by key
SELECT "a", "b""c" FROM "wri""t's"."SIGDS_1" WHERE "DS_ROW" > 200 ORDER BY "DS_ROW" LIMIT 100;

-- a dense window
SELECT "a" FROM "wri""t's"."SIGDS_1" WHERE "DS_ROW" > 200 AND "DS_ROW" <= 300 ORDER BY "DS_ROW" LIMIT 100;

-- the first rows
SELECT "a" FROM "wri""t's"."SIGDS_1" LIMIT 5;

-- grant USAGE
CREATE SCHEMA IF NOT EXISTS "wri""t's";

-- grant USAGE
GRANT USAGE ON SCHEMA "wri""t's" TO "<user>";

-- grant CREATE
GRANT CREATE ON SCHEMA "wri""t's" TO "<user>";

-- check usage proves USAGE
DO 'BEGIN PERFORM ''"wri""t''''s"."SIGDS_PROBE_1"''::regclass; EXCEPTION WHEN undefined_table THEN NULL; END';

-- check createTable proves CREATE
CREATE TABLE "wri""t's"."SIGDS_PROBE_1" (i bigint);

-- check insert proves CREATE
INSERT INTO "wri""t's"."SIGDS_PROBE_1" VALUES (1);

-- check select proves CREATE
SELECT i FROM "wri""t's"."SIGDS_PROBE_1";

-- check createView proves CREATE
CREATE VIEW "wri""t's"."SIGDS_PROBE_1_VIEW" AS SELECT i FROM "wri""t's"."SIGDS_PROBE_1";

-- check dropView proves CREATE
DROP VIEW "wri""t's"."SIGDS_PROBE_1_VIEW";

-- check rename proves CREATE
ALTER TABLE "wri""t's"."SIGDS_PROBE_1" RENAME TO "SIGDS_PROBE_1_2";

-- check dropTable proves CREATE
DROP TABLE "wri""t's"."SIGDS_PROBE_1_2";

-- rows: constants
SELECT "DS_ROW", "te""xt", "it's", "wide", "float", "flag", "day", "time", "at", "instant", "raw", "json" FROM "wri""t's"."SIGDS_1" WHERE ("DS_ROW" <= CAST('-42' AS bigint) AND "te""xt" COLLATE "C" <= 'O''Brien\' AND "it's" <= CAST('0.25' AS numeric) AND "wide" <= CAST('0.25' AS numeric) AND "float" <= CAST('1e+22' AS double precision) AND "flag" <= CAST('true' AS boolean) AND "day" <= CAST('2026-01-31' AS date) AND "time" <= CAST('13:05:00.5' AS time without time zone) AND "at" <= CAST('2026-01-31 13:05:00' AS timestamp without time zone) AND "instant" <= CAST('2026-01-31 13:05:00Z' AS timestamp with time zone) AND "raw" <= decode('00ff', 'hex') AND CAST("json" AS text) COLLATE "C" <= '{"a": 1}') ORDER BY "DS_ROW" LIMIT 200;

-- rows: filtered
SELECT "DS_ROW_ID", "DS_POSITION", "te""xt", "it's" FROM "wri""t's"."SIGDS_1" WHERE ("te""xt" COLLATE "C" LIKE '%50!%!_!!%' ESCAPE '!' OR "te""xt" COLLATE "C" LIKE 'O''\%' ESCAPE '!' OR ("te""xt" IS NULL OR "te""xt" COLLATE "C" <> 'x') OR "it's" IN (CAST('1.5' AS numeric), CAST('2' AS numeric)) OR ("te""xt" IS NULL AND "it's" IS NOT NULL)) ORDER BY "DS_ROW_ID" LIMIT 200;

-- rows: by position
SELECT "DS_ROW_ID", "DS_POSITION", "te""xt", "it's" FROM "wri""t's"."SIGDS_1" ORDER BY "DS_POSITION", "DS_ROW_ID" LIMIT 200;

-- rows: by position, read on
SELECT "DS_ROW_ID", "DS_POSITION", "te""xt", "it's" FROM "wri""t's"."SIGDS_1" WHERE ("DS_POSITION" >= 'a0' AND ("DS_POSITION" > 'a0' OR "DS_ROW_ID" > 'r1')) ORDER BY "DS_POSITION", "DS_ROW_ID" LIMIT 200;

-- rows: by columns
SELECT "DS_ROW_ID", "DS_POSITION", "te""xt", "it's" FROM "wri""t's"."SIGDS_1" ORDER BY "te""xt" COLLATE "C" ASC NULLS LAST, "it's" DESC NULLS FIRST, "DS_ROW_ID" DESC LIMIT 200;

-- rows: by columns, read on
SELECT "DS_ROW_ID", "DS_POSITION", "te""xt", "it's" FROM "wri""t's"."SIGDS_1" WHERE ("te""xt" IS NULL OR "te""xt" COLLATE "C" >= 'x' AND ("te""xt" COLLATE "C" > 'x' OR ("it's" <= CAST('1.50' AS numeric) AND ("it's" < CAST('1.50' AS numeric) OR "DS_ROW_ID" < 'r1')))) ORDER BY "te""xt" COLLATE "C" ASC NULLS LAST, "it's" DESC NULLS FIRST, "DS_ROW_ID" DESC LIMIT 200;

-- rows: by columns, read on from NULLs
SELECT "DS_ROW_ID", "DS_POSITION", "te""xt", "it's" FROM "wri""t's"."SIGDS_1" WHERE ("te""xt" IS NULL AND ("it's" IS NOT NULL OR "DS_ROW_ID" < 'r1')) ORDER BY "te""xt" COLLATE "C" ASC NULLS LAST, "it's" DESC NULLS FIRST, "DS_ROW_ID" DESC LIMIT 200;

-- load: lock
SELECT pg_advisory_xact_lock(hashtextextended('wri"t''s.SIGDS_1', 0));

-- load: create
CREATE TABLE "wri""t's"."SIGDS_1" ("DS_ROW" bigint, "te""xt" text, "it's" numeric(10,2), "wide" numeric(38,20), "float" double precision, "flag" boolean, "day" date, "time" time without time zone, "at" timestamp without time zone, "instant" timestamp with time zone, "raw" bytea, "json" json);

-- load: copy
COPY "wri""t's"."SIGDS_1" FROM STDIN (FORMAT binary, FREEZE true);

-- load: afterwards
CREATE INDEX ON "wri""t's"."SIGDS_1" USING brin ("DS_ROW") WITH (pages_per_range = 32);

-- load: afterwards
ALTER TABLE "wri""t's"."SIGDS_1" ALTER COLUMN "DS_ROW" SET STATISTICS 10;

-- load: afterwards
ANALYZE "wri""t's"."SIGDS_1" ("DS_ROW");

-- export
COPY (SELECT "DS_ROW", "te""xt", "it's", "wide", "float", "flag"::text, "day", "time", "at", replace("instant"::text, '+00', 'Z'), encode("raw", 'hex'), "json" FROM "wri""t's"."SIGDS_1" ORDER BY "DS_ROW") TO STDOUT (FORMAT csv);

-- export: first half
COPY (SELECT "DS_ROW" FROM "wri""t's"."SIGDS_1" WHERE ctid < '(7,0)') TO STDOUT (FORMAT csv);

-- export: second half
COPY (SELECT "DS_ROW" FROM "wri""t's"."SIGDS_1" WHERE ctid >= '(7,0)') TO STDOUT (FORMAT csv);

-- measure a schema
SELECT n.nspname, c.relname, CASE WHEN c.relkind IN ('v', 'm') THEN 'view' ELSE 'table' END,
CASE WHEN c.relkind IN ('r', 'p', 'm') THEN pg_catalog.pg_total_relation_size(c.oid) END,
CASE WHEN c.relkind IN ('r', 'p', 'm') THEN c.reltuples::bigint END
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname = 'wri"t''s' ORDER BY c.relname;

-- edit log: create
CREATE TABLE "wri""t's"."SIGDS_WAL_1" ("DS_ID" text COLLATE "C" NOT NULL, "EDIT_NUM" bigint NOT NULL, "TIMESTAMP" timestamp without time zone NOT NULL, "EDIT" text NOT NULL, "METADATA" text NOT NULL, UNIQUE ("DS_ID", "EDIT_NUM"));

-- edit log: create
CREATE INDEX ON "wri""t's"."SIGDS_WAL_1" USING brin ("TIMESTAMP") WITH (pages_per_range = 32, autosummarize = on);

-- edit log: append
INSERT INTO "wri""t's"."SIGDS_WAL_1" ("DS_ID", "EDIT_NUM", "TIMESTAMP", "EDIT", "METADATA") SELECT * FROM unnest($1, $2, $3, $4, $5) AS v ("DS_ID", "EDIT_NUM", "TIMESTAMP", "EDIT", "METADATA");

-- edit log: read
SELECT "DS_ID", "EDIT_NUM", "TIMESTAMP", "EDIT", "METADATA" FROM "wri""t's"."SIGDS_WAL_1" WHERE 1 = 1 AND "DS_ID" = 't' AND "EDIT_NUM" > 3 AND "EDIT_NUM" <= 9 AND (POSITION('"it''s"' IN "EDIT") > 0 OR POSITION('"it''s"' IN "METADATA") > 0) ORDER BY "DS_ID", "EDIT_NUM", "TIMESTAMP" LIMIT 10;

-- edit log: redact
UPDATE "wri""t's"."SIGDS_WAL_1" SET "EDIT" = 'null' WHERE "DS_ID" = 't' AND "EDIT_NUM" = 1 AND "EDIT" = '{}' AND "METADATA" = '{}';

-- data table: create
CREATE TABLE "wri""t's"."SIGDS_d" ("DS_ROW_ID" text COLLATE "C", "DS_POSITION" text COLLATE "C", "DS_CREATED_AT" timestamp without time zone, "DS_CREATED_BY" text, "DS_UPDATED_AT" timestamp without time zone, "DS_UPDATED_BY" text, "DS_EDIT_NUM" bigint, "n""o" bigint) WITH (fillfactor = 90);

-- data table: afterwards
ALTER TABLE "wri""t's"."SIGDS_d" ADD PRIMARY KEY ("DS_ROW_ID");

-- data table: afterwards
CREATE INDEX ON "wri""t's"."SIGDS_d" ("DS_POSITION", "DS_ROW_ID");

-- data table: afterwards
ANALYZE "wri""t's"."SIGDS_d" ("DS_ROW_ID", "DS_POSITION");

-- data table: afterwards
CREATE TABLE "wri""t's"."SIGDS_m" ("EDIT_NUM" bigint NOT NULL, "TERM" bigint NOT NULL, "GENERATION" bigint NOT NULL) WITH (fillfactor = 10);

-- data table: afterwards
INSERT INTO "wri""t's"."SIGDS_m" ("EDIT_NUM", "TERM", "GENERATION") VALUES (7, 2, 1);

-- data table: copy
INSERT INTO "wri""t's"."SIGDS_d" ("DS_ROW_ID", "DS_POSITION", "DS_CREATED_AT", "DS_CREATED_BY", "DS_UPDATED_AT", "DS_UPDATED_BY", "DS_EDIT_NUM", "n""o") SELECT "DS_ROW_ID", "DS_POSITION", "DS_CREATED_AT", "DS_CREATED_BY", "DS_UPDATED_AT", "DS_UPDATED_BY", "DS_EDIT_NUM", "n""o" FROM "wri""t's"."SIGDS_o" WHERE (SELECT 1 / count(*) FROM "wri""t's"."SIGDS_om" WHERE "EDIT_NUM" = 7) = 1;

-- data table: add a column
SELECT set_config('lock_timeout', '5s', true);

-- data table: add a column
ALTER TABLE "wri""t's"."SIGDS_d" ADD COLUMN "n""o" bigint;

-- data table: fence
SELECT set_config('lock_timeout', '2s', true);

-- data table: fence
UPDATE "wri""t's"."SIGDS_m" SET "TERM" = greatest("TERM", 3) RETURNING "EDIT_NUM", "TERM", "GENERATION";

-- data table: end who has stopped
SELECT pg_terminate_backend(a.pid) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
WHERE l.locktype = 'relation' AND l.mode = 'RowExclusiveLock' AND l.granted AND a.usename = current_user
AND a.wait_event_type = 'Client' AND a.pid <> pg_backend_pid()
AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND l.relation = to_regclass('"wri""t''s"."SIGDS_m"');

-- data table: apply
WITH changed AS (UPDATE "wri""t's"."SIGDS_m" SET "EDIT_NUM" = 9, "TERM" = 3, "GENERATION" = 1 WHERE "EDIT_NUM" = 7 AND "GENERATION" = 1 AND "TERM" <= 3 RETURNING 1) SELECT 1 / (count(*) = 1)::int, set_config('random_page_cost', '0.1', true) FROM changed;

-- data table: apply
INSERT INTO "wri""t's"."SIGDS_d" ("DS_ROW_ID", "n""o") SELECT * FROM unnest($1, $2) AS v ("DS_ROW_ID", "n""o");

-- data table: apply
WITH changed AS (UPDATE "wri""t's"."SIGDS_d" AS t SET "n""o" = v."n""o" FROM unnest($1, $2) AS v ("DS_ROW_ID", "n""o") WHERE t."DS_ROW_ID" = v."DS_ROW_ID" RETURNING 1) SELECT 1 / (count(*) = 1)::int, set_config('random_page_cost', '0.1', true) FROM changed;

-- data table: apply
WITH changed AS (DELETE FROM "wri""t's"."SIGDS_d" WHERE "DS_ROW_ID" = ANY ($1) RETURNING 1) SELECT 1 / (count(*) = 1)::int, set_config('random_page_cost', '0.1', true) FROM changed;

