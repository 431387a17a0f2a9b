-- create a table
CREATE TABLE `my-project`.`wri\`t\'s`.`SIGDS_1` (`DS_ROW` INT64, `text` STRING, `it\'s` NUMERIC(10,2), `wide` BIGNUMERIC(38,20), `float` FLOAT64, `flag` BOOL, `day` DATE, `time` TIME, `at` DATETIME, `instant` TIMESTAMP, `raw` BYTES, `json` STRING);

-- drop a table
DROP TABLE IF EXISTS `my-project`.`wri\`t\'s`.`SIGDS_1`;

-- rename a table
ALTER TABLE `my-project`.`wri\`t\'s`.`SIGDS_1` RENAME TO `o\`ld`;

-- a window by key
SELECT `a`, `b c` FROM `my-project`.`wri\`t\'s`.`SIGDS_1` WHERE `DS_ROW` > 200 ORDER BY `DS_ROW` LIMIT 100;

-- a dense window
SELECT `a` FROM `my-project`.`wri\`t\'s`.`SIGDS_1` WHERE `DS_ROW` > 200 AND `DS_ROW` <= 300 ORDER BY `DS_ROW` LIMIT 100;

-- the first rows
SELECT `a` FROM `my-project`.`wri\`t\'s`.`SIGDS_1` LIMIT 5;

-- grant BigQuery Data Editor
GRANT `roles/bigquery.dataEditor` ON SCHEMA `my-project`.`wri\`t\'s` TO 'serviceAccount:<e-mail>';

-- grant BigQuery Job User
-- gcloud projects add-iam-policy-binding 'my-project' --role=roles/bigquery.jobUser --member='serviceAccount:<e-mail>';

-- check job proves BigQuery Job User
SELECT 1;

-- check createTable proves BigQuery Data Editor
CREATE TABLE `my-project`.`wri\`t\'s`.`SIGDS_PROBE_1` (i INT64);

-- check insert proves BigQuery Data Editor
INSERT INTO `my-project`.`wri\`t\'s`.`SIGDS_PROBE_1` (i) VALUES (1);

-- check select proves BigQuery Data Editor
SELECT i FROM `my-project`.`wri\`t\'s`.`SIGDS_PROBE_1`;

-- check createView proves BigQuery Data Editor
CREATE VIEW `my-project`.`wri\`t\'s`.`SIGDS_PROBE_1_VIEW` AS SELECT i FROM `my-project`.`wri\`t\'s`.`SIGDS_PROBE_1`;

-- check dropView proves BigQuery Data Editor
DROP VIEW `my-project`.`wri\`t\'s`.`SIGDS_PROBE_1_VIEW`;

-- check rename proves BigQuery Data Editor
ALTER TABLE `my-project`.`wri\`t\'s`.`SIGDS_PROBE_1` RENAME TO `SIGDS_PROBE_1_2`;

-- check dropTable proves BigQuery Data Editor
DROP TABLE `my-project`.`wri\`t\'s`.`SIGDS_PROBE_1_2`;

-- rows: constants
SELECT `DS_ROW`, `text`, `it\'s`, `wide`, `float`, `flag`, `day`, `time`, `at`, `instant`, `raw`, `json` FROM `my-project`.`wri\`t\'s`.`SIGDS_1` WHERE (`DS_ROW` <= CAST('-42' AS INT64) AND `text` <= 'O\'Brien\\' AND `it\'s` <= CAST('0.25' AS NUMERIC(10,2)) AND `wide` <= CAST('0.25' AS BIGNUMERIC(38,20)) AND `float` <= CAST('1e+22' AS FLOAT64) AND `flag` <= CAST('true' AS BOOL) AND `day` <= CAST('2026-01-31' AS DATE) AND `time` <= CAST('13:05:00.5' AS TIME) AND `at` <= CAST('2026-01-31 13:05:00' AS DATETIME) AND `instant` <= CAST('2026-01-31 13:05:00Z' AS TIMESTAMP) AND `raw` <= FROM_HEX('00ff') AND `json` <= '{\"a\": 1}') ORDER BY `DS_ROW` LIMIT 200;

-- rows: filtered
SELECT `DS_ROW_ID`, `DS_POSITION`, `text`, `it\'s` FROM `my-project`.`wri\`t\'s`.`SIGDS_1` WHERE (`text` LIKE '%50\\%\\_!%' OR `text` LIKE 'O\'\\\\%' OR (`text` IS NULL OR `text` <> 'x') OR `it\'s` IN (CAST('1.5' AS NUMERIC(10,2)), CAST('2' AS NUMERIC(10,2))) OR (`text` IS NULL AND `it\'s` IS NOT NULL)) ORDER BY `DS_ROW_ID` LIMIT 200;

-- rows: by position
SELECT `DS_ROW_ID`, `DS_POSITION`, `text`, `it\'s` FROM `my-project`.`wri\`t\'s`.`SIGDS_1` ORDER BY `DS_POSITION`, `DS_ROW_ID` LIMIT 200;

-- rows: by position, read on
SELECT `DS_ROW_ID`, `DS_POSITION`, `text`, `it\'s` FROM `my-project`.`wri\`t\'s`.`SIGDS_1` WHERE (`DS_POSITION` >= 'a0' AND (`DS_POSITION` > 'a0' OR `DS_ROW_ID` > 'r1')) ORDER BY `DS_POSITION`, `DS_ROW_ID` LIMIT 200;

-- rows: by columns
SELECT `DS_ROW_ID`, `DS_POSITION`, `text`, `it\'s` FROM `my-project`.`wri\`t\'s`.`SIGDS_1` ORDER BY `text` ASC NULLS LAST, `it\'s` DESC NULLS FIRST, `DS_ROW_ID` DESC LIMIT 200;

-- rows: by columns, read on
SELECT `DS_ROW_ID`, `DS_POSITION`, `text`, `it\'s` FROM `my-project`.`wri\`t\'s`.`SIGDS_1` WHERE (`text` IS NULL OR `text` >= 'x' AND (`text` > 'x' OR (`it\'s` <= CAST('1.50' AS NUMERIC(10,2)) AND (`it\'s` < CAST('1.50' AS NUMERIC(10,2)) OR `DS_ROW_ID` < 'r1')))) ORDER BY `text` ASC NULLS LAST, `it\'s` DESC NULLS FIRST, `DS_ROW_ID` DESC LIMIT 200;

-- rows: by columns, read on from NULLs
SELECT `DS_ROW_ID`, `DS_POSITION`, `text`, `it\'s` FROM `my-project`.`wri\`t\'s`.`SIGDS_1` WHERE (`text` IS NULL AND (`it\'s` IS NOT NULL OR `DS_ROW_ID` < 'r1')) ORDER BY `text` ASC NULLS LAST, `it\'s` DESC NULLS FIRST, `DS_ROW_ID` DESC LIMIT 200;

