import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** A running server of the built binary, on a data folder of its own. */
export interface Server {
  url: string;
  /** The first Admin and the one-time password the server printed. */
  email: string;
  oneTimePassword: string;
  stop: () => Promise<void>;
  /** Ends the process and leaves its data, for resume. */
  pause: () => Promise<void>;
  /** Starts the server again at the same address. */
  resume: () => Promise<void>;
}

const binary = process.env.WRIT_TEST_BINARY ?? resolve(__dirname, '../../bin/writ');
const startMilliseconds = 60_000;

/** Starts `writ serve` on a free port and waits until it is ready. */
export async function startServer(): Promise<Server> {
  if (!existsSync(binary)) throw new Error(`There is no ${binary}: run make bin/writ first.`);
  const data = mkdtempSync(join(tmpdir(), 'writ-browser-'));
  const address = `127.0.0.1:${await freePort()}`;
  const url = `http://${address}`;
  const run = () =>
    spawn(binary, ['serve', '--data', join(data, 'data'), '--addr', address], { stdio: ['ignore', 'pipe', 'pipe'] });
  let server = run();
  const said = listen(server);
  const pause = () => end(server);
  const resume = async () => {
    server = run();
    await ready(url, server, listen(server));
  };
  const stop = async () => {
    await end(server);
    rmSync(data, { recursive: true, force: true });
  };
  try {
    await ready(url, server, said);
    return { url, ...firstAdmin(said()), stop, pause, resume };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Everything the server has written so far, as one text. */
function listen(server: ChildProcess): () => string {
  let text = '';
  for (const stream of [server.stdout, server.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  }
  return () => text;
}

async function ready(url: string, server: ChildProcess, said: () => string): Promise<void> {
  const until = Date.now() + startMilliseconds;
  while (Date.now() < until && server.exitCode === null) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((wake) => setTimeout(wake, 50));
  }
  throw new Error(`writ serve did not become ready:\n${said()}`);
}

function firstAdmin(said: string): { email: string; oneTimePassword: string } {
  const email = said.match(/^Sign in as: (\S+)$/m)?.[1];
  const oneTimePassword = said.match(/^One-time password: (\S+)$/m)?.[1];
  if (!email || !oneTimePassword) throw new Error(`writ serve printed no one-time password:\n${said}`);
  return { email, oneTimePassword };
}

function end(server: ChildProcess): Promise<void> {
  return new Promise((done) => {
    if (server.exitCode !== null) return done();
    server.once('exit', () => done());
    server.kill('SIGTERM');
  });
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer().once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => found(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
