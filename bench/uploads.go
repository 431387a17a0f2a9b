package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/store/sqlite"
)

// uploads is how many of them an old installation has seen.
const uploads = 100_000

// fill adds n uploads to the metadata of a data folder, each with the table it
// became and the object that holds it, and one in a hundred that has failed. The
// warehouse has none of it, which nobody asks for at a start.
func fill(ctx context.Context, data string, n int) (err error) {
	st, err := sqlite.Open(ctx, filepath.Join(data, "writ.db"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	return st.Write(ctx, func(tx store.Tx) error {
		members, err := tx.Members.List(ctx, "", 1)
		if err != nil {
			return err
		}
		conns, err := tx.Connections.List(ctx, false)
		if err != nil {
			return err
		}
		destinations, err := tx.Connections.Destinations(ctx, conns[0].ID)
		if err != nil {
			return err
		}
		for i := range n {
			if err := upload(ctx, tx, i, members[0].ID, destinations[0]); err != nil {
				return err
			}
		}
		return nil
	})
}

// upload adds the i-th upload.
func upload(ctx context.Context, tx store.Tx, i int, m writ.MemberID, d *writ.Destination) error {
	now := time.Now().UTC().Truncate(time.Microsecond)
	u := &writ.Upload{
		ID: writ.NewID[writ.UploadID](), Member: m, FileName: fmt.Sprintf("report-%06d.csv", i), Size: 1 << 20, Received: 1 << 20,
		SHA256: strings.Repeat("0", 64), State: writ.UploadDone, Connection: d.Connection, Destination: d.ID, Table: writ.NewID[writ.TableID](),
		Version: 1, CreatedAt: now, UpdatedAt: now,
	}
	if i%100 == 99 {
		u.State, u.Table = writ.UploadFailed, ""
		u.Problem = &writ.Problem{Code: writ.CodeInvalid, Message: "Line 7 has 12 cells; the header has 11."}
		return tx.Uploads.Insert(ctx, u)
	}
	o := &writ.ManagedObject{
		ID: writ.NewID[writ.ObjectID](), Connection: d.Connection, Destination: d.ID, Kind: writ.ObjectTable, State: writ.ObjectExists,
		As: writ.ServiceAccount(), Upload: u.ID, Bytes: -1, CreatedAt: now, UpdatedAt: now,
	}
	o.Path = d.Path.Child(writ.ObjectPrefix + strings.ReplaceAll(string(o.ID), "-", "_"))
	t := &writ.Table{
		ID: u.Table, Name: fmt.Sprintf("Report %06d", i), Owner: m, Connection: d.Connection, Object: o.ID, Path: o.Path, Rows: 20_000,
		Columns:     []writ.TableColumn{{Name: "Day", Physical: "day", Type: writ.Type{Kind: writ.KindDate}}, {Name: "Amount", Physical: "amount", Type: writ.Type{Kind: writ.KindDecimal, Precision: 12, Scale: 2}}},
		Certificate: json.RawMessage(`{"rowsRead":20000,"rowsLoaded":20000,"rowsRejected":0}`), Version: 1, CreatedAt: now,
	}
	return errors.Join(tx.Uploads.Insert(ctx, u), tx.Objects.Insert(ctx, o), tx.Tables.Insert(ctx, t))
}
