package main

import (
	"context"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path/filepath"
	"strings"
	"unicode"
)

// nameCase is one line of upload_names.jsonl: what a file may be called.
type nameCase struct {
	ID       string `json:"id"`
	FileName string `json:"filename"`
	Expect   string `json:"expect"`
}

// readNames makes the suite of file names, each of a small file. The table gets
// the name as well.
func readNames(dir string) ([]suite, error) {
	cases, err := readLines[nameCase](filepath.Join(dir, "csv", "upload_names.jsonl"))
	if err != nil {
		return nil, err
	}
	su := suite{name: "upload-names"}
	for _, c := range cases {
		su.trials = append(su.trials, trial{
			id: c.ID, checks: fmt.Sprintf("%q: %s", c.FileName, c.Expect), fileName: c.FileName, data: []byte("id,name\n1,Ada\n"),
			judge: c.judge, inspect: c.inspect,
		})
	}
	return []suite{su}, nil
}

// judge wants the file loaded under its own name, without a path and without what
// commands a terminal or a header, or refused where that is allowed.
func (c *nameCase) judge(o *outcome) string {
	switch {
	case o.refused() && strings.Contains(c.Expect, "refused"):
		return ""
	case o.refused():
		return "refused: " + o.refusal.Error()
	case o.certificate.FileName != strings.Map(printed, filepath.Base(c.FileName)):
		return fmt.Sprintf("certified as %q", o.certificate.FileName)
	}
	return ""
}

// printed drops control characters.
func printed(r rune) rune {
	if unicode.IsControl(r) {
		return -1
	}
	return r
}

// inspect checks that the name of a download is that of the table and nothing
// else, and that no file of that name was written.
func (c *nameCase) inspect(ctx context.Context, s *server, table string) error {
	token, err := s.authorize(ctx, false)
	if err != nil {
		return err
	}
	resp, err := s.do(ctx, http.MethodGet, "/v2/tables/"+table+"/export", http.Header{}, nil, token)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	disposition := resp.Header.Get("Content-Disposition")
	kind, values, err := mime.ParseMediaType(disposition)
	if err != nil || kind != "attachment" || values["filename"] == "" || strings.ContainsAny(values["filename"], "/\\\r\n") || resp.Header.Get("Set-Cookie") != "" {
		return fmt.Errorf("the download says %q", disposition)
	}
	return filepath.WalkDir(filepath.Dir(s.dir), func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Name() == filepath.Base(c.FileName) {
			return fmt.Errorf("the server wrote %s", path)
		}
		return nil // files come and go
	})
}
