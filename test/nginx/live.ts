import { writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import type { Program } from '../../src/verify/programs.ts';
import { stageFor } from './prober.ts';

export interface Reply {
  readonly status: number;
  readonly body: string;
}

/** A running nginx. It listens on a socket file in its sandbox, so that no port of this host is taken. */
export interface Live {
  /** @param headers their values are sent as UTF-8 */
  readonly get: (path: string, headers?: Readonly<Record<string, string>>) => Promise<Reply>;
  readonly stop: () => Promise<void>;
}

const SOCKET = 'run/live.sock';

/**
 * Starts nginx with one server.
 * @param http directives for `http`
 * @param server directives for `server`
 */
export async function serve(program: Program, http: string, server: string): Promise<Live> {
  const stage = await stageFor(program);
  const configuration = `daemon off; master_process off; user root root; pid /run/nginx.pid; error_log stderr;
events { worker_connections 64; }
http {
  access_log off; default_type text/plain; keepalive_requests 1000000;
  map_hash_bucket_size 1024; map_hash_max_size 8192; server_names_hash_bucket_size 1024;
  ${http}
  server { listen unix:/${SOCKET}; ${server} }
}
`;
  writeFileSync(join(stage.root, 'etc/live.conf'), configuration);
  const checked = await stage.run(['nginx', '-t', '-q', '-e', 'stderr', '-c', '/etc/live.conf']);
  if (checked.status !== 0) {
    await stage.close();
    throw new Error(`nginx refuses what it was given: ${checked.stderr}`);
  }
  await stage.spawn(['nginx', '-e', 'stderr', '-c', '/etc/live.conf']);
  const agent = new Agent({ keepAlive: true, maxSockets: 2 });
  const socketPath = join(stage.root, SOCKET);
  const get: Live['get'] = (path, headers = {}) =>
    new Promise((resolve, reject) => {
      const bytes = Object.entries(headers).map(
        ([name, value]) => [name, Buffer.from(value).toString('latin1')] as const,
      );
      request(
        { socketPath, path, agent, headers: { host: 'localhost', ...Object.fromEntries(bytes) } },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('end', () =>
            resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
          );
        },
      )
        .on('error', reject)
        .end();
    });
  for (
    let tries = 0;
    !(await get('/').then(
      () => true,
      () => false,
    ));
    tries++
  ) {
    if (tries > 200) throw new Error('nginx does not answer');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    get,
    stop: async () => {
      agent.destroy();
      await stage.close();
    },
  };
}
