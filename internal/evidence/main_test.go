package main

import (
	"bytes"
	"strings"
	"testing"
)

func events(lines ...string) *strings.Reader {
	for _, p := range platforms {
		lines = append(lines, `{"Action":"pass","Package":"`+module+p.folder+`"}`)
	}
	return strings.NewReader(strings.Join(lines, "\n"))
}

func TestOnlyWhatPassedIsClaimed(t *testing.T) {
	t.Parallel()
	seen, err := read(events(
		`{"Action":"pass","Package":"`+module+`warehouse/duckdb","Test":"TestExam/exam/values"}`,
		`{"Action":"pass","Package":"`+module+`warehouse/duckdb","Test":"TestExam/exam/values/integer"}`,
		`{"Action":"skip","Package":"`+module+`warehouse/duckdb","Test":"TestExam/exam/users"}`,
		`{"Action":"output","Package":"`+module+`warehouse/postgres","Test":"TestExam/exam/users"}`,
		`{"Action":"pass","Package":"`+module+`warehouse/postgres","Test":"TestExam/exam/users"}`,
	))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := write(&b, seen); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"| DuckDB | 3: the real engine |",
		"| Snowflake | 0: golden SQL only |",
		"| users | – | passed | – | – |",
		"| values | passed | – | – | – |",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the page lacks %q:\n%s", want, b.String())
		}
	}
	if strings.Contains(b.String(), "integer") {
		t.Error("the page lists more than the parts of the exam")
	}
}

func TestAFailureIsNoEvidence(t *testing.T) {
	t.Parallel()
	if _, err := read(events(`{"Action":"fail","Package":"` + module + `warehouse/postgres","Test":"TestExam"}`)); err == nil {
		t.Error("a failed run was taken as evidence")
	}
	if _, err := read(strings.NewReader("PASS\n")); err == nil {
		t.Error("plain test output was taken as events")
	}
	if err := write(&bytes.Buffer{}, outcomes{}); err == nil {
		t.Error("a platform without results was passed over")
	}
}
