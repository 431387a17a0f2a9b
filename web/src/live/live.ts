// The connection over which the server tells what happens; docs/live.md has the
// messages. It knows nothing of React: useTopic.ts joins the two.

/** What a follower of a topic is told. */
export type News =
  /** Something happened; `data` is what the event said. */
  | { readonly what: 'event' | 'fleeting'; readonly kind: string; readonly data: unknown }
  /** Nothing is known of what came before: read the thing again. */
  | { readonly what: 'stale' };

/** How the connection is. "blocked": the server answers, but no connection comes through. */
export type LiveState = 'new' | 'open' | 'lost' | 'blocked';

/** The part of a WebSocket that this needs. */
export type Socket = Pick<WebSocket, 'onmessage' | 'onclose' | 'send' | 'close'>;

/** What the connection needs of the browser; tests have their own. */
export interface Surroundings {
  connect(): Socket;
  /** Asks by plain HTTP why no connection comes about; resolves to the status, 0 when nobody answers. */
  ask(): Promise<number>;
  /** The session has ended. */
  signIn(): void;
  random(): number;
  now(): number;
}

type Listener = (news: News) => void;

interface Following {
  readonly listeners: Set<Listener>;
  /** The number that the server is asked to go on from; undefined before it has answered. */
  seq: number | undefined;
}

interface Message {
  type: string;
  topic?: string;
  seq?: number;
  kind?: string;
  data?: unknown;
  heartbeat?: number;
}

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;
/** How many heartbeats may be missing before the connection counts as dead. */
const MISSING_BEATS = 2.5;
/** Topics in one message, which may have 16 KiB. */
const BATCH = 50;
const SESSION_ENDED = 4401;
const SERVER_RESTARTS = 1012;

/** One connection, kept up as long as it is started. */
export class Live {
  private readonly around: Surroundings;
  private readonly topics = new Map<string, Following>();
  private readonly watchers = new Set<() => void>();
  private socket: Socket | null = null;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private silence: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private heartbeat = 15_000;
  private heard = 0;
  private current: LiveState = 'new';
  private isStarted = false;

  constructor(around: Surroundings) {
    this.around = around;
  }

  /** How the connection is now. */
  get state(): LiveState {
    return this.current;
  }

  /** Calls `watcher` whenever the state changes; returns how to end that. */
  watch(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  /** Connects, and connects again whenever the connection is lost. */
  start(): void {
    if (this.isStarted) return;
    this.isStarted = true;
    this.open();
  }

  /** Ends the connection; what is followed stays so for the next start. */
  stop(): void {
    this.isStarted = false;
    clearTimeout(this.retry);
    this.drop();
    this.become('new');
  }

  /** Tries at once instead of after the pause: the network or the tab has come back. */
  wake(): void {
    if (!this.isStarted) return;
    if (this.socket && this.around.now() - this.heard < MISSING_BEATS * this.heartbeat) return;
    this.failures = 0;
    this.open();
  }

  /** The network is gone: nothing comes any more, whatever the socket believes. */
  sleep(): void {
    if (this.isStarted && this.socket) this.lose(0);
  }

  /** Tells `listener` of a topic until the returned function is called. */
  follow(topic: string, listener: Listener): () => void {
    let following = this.topics.get(topic);
    if (!following) {
      following = { listeners: new Set(), seq: undefined };
      this.topics.set(topic, following);
      if (this.current === 'open') this.ask([topic]);
    }
    following.listeners.add(listener);
    return () => this.unfollow(topic, listener);
  }

  private unfollow(topic: string, listener: Listener): void {
    const following = this.topics.get(topic);
    if (!following?.listeners.delete(listener) || following.listeners.size > 0) return;
    this.topics.delete(topic);
    if (this.current === 'open') this.send({ type: 'unfollow', topics: [topic] });
  }

  private ask(topics: string[]): void {
    for (let start = 0; start < topics.length; start += BATCH) {
      const batch = topics.slice(start, start + BATCH).map((topic) => {
        const after = this.topics.get(topic)?.seq;
        return after === undefined ? { topic } : { topic, after };
      });
      this.send({ type: 'follow', topics: batch });
    }
  }

  private send(message: object): void {
    this.socket?.send(JSON.stringify(message));
  }

  private open(): void {
    clearTimeout(this.retry);
    this.drop();
    const socket = this.around.connect();
    this.socket = socket;
    this.hear();
    socket.onmessage = ({ data }) => this.receive(JSON.parse(String(data)) as Message);
    socket.onclose = ({ code }) => this.lose(code);
  }

  /** Notes a sign of life, and waits for the next. */
  private hear(): void {
    this.heard = this.around.now();
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.lose(0), MISSING_BEATS * this.heartbeat);
  }

  private receive(message: Message): void {
    this.hear();
    if (message.type === 'hello') {
      this.heartbeat = (message.heartbeat ?? 15) * 1000;
      this.failures = 0;
      this.become('open');
      this.ask([...this.topics.keys()]);
      return;
    }
    const following = this.topics.get(message.topic ?? '');
    if (following) this.tell(following, message);
  }

  private tell(following: Following, { type, seq, kind = '', data }: Message): void {
    const before = following.seq;
    if (type !== 'fleeting' && type !== 'refused') following.seq = seq ?? before;
    if (type === 'event' || type === 'fleeting') say(following, { what: type, kind, data });
    // What was read before anybody told of changes may be old already.
    if (type === 'reset' || (type === 'following' && before === undefined)) say(following, { what: 'stale' });
  }

  private drop(): void {
    clearTimeout(this.silence);
    const { socket } = this;
    if (!socket) return;
    this.socket = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  private lose(code: number): void {
    const wasOpen = this.current === 'open';
    this.drop();
    if (code === SESSION_ENDED) {
      this.stop();
      this.around.signIn();
      return;
    }
    if (this.current !== 'blocked') this.become('lost');
    if (!wasOpen) void this.findOut();
    this.retry = setTimeout(() => this.open(), this.pause(code));
  }

  /** A handshake that fails does not say why; a plain request to the same address does. */
  private async findOut(): Promise<void> {
    const status = await this.around.ask();
    if (!this.isStarted || this.current === 'open') return;
    if (status === 401) {
      this.stop();
      this.around.signIn();
    } else if (status === 400) {
      this.become('blocked');
    } else {
      this.become('lost');
    }
  }

  private pause(code: number): number {
    const spread = 0.5 + this.around.random() / 2;
    if (code === SERVER_RESTARTS) return this.around.random() * FIRST_PAUSE;
    return Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.failures++) * spread;
  }

  private become(state: LiveState): void {
    if (this.current === state) return;
    this.current = state;
    for (const watcher of this.watchers) watcher();
  }
}

function say(following: Following, news: News): void {
  for (const listener of [...following.listeners]) listener(news);
}
