import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { IncomingHttpHeaders } from 'node:http';
import type { StageNeed } from '../../src/target/verification.ts';
import { isFailure } from '../../src/verify/process.ts';
import type { Program } from '../../src/verify/programs.ts';
import type { Server } from '../../src/verify/sandbox.ts';
import { openStage } from '../../src/verify/stage.ts';

/** Something that nginx proxies to, under a name of the model. */
export interface Application {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly speaks: 'http' | 'uwsgi';
  /** instead of address and port: a socket file, as the sandbox sees it */
  readonly socket?: string;
}

export interface Asking {
  readonly scheme: 'http' | 'https';
  /** also the name that TLS asks for */
  readonly host: string;
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** bytes of a body */
  readonly body?: number;
  /** false: its length is announced, and nothing follows */
  readonly bodySent?: boolean;
  /** an address of the client */
  readonly from?: string;
  /** to be said when the connection is upgraded */
  readonly say?: string;
}

export interface Answer {
  /** 0 where there was none */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** the code of the error that ended the connection, or the alert that ended its handshake */
  readonly failed: string | null;
}

/** What an application says it was asked. */
export interface Seen {
  readonly application: string;
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly bodyLength: number;
  readonly httpVersion: string;
  /** of all requests of the lab */
  readonly count: number;
}

export interface Live {
  readonly ask: (asking: Asking) => Promise<Answer>;
  /** a file that nginx wrote */
  readonly read: (path: string) => string;
  readonly stop: () => Promise<void>;
}

/** Starts nginx on a stage, and in its network applications and a client. */
export async function start(
  program: Program,
  need: StageNeed,
  applications: readonly Application[],
): Promise<Live> {
  const stage = await openStage(need, { program });
  if (isFailure(stage)) throw new Error(stage.failed);
  try {
    // A container of nginx runs in the foreground too. There is but one account in a sandbox, and a process that
    // already is it must not become another.
    const isSaid = /^user /m.test(need.files.get('/etc/nginx/nginx.conf')?.text ?? '');
    const nginx = await stage.spawn(['nginx', '-g', `daemon off;${isSaid ? '' : ' user root;'}`]);
    const inside = applications.map((one) => ({
      ...one,
      ...(one.socket === undefined ? {} : { socket: join(stage.root, one.socket) }),
    }));
    const lab = await labIn(nginx, inside);
    const stop = async (): Promise<void> => {
      lab.stop();
      await stage.close();
    };
    for (let tries = 0; ; tries += 1) {
      const { failed } = await lab.ask({ scheme: 'https', host: 'nobody.test', path: '/' });
      if (failed !== 'ECONNREFUSED') break;
      if (tries === 200) throw new Error(`nginx does not listen: ${nginx.output()}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    return { ask: lab.ask, read: (path) => readFileSync(join(stage.root, path), 'utf8'), stop };
  } catch (reason) {
    await stage.close();
    throw reason;
  }
}

interface Lab {
  readonly ask: Live['ask'];
  readonly stop: () => void;
}

/** A process of this host's node that shares nothing with the sandbox but its network. */
async function labIn({ pid }: Server, applications: readonly Application[]): Promise<Lab> {
  const script = [process.execPath, '--import', 'tsx', join(import.meta.dirname, 'lab.ts')];
  const join_ = ['-t', String(pid), '-U', '-n', '--preserve-credentials'];
  const child = spawn('nsenter', [...join_, '--', ...script, JSON.stringify(applications)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const waiting = new Map<number, (answer: Answer) => void>();
  let next = 0;
  await new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => reject(new Error(`the lab ended with status ${status}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const said = JSON.parse(line) as 'ready' | { readonly id: number; readonly answer: Answer };
      if (said === 'ready') return resolve();
      waiting.get(said.id)?.(said.answer);
      waiting.delete(said.id);
    });
  });
  return {
    ask: (asking) =>
      new Promise((resolve) => {
        next += 1;
        waiting.set(next, resolve);
        child.stdin.write(`${JSON.stringify({ id: next, asking })}\n`);
      }),
    stop: () => child.kill('SIGKILL'),
  };
}
