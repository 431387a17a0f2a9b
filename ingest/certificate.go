package ingest

import (
	"time"

	"github.com/writ-dev/writ"
)

// CertificateVersion is the format written by this version. Version 1 lacked
// createdAt and, of each column, everything from positions on.
const CertificateVersion = 2

// Certificate states what was read from a file and what the warehouse says it
// stored; docs/certificate.md shows how to check one without Writ.
type Certificate struct {
	Version      int                 `json:"version"`
	CreatedAt    time.Time           `json:"createdAt,omitzero" required:"false"`
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
	// Change is what the file did: it made the table, replaced its rows, or went
	// among them. Only of the last the rest is told; then Columns are those of the
	// whole table, Base is the table as it was and Part what the file brought.
	Change       writ.TableChange `json:"change,omitempty"`
	Base         *CertificateBase `json:"base,omitempty"`
	Part         *CertificatePart `json:"part,omitempty"`
	Key          []string         `json:"key,omitempty" doc:"Labels of the columns by which rows of the file and of the table were the same"`
	Rows         int64            `json:"rows,omitempty" doc:"Of the whole table"`
	RowsInserted int64            `json:"rowsInserted,omitempty" doc:"Rows of the file that went after the others"`
	RowsUpdated  int64            `json:"rowsUpdated,omitempty" doc:"Rows of the file that took the place of others"`
}

// CertificateColumn is one column as read from the file and as read back.
//
// Every value that is not NULL is represented by the XXH64 of its canonical text
// (see writ.Value), numbers without trailing zeros and without exponent. Checksum
// is the sum of these hashes modulo 2^64, so it is the same whatever the order of
// the rows; Positions is the sum of each hash times the number of its row, from 1,
// so it changes when two values change places. Both are 16 hexadecimal digits and
// the same on every platform.
type CertificateColumn struct {
	Name              string    `json:"name"`
	Physical          string    `json:"physical"`
	Type              writ.Type `json:"type"`
	Note              string    `json:"note,omitempty"`
	Format            string    `json:"format,omitempty" doc:"In which the chosen kind was read; absent for the plain way"`
	NullTokens        []string  `json:"nullTokens,omitempty" doc:"The words that were NULL in this column"`
	Nulls             int64     `json:"nulls"`
	ReadBackNulls     int64     `json:"readBackNulls"`
	Checksum          string    `json:"checksum"`
	ReadBackChecksum  string    `json:"readBackChecksum"`
	Positions         string    `json:"positions,omitempty"`
	ReadBackPositions string    `json:"readBackPositions,omitempty"`
	Distinct          *Distinct `json:"distinct,omitempty"`
	Min               *string   `json:"min,omitempty" doc:"The least value in canonical text, its first 100 characters; absent if every cell is NULL"`
	Max               *string   `json:"max,omitempty" doc:"The greatest value"`
	MinClipped        bool      `json:"minClipped,omitempty"`
	MaxClipped        bool      `json:"maxClipped,omitempty"`
	Compared          bool      `json:"compared,omitempty" doc:"An upsert put values of the file in place of others: no checksum could be foretold, and every row was compared in the warehouse instead"`
}

// Distinct is how many different values a column has, NULL not counted. Up to
// 4096 are counted exactly: both bounds are the same. Of more a sample is counted,
// and the number lies within the bounds in all but one of a hundred million
// columns.
type Distinct struct {
	AtLeast int64 `json:"atLeast"`
	AtMost  int64 `json:"atMost"`
}

// Bound is the least or the greatest value of a column, Clipped after 100
// characters. Numbers are compared as numbers, times as times, everything else by
// the bytes of its UTF-8.
type Bound struct {
	Text    string
	Clipped bool
}

// newCertificate states what was staged and what came back.
func newCertificate(job Job, staged *Staged, back *stored) Certificate {
	c := Certificate{
		Version:      CertificateVersion,
		CreatedAt:    job.Clock(),
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
		c.Columns = append(c.Columns, certifyColumn(s, &back.columns[i+1]))
	}
	return c
}

// certifyColumn states what was staged of a column and what came back of it.
func certifyColumn(s StagedColumn, back *column) CertificateColumn {
	got := back.checksums(s.Type)
	c := CertificateColumn{
		Name:              s.Name,
		Physical:          s.Physical,
		Type:              s.Type,
		Note:              s.Note,
		Format:            s.Format,
		NullTokens:        s.NullTokens,
		Nulls:             s.Nulls,
		ReadBackNulls:     back.nulls,
		Checksum:          checksum(s.Checksum),
		ReadBackChecksum:  checksum(got.values),
		Positions:         checksum(s.Positions),
		ReadBackPositions: checksum(got.positions),
		Distinct:          &s.Distinct,
	}
	if s.Min != nil {
		c.Min, c.MinClipped = &s.Min.Text, s.Min.Clipped
		c.Max, c.MaxClipped = &s.Max.Text, s.Max.Clipped
	}
	return c
}
