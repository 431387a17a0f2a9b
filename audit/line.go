package audit

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"strings"
	"time"

	"github.com/writ-dev/writ"
)

// Line is an entry of the audit log as programs read it. Fields are never left out;
// what is not known is "".
type Line struct {
	AuditID   writ.AuditID     `json:"auditId"`
	At        time.Time        `json:"at"`
	MemberID  writ.MemberID    `json:"memberId" doc:"Who; empty for nobody whom Writ knows, and for the server itself"`
	Email     string           `json:"email" doc:"The address of that member at the time"`
	Action    string           `json:"action" doc:"What was done or tried, such as app.CreateMember; docs/audit.md lists them"`
	Noun      string           `json:"noun" doc:"What kind of thing it was done to, such as file or member; empty if to none"`
	ObjectID  string           `json:"objectId"`
	Result    writ.AuditResult `json:"result" enum:"done,refused,failed"`
	Reason    string           `json:"reason" doc:"Why it was refused or failed"`
	Remote    string           `json:"remote" doc:"The network address it came from; server for the server itself"`
	RequestID string           `json:"requestId" doc:"The X-Request-Id of the answer"`
	Details   map[string]any   `json:"details" doc:"Further facts by name"`
}

// LineOf shows an entry.
func LineOf(e *writ.AuditEntry) Line {
	l := Line{
		AuditID: e.ID, At: e.At.UTC(), MemberID: e.Member, Email: e.Email, Action: e.Action, Noun: e.Noun, ObjectID: e.Object,
		Result: e.Result, Reason: e.Reason, Remote: e.Remote, RequestID: e.Request, Details: map[string]any{},
	}
	d := json.NewDecoder(strings.NewReader(string(e.Details)))
	d.UseNumber() // numbers stay as they were written
	if d.Decode(&l.Details) != nil || l.Details == nil {
		l.Details = map[string]any{}
	}
	return l
}

// WriteJSON writes entries as JSON lines: one object each, in UTF-8, ended by a
// line feed.
func WriteJSON(w io.Writer, list []*writ.AuditEntry) error {
	out := json.NewEncoder(w)
	for _, e := range list {
		if err := out.Encode(LineOf(e)); err != nil {
			return err
		}
	}
	return nil
}

// Header is the first line of the CSV form.
func Header() []string {
	return []string{"id", "at", "member id", "email", "action", "noun", "object id", "result", "reason", "from", "request id", "details"}
}

// WriteCSV writes entries as CSV (RFC 4180). What a spreadsheet would take for a
// formula begins with an apostrophe: anybody may put text into a name or an
// address.
func WriteCSV(w io.Writer, list []*writ.AuditEntry) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	for _, e := range list {
		row := []string{
			string(e.ID), e.At.UTC().Format(time.RFC3339Nano), string(e.Member), e.Email, e.Action, e.Noun, e.Object,
			string(e.Result), e.Reason, e.Remote, e.Request, string(e.Details),
		}
		for i, cell := range row {
			row[i] = protect(cell)
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// WriteHeader writes the first line of the CSV form.
func WriteHeader(w io.Writer) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write(Header()); err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}

// protect keeps spreadsheets from calculating a cell
// (https://owasp.org/www-community/attacks/CSV_Injection).
func protect(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
