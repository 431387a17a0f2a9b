package ingest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
)

func TestStageRefuses(t *testing.T) {
	t.Parallel()
	small := anyPlatform
	small.MaxColumns, small.MaxTextBytes, small.NULInText = 3, 10, false
	for name, c := range map[string]struct {
		content string
		opt     Options
		want    string // in the message
	}{
		"empty":            {"", Options{}, "empty"},
		"line ends only":   {"\r\n\n", Options{}, "empty"},
		"BOM only":         {"\ufeff", Options{}, "empty"},
		"gzip":             {"\x1f\x8b\x08rest", Options{}, "gzip"},
		"xlsx":             {"PK\x03\x04rest", Options{}, "zip archive but is none"},
		"PDF":              {"%PDF-1.7\n", Options{}, "PDF"},
		"web page":         {"<!DOCTYPE html>\n<html>", Options{}, "web page"},
		"zeros":            {strings.Repeat("\x00", 5000), Options{}, "control characters, the first on line 1"},
		"late zeros":       {"a\nb\n" + strings.Repeat("\x00", 5000), Options{}, "control characters, the first on line 3"},
		"too wide":         {"a,b,c\n1,2,3\n", Options{}, "3 columns; Test takes 3, one of which numbers the rows"},
		"too long":         {"a,b\n1,2\n3," + strings.Repeat("x", 11) + "\n", Options{}, "b has a value of 11 bytes on line 3"},
		"NUL":              {"a,b\n1,2\n1,x\x00y\n" + strings.Repeat("3,4\n", 20), Options{}, "Line 3 holds a NUL"},
		"invalid UTF-8":    {"a,b\n1,é\n2,\xff\n", Options{}, "line 3, byte offset 11"},
		"invalid header":   {"\ufeffa,\xff\n1,2\n", Options{}, "line 1, byte offset 5"},
		"chosen UTF-8":     {"a,\xe9\n1,2\n", Options{Encoding: "utf-8"}, "line 1, byte offset 2"},
		"NUL in a name":    {"a,b\x00c\n" + strings.Repeat("1,2\n", 20), Options{}, "names the columns, holds a NUL"},
		"overlong UTF-8":   {"a,b\n1,\xc0\xaf\n", Options{}, "line 2, byte offset 6"},
		"late invalid":     {"a,b\n" + strings.Repeat("1,2\n", 600_000) + "3,\xe9\n", Options{}, "line 600002, byte offset 2400006"},
		"late, chosen":     {"a,b\n" + strings.Repeat("1,2\n", 600_000) + "3,\xe9\n", Options{Encoding: "utf8"}, "line 600002, byte offset 2400006"},
		"unknown letters":  {"a,b\n1,\xcf\xf0\xe8\xe2\xe5\xf2\n", Options{}, "From line 2, byte offset 6 on the file is not UTF-8, and which encoding"},
		"few kanji":        {"id,name\r\n1,\x95\\\x8cv\x8eZ\x83\\\r\n", Options{}, "which encoding"},
		"two readings":     {"a,b\n1,\x1b$B$3\x1b(B\n", Options{}, "valid UTF-8 too, and which encoding"},
		"unclosed":         {"a,b\n1,2\n3,\"4\n5,6\n", Options{}, "line 3 opens a quote that is never closed"},
		"only a quote":     {"\"", Options{}, "Line 1"},
		"doubled quotes":   {"a\tb\n1\t" + strings.Repeat(`"`, maxRecord/2) + "\n", Options{Delimiter: "\t", Quote: "none"}, "line 2 is longer than 64 MiB"},
		"endless header":   {"a,\"" + strings.Repeat("x", headSize), Options{}, "first record, on line 1, is longer"},
		"bad delimiter":    {"a,b\n", Options{Delimiter: "||"}, "not one ASCII character"},
		"equal characters": {"a,b\n", Options{Delimiter: "'", Quote: "'"}, "delimiter is also the quote"},
		"no such encoding": {"a,b\n", Options{Encoding: "klingon"}, "no encoding"},
		"no such column":   {"a,b\n1,2\n", Options{Columns: []ColumnChoice{{Index: 7}}}, "column 8"},
		"nothing left":     {"a\n1\n", Options{Columns: []ColumnChoice{{Index: 0}}}, "Every column is left out"},
		"no such kind":     {"a,b\n1,2\n", Options{Columns: []ColumnChoice{{Index: 0, Kind: "blob"}}}, "cannot be read"},
		"chosen twice":     {"a,b\n1,2\n", Options{Columns: []ColumnChoice{{Index: 1}, {Index: 1}}}, "two choices"},
		"half UTF-16":      {"\xff\xfea\x00,\x00b\x00\n\x00\x00\xdc", Options{}, "byte offset 10"},
		"cut UTF-16":       {"\xff\xfea\x00,\x00b\x00\n\x00c", Options{}, "byte offset 10"},
		"bad shift_jis":    {"a,b\nok,\x83\n", Options{Encoding: "shift_jis"}, "byte offset 7"},
	} {
		_, _, err := stage(t, c.content, c.opt, small)
		var e *writ.Error
		if !errors.As(err, &e) || e.Code != writ.CodeInvalid || !strings.Contains(e.Message, c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		} else if e.Hint == "" && name != "no such column" && name != "chosen twice" {
			t.Errorf("%s: no hint", name)
		}
	}
}

func TestStageStopsWhenCanceled(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "f.csv")
	staging := filepath.Join(dir, "staging")
	if err := errors.Join(os.WriteFile(file, trips(200_000), 0o600), os.Mkdir(staging, 0o700)); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	_, err := Stage(ctx, Source{File: file, Dir: staging, Limits: anyPlatform, Progress: func(Progress) { cancel() }})
	if writ.CodeOf(err) != writ.CodeCanceled {
		t.Errorf("got %v, want that it was canceled", err)
	}
	if left, err := os.ReadDir(staging); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func TestStageSaysThatTheDiskIsFull(t *testing.T) {
	t.Parallel()
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("this system has no /dev/full")
	}
	n := numbered{file: full}
	if err := errors.Join(n.write([]byte("a\n"), []int{2}), n.close()); writ.CodeOf(stageError(err)) != writ.CodeExhausted {
		t.Errorf("got %v", err)
	}
}
