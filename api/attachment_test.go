package api

import (
	"mime"
	"testing"
)

func TestAttachment(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"plain.csv":              "plain.csv",
		"Näme; with 'q'.csv":     "Näme; with 'q'.csv",
		"a\"b\\c/d.csv":          "a_b_c_d.csv",
		"line\r\nX-Evil: 1.csv":  "line__X-Evil_ 1.csv",
		"../../etc/passwd":       "__.._etc_passwd",
		".hidden":                "_hidden",
		"end. . ":                "end",
		"":                       "_",
		"😀 \u202egnp.xlsx":       "😀 _gnp.xlsx",
		"100%25.csv":             "100_25.csv",
		"rejects of bad\xff.csv": "rejects of bad_.csv",
	} {
		kind, params, err := mime.ParseMediaType(attachment(name))
		if err != nil || kind != "attachment" || params["filename"] != want {
			t.Errorf("%q: %q %v, want %q", name, params["filename"], err, want)
		}
	}
	if got, want := attachment("é.csv"), `attachment; filename="_.csv"; filename*=UTF-8''%C3%A9.csv`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
