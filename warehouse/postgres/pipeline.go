package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// command is a statement with its parameters.
type command struct {
	sqltext.SQL
	params
}

// inBinary says that all parameters are.
var inBinary = []int16{1}

// flushSize is how many bytes of a pipeline are gathered before they are sent.
const flushSize = 1 << 20

// pipelined runs commands in one transaction and one round trip: the server commits
// when it has run all of them, and nothing has happened if one of them failed,
// whose index is failed then. It returns the rows of the last one, in text. If the
// session is lost nobody knows whether it happened: ClassUncertain.
// https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-PIPELINING
func pipelined(ctx context.Context, pc *pgconn.PgConn, commands []command) (rows [][][]byte, failed int, err error) {
	p := pc.StartPipeline(ctx)
	gathered := 0
	for _, c := range commands {
		p.SendQueryParams(c.String(), c.values, c.types, inBinary, nil)
		for _, v := range c.values {
			gathered += len(v)
		}
		if gathered < flushSize {
			continue
		}
		if gathered, err = 0, p.Flush(); err != nil {
			break
		}
	}
	if err == nil {
		if err = p.Sync(); err == nil {
			rows, failed, err = results(p, len(commands))
		}
	}
	if closing := p.Close(); err == nil {
		failed, err = len(commands), closing
	}
	return rows, failed, sent(pc, err)
}

// results reads what n commands answer, up to the first that failed.
func results(p *pgconn.Pipeline, n int) (rows [][][]byte, failed int, err error) {
	for i := range n {
		answer, err := p.GetResults()
		if err != nil {
			return nil, i, err
		}
		reader, ok := answer.(*pgconn.ResultReader)
		if !ok {
			return nil, i, errors.New("the server answers out of turn")
		}
		read := reader.Read()
		if read.Err != nil {
			return nil, i, read.Err
		}
		rows = read.Rows
	}
	return rows, n, nil
}

// sent sorts the error of something that commits: unless the server itself
// answered, or nothing was sent, nobody knows whether it happened. A server that is
// told to stop may say so after the fact:
// https://www.postgresql.org/docs/current/runtime-config-replication.html.
func sent(pc *pgconn.PgConn, err error) error {
	if err != nil && pc.IsClosed() && !pgconn.SafeToRetry(err) {
		return &driver.Error{Class: driver.ClassUncertain, Message: lastWords(err), Err: err}
	}
	return err
}
