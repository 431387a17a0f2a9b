import { useSyncExternalStore } from 'react';
import { type Problem, toProblem } from './problems';
import { httpTransport, sendParts } from './sendFile';
import { createUpload, type Upload } from './uploads';

/** A file that this tab sends, or sent. It goes on while the member looks at other pages. */
export interface Sending {
  readonly uploadId: string;
  readonly file: File;
  readonly sent: number;
  readonly started: number;
  /** Why it stopped before the end; sending can be resumed. */
  readonly problem: Problem | null;
}

const listeners = new Set<() => void>();
const stops = new Map<string, AbortController>();
let sendings: ReadonlyMap<string, Sending> = new Map();

/** Announces a file and begins to send it; resolves as soon as the upload has its id. */
export async function startSending(file: File): Promise<Upload> {
  const upload = await createUpload(file.name, file.size);
  void send(upload.uploadId, file, 0);
  return upload;
}

/** Goes on with an upload that was interrupted, from what the server has of it. */
export function resumeSending(upload: Upload, file: File): void {
  void send(upload.uploadId, file, upload.received);
}

/** Stops sending; what has arrived stays with the server. */
export function stopSending(uploadId: string): void {
  stops.get(uploadId)?.abort();
}

/** What this tab sends to an upload, if it does. */
export function useSending(uploadId: string | undefined): Sending | undefined {
  const all = useSyncExternalStore(subscribe, () => sendings);
  return uploadId === undefined ? undefined : all.get(uploadId);
}

async function send(uploadId: string, file: File, from: number): Promise<void> {
  stops.get(uploadId)?.abort();
  const stop = new AbortController();
  stops.set(uploadId, stop);
  let state: Sending = { uploadId, file, sent: from, started: Date.now(), problem: null };
  const show = (change: Partial<Sending>) => {
    state = { ...state, ...change };
    publish(state);
  };
  show({});
  window.addEventListener('beforeunload', askBeforeLeaving);
  try {
    await sendParts(httpTransport(uploadId, file), file.size, from, (sent) => show({ sent }), stop.signal);
  } catch (error) {
    show({ problem: stop.signal.aborted ? null : toProblem(error) });
  } finally {
    if (stops.get(uploadId) === stop) stops.delete(uploadId);
    if (stops.size === 0) window.removeEventListener('beforeunload', askBeforeLeaving);
  }
}

/** Closing the tab interrupts what it sends, so the browser asks first. */
function askBeforeLeaving(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

function publish(sending: Sending): void {
  sendings = new Map(sendings).set(sending.uploadId, sending);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
