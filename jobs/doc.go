// Package jobs runs work that outlives the request that asked for it: it queues
// it in the metadata store, in the transaction of whoever asks, and works on it
// on whichever node has a worker free. It also starts what is to be done again and
// again.
//
// # What a handler can count on
//
// A job is run at least once, and more often only after its node died or lost the
// store, or after an attempt that can be repeated failed. So handlers are written
// to be run again. The end of a job, and what its handler writes in Run.Finish
// and in Handler.Ended, happen exactly once, in one transaction.
//
// # The lease
//
// The store holds, for every running job, a node, a term and the time until which
// its lease lasts, by the store's own clock; nodes' clocks do not matter.
//
//   - Claim makes a job running, raises its term and begins its lease. It takes
//     jobs that are queued and due, and running ones whose lease has run out.
//   - Renew prolongs the lease every third of its length, if term and state are
//     still as they were.
//   - Settle ends the job or queues it again, if term and state are still as they
//     were. It comes first in its transaction, so that nothing else in there
//     happens where it is refused.
//
// Everything that a node writes about a job thus carries the term under which it
// has it, and the store takes nothing that carries an older one: a node that was
// away (a long pause, a cut network) and comes back late cannot disturb the one
// that took over.
//
// What a job does outside the store is not fenced that way. Therefore a node
// trusts its lease for two thirds of its length only, counted by its monotonic
// clock from before it asked the store, which began the lease later than that:
// then it ends the context of the run with ErrLost, at least a third of a lease
// before another node can have the job. A handler that watches its context does
// not work beside its successor, unless its process is held up as a whole, for
// which no lease helps: so handlers name what they make outside by the job, and
// make it so that it can be made again.
//
// # What each failure does
//
//   - The handler fails with CodeUnavailable or CodeUncertain: the job is queued
//     again with the problem, for later and later (Backoff), until it was tried
//     MaxAttempts times; then it fails. Any other error fails it at once.
//   - The handler panics: the job fails with an internal problem; the stack is in
//     the log.
//   - The node dies, or cannot reach the store for two thirds of a lease: nothing
//     is written; when the lease has run out another node takes the job over, which
//     counts as one more attempt. A job that was taken more than MaxAttempts times
//     is not run again but fails.
//   - The node stops (Close): its runs end with ErrStopping, their jobs are queued
//     again at once, and the attempt does not count.
//   - Somebody cancels (Cancel): a queued job ends at once. A running one is marked;
//     an event makes its node ask the store at once, and without the event it learns
//     of it when it renews the lease. Its run ends with ErrCanceled. A job that is
//     marked and claimed again is not run.
//   - The store does not say whether the end of a job was saved (CodeUncertain, or
//     time ran out during the commit): it is written again under the same term; if
//     that is refused, the job itself tells whether it was this run that ended it.
//   - A claim of that kind is given up. If it was saved after all, the job waits
//     for its lease to run out, and the attempt counts.
//
// # Waking up
//
// Every node has one loop that claims. It wakes when an event of a job arrives
// and at least once a second, so a lost event costs a second and no more.
package jobs
