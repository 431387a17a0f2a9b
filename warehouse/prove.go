package warehouse

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// Outcome is what came of one check.
type Outcome struct {
	Check     driver.Check
	Tried     bool   // false if a check it needs failed, or an earlier error ended the attempt
	Statement string // the statement that failed, "" if none did
	Err       error  // why, with the warehouse's own words
}

// Prove tries checks in one transaction that is always rolled back, so that
// nothing of them can stay behind, not even if Writ is killed in the middle. It
// returns one outcome per check; its error says that nothing could be tried.
// Platforms whose DDL does not roll back are refused until they bring their own
// way of cleaning up.
func (w *Warehouse) Prove(ctx context.Context, as writ.As, checks []driver.Check) ([]Outcome, error) {
	const op = "warehouse.Prove"
	ctx, cancel := w.bounded(ctx)
	defer cancel()
	c, err := w.conn(ctx, op, as)
	if err != nil {
		return nil, err
	}
	t, ok := c.(driver.Transactor)
	caps := w.Spec().Capabilities
	if !ok || !caps.TransactionalDDL {
		return nil, writ.Errorf(writ.CodeUnsupported, op, "%s cannot be checked in this version", w.Spec().Name)
	}
	tx, err := t.Begin(ctx)
	if err != nil {
		return nil, wrap(op, err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	p := prover{tx: tx, savepoints: caps.Savepoints, quoting: w.drv.Dialect().Quoting(), failed: map[string]bool{}}
	out := make([]Outcome, 0, len(checks))
	for _, check := range checks {
		out = append(out, p.try(ctx, check))
	}
	return out, nil
}

// prover tries checks one after the other inside one transaction.
type prover struct {
	tx         driver.Tx
	savepoints bool
	quoting    sqltext.Quoting
	failed     map[string]bool // checks by name; "" once the transaction is unusable
}

func (p *prover) try(ctx context.Context, check driver.Check) Outcome {
	if p.failed[""] || check.Needs != "" && p.failed[check.Needs] {
		p.failed[check.Name] = true
		return Outcome{Check: check}
	}
	stmt, err := p.run(ctx, check.Statements)
	if err != nil {
		p.failed[check.Name] = true
		return Outcome{Check: check, Tried: true, Statement: stmt.String(), Err: wrap("warehouse.Prove", err)}
	}
	return Outcome{Check: check, Tried: true}
}

// run executes the statements behind a savepoint where the platform has them
// and returns the one that failed. Where it has none, a failure ends the
// transaction.
func (p *prover) run(ctx context.Context, stmts []sqltext.SQL) (sqltext.SQL, error) {
	mark := p.quoting.Build().Raw("SAVEPOINT writ_check")
	back := p.quoting.Build().Raw("ROLLBACK TO SAVEPOINT writ_check")
	if p.savepoints {
		if err := p.exec(ctx, mark); err != nil {
			p.failed[""] = true
			return sqltext.SQL{}, err
		}
	}
	for _, s := range stmts {
		if _, err := p.tx.Exec(ctx, s); err != nil {
			if !p.savepoints || p.exec(ctx, back) != nil {
				p.failed[""] = true
			}
			return s, err
		}
	}
	return sqltext.SQL{}, nil
}

func (p *prover) exec(ctx context.Context, b *sqltext.Builder) error {
	s, err := b.Done()
	if err == nil {
		_, err = p.tx.Exec(ctx, s)
	}
	return err
}
