/**
 * Runs in the network of one host of the lab. It listens on what its arguments say and echoes; each line of the input
 * asks for something, each line of the output is the answer.
 */
import { createSocket } from 'node:dgram';
import { connect, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Asking, Endpoint, Listener } from './lab.ts';

const [name = '', said = '[]'] = process.argv.slice(1);
const listeners = JSON.parse(said) as readonly Listener[];

const listen = ({ port, protocol }: Listener): Promise<void> =>
  new Promise((resolve, reject) => {
    if (protocol === 'udp') {
      const socket = createSocket('udp6');
      socket.on('error', reject);
      socket.on('message', (_, peer) => socket.send(name, peer.port, peer.address));
      socket.bind(port, () => resolve());
      return;
    }
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.write(name);
      socket.pipe(socket);
    });
    server.on('error', reject);
    server.listen({ port, host: '::' }, resolve);
  });

/** Who answers; null where nobody does in time. */
async function probe({ address, port, protocol }: Endpoint, patience: number): Promise<string | null> {
  const late = new Promise<null>((resolve) => setTimeout(resolve, patience, null));
  if (protocol === 'tcp') {
    const socket = connect({ host: address, port });
    const answer = await Promise.race([late, heard(socket)]);
    socket.destroy();
    return answer;
  }
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  const answer = new Promise<string | null>((resolve) => {
    socket.on('error', () => resolve(null));
    socket.on('message', (text) => resolve(text.toString()));
  });
  socket.send('?', port, address);
  const found = await Promise.race([late, answer]);
  socket.close();
  return found;
}

const heard = (socket: Socket): Promise<string | null> =>
  new Promise((resolve) => {
    socket.once('error', () => resolve(null));
    socket.once('close', () => resolve(null));
    socket.once('data', (text) => resolve(text.toString()));
  });

/** Connections that are kept, by the words that they are asked with. */
const kept = new Map<string, Socket>();

async function answer(asking: Asking): Promise<readonly (string | null)[]> {
  if (asking.kind === 'probe')
    return Promise.all(asking.endpoints.map((endpoint) => probe(endpoint, asking.patience)));
  const before = kept.get(asking.name);
  if (before === undefined) {
    const socket = connect({ host: asking.endpoint.address, port: asking.endpoint.port });
    kept.set(asking.name, socket);
    return [await heard(socket)];
  }
  before.write('still here');
  return [await heard(before)];
}

await Promise.all(listeners.map(listen));
process.stdout.write('"ready"\n');
for await (const line of createInterface({ input: process.stdin })) {
  const { id, asking } = JSON.parse(line) as { readonly id: number; readonly asking: Asking };
  void answer(asking).then((found) => process.stdout.write(`${JSON.stringify({ id, found })}\n`));
}
process.exit(0);
