-- key []
INSERT INTO "writ"."SIGDS_x" ("DS_ROW", "k", "old", "new", "j") SELECT "a"."DS_ROW", CAST("a"."k" AS decimal), "a"."old", NULL, "a"."j" FROM "writ"."base" AS "a";
INSERT INTO "writ"."SIGDS_x" ("DS_ROW", "k", "old", "new", "j") SELECT "b"."DS_ROW" + 3, "b"."key", NULL, "b"."new", "b"."j" FROM "writ"."part" AS "b";
-- key ["k" "j"]
INSERT INTO "writ"."SIGDS_x" ("DS_ROW", "k", "old", "new", "j") SELECT "a"."DS_ROW", CASE WHEN "b"."DS_ROW" IS NULL THEN CAST("a"."k" AS decimal) ELSE "b"."key" END, "a"."old", "b"."new", CASE WHEN "b"."DS_ROW" IS NULL THEN "a"."j" ELSE "b"."j" END FROM "writ"."base" AS "a" LEFT JOIN "writ"."part" AS "b" ON CAST("a"."k" AS decimal) = "b"."key" AND CAST("a"."j" AS text) = CAST("b"."j" AS text) ORDER BY "a"."DS_ROW";
INSERT INTO "writ"."SIGDS_x" ("DS_ROW", "k", "old", "new", "j") SELECT 3 + row_number() OVER (ORDER BY "b"."DS_ROW"), "b"."key", NULL, "b"."new", "b"."j" FROM "writ"."part" AS "b" WHERE NOT EXISTS (SELECT 1 FROM "writ"."base" AS "a" WHERE CAST("a"."k" AS decimal) = "b"."key" AND CAST("a"."j" AS text) = CAST("b"."j" AS text)) ORDER BY "b"."DS_ROW";
