package app

import (
	"context"
	"slices"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/warehouse/driver"
)

// Verification is what was found in the edit log of one input table. Findings are the
// first of Count; Damaged tells whether one of all is a damage. Num and Hash are those
// of the last entry that counts.
type Verification struct {
	Table    writ.InputTableID
	Name     string // "" of one that is deleted
	Num      int64
	Hash     string
	Findings []editlog.Finding
	Count    int
	Damaged  bool
}

// VerifyEditLog verifies the edits of one input table, deleted or not, or of all that
// there are if table is "": every hash, every number, and that no end was cut off as
// far as the store knows the log. It reads the whole log.
func (a *App) VerifyEditLog(ctx context.Context, actor Actor, id writ.ConnectionID, table writ.InputTableID) ([]*Verification, error) {
	const op = "app.VerifyEditLog"
	l, err := a.openLog(ctx, op, actor, id)
	if err != nil {
		return nil, err
	}
	list := []*Verification{{Table: table}}
	if table == "" {
		list = list[:0]
		for _, t := range l.view.Tables {
			list = append(list, &Verification{Table: t.ID, Name: t.Name})
		}
	}
	damaged := 0
	for _, v := range list {
		if err := a.verifyTable(tagged(ctx, actor), l, v); err != nil {
			return nil, err
		}
		if v.Damaged {
			damaged++
		}
	}
	on := &subject{noun: nounEditLog, id: string(id), details: []any{"inputTable", table, "verified", len(list), "damaged", damaged}}
	return list, a.note(ctx, op, actor, on)
}

func (a *App) verifyTable(ctx context.Context, l *openedLog, v *Verification) error {
	var head writ.InputHead
	err := a.store.Read(ctx, func(tx store.Tx) error { // before the log, which is never behind it
		h, err := present(tx.InputHeads.Get(ctx, v.Table))
		if h != nil {
			head = *h
		}
		return err
	})
	if err != nil {
		return err
	}
	check := editlog.NewVerifier(v.Table, head)
	err = l.rows(ctx, driver.LogRange{Table: string(v.Table)}, func(r driver.LogRow) error {
		check.Add(r)
		return nil
	})
	if err != nil {
		return err
	}
	check.End()
	v.Num, v.Hash = check.Head()
	v.Findings, v.Count = check.Findings()
	v.Damaged = slices.ContainsFunc(v.Findings, editlog.Finding.Damage)
	return nil
}
