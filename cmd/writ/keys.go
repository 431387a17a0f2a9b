package main

import "github.com/writ-dev/writ/vault"

type keysCommand struct{ dataFolder }

// Run lists the keys, never what they are made of.
func (c keysCommand) Run(term *terminal) error {
	if err := folder(c.Data).hasKeys(); err != nil {
		return err
	}
	v, err := vault.Open(c.Data)
	if err != nil {
		return err
	}
	keys := v.Keys()
	if term.json {
		return term.document(keys)
	}
	rows := make([][]any, len(keys))
	for i, k := range keys {
		rows[i] = []any{k.ID, k.CreatedAt.Format("2006-01-02 15:04"), k.Active}
	}
	return term.table([]any{"KEY", "MADE", "SEALS"}, rows)
}
