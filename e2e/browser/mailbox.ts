import { createServer, type Socket } from 'node:net';

/** A mail server that takes everything, in clear and from everybody. */
export interface Mailbox {
  port: number;
  /** The mails that came, each as it was sent. */
  mails: string[];
  stop: () => Promise<void>;
}

const answers: Readonly<Record<string, string>> = { DATA: '354 go on', QUIT: '221 bye' };

/** Starts one on a free port. */
export function startMailbox(): Promise<Mailbox> {
  const mails: string[] = [];
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    converse(socket, mails);
  });
  const stop = () =>
    new Promise<void>((done) => {
      server.close(() => done());
      for (const socket of open) socket.destroy();
    });
  return new Promise((found, failed) => {
    server.once('error', failed).listen(0, '127.0.0.1', () => {
      const address = server.address();
      found({ port: typeof address === 'object' && address ? address.port : 0, mails, stop });
    });
  });
}

function converse(socket: Socket, mails: string[]): void {
  let line = '';
  let mail: string[] | undefined;
  const say = (text: string) => socket.write(`${text}\r\n`);
  const hear = (said: string) => {
    if (mail && said !== '.') return void mail.push(said);
    if (mail) {
      mails.push(mail.join('\n'));
      mail = undefined;
      return void say('250 taken');
    }
    const verb = said.split(' ', 1)[0]?.toUpperCase() ?? '';
    if (verb === 'DATA') mail = [];
    say(answers[verb] ?? '250 ok');
  };
  say('220 mailbox');
  socket.on('error', () => socket.destroy());
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (line + chunk).split('\r\n');
    line = lines.pop() ?? '';
    for (const said of lines) hear(said);
  });
}
