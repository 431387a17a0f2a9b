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

