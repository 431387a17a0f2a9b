package warehouse

import (
	"context"
	"errors"
	"slices"
	"time"

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

// Prove tries checks so that nothing of them stays behind: where DDL rolls back,
// in one transaction that always does, not even if Writ is killed in the middle;
// elsewhere each check is undone at the end, and SweepProbes removes what a killed
// Writ could not. It returns one outcome per check; its error says that nothing
// could be tried, or that a probe could not be removed.
func (w *Warehouse) Prove(ctx context.Context, as writ.As, checks []driver.Check) ([]Outcome, error) {
	const op = "warehouse.Prove"
	ctx, cancel := w.bounded(ctx)
	defer cancel()
	c, done, err := w.conn(ctx, op, as)
	if err != nil {
		return nil, err
	}
	defer done()
	caps := w.Spec().Capabilities
	if !caps.TransactionalDDL {
		p := prover{in: c, failed: map[string]bool{}}
		out := p.all(ctx, checks)
		return out, wrap(op, undo(ctx, c, checks, out))
	}
	t, ok := c.(driver.Transactor)
	if !ok {
		return nil, writ.Errorf(writ.CodeUnsupported, op, "%s cannot be checked in this version", w.Spec().Name)
	}
	tx, err := t.Begin(ctx)
	if err != nil {
		return nil, wrap(op, err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	p := prover{in: tx, transaction: true, savepoints: caps.Savepoints, quoting: w.drv.Dialect().Quoting(), failed: map[string]bool{}}
	return p.all(ctx, checks), nil
}

// undo removes what the checks that were tried have made, the last first,
// whatever became of ctx.
func undo(ctx context.Context, in executor, checks []driver.Check, outcomes []Outcome) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), undoTimeout)
	defer cancel()
	var errs []error
	for i, check := range slices.Backward(checks) {
		if !outcomes[i].Tried || check.Undo.String() == "" {
			continue
		}
		_, err := idempotent(func() (int64, error) { return in.Exec(ctx, check.Undo) })
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// undoTimeout is how long the removal of probes may take.
const undoTimeout = 30 * time.Second

// executor runs statements: a Tx, or a Conn where there are no transactions.
type executor interface {
	Exec(ctx context.Context, stmt sqltext.SQL) (int64, error)
}

// prover tries checks one after the other.
type prover struct {
	in          executor
	transaction bool // a failure without savepoints ends it
	savepoints  bool
	quoting     sqltext.Quoting
	failed      map[string]bool // checks by name; "" once the transaction is unusable
}

func (p *prover) all(ctx context.Context, checks []driver.Check) []Outcome {
	out := make([]Outcome, 0, len(checks))
	for _, check := range checks {
		out = append(out, p.try(ctx, check))
	}
	return out
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
// and returns the one that failed. In a transaction without, a failure ends it.
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
		if _, err := p.in.Exec(ctx, s); err != nil {
			if p.transaction && (!p.savepoints || p.exec(ctx, back) != nil) {
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
		_, err = p.in.Exec(ctx, s)
	}
	return err
}
