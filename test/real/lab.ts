/**
 * Runs in the network of a sandbox: the applications that nginx proxies to, and its clients. Applications are named by
 * the first argument, as JSON; each line of the input asks for one request, each line of the output is its answer.
 */
import { createServer, request as httpRequest, type ClientRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import { createInterface } from 'node:readline';
import { gunzipSync } from 'node:zlib';
import type { Application, Answer, Asking, Seen } from './live.ts';

const applications = JSON.parse(process.argv[2] ?? '[]') as readonly Application[];
let count = 0;

/** What an application does is said by the query: `wait` milliseconds, `status`, and a `header` with its value. */
const query = (url: string): URLSearchParams => new URL(url, 'http://x').searchParams;

const seen = (application: string, fields: Omit<Seen, 'application' | 'count'>): string =>
  JSON.stringify({ application, ...fields, count: (count += 1) });

function http({ name, address, port, socket: path }: Application): Promise<void> {
  const server = createServer((incoming, outgoing) => {
    let bodyLength = 0;
    incoming.on('data', (chunk: Buffer) => (bodyLength += chunk.length));
    incoming.on('end', () => {
      const { method = '', url = '', headers, httpVersion } = incoming;
      const asked = query(url);
      outgoing.setHeader('Server', `${name}/1.0`);
      outgoing.setHeader('Content-Type', 'application/json');
      for (const header of asked.getAll('header')) {
        const end = header.indexOf('=');
        outgoing.setHeader(header.slice(0, end), header.slice(end + 1));
      }
      outgoing.statusCode = Number(asked.get('status') ?? 200);
      const body = seen(name, { method, url, headers, bodyLength, httpVersion });
      setTimeout(() => outgoing.end(body), Number(asked.get('wait') ?? 0));
    });
  });
  server.on('upgrade', (incoming, socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
    socket.on('data', (chunk: Buffer) => socket.end(`${name} ${incoming.url} heard ${chunk.toString()}`));
  });
  return new Promise((resolve) =>
    path === undefined ? server.listen(port, address, resolve) : server.listen(path, resolve),
  );
}

/** The uwsgi protocol: a packet of four bytes, the size in the middle two, then variables with their lengths. */
function uwsgi({ name, address, port, socket: path }: Application): Promise<void> {
  const server = createTcpServer((socket) => {
    let got = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      got = Buffer.concat([got, chunk]);
      if (got.length < 4 || got.length < 4 + got.readUInt16LE(1)) return;
      const headers: Record<string, string> = {};
      for (let at = 4; at < 4 + got.readUInt16LE(1);) {
        const next = (): string => {
          const length = got.readUInt16LE(at);
          at += 2 + length;
          return got.toString('utf8', at - length, at);
        };
        const key = next();
        headers[key] = next();
      }
      const { REQUEST_METHOD: method = '', REQUEST_URI: url = '' } = headers;
      const body = seen(name, { method, url, headers, bodyLength: 0, httpVersion: 'uwsgi' });
      socket.end(`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n${body}`);
    });
    socket.on('error', () => undefined);
  });
  return new Promise((resolve) =>
    path === undefined ? server.listen(port, address, resolve) : server.listen(path, resolve),
  );
}

const ALERT = /SSL alert number \d+/;

function send(asking: Asking): Promise<Answer> {
  const { scheme, host, path, method = 'GET', headers = {}, body = 0, bodySent = true, from, say } = asking;
  const options: RequestOptions = {
    ...{ host: '127.0.0.1', method, path, agent: false },
    headers: { Host: host, ...(body > 0 ? { 'Content-Length': body } : {}), ...headers },
    ...(from === undefined ? {} : { localAddress: from }),
  };
  return new Promise((resolve) => {
    const failed = (reason: NodeJS.ErrnoException): void =>
      resolve({
        status: 0,
        headers: {},
        body: '',
        failed: ALERT.exec(reason.message)?.[0] ?? reason.code ?? reason.message,
      });
    const name = host.replace(/:\d+$/, '');
    const asked: ClientRequest =
      scheme === 'http'
        ? httpRequest({ ...options, port: 80 })
        : // The certificates of the sandbox are stubs.
          httpsRequest({ ...options, port: 443, servername: name, rejectUnauthorized: false });
    asked.on('error', failed);
    asked.on('upgrade', (answer, socket) => {
      let heard = '';
      socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
      socket.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: heard, failed: null }),
      );
      socket.write(say ?? '');
    });
    asked.on('response', (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', failed);
      answer.on('end', () => {
        const status = answer.statusCode ?? 0;
        const bytes = Buffer.concat(chunks);
        const body = answer.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
        resolve({ status, headers: answer.headers, body: body.toString(), failed: null });
        asked.destroy();
      });
    });
    if (body > 0 && !bodySent) asked.flushHeaders();
    else asked.end(body > 0 ? Buffer.alloc(body, 'x') : undefined);
  });
}

await Promise.all(applications.map((one) => (one.speaks === 'uwsgi' ? uwsgi(one) : http(one))));
process.stdout.write('"ready"\n');
for await (const line of createInterface({ input: process.stdin })) {
  const { id, asking } = JSON.parse(line) as { readonly id: number; readonly asking: Asking };
  void send(asking).then((answer) => process.stdout.write(`${JSON.stringify({ id, answer })}\n`));
}
process.exit(0);
