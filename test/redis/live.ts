import { connect } from 'node:net';

export type Reply = string | number | null | Error | readonly Reply[];

/**
 * Sends commands to the socket file of a server that may not listen yet, and waits for all replies (RESP2).
 * @param commands each as its words
 */
export async function ask(
  socket: string,
  commands: readonly (readonly string[])[],
): Promise<readonly Reply[]> {
  for (let tries = 0; ; tries++)
    try {
      return await once(socket, commands);
    } catch (fault) {
      if (tries > 200) throw fault;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
}

const once = (path: string, commands: readonly (readonly string[])[]): Promise<readonly Reply[]> =>
  new Promise((resolve, reject) => {
    const connection = connect({ path });
    let received = Buffer.alloc(0);
    connection.on('connect', () => connection.write(commands.map(spelt).join('')));
    connection.on('error', reject);
    connection.on('close', () => reject(new Error(`closed after ${received.length} bytes`)));
    connection.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const replies: Reply[] = [];
      for (let at = 0; replies.length < commands.length;) {
        const read = replyAt(received, at);
        if (!read) return;
        replies.push(read[0]);
        at = read[1];
      }
      resolve(replies);
      connection.destroy();
    });
  });

const spelt = (words: readonly string[]): string =>
  `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;

/** A reply and where it ends; null where it is not all there yet. */
function replyAt(bytes: Buffer, at: number): readonly [Reply, number] | null {
  const end = bytes.indexOf('\r\n', at);
  if (end === -1) return null;
  const kind = String.fromCharCode(bytes[at] ?? 0);
  const head = bytes.toString('utf8', at + 1, end);
  const next = end + 2;
  if (kind === '+') return [head, next];
  if (kind === '-') return [new Error(head), next];
  if (kind === ':') return [Number(head), next];
  const count = Number(head);
  if (count < 0) return [null, next];
  if (kind === '$')
    return bytes.length < next + count + 2
      ? null
      : [bytes.toString('utf8', next, next + count), next + count + 2];
  if (kind !== '*') throw new Error(`no reply begins with ${kind}`);
  const items: Reply[] = [];
  let place = next;
  while (items.length < count) {
    const item = replyAt(bytes, place);
    if (!item) return null;
    items.push(item[0]);
    place = item[1];
  }
  return [items, place];
}

/** The value in a reply to CONFIG GET of one name. */
export const valueIn = (reply: Reply | undefined): Reply | undefined =>
  Array.isArray(reply) ? (reply as readonly Reply[])[1] : reply;

/** Tells a server to end; it closes the connection instead of answering. */
export const shutDown = (socket: string): Promise<unknown> =>
  once(socket, [['SHUTDOWN', 'NOSAVE']]).catch(() => undefined);
