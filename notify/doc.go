// Package notify writes the mails that tell members what happened to things they
// have to do with, and hands them to the organization's mail server.
//
// It decides nothing: whoever calls it has looked up, with the rights of the
// receiver and at the moment of sending, what a letter may name. All words of a
// letter are in one table (sentence), and everything that people wrote (names,
// messages) is text in both forms of a mail: escaped in HTML, and never part of a
// header but through the library that encodes it.
//
// A mail can arrive twice, when the server is lost just as it took one, because
// the job that sends it is tried again. Both copies then have the same Message-ID,
// by which mailboxes tell that they are one.
package notify
