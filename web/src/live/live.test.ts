import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Live, type News, type Socket } from './live';

/** A socket that the test holds the other end of. */
class FakeSocket {
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  readonly sent: unknown[] = [];
  isClosed = false;

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.isClosed = true;
  }

  say(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  greet(): void {
    this.say({ type: 'hello', node: 'n', version: 'v', heartbeat: 15 });
  }

  end(code: number): void {
    this.onclose?.({ code });
  }
}

let sockets: FakeSocket[];
let status: number;
let signIns: number;
let live: Live;
let news: News[];
const listen = (one: News) => news.push(one);

beforeEach(() => {
  vi.useFakeTimers();
  sockets = [];
  news = [];
  status = 0;
  signIns = 0;
  live = new Live({
    connect: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as Socket;
    },
    ask: () => Promise.resolve(status),
    signIn: () => signIns++,
    random: () => 0,
    now: () => Date.now(),
  });
});
afterEach(() => {
  live.stop();
  vi.useRealTimers();
});

const last = (): FakeSocket => {
  const socket = sockets.at(-1);
  if (!socket) throw new Error('nothing was connected');
  return socket;
};

function open(): FakeSocket {
  live.start();
  last().greet();
  return last();
}

test('topics followed before the connection stands are asked for once it does', () => {
  live.follow('a', listen);
  live.start();
  expect(last().sent).toEqual([]);
  last().greet();
  expect(last().sent).toEqual([{ type: 'follow', topics: [{ topic: 'a' }] }]);
  expect(live.state).toBe('open');
});

test('what was read before the first answer counts as old, events are handed on', () => {
  const socket = open();
  live.follow('a', listen);
  socket.say({ type: 'following', topic: 'a', seq: 7 });
  socket.say({ type: 'event', topic: 'a', seq: 8, kind: 'changed', data: { state: 'done' } });
  socket.say({ type: 'fleeting', topic: 'a', kind: 'progress', data: { rows: 1 } });
  socket.say({ type: 'event', topic: 'b', seq: 9, kind: 'changed' });
  expect(news).toEqual([
    { what: 'stale' },
    { what: 'event', kind: 'changed', data: { state: 'done' } },
    { what: 'fleeting', kind: 'progress', data: { rows: 1 } },
  ]);
});

test('after a break it goes on from the last number, and 0 is one', () => {
  const socket = open();
  live.follow('a', listen);
  live.follow('b', listen);
  live.follow('c', listen);
  socket.say({ type: 'following', topic: 'a', seq: 7 });
  socket.say({ type: 'event', topic: 'a', seq: 9, kind: 'changed' });
  socket.say({ type: 'following', topic: 'b', seq: 0 });
  socket.end(1006);
  expect(live.state).toBe('lost');
  vi.advanceTimersByTime(250);
  last().greet();
  expect(last().sent).toEqual([
    { type: 'follow', topics: [{ topic: 'a', after: 9 }, { topic: 'b', after: 0 }, { topic: 'c' }] },
  ]);
  news = [];
  last().say({ type: 'following', topic: 'a', seq: 9 });
  expect(news).toEqual([]);
  last().say({ type: 'reset', topic: 'a', seq: 20 });
  expect(news).toEqual([{ what: 'stale' }]);
  last().end(1006);
  vi.advanceTimersByTime(250);
  last().greet();
  expect(last().sent[0]).toMatchObject({ topics: [{ topic: 'a', after: 20 }, {}, {}] });
});

test('a topic is asked for once however many listen, and let go with the last of them', () => {
  const socket = open();
  const first = live.follow('a', listen);
  const second = live.follow('a', () => {});
  first();
  first();
  expect(socket.sent).toEqual([{ type: 'follow', topics: [{ topic: 'a' }] }]);
  second();
  expect(socket.sent.at(-1)).toEqual({ type: 'unfollow', topics: ['a'] });
});

test('pauses grow up to half a minute, and begin anew once a connection stood', async () => {
  live.start();
  const pauses: number[] = [];
  for (let attempt = 0; attempt < 9; attempt++) {
    const before = Date.now();
    const tried = sockets.length;
    last().end(1006);
    while (sockets.length === tried) await vi.advanceTimersByTimeAsync(50);
    pauses.push(Date.now() - before);
  }
  expect(pauses).toEqual([250, 500, 1000, 2000, 4000, 8000, 15000, 15000, 15000]);
  last().greet();
  last().end(1006);
  vi.advanceTimersByTime(250);
  expect(sockets.length).toBe(11);
});

test('a server that restarts is left at once for another', () => {
  open().end(1012);
  vi.advanceTimersByTime(0);
  expect(sockets.length).toBe(2);
});

test('the end of the session leads to the sign-in, and there are no more attempts', () => {
  open().end(4401);
  expect(signIns).toBe(1);
  vi.advanceTimersByTime(60_000);
  expect(sockets.length).toBe(1);
});

test('a handshake that is refused for want of a session leads to the sign-in', async () => {
  status = 401;
  live.start();
  last().end(1006);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(signIns).toBe(1);
  expect(sockets.length).toBe(1);
});

test('a proxy that lets no connection through is told apart from a server that is away', async () => {
  status = 400;
  live.start();
  last().end(1006);
  await vi.advanceTimersByTimeAsync(0);
  expect(live.state).toBe('blocked');
  await vi.advanceTimersByTimeAsync(250);
  status = 0;
  last().end(1006);
  await vi.advanceTimersByTimeAsync(0);
  expect(live.state).toBe('lost');
});

test('silence for two beats and a half is the end of a connection', () => {
  const socket = open();
  vi.advanceTimersByTime(30_000);
  socket.say({ type: 'beat' });
  vi.advanceTimersByTime(37_499);
  expect(live.state).toBe('open');
  vi.advanceTimersByTime(1);
  expect(live.state).toBe('lost');
  expect(socket.isClosed).toBe(true);
});

test('the network that goes and comes back is no reason to wait', () => {
  const states: string[] = [];
  live.watch(() => states.push(live.state));
  const socket = open();
  live.wake();
  expect(sockets.length).toBe(1);
  live.sleep();
  expect(socket.isClosed).toBe(true);
  live.wake();
  expect(sockets.length).toBe(2);
  last().greet();
  expect(states).toEqual(['open', 'lost', 'open']);
});

test('a stopped connection is closed and stays so', () => {
  const socket = open();
  live.stop();
  expect(socket.isClosed).toBe(true);
  live.wake();
  vi.advanceTimersByTime(60_000);
  expect(sockets.length).toBe(1);
  expect(live.state).toBe('new');
});
