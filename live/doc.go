// Package live tells browsers and programs what happens, as it happens: one
// WebSocket per tab over which its peer follows topics. Events themselves are
// kept by the store; a Hub, one per node, reads them and hands them on.
//
// What a follower of a topic can rely on:
//
//   - Order. Kept events come in the order of their numbers, none twice. Numbers
//     of one topic rise with gaps; between topics there is no order.
//   - Nothing silently missed. An event that was kept is either delivered or
//     covered by a reset: "read the thing again, go on from this number". A peer
//     is reset when it was away for longer than events are kept, or when it takes
//     messages more slowly than they come.
//   - Resuming. Whoever says which number it had last, is sent what came since.
//     Any node can go on where another stopped: the position is the client's.
//   - Fleeting events, such as how far an import has come, are not kept: they come
//     at most once, and first of all are left out when a peer is slow.
//   - Bounded memory. A socket holds at most queueLimit events; when they are too
//     many, fleeting ones go first, then all of one topic make room for its reset.
//     A message that cannot be written within Options.WriteTimeout ends the socket.
//   - Rights. Every topic is asked for when it is followed, again every second
//     heartbeat, and as soon as the account of the peer changes; so is the session.
//     Being connected is no use of a session: it does not keep it from running out.
//
// A Hub learns of events from the store's notices, which may come late, doubled or
// in another order, or be lost: they only say where to look. What is sent is read
// from Tx.Events, from where each follower stands; topics without notices are
// looked at now and then as well.
package live
