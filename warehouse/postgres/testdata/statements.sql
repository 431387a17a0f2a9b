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

