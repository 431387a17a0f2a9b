package main

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// safeExports checks what a spreadsheet gets of a table: a CSV file in which
// nothing would run and only that differs, and a workbook without formulas that
// holds the same cells.
func safeExports(ctx context.Context, s *server, table string) error {
	path := "/v2/tables/" + table + "/export?format="
	exact, err := s.rowsOf(ctx, path+"csv&formulas=exact")
	if err != nil {
		return err
	}
	safe, err := s.rowsOf(ctx, path+"csv&formulas=protected")
	if err != nil {
		return err
	}
	for i, row := range exact {
		for j, cell := range row {
			if want := inert(cell); safe[i][j] != want {
				return fmt.Errorf("row %d: %q is protected as %q, not %q", i+1, cell, safe[i][j], want)
			}
		}
	}
	book, err := s.send(ctx, http.MethodGet, path+"xlsx", http.Header{}, nil)
	if err != nil {
		return err
	}
	return s.sameBook(ctx, book, exact)
}

func (s *server) rowsOf(ctx context.Context, path string) ([][]string, error) {
	export, err := s.send(ctx, http.MethodGet, path, http.Header{}, nil)
	if err != nil {
		return nil, err
	}
	rows, _, err := readTable(export)
	return rows, err
}

// inert is what a spreadsheet takes for the text of a cell: it runs what begins
// with one of a few characters, blanks and quotes before it not counted, unless
// that is a number.
func inert(cell string) string {
	bare := strings.TrimLeft(cell, " \t\r\n\"'\u00a0\u200b\ufeff\u3000")
	begins := bare != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(bare)[0])
	if !begins && !strings.HasPrefix(cell, "\t") && !strings.HasPrefix(cell, "\r") && !strings.HasPrefix(cell, "\n") {
		return cell
	}
	if _, err := strconv.ParseFloat(strings.ReplaceAll(cell, ",", ""), 64); err == nil && !strings.ContainsAny(cell, "iIxXpPnN_") {
		return cell
	}
	return "'" + cell
}

// sameBook checks a workbook: it has no formula, and loaded again it has the same
// cells.
func (s *server) sameBook(ctx context.Context, book []byte, want [][]string) error {
	z, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		return err
	}
	for _, part := range z.File {
		r, err := part.Open()
		if err != nil {
			return err
		}
		text, err := io.ReadAll(r)
		r.Close()
		if err != nil {
			return err
		}
		if bytes.Contains(text, []byte("<f>")) || bytes.Contains(text, []byte("<f ")) {
			return fmt.Errorf("%s of the workbook has a formula", part.Name)
		}
	}
	o, err := s.visit(ctx, s.places[0], &trial{id: "book", fileName: "book.xlsx", data: book})
	switch {
	case err != nil:
		return err
	case o.refused():
		return fmt.Errorf("the workbook is refused: %w", o.refusal)
	case !sameRows(&outcome{rows: want}, &outcome{rows: o.rows}):
		return fmt.Errorf("the workbook holds other cells: %s", firstDifference(&outcome{rows: want}, o))
	}
	return nil
}
