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

