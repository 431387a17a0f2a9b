-- create a table
CREATE TABLE "ANALYTICS"."wri""t's"."SIGDS_1" ("DS_ROW" NUMBER(19,0), "te""xt" VARCHAR, "it's" NUMBER(10,2), "wide" NUMBER(38,20), "float" FLOAT, "flag" BOOLEAN, "day" DATE, "time" TIME(9), "at" TIMESTAMP_NTZ(9), "instant" TIMESTAMP_LTZ(9), "raw" BINARY, "json" VARCHAR);

-- drop a table
DROP TABLE IF EXISTS "ANALYTICS"."wri""t's"."SIGDS_1";

-- rename a table
ALTER TABLE "ANALYTICS"."wri""t's"."SIGDS_1" RENAME TO "ANALYTICS"."wri""t's"."o""ld";

-- a window by key
SELECT "a", "b""c" FROM "ANALYTICS"."wri""t's"."SIGDS_1" WHERE "DS_ROW" > 200 ORDER BY "DS_ROW" LIMIT 100;

-- a dense window
SELECT "a" FROM "ANALYTICS"."wri""t's"."SIGDS_1" WHERE "DS_ROW" > 200 AND "DS_ROW" <= 300 ORDER BY "DS_ROW" LIMIT 100;

-- the first rows
SELECT "a" FROM "ANALYTICS"."wri""t's"."SIGDS_1" LIMIT 5;

-- grant USAGE ON WAREHOUSE
GRANT USAGE ON WAREHOUSE "<warehouse>" TO ROLE "<role>";

-- grant USAGE ON DATABASE
GRANT USAGE ON DATABASE "ANALYTICS" TO ROLE "<role>";

-- grant USAGE ON SCHEMA
GRANT USAGE ON SCHEMA "ANALYTICS"."wri""t's" TO ROLE "<role>";

-- grant CREATE TABLE
GRANT CREATE TABLE ON SCHEMA "ANALYTICS"."wri""t's" TO ROLE "<role>";

-- grant CREATE VIEW
GRANT CREATE VIEW ON SCHEMA "ANALYTICS"."wri""t's" TO ROLE "<role>";

-- grant CREATE STAGE
GRANT CREATE STAGE ON SCHEMA "ANALYTICS"."wri""t's" TO ROLE "<role>";

-- check database proves USAGE ON DATABASE
SHOW SCHEMAS IN DATABASE "ANALYTICS" LIMIT 1;

-- check schema proves USAGE ON SCHEMA
SHOW TABLES IN SCHEMA "ANALYTICS"."wri""t's" LIMIT 1;

-- check createTable proves CREATE TABLE
CREATE TABLE "ANALYTICS"."wri""t's"."SIGDS_PROBE_1" (i NUMBER(19,0));

-- check insert proves USAGE ON WAREHOUSE
INSERT INTO "ANALYTICS"."wri""t's"."SIGDS_PROBE_1" VALUES (1);

-- check select proves USAGE ON WAREHOUSE
SELECT i FROM "ANALYTICS"."wri""t's"."SIGDS_PROBE_1";

-- check createView proves CREATE VIEW
CREATE VIEW "ANALYTICS"."wri""t's"."SIGDS_PROBE_1_VIEW" AS SELECT i FROM "ANALYTICS"."wri""t's"."SIGDS_PROBE_1";

-- check dropView proves CREATE VIEW
DROP VIEW "ANALYTICS"."wri""t's"."SIGDS_PROBE_1_VIEW";

-- check createStage proves CREATE STAGE
CREATE STAGE "ANALYTICS"."wri""t's"."SIGDS_PROBE_1_STAGE";

-- check dropStage proves CREATE STAGE
DROP STAGE "ANALYTICS"."wri""t's"."SIGDS_PROBE_1_STAGE";

-- check rename proves CREATE TABLE
ALTER TABLE "ANALYTICS"."wri""t's"."SIGDS_PROBE_1" RENAME TO "ANALYTICS"."wri""t's"."SIGDS_PROBE_1_2";

-- check dropTable proves CREATE TABLE
DROP TABLE "ANALYTICS"."wri""t's"."SIGDS_PROBE_1_2";

-- rows: constants
SELECT "DS_ROW", "te""xt", "it's", "wide", "float", "flag", "day", "time", "at", "instant", "raw", "json" FROM "ANALYTICS"."wri""t's"."SIGDS_1" WHERE ("DS_ROW" <= CAST('-42' AS NUMBER(19,0)) AND "te""xt" <= 'O''Brien\\' AND "it's" <= CAST('0.25' AS NUMBER(10,2)) AND "wide" <= CAST('0.25' AS NUMBER(38,20)) AND "float" <= CAST('1e+22' AS FLOAT) AND "flag" <= CAST('true' AS BOOLEAN) AND "day" <= CAST('2026-01-31' AS DATE) AND "time" <= CAST('13:05:00.5' AS TIME(9)) AND "at" <= CAST('2026-01-31 13:05:00' AS TIMESTAMP_NTZ(9)) AND "instant" <= CAST('2026-01-31 13:05:00Z' AS TIMESTAMP_LTZ(9)) AND "raw" <= TO_BINARY('00ff', 'HEX') AND "json" <= '{"a": 1}') ORDER BY "DS_ROW" LIMIT 200;

-- rows: filtered
SELECT "DS_ROW_ID", "DS_POSITION", "te""xt", "it's" FROM "ANALYTICS"."wri""t's"."SIGDS_1" WHERE ("te""xt" LIKE '%50!%!_!!%' ESCAPE '!' OR "te""xt" LIKE 'O''\\%' ESCAPE '!' OR ("te""xt" IS NULL OR "te""xt" <> 'x') OR "it's" IN (CAST('1.5' AS NUMBER(10,2)), CAST('2' AS NUMBER(10,2))) OR ("te""xt" IS NULL AND "it's" IS NOT NULL)) ORDER BY "DS_ROW_ID" LIMIT 200;

-- rows: by position
SELECT "DS_ROW_ID", "DS_POSITION", "te""xt", "it's" FROM "ANALYTICS"."wri""t's"."SIGDS_1" ORDER BY "DS_POSITION", "DS_ROW_ID" LIMIT 200;

-- rows: by position, read on
SELECT "DS_ROW_ID", "DS_POSITION", "te""xt", "it's" FROM "ANALYTICS"."wri""t's"."SIGDS_1" WHERE ("DS_POSITION" >= 'a0' AND ("DS_POSITION" > 'a0' OR "DS_ROW_ID" > 'r1')) ORDER BY "DS_POSITION", "DS_ROW_ID" LIMIT 200;

-- rows: by columns
SELECT "DS_ROW_ID", "DS_POSITION", "te""xt", "it's" FROM "ANALYTICS"."wri""t's"."SIGDS_1" ORDER BY "te""xt" ASC NULLS LAST, "it's" DESC NULLS FIRST, "DS_ROW_ID" DESC LIMIT 200;

-- rows: by columns, read on
SELECT "DS_ROW_ID", "DS_POSITION", "te""xt", "it's" FROM "ANALYTICS"."wri""t's"."SIGDS_1" WHERE ("te""xt" IS NULL OR "te""xt" >= 'x' AND ("te""xt" > 'x' OR ("it's" <= CAST('1.50' AS NUMBER(10,2)) AND ("it's" < CAST('1.50' AS NUMBER(10,2)) OR "DS_ROW_ID" < 'r1')))) ORDER BY "te""xt" ASC NULLS LAST, "it's" DESC NULLS FIRST, "DS_ROW_ID" DESC LIMIT 200;

-- rows: by columns, read on from NULLs
SELECT "DS_ROW_ID", "DS_POSITION", "te""xt", "it's" FROM "ANALYTICS"."wri""t's"."SIGDS_1" WHERE ("te""xt" IS NULL AND ("it's" IS NOT NULL OR "DS_ROW_ID" < 'r1')) ORDER BY "te""xt" ASC NULLS LAST, "it's" DESC NULLS FIRST, "DS_ROW_ID" DESC LIMIT 200;

