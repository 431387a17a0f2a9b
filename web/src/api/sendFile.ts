import { type Problem, problemOf, toProblem } from './problems';
import { getUpload } from './uploads';

/** Bytes per request: large enough to be fast, small enough that an interruption costs little. */
export const PART_BYTES = 8 << 20;

/** Waits between attempts in milliseconds; then the member is asked. */
const PAUSES = [500, 1_000, 2_000, 4_000, 8_000, 15_000];

/** How the parts of one file get to the server. */
export interface Transport {
  /** Sends bytes start … end-1 and resolves to where the next part begins. */
  send(start: number, end: number, progress: (sent: number) => void, signal: AbortSignal): Promise<number>;
  /** Asks the server where the next part begins. */
  offset(): Promise<number>;
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/**
 * Sends what is missing of a file of `size` bytes, part by part. After a failure
 * it goes on from where the server says it is; it gives up when the server refuses
 * or stays away, and then throws the Problem.
 */
export async function sendParts(
  transport: Transport,
  size: number,
  from: number,
  progress: (sent: number) => void,
  signal: AbortSignal,
): Promise<void> {
  let failures = 0;
  for (let start = from; start < size; ) {
    try {
      start = await transport.send(start, Math.min(size, start + PART_BYTES), progress, signal);
      failures = 0;
    } catch (error) {
      signal.throwIfAborted();
      const pause = PAUSES[failures++];
      if (pause === undefined || !isPassing(toProblem(error))) throw error;
      await transport.wait(pause, signal);
      start = await transport.offset().catch(() => start);
    }
    progress(start);
  }
}

/** Whether the same part may arrive at the next attempt; a conflict only says that the offset was wrong. */
function isPassing({ status, code }: Problem): boolean {
  return status === 0 || status >= 500 || status === 408 || status === 429 || code === 'conflict';
}

/** Sends a file to its upload over HTTP. */
export function httpTransport(uploadId: string, file: Blob): Transport {
  return {
    send: (start, end, progress, signal) =>
      sendPart(uploadId, start, file.slice(start, end), progress, signal),
    offset: async () => (await getUpload(uploadId)).received,
    wait: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, milliseconds);
        signal.addEventListener('abort', () => {
          clearTimeout(timer);
          reject(signal.reason);
        });
      }),
  };
}

/** Sends one part. fetch cannot tell how much of a request has left, so this is the older interface. */
function sendPart(
  uploadId: string,
  start: number,
  part: Blob,
  progress: (sent: number) => void,
  signal: AbortSignal,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PATCH', `/v2/uploads/${encodeURIComponent(uploadId)}`);
    request.setRequestHeader('Content-Type', 'application/offset+octet-stream');
    request.setRequestHeader('Upload-Offset', String(start));
    request.upload.onprogress = (event) => progress(start + event.loaded);
    request.onload = () => {
      if (request.status < 300) resolve(start + part.size);
      else reject(problemOfRequest(request));
    };
    request.onerror = () => reject(toProblem(new TypeError('network error')));
    request.onabort = () => reject(signal.reason);
    signal.addEventListener('abort', () => request.abort());
    request.send(part);
  });
}

function problemOfRequest(request: XMLHttpRequest): Problem {
  let body: unknown;
  try {
    body = JSON.parse(request.responseText);
  } catch {
    body = undefined;
  }
  return problemOf(new Response(null, { status: request.status, statusText: request.statusText }), body);
}
