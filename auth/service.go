package auth

import (
	"context"
	"time"

	"github.com/alexedwards/scs/v2"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/warehouse/driver"
)

// FirstAdminEmail is the address of the member that CreateFirstAdmin makes.
const FirstAdminEmail = "admin@localhost"

// concurrentHashes bounds how many passwords are hashed at once, and with them
// the memory that a flood of sign-ins can take.
const concurrentHashes = 4

// Options tune a Service; the zero value is right for a server. Tests lower the
// cost and the limits.
type Options struct {
	Cost Cost // of new password hashes; zero means DefaultCost

	// FailuresPerAccount and FailuresPerAddress are how many failed attempts in
	// a row an account and a network address get before they have to wait; one
	// more is granted every AccountPause and AddressPause. Zero means 5 and 12 s
	// for an account, 100 and 1 s for an address, which many people may share.
	FailuresPerAccount, FailuresPerAddress int
	AccountPause, AddressPause             time.Duration

	Hosts *driver.Hosts // where OpenID providers may be; nil allows what driver.Hosts says
}

func (o Options) withDefaults() Options {
	if o.Cost == (Cost{}) {
		o.Cost = DefaultCost()
	}
	if o.FailuresPerAccount == 0 {
		o.FailuresPerAccount = 5
	}
	if o.FailuresPerAddress == 0 {
		o.FailuresPerAddress = 100
	}
	if o.AccountPause == 0 {
		o.AccountPause = 12 * time.Second
	}
	if o.AddressPause == 0 {
		o.AddressPause = time.Second
	}
	return o
}

// Service signs members and programs in. All methods are safe for concurrent
// use.
type Service struct {
	st        store.Store
	clock     writ.Clock
	cost      Cost
	decoy     string        // hash that is checked when there is no member to check
	slots     chan struct{} // one token per hash under way
	accounts  *limiter
	addresses *limiter
	told      *limiter // what of too many failures is written down
	flows     *limiter // sign-ins at a provider that an address begins
	openID    *openID
	sessions  *scs.SessionManager
	recent    recent
}

// New makes a Service over the members, credentials, tokens and sessions of st.
func New(st store.Store, clock writ.Clock, opt Options) *Service {
	opt = opt.withDefaults()
	return &Service{
		st:        st,
		clock:     clock,
		cost:      opt.Cost,
		decoy:     opt.Cost.Hash(writ.NewSecret(16)),
		slots:     make(chan struct{}, concurrentHashes),
		accounts:  newLimiter(opt.FailuresPerAccount, opt.AccountPause),
		addresses: newLimiter(opt.FailuresPerAddress, opt.AddressPause),
		told:      newLimiter(1, time.Minute),
		flows:     newLimiter(30, time.Second),
		openID:    newOpenID(clock, opt.Hosts),
		sessions:  newSessions(st, clock),
	}
}

// CreateFirstAdmin makes the member FirstAdminEmail with a one-time password if
// there is no member at all, and tells whether it did. The password is returned
// only here; the caller shows it once.
func (s *Service) CreateFirstAdmin(ctx context.Context) (email, password string, created bool, err error) {
	now := s.clock()
	err = s.st.Write(ctx, func(tx store.Tx) error {
		n, err := tx.Members.Count(ctx)
		if created = err == nil && n == 0; !created {
			return err
		}
		m := &writ.Member{
			ID:          writ.NewID[writ.MemberID](),
			Email:       FirstAdminEmail,
			FirstName:   "First",
			LastName:    "Admin",
			AccountType: writ.AccountAdmin,
			Version:     1,
			CreatedAt:   now,
			UpdatedAt:   now,
		}
		password = s.cost.giveOneTimePassword(m)
		if err := tx.Members.Insert(ctx, m); err != nil {
			return err
		}
		return tx.AuditLog.Append(ctx, s.entry("auth.CreateFirstAdmin", onServer, m, writ.AuditDone, ""))
	})
	if err != nil || !created {
		return "", "", false, err
	}
	return FirstAdminEmail, password, true, nil
}

// SignOutEverywhere ends every session and token of a member.
func (s *Service) SignOutEverywhere(ctx context.Context, id writ.MemberID, from Origin) error {
	return s.st.Write(ctx, func(tx store.Tx) error {
		m, err := tx.Members.Get(ctx, id)
		if err != nil {
			return err
		}
		m.Epoch++
		m.UpdatedAt = s.clock()
		if err := signedOut(ctx, tx, m); err != nil {
			return err
		}
		return tx.AuditLog.Append(ctx, s.entry("auth.SignOutEverywhere", from, m, writ.AuditDone, ""))
	})
}

// signedOut saves a member whose sessions have ended, and says so to every node:
// live channels of the member close at once.
func signedOut(ctx context.Context, tx store.Tx, m *writ.Member) error {
	if err := tx.Members.Update(ctx, m); err != nil {
		return err
	}
	return tellChanged(ctx, tx, m.ID)
}

// tellChanged says that sessions of a member may have ended.
func tellChanged(ctx context.Context, tx store.Tx, id writ.MemberID) error {
	return tx.Events.Append(ctx, &writ.Event{Topic: writ.MemberTopic(id), Kind: "changed"})
}

// member loads a member, nil if there is none.
func (s *Service) member(ctx context.Context, get func(store.Members) (*writ.Member, error)) (m *writ.Member, err error) {
	err = s.st.Read(ctx, func(tx store.Tx) error {
		m, err = get(tx.Members)
		return err
	})
	if writ.CodeOf(err) == writ.CodeNotFound {
		return nil, nil
	}
	return m, err
}
