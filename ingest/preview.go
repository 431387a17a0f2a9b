package ingest

import (
	"github.com/writ-dev/writ"
)

// Preview is what the beginning of a file looks like to the reader.
type Preview struct {
	Dialect  Dialect         `json:"dialect"`
	Columns  []PreviewColumn `json:"columns"`
	Rows     [][]writ.Value  `json:"rows"`
	Partial  bool            `json:"partial"` // the file goes on; types may change
	Warnings []string        `json:"warnings"`
}

// PreviewColumn is one column of the file, included or not. Note says why the
// type is no narrower, or what to look at; "" if nothing is noteworthy.
type PreviewColumn struct {
	Index int       `json:"index"`
	Name  string    `json:"name"`
	Type  writ.Type `json:"type"`
	Note  string    `json:"note,omitempty"`
}

// MakePreview reads the beginning of a file: head is its first MiB or less, whole
// says whether that is all of it. Errors are CodeInvalid: it is not a text file,
// it is empty, or an option cannot be right; Field names the option.
func MakePreview(head []byte, whole bool, fileName string, opt Options) (*Preview, error) {
	return nil, writ.Errorf(writ.CodeInternal, "ingest.MakePreview", "not yet")
}
