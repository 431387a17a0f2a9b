package ingest

import (
	"fmt"

	"github.com/writ-dev/writ"
)

// CertificateVersion is the format written by this version.
const CertificateVersion = 1

// Certificate states what was read from a file and what the warehouse says it
// stored. A checksum is 16 hexadecimal digits: the sum modulo 2^64 of the XXH64
// of every value that is not NULL, in canonical text (see writ.Value), numbers
// without trailing zeros and without exponent; so it is the same on every
// platform and whatever the order of the rows.
type Certificate struct {
	Version      int                 `json:"version"`
	FileName     string              `json:"fileName"`
	SHA256       string              `json:"sha256"`
	Size         int64               `json:"size"` // bytes
	Unpacked     *Unpacked           `json:"unpacked,omitempty"`
	Dialect      Dialect             `json:"dialect"`
	Platform     writ.Platform       `json:"platform"`
	RowsRead     int64               `json:"rowsRead"` // = loaded + rejected
	RowsLoaded   int64               `json:"rowsLoaded"`
	RowsRejected int64               `json:"rowsRejected"`
	Columns      []CertificateColumn `json:"columns"`
	Warnings     []string            `json:"warnings,omitempty"`
	Change       writ.TableChange    `json:"change"` // what the file did: made the table, replaced its rows, …
}

// CertificateColumn is one column as read from the file and as read back.
type CertificateColumn struct {
	Name             string    `json:"name"`
	Physical         string    `json:"physical"`
	Type             writ.Type `json:"type"`
	Note             string    `json:"note,omitempty"`
	Nulls            int64     `json:"nulls"`
	ReadBackNulls    int64     `json:"readBackNulls"`
	Checksum         string    `json:"checksum"`
	ReadBackChecksum string    `json:"readBackChecksum"`
}

// newCertificate states what was staged and what came back.
func newCertificate(job Job, staged *Staged, back *stored) Certificate {
	c := Certificate{
		Version:      CertificateVersion,
		FileName:     job.FileName,
		SHA256:       job.SHA256,
		Size:         staged.Size,
		Unpacked:     staged.Unpacked,
		Dialect:      staged.Dialect,
		Platform:     job.Warehouse.Spec().Platform,
		RowsRead:     staged.RowsRead,
		RowsLoaded:   back.rows,
		RowsRejected: staged.RowsRejected,
		Columns:      []CertificateColumn{},
		Warnings:     staged.Warnings,
		Change:       writ.ChangeCreate,
	}
	if job.Onto != nil {
		c.Change = job.Onto.Change
	}
	for i, s := range staged.Columns {
		got := &back.columns[i+1]
		c.Columns = append(c.Columns, CertificateColumn{
			Name:             s.Name,
			Physical:         s.Physical,
			Type:             s.Type,
			Note:             s.Note,
			Nulls:            s.Nulls,
			ReadBackNulls:    got.nulls,
			Checksum:         fmt.Sprintf("%016x", s.Checksum),
			ReadBackChecksum: fmt.Sprintf("%016x", got.checksum(s.Type)),
		})
	}
	return c
}
