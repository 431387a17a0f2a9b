-- create a table
CREATE TABLE "wri""t"."SIGDS_1" ("DS_ROW" BIGINT, "te""xt" VARCHAR, "it's" DECIMAL(10,2), "share" DECIMAL(4,4), "float" DOUBLE, "flag" BOOLEAN, "day" DATE, "time" TIME, "at" TIMESTAMP, "instant" TIMESTAMP WITH TIME ZONE, "raw" BLOB, "json" JSON);

-- drop a table
DROP TABLE IF EXISTS "wri""t"."SIGDS_1";

-- rename a table
ALTER TABLE "wri""t"."SIGDS_1" RENAME TO "o""ld";

-- a window by key
SELECT "a", "b" FROM "wri""t"."SIGDS_1" WHERE "DS_ROW" > 200 ORDER BY "DS_ROW" LIMIT 100;

-- a dense window
SELECT "a" FROM "wri""t"."SIGDS_1" WHERE "DS_ROW" > 200 AND "DS_ROW" <= 300 ORDER BY "DS_ROW" LIMIT 100;

-- the first rows
SELECT "a" FROM "wri""t"."SIGDS_1" LIMIT 5;

-- grant SCHEMA
CREATE SCHEMA IF NOT EXISTS "wri""t";

-- check createTable proves SCHEMA
CREATE TABLE "wri""t"."SIGDS_PROBE_1" (i BIGINT);

-- check insert proves SCHEMA
INSERT INTO "wri""t"."SIGDS_PROBE_1" VALUES (1);

-- check select proves SCHEMA
SELECT i FROM "wri""t"."SIGDS_PROBE_1";

-- check createView proves SCHEMA
CREATE VIEW "wri""t"."SIGDS_PROBE_1_VIEW" AS SELECT i FROM "wri""t"."SIGDS_PROBE_1";

-- check dropView proves SCHEMA
DROP VIEW "wri""t"."SIGDS_PROBE_1_VIEW";

-- check dropTable proves SCHEMA
DROP TABLE "wri""t"."SIGDS_PROBE_1";

-- rows: constants
SELECT "DS_ROW", "te""xt", "it's", "share", "float", "flag", "day", "time", "at", "instant", "raw", "json" FROM "wri""t"."SIGDS_1" WHERE ("DS_ROW" <= CAST('-42' AS BIGINT) AND "te""xt" <= 'O''Brien\' AND "it's" <= CAST('0.25' AS DECIMAL(10,2)) AND "share" <= CAST('0.25' AS DECIMAL(4,4)) AND "float" <= CAST('1e+22' AS DOUBLE) AND "flag" <= CAST('true' AS BOOLEAN) AND "day" <= CAST('2026-01-31' AS DATE) AND "time" <= CAST('13:05:00.5' AS TIME) AND "at" <= CAST('2026-01-31 13:05:00' AS TIMESTAMP) AND "instant" <= CAST('2026-01-31 13:05:00Z' AS TIMESTAMP WITH TIME ZONE) AND "raw" <= unhex('00ff') AND "json" <= CAST('{"a": 1}' AS JSON)) ORDER BY "DS_ROW" LIMIT 200;

-- rows: filtered
SELECT "DS_ROW_ID", "DS_POSITION", "te""xt", "it's" FROM "wri""t"."SIGDS_1" WHERE ("te""xt" LIKE '%50!%!_!!%' ESCAPE '!' OR "te""xt" LIKE 'O''\%' ESCAPE '!' OR ("te""xt" IS NULL OR "te""xt" <> 'x') OR "it's" IN (CAST('1.5' AS DECIMAL(10,2)), CAST('2' AS DECIMAL(10,2))) OR ("te""xt" IS NULL AND "it's" IS NOT NULL)) ORDER BY "DS_ROW_ID" LIMIT 200;

-- rows: by position
SELECT "DS_ROW_ID", "DS_POSITION", "te""xt", "it's" FROM "wri""t"."SIGDS_1" ORDER BY "DS_POSITION", "DS_ROW_ID" LIMIT 200;

-- rows: by position, read on
SELECT "DS_ROW_ID", "DS_POSITION", "te""xt", "it's" FROM "wri""t"."SIGDS_1" WHERE ("DS_POSITION" >= 'a0' AND ("DS_POSITION" > 'a0' OR "DS_ROW_ID" > 'r1')) ORDER BY "DS_POSITION", "DS_ROW_ID" LIMIT 200;

-- rows: by columns
SELECT "DS_ROW_ID", "DS_POSITION", "te""xt", "it's" FROM "wri""t"."SIGDS_1" ORDER BY "te""xt" ASC NULLS LAST, "it's" DESC NULLS FIRST, "DS_ROW_ID" DESC LIMIT 200;

-- rows: by columns, read on
SELECT "DS_ROW_ID", "DS_POSITION", "te""xt", "it's" FROM "wri""t"."SIGDS_1" WHERE ("te""xt" IS NULL OR "te""xt" >= 'x' AND ("te""xt" > 'x' OR ("it's" <= CAST('1.50' AS DECIMAL(10,2)) AND ("it's" < CAST('1.50' AS DECIMAL(10,2)) OR "DS_ROW_ID" < 'r1')))) ORDER BY "te""xt" ASC NULLS LAST, "it's" DESC NULLS FIRST, "DS_ROW_ID" DESC LIMIT 200;

-- rows: by columns, read on from NULLs
SELECT "DS_ROW_ID", "DS_POSITION", "te""xt", "it's" FROM "wri""t"."SIGDS_1" WHERE ("te""xt" IS NULL AND ("it's" IS NOT NULL OR "DS_ROW_ID" < 'r1')) ORDER BY "te""xt" ASC NULLS LAST, "it's" DESC NULLS FIRST, "DS_ROW_ID" DESC LIMIT 200;

-- edit log: create
CREATE TABLE "wri""t"."SIGDS_WAL_1" ("DS_ID" VARCHAR, "EDIT_NUM" BIGINT, "TIMESTAMP" TIMESTAMP, "EDIT" VARCHAR, "METADATA" VARCHAR, PRIMARY KEY ("DS_ID", "EDIT_NUM"));

-- data table: create
CREATE TABLE "wri""t"."SIGDS_d" ("DS_ROW_ID" VARCHAR, "DS_POSITION" VARCHAR, "DS_CREATED_AT" TIMESTAMP, "DS_CREATED_BY" VARCHAR, "DS_UPDATED_AT" TIMESTAMP, "DS_UPDATED_BY" VARCHAR, "DS_EDIT_NUM" BIGINT, "n""o" BIGINT, PRIMARY KEY ("DS_ROW_ID"));

-- data table: create
CREATE TABLE "wri""t"."SIGDS_m" ("EDIT_NUM" BIGINT, "TERM" BIGINT, "GENERATION" BIGINT);

-- data table: create
INSERT INTO "wri""t"."SIGDS_m" ("EDIT_NUM", "TERM", "GENERATION") VALUES (7, 2, 1);

-- data table: fill
INSERT INTO "wri""t"."SIGDS_d" SELECT "DS_ROW_ID", "DS_POSITION", "DS_CREATED_AT", "DS_CREATED_BY", "DS_UPDATED_AT", "DS_UPDATED_BY", "DS_EDIT_NUM", "n""o" FROM read_csv('/staging/rows.csv', auto_detect = false, header = false, delim = ',', quote = '"', escape = '"', new_line = '\n', nullstr = '', allow_quoted_nulls = false, strict_mode = true, compression = 'none', parallel = true, max_line_size = 33554432, buffer_size = 33554432, columns = {'DS_ROW_ID': 'VARCHAR', 'DS_POSITION': 'VARCHAR', 'DS_CREATED_AT': 'TIMESTAMP', 'DS_CREATED_BY': 'VARCHAR', 'DS_UPDATED_AT': 'TIMESTAMP', 'DS_UPDATED_BY': 'VARCHAR', 'DS_EDIT_NUM': 'BIGINT', 'n"o': 'BIGINT'});

-- data table: copy
INSERT INTO "wri""t"."SIGDS_d" ("DS_ROW_ID", "DS_POSITION", "DS_CREATED_AT", "DS_CREATED_BY", "DS_UPDATED_AT", "DS_UPDATED_BY", "DS_EDIT_NUM", "n""o") SELECT "DS_ROW_ID", "DS_POSITION", "DS_CREATED_AT", "DS_CREATED_BY", "DS_UPDATED_AT", "DS_UPDATED_BY", "DS_EDIT_NUM", "n""o" FROM "wri""t"."SIGDS_o";

-- data table: add a column
ALTER TABLE "wri""t"."SIGDS_d" ADD COLUMN IF NOT EXISTS "n""o" BIGINT;

-- data table: apply
UPDATE "wri""t"."SIGDS_m" SET "EDIT_NUM" = 9, "TERM" = 3, "GENERATION" = 1 WHERE "EDIT_NUM" = 7 AND "GENERATION" = 1 AND "TERM" <= 3;

-- data table: apply
INSERT INTO "wri""t"."SIGDS_d" ("DS_ROW_ID", "n""o", "raw") SELECT v."DS_ROW_ID", CAST(v."n""o" AS BIGINT), unhex(v."raw") FROM "temp"."main"."writ_rows" AS v;

-- data table: apply
UPDATE "wri""t"."SIGDS_d" AS t SET "n""o" = CAST(v."n""o" AS BIGINT), "raw" = unhex(v."raw") FROM "temp"."main"."writ_rows" AS v WHERE t."DS_ROW_ID" = v."DS_ROW_ID";

-- data table: apply
UPDATE "wri""t"."SIGDS_d" AS t SET "n""o" = CAST(v."n""o" AS BIGINT), "raw" = unhex(v."raw") FROM "temp"."main"."writ_rows" AS v WHERE t."DS_ROW_ID" = v."DS_ROW_ID" AND t."DS_ROW_ID" IN ('r1', 'r1');

-- data table: apply
DELETE FROM "wri""t"."SIGDS_d" WHERE "DS_ROW_ID" IN ('r2');

-- data table: stage rows
CREATE TEMP TABLE "temp"."main"."writ_rows" ("DS_ROW_ID" VARCHAR, "n""o" VARCHAR, "raw" VARCHAR);

-- rows as canonical text
SELECT CASE WHEN isfinite("c0") THEN regexp_replace(CAST("c0" AS VARCHAR), '\.0$', '') WHEN isnan("c0") THEN 'NaN' WHEN "c0" > 0 THEN 'Infinity' WHEN "c0" < 0 THEN '-Infinity' END, CAST("c1" AS VARCHAR) FROM (SELECT "a" FROM "wri""t"."SIGDS_1" LIMIT 5
) AS q("c0", "c1");

-- load a file
CREATE TABLE "wri""t"."SIGDS_1" AS SELECT "DS_ROW", "te""xt", "it's", "share", "float", "flag", "day", "time", "at", "instant", unhex("raw") AS "raw", "json" FROM read_csv('/data/staging/it''s.csv', auto_detect = false, header = false, delim = ',', quote = '"', escape = '"', new_line = '\n', nullstr = '', allow_quoted_nulls = false, strict_mode = true, compression = 'none', parallel = true, max_line_size = 33554432, buffer_size = 33554432, columns = {'DS_ROW': 'BIGINT', 'te"xt': 'VARCHAR', 'it''s': 'DECIMAL(10,2)', 'share': 'DECIMAL(4,4)', 'float': 'DOUBLE', 'flag': 'BOOLEAN', 'day': 'DATE', 'time': 'TIME', 'at': 'TIMESTAMP', 'instant': 'TIMESTAMP WITH TIME ZONE', 'raw': 'VARCHAR', 'json': 'JSON'});

-- load a file
CREATE TABLE "wri""t"."SIGDS_1" AS SELECT "DS_ROW", "te""xt", "it's", "share", "float", "flag", "day", "time", "at", "instant", unhex("raw") AS "raw", "json" FROM read_csv('/data/staging/it''s.csv', auto_detect = false, header = false, delim = ',', quote = '"', escape = '"', new_line = '\n', nullstr = '', allow_quoted_nulls = false, strict_mode = true, compression = 'none', parallel = false, max_line_size = 268435456, buffer_size = 268435456, columns = {'DS_ROW': 'BIGINT', 'te"xt': 'VARCHAR', 'it''s': 'DECIMAL(10,2)', 'share': 'DECIMAL(4,4)', 'float': 'DOUBLE', 'flag': 'BOOLEAN', 'day': 'DATE', 'time': 'TIME', 'at': 'TIMESTAMP', 'instant': 'TIMESTAMP WITH TIME ZONE', 'raw': 'VARCHAR', 'json': 'JSON'});

-- load a file
CREATE TABLE "wri""t"."SIGDS_1" AS SELECT "DS_ROW", "te""xt", "it's", "share", "float", "flag", "day", "time", "at", "instant", unhex("raw") AS "raw", "json" FROM read_csv('/data/staging/it''s.csv', auto_detect = false, header = false, delim = ',', quote = '"', escape = '"', new_line = '\n', nullstr = '', allow_quoted_nulls = false, strict_mode = true, compression = 'none', parallel = false, max_line_size = 1073741824, buffer_size = 1073741824, columns = {'DS_ROW': 'BIGINT', 'te"xt': 'VARCHAR', 'it''s': 'DECIMAL(10,2)', 'share': 'DECIMAL(4,4)', 'float': 'DOUBLE', 'flag': 'BOOLEAN', 'day': 'DATE', 'time': 'TIME', 'at': 'TIMESTAMP', 'instant': 'TIMESTAMP WITH TIME ZONE', 'raw': 'VARCHAR', 'json': 'JSON'});

-- export a table
COPY (SELECT CAST("DS_ROW" AS VARCHAR), CAST("te""xt" AS VARCHAR), CAST("it's" AS VARCHAR), regexp_replace(CAST("share" AS VARCHAR), '^(-?)\.', '\10.'), CASE WHEN isfinite("float") THEN regexp_replace(CAST("float" AS VARCHAR), '\.0$', '') WHEN isnan("float") THEN 'NaN' WHEN "float" > 0 THEN 'Infinity' WHEN "float" < 0 THEN '-Infinity' END, CAST("flag" AS VARCHAR), CAST("day" AS VARCHAR), CAST("time" AS VARCHAR), CAST("at" AS VARCHAR), regexp_replace(CAST("instant" AS VARCHAR), '\+00$', 'Z'), lower(hex("raw")), CAST("json" AS VARCHAR) FROM "wri""t"."SIGDS_1" ORDER BY "DS_ROW") TO '/data/staging/it''s.csv' (FORMAT csv, HEADER false, DELIMITER ',', QUOTE '"', ESCAPE '"', NULLSTR '');

-- measure a schema
SELECT s, n, k, -1, r FROM (SELECT schema_name AS s, table_name AS n, 'table' AS k, estimated_size AS r FROM duckdb_tables()
	WHERE database_name = current_database() AND NOT internal
	UNION ALL SELECT schema_name, view_name, 'view', NULL FROM duckdb_views()
	WHERE database_name = current_database() AND NOT internal) WHERE s = 'wri"t' ORDER BY n;

-- lock the engine down
SET GLOBAL TimeZone = 'UTC';

-- lock the engine down
SET GLOBAL preserve_insertion_order = true;

-- lock the engine down
SET GLOBAL threads = 2;

-- lock the engine down
SET GLOBAL memory_limit = '1024MB';

-- lock the engine down
SET GLOBAL allowed_directories = ['/data/staging'];

-- lock the engine down
SET GLOBAL autoinstall_known_extensions = false;

-- lock the engine down
SET GLOBAL autoload_known_extensions = false;

-- lock the engine down
SET GLOBAL allow_community_extensions = false;

-- lock the engine down
SET GLOBAL enable_external_access = false;

-- lock the engine down
SET GLOBAL lock_configuration = true;

