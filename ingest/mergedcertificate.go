package ingest

import (
	"cmp"
	"strconv"

	"github.com/writ-dev/writ"
)

// CertificateBase is the table that a file went into, as it was.
type CertificateBase struct {
	Version int64 `json:"version"`
	Rows    int64 `json:"rows"`
}

// CertificatePart is what the file brought, as it was loaded and read back before it
// was merged with the rows of the table.
type CertificatePart struct {
	Rows    int64               `json:"rows"`
	Columns []CertificateColumn `json:"columns"`
}

// certify states in c, the certificate of the file alone, what came of merging it.
func (m *merged) certify(c *Certificate, job Job, p *plan) {
	c.Base = &CertificateBase{Version: job.Onto.Version, Rows: job.Onto.Rows}
	c.Key = job.Onto.Key
	c.Rows, c.RowsInserted, c.RowsUpdated = m.back.rows, m.inserted, m.updated
	c.Part = &CertificatePart{Rows: c.RowsLoaded, Columns: c.Columns}
	c.Columns = make([]CertificateColumn, len(p.columns))
	for i, column := range p.columns {
		c.Columns[i] = m.column(job.Onto, column, &m.back.columns[i+1], c.Part)
	}
}

// column states what a column of the result had to hold and what came back of it.
// Where an upsert put values in place of others no checksum could be foretold: the
// rows were compared in the warehouse instead.
func (m *merged) column(o *Onto, p planned, back *column, part *CertificatePart) CertificateColumn {
	is := back.checksums(p.Type)
	c := CertificateColumn{
		Name: p.Name, Physical: p.Physical, Type: p.Type,
		Nulls: back.nulls, ReadBackNulls: back.nulls, ReadBackChecksum: checksum(is.values), ReadBackPositions: checksum(is.positions),
	}
	old, file := o.column(p), p.column(part)
	c.Compared = m.updated > 0 && old != nil && file != nil
	if !c.Compared { // it was compared with what is known of table and file
		c.Checksum = c.ReadBackChecksum
	}
	if placed := old == nil || old.ReadBackPositions != ""; placed && (file == nil || m.updated == 0) {
		c.Positions = c.ReadBackPositions
	}
	switch {
	case old == nil && file == nil:
	case old == nil:
		c.Distinct = file.Distinct
		c.Min, c.MinClipped, c.Max, c.MaxClipped = file.Min, file.MinClipped, file.Max, file.MaxClipped
	case file == nil:
		c.Distinct = old.Distinct
		c.Min, c.MinClipped, c.Max, c.MaxClipped = old.Min, old.MinClipped, old.Max, old.MaxClipped
	default:
		m.extent(&c, old, file)
	}
	return c
}

// column is what is certified of a column of the table; nil if it has none of the
// values.
func (o *Onto) column(p planned) *CertificateColumn {
	if p.base < 0 || p.blank {
		return nil
	}
	for i, c := range o.Certificate.Columns {
		if c.Physical == o.Columns[p.base].Physical {
			return &o.Certificate.Columns[i]
		}
	}
	return nil
}

// column is what is certified of a column of the file; nil if the file lacks it.
func (p planned) column(part *CertificatePart) *CertificateColumn {
	if p.file < 0 {
		return nil
	}
	return &part.Columns[p.file]
}

// extent puts together how many different values two parts of a column have, and
// how far they reach. After an update nobody knows which of the old ones are gone.
func (m *merged) extent(c, old, file *CertificateColumn) {
	if old.Distinct != nil && file.Distinct != nil {
		c.Distinct = &Distinct{AtLeast: file.Distinct.AtLeast, AtMost: old.Distinct.AtMost + file.Distinct.AtMost}
		if m.updated == 0 {
			c.Distinct.AtLeast = max(old.Distinct.AtLeast, file.Distinct.AtLeast)
		}
	}
	if m.updated > 0 {
		return
	}
	c.Min, c.MinClipped, c.Max, c.MaxClipped = old.Min, old.MinClipped, old.Max, old.MaxClipped
	if file.Min == nil {
		return
	}
	if c.Min == nil || compareBounds(c.Type, *file.Min, *c.Min) < 0 {
		c.Min, c.MinClipped = file.Min, file.MinClipped
	}
	if c.Max == nil || compareBounds(c.Type, *file.Max, *c.Max) > 0 {
		c.Max, c.MaxClipped = file.Max, file.MaxClipped
	}
}

// compareBounds compares two values as certificates show them.
func compareBounds(t writ.Type, a, b string) int {
	if t.Kind == writ.KindFloat {
		x, _ := strconv.ParseFloat(a, 64) // a certificate has no other
		y, _ := strconv.ParseFloat(b, 64)
		return cmp.Compare(x, y)
	}
	f, _ := formOf(t.Kind)
	return comparing(f)([]byte(a), []byte(b))
}
