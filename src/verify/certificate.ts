import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isFailure, type Failure } from './process.ts';
import { runBoxed, type Box } from './sandbox.ts';

/** A certificate, its key and DH parameters in one PEM text, which serves for every path that names any of them. */
export interface Stub {
  readonly pem: string;
}

/** Asked in this order; each prints one PEM block or two. A hundred years, so that the cache never gets stale. */
const QUESTIONS = [
  'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj /CN=stub -config /req.cnf -keyout - -out -',
  'genpkey -genparam -algorithm DH -pkeyopt group:ffdhe2048',
];

/** The stub certificate from the cache; made by the box's own openssl the first time. It guards nothing. */
export async function stubCertificate(box: Box, cache: string): Promise<Stub | Failure> {
  const file = join(cache, 'stub.pem');
  if (!existsSync(file)) {
    const made = await make(box);
    if (isFailure(made)) return made;
    mkdirSync(cache, { recursive: true });
    const next = join(mkdtempSync(join(cache, '.stub-')), 'pem');
    writeFileSync(next, made.pem, { mode: 0o600 });
    renameSync(next, file);
    rmSync(join(next, '..'), { recursive: true });
  }
  return { pem: readFileSync(file, 'utf8') };
}

async function make(box: Box): Promise<Stub | Failure> {
  const root = mkdtempSync(join(tmpdir(), 'sitewright-stub-'));
  try {
    chmodSync(root, 0o700);
    writeFileSync(join(root, 'req.cnf'), '[req]\ndistinguished_name = name\n[name]\n');
    for (const name of ['bin', 'lib', 'lib64']) symlinkSync(`usr/${name}`, join(root, name));
    return await ask({ ...box, root });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function ask(box: Box): Promise<Stub | Failure> {
  let pem = '';
  for (const question of QUESTIONS) {
    const answer = await runBoxed(box, ['openssl', ...question.split(' ')], { timeout: 60_000 });
    if (answer.status !== 0)
      return { failed: `No stub certificate could be made. openssl says: ${answer.stderr.trim()}` };
    pem += answer.stdout;
  }
  return { pem };
}
