-- create a table
CREATE TABLE `wri``t_50%`.`SIGDS_1` (`DS_ROW` BIGINT NOT NULL PRIMARY KEY, `te``xt` LONGTEXT, `it's` DECIMAL(10,2), `float` DOUBLE, `flag` TINYINT(1), `day` DATE, `time` TIME(6), `at` DATETIME(6), `raw` LONGBLOB, `more` LONGBLOB) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

-- drop a table
DROP TABLE IF EXISTS `wri``t_50%`.`SIGDS_1`, `wri``t_50%`.`SIGDS_LOAD_1d4161a2429912b1665a1603b88da27e`;

-- rename a table
RENAME TABLE `wri``t_50%`.`SIGDS_1` TO `wri``t_50%`.`o``ld`;

-- a window by key
SELECT `a`, `b``c` FROM `wri``t_50%`.`SIGDS_1` WHERE `DS_ROW` > 200 ORDER BY `DS_ROW` LIMIT 100;

-- a dense window
SELECT `a` FROM `wri``t_50%`.`SIGDS_1` WHERE `DS_ROW` > 200 AND `DS_ROW` <= 300 ORDER BY `DS_ROW` LIMIT 100;

-- the first rows
SELECT `a` FROM `wri``t_50%`.`SIGDS_1` LIMIT 5;

-- grant CREATE
CREATE DATABASE IF NOT EXISTS `wri``t_50%`;

-- grant CREATE
GRANT CREATE ON `wri``t\_50\%`.* TO `<user>`;

-- grant DROP
GRANT DROP ON `wri``t\_50\%`.* TO `<user>`;

-- grant INSERT
GRANT INSERT ON `wri``t\_50\%`.* TO `<user>`;

-- grant SELECT
GRANT SELECT ON `wri``t\_50\%`.* TO `<user>`;

-- grant UPDATE
GRANT UPDATE ON `wri``t\_50\%`.* TO `<user>`;

-- grant DELETE
GRANT DELETE ON `wri``t\_50\%`.* TO `<user>`;

-- grant ALTER
GRANT ALTER ON `wri``t\_50\%`.* TO `<user>`;

-- grant INDEX
GRANT INDEX ON `wri``t\_50\%`.* TO `<user>`;

-- grant CREATE VIEW
GRANT CREATE VIEW ON `wri``t\_50\%`.* TO `<user>`;

-- grant SHOW VIEW
GRANT SHOW VIEW ON `wri``t\_50\%`.* TO `<user>`;

-- check dropTable proves DROP
SHOW TABLES FROM `wri``t_50%` LIKE 'SIGDS_PROBE_1';

-- check dropTable proves DROP
DROP TABLE IF EXISTS `wri``t_50%`.`SIGDS_PROBE_1`;

-- check createTable proves CREATE
CREATE TABLE `wri``t_50%`.`SIGDS_PROBE_1` (i bigint);

-- undo createTable
DROP TABLE IF EXISTS `wri``t_50%`.`SIGDS_PROBE_1`, `wri``t_50%`.`SIGDS_PROBE_1_2`;

-- check insert proves INSERT
INSERT INTO `wri``t_50%`.`SIGDS_PROBE_1` VALUES (1);

-- check select proves SELECT
SELECT i FROM `wri``t_50%`.`SIGDS_PROBE_1`;

-- check update proves UPDATE
UPDATE `wri``t_50%`.`SIGDS_PROBE_1` SET i = 2;

-- check delete proves DELETE
DELETE FROM `wri``t_50%`.`SIGDS_PROBE_1`;

-- check index proves INDEX
CREATE INDEX probe ON `wri``t_50%`.`SIGDS_PROBE_1` (i);

-- check createView proves CREATE VIEW
CREATE VIEW `wri``t_50%`.`SIGDS_PROBE_1_VIEW` AS SELECT i FROM `wri``t_50%`.`SIGDS_PROBE_1`;

-- undo createView
DROP VIEW IF EXISTS `wri``t_50%`.`SIGDS_PROBE_1_VIEW`;

-- check showView proves SHOW VIEW
SHOW CREATE VIEW `wri``t_50%`.`SIGDS_PROBE_1_VIEW`;

-- check alter proves ALTER
ALTER TABLE `wri``t_50%`.`SIGDS_PROBE_1` ADD COLUMN j bigint;

-- check rename proves ALTER
RENAME TABLE `wri``t_50%`.`SIGDS_PROBE_1` TO `wri``t_50%`.`SIGDS_PROBE_1_2`;

-- rows: constants
SELECT `DS_ROW`, `te``xt`, `it's`, `float`, `flag`, `day`, `time`, `at`, `raw`, `more` FROM `wri``t_50%`.`SIGDS_1` WHERE (`DS_ROW` <= CAST('-42' AS SIGNED) AND `te``xt` <= 'O''Brien\\' AND `it's` <= CAST('0.25' AS DECIMAL(10,2)) AND `float` <= CAST('1e+22' AS DOUBLE) AND `flag` <= TRUE AND `day` <= CAST('2026-01-31' AS DATE) AND `time` <= CAST('13:05:00.5' AS TIME(6)) AND `at` <= CAST('2026-01-31 13:05:00' AS DATETIME(6)) AND `raw` <= UNHEX('00ff') AND `more` <= UNHEX('00ff')) ORDER BY `DS_ROW` LIMIT 200;

-- rows: filtered
SELECT `DS_ROW_ID`, `DS_POSITION`, `te``xt`, `it's` FROM `wri``t_50%`.`SIGDS_1` WHERE (`te``xt` LIKE '%50!%!_!!%' ESCAPE '!' OR `te``xt` LIKE 'O''\\%' ESCAPE '!' OR (`te``xt` IS NULL OR `te``xt` <> 'x') OR `it's` IN (CAST('1.5' AS DECIMAL(10,2)), CAST('2' AS DECIMAL(10,2))) OR (`te``xt` IS NULL AND `it's` IS NOT NULL)) ORDER BY `DS_ROW_ID` LIMIT 200;

-- rows: by position
SELECT `DS_ROW_ID`, `DS_POSITION`, `te``xt`, `it's` FROM `wri``t_50%`.`SIGDS_1` ORDER BY `DS_POSITION`, `DS_ROW_ID` LIMIT 200;

-- rows: by position, read on
SELECT `DS_ROW_ID`, `DS_POSITION`, `te``xt`, `it's` FROM `wri``t_50%`.`SIGDS_1` WHERE (`DS_POSITION` >= 'a0' AND (`DS_POSITION` > 'a0' OR `DS_ROW_ID` > 'r1')) ORDER BY `DS_POSITION`, `DS_ROW_ID` LIMIT 200;

-- rows: by columns
SELECT `DS_ROW_ID`, `DS_POSITION`, `te``xt`, `it's` FROM `wri``t_50%`.`SIGDS_1` ORDER BY `te``xt` IS NULL, `te``xt`, `it's` IS NULL DESC, `it's` DESC, `DS_ROW_ID` DESC LIMIT 200;

-- rows: by columns, read on
SELECT `DS_ROW_ID`, `DS_POSITION`, `te``xt`, `it's` FROM `wri``t_50%`.`SIGDS_1` WHERE (`te``xt` IS NULL OR `te``xt` >= 'x' AND (`te``xt` > 'x' OR (`it's` <= CAST('1.50' AS DECIMAL(10,2)) AND (`it's` < CAST('1.50' AS DECIMAL(10,2)) OR `DS_ROW_ID` < 'r1')))) ORDER BY `te``xt` IS NULL, `te``xt`, `it's` IS NULL DESC, `it's` DESC, `DS_ROW_ID` DESC LIMIT 200;

-- rows: by columns, read on from NULLs
SELECT `DS_ROW_ID`, `DS_POSITION`, `te``xt`, `it's` FROM `wri``t_50%`.`SIGDS_1` WHERE (`te``xt` IS NULL AND (`it's` IS NOT NULL OR `DS_ROW_ID` < 'r1')) ORDER BY `te``xt` IS NULL, `te``xt`, `it's` IS NULL DESC, `it's` DESC, `DS_ROW_ID` DESC LIMIT 200;

-- edit log: create
CREATE TABLE `wri``t_50%`.`SIGDS_WAL_1` (`DS_ID` VARCHAR(64) NOT NULL, `EDIT_NUM` BIGINT NOT NULL, `TIMESTAMP` DATETIME(6) NOT NULL, `EDIT` LONGTEXT NOT NULL, `METADATA` LONGTEXT NOT NULL, PRIMARY KEY (`DS_ID`, `EDIT_NUM`)) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

-- edit log: append
INSERT INTO `wri``t_50%`.`SIGDS_WAL_1` (`DS_ID`, `EDIT_NUM`, `TIMESTAMP`, `EDIT`, `METADATA`) VALUES ('t', 1, '0001-01-01 00:00:00.000000', '{"a":"\\n"}', '{}');

-- data table: create
CREATE TABLE `wri``t_50%`.`SIGDS_LOAD_4f948617694251e481132002febeef1e` (`DS_ROW_ID` VARCHAR(64) NOT NULL PRIMARY KEY, `DS_POSITION` VARCHAR(255) NOT NULL, INDEX (`DS_POSITION`), `DS_CREATED_AT` DATETIME(6), `DS_CREATED_BY` LONGTEXT, `DS_UPDATED_AT` DATETIME(6), `DS_UPDATED_BY` LONGTEXT, `DS_EDIT_NUM` BIGINT, `n``o` BIGINT) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

-- data table: create
CREATE TABLE `wri``t_50%`.`SIGDS_LOAD_b5e63a1f2b04b718fd45191be73af8dc` (`EDIT_NUM` BIGINT, `TERM` BIGINT, `GENERATION` BIGINT) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

-- data table: create
INSERT INTO `wri``t_50%`.`SIGDS_LOAD_b5e63a1f2b04b718fd45191be73af8dc` (`EDIT_NUM`, `TERM`, `GENERATION`) VALUES (7, 2, 1);

-- data table: publish
RENAME TABLE `wri``t_50%`.`SIGDS_LOAD_4f948617694251e481132002febeef1e` TO `wri``t_50%`.`SIGDS_d`, `wri``t_50%`.`SIGDS_LOAD_b5e63a1f2b04b718fd45191be73af8dc` TO `wri``t_50%`.`SIGDS_m`;

-- data table: after a failure
DROP TABLE IF EXISTS `wri``t_50%`.`SIGDS_LOAD_4f948617694251e481132002febeef1e`, `wri``t_50%`.`SIGDS_LOAD_b5e63a1f2b04b718fd45191be73af8dc`;

-- data table: copy
INSERT INTO `wri``t_50%`.`SIGDS_LOAD_4f948617694251e481132002febeef1e` (`DS_ROW_ID`, `n``o`) SELECT `DS_ROW_ID`, `n``o` FROM `wri``t_50%`.`SIGDS_o`;

-- data table: drop
DROP TABLE IF EXISTS `wri``t_50%`.`SIGDS_d`, `wri``t_50%`.`SIGDS_m`, `wri``t_50%`.`SIGDS_LOAD_4f948617694251e481132002febeef1e`, `wri``t_50%`.`SIGDS_LOAD_b5e63a1f2b04b718fd45191be73af8dc`;

-- data table: add a column
ALTER TABLE `wri``t_50%`.`SIGDS_d` ADD COLUMN `n``o` BIGINT;

-- data table: fence
SELECT `EDIT_NUM`, `TERM`, `GENERATION` FROM `wri``t_50%`.`SIGDS_m` FOR UPDATE NOWAIT;

-- data table: who has stopped
SELECT ID FROM information_schema.PROCESSLIST WHERE COMMAND = 'Sleep' AND TIME >= 2 AND ID <> CONNECTION_ID() AND USER = SUBSTRING_INDEX(USER(), '@', 1) AND IS_USED_LOCK(CONCAT('writ ', ID)) = ID;

-- data table: apply
UPDATE `wri``t_50%`.`SIGDS_m` SET `EDIT_NUM` = 9, `TERM` = 3, `GENERATION` = 1 WHERE `EDIT_NUM` = 7 AND `GENERATION` = 1 AND `TERM` <= 3;

-- data table: apply
INSERT INTO `wri``t_50%`.`SIGDS_d` (`DS_ROW_ID`, `n``o`) VALUES ('r1', CAST('7' AS SIGNED));

-- data table: apply
UPDATE (VALUES ROW('r1', CAST('7' AS SIGNED)), ROW('r2', NULL)) AS v (`DS_ROW_ID`, `n``o`) STRAIGHT_JOIN `wri``t_50%`.`SIGDS_d` AS t ON t.`DS_ROW_ID` = v.`DS_ROW_ID` COLLATE utf8mb4_0900_bin SET t.`n``o` = v.`n``o`;

-- data table: apply
DELETE FROM `wri``t_50%`.`SIGDS_d` WHERE `DS_ROW_ID` IN ('r3');

-- load: create
CREATE TABLE `wri``t_50%`.`SIGDS_LOAD_1d4161a2429912b1665a1603b88da27e` (`DS_ROW` BIGINT NOT NULL PRIMARY KEY, `te``xt` LONGTEXT, `it's` DECIMAL(10,2), `float` DOUBLE, `flag` TINYINT(1), `day` DATE, `time` TIME(6), `at` DATETIME(6), `raw` LONGBLOB, `more` LONGBLOB) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

-- load: fill
LOAD DATA LOCAL INFILE 'Reader::<reader>' INTO TABLE `wri``t_50%`.`SIGDS_LOAD_1d4161a2429912b1665a1603b88da27e` CHARACTER SET utf8mb4 (`DS_ROW`, `te``xt`, `it's`, `float`, `flag`, `day`, `time`, `at`, @v8, @v9) SET `raw` = UNHEX(@v8), `more` = UNHEX(@v9);

-- load: publish
RENAME TABLE `wri``t_50%`.`SIGDS_LOAD_1d4161a2429912b1665a1603b88da27e` TO `wri``t_50%`.`SIGDS_1`;

-- load: after a failure
DROP TABLE IF EXISTS `wri``t_50%`.`SIGDS_LOAD_1d4161a2429912b1665a1603b88da27e`;

-- export
SELECT `DS_ROW`, `te``xt`, `it's`, `float`, `flag`, `day`, `time`, `at`, `raw`, `more` FROM `wri``t_50%`.`SIGDS_1` ORDER BY `DS_ROW`;

-- measure a schema
SELECT TABLE_SCHEMA, TABLE_NAME, IF(TABLE_TYPE LIKE '%VIEW', 'view', 'table'), DATA_LENGTH + INDEX_LENGTH, TABLE_ROWS
FROM information_schema.TABLES WHERE BINARY TABLE_SCHEMA = 'wri`t_50%' ORDER BY BINARY TABLE_NAME;

