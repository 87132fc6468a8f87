/**
 * The text of dist/sitewright.cjs: runs main.cjs, which lies beside it, with what V8 kept of it after an earlier run. That
 * lies beside it too and nowhere else: it is code, and a repository that somebody else can write to must not bring any.
 * Where it cannot be written, every run compiles anew, which takes some 20 ms.
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { Script } from 'node:vm';
import { changedInput } from './stamp.ts';

declare const BUILD_ID: string;

const program = `${__dirname}/main.cjs`;
const kept = `${__dirname}/.cache`;

const changed = existsSync(`${__dirname}/../src/build`) ? changedInput(`${__dirname}/..`) : null;
if (changed === null) run();
else {
  process.stderr.write(
    `sitewright: dist/ was built from other sources: ${changed} is not what it was. Run \`npm run build\`.\n`,
  );
  process.exitCode = 2;
}

function run(): void {
  const file = fileOfThis();
  const cachedData = contents(file);
  const text = readFileSync(program, 'latin1');
  const script = new Script(`(function(exports,require,module,__filename,__dirname){${text}\n})`, {
    filename: program,
    ...(cachedData === null ? {} : { cachedData }),
  });
  // At the end, because then V8 also keeps what was compiled on the way.
  if (cachedData === null || script.cachedDataRejected)
    process.on('exit', (status) => {
      if (status !== 2) keep(file, script.createCachedData());
    });
  const run: (this: unknown, ...given: readonly unknown[]) => void = script.runInThisContext();
  run.call(exports, exports, require, module, program, __dirname);
}

/** Commands need different functions; V8 itself compares its version, its flags and the length of the text. */
function fileOfThis(): string {
  const command = /^[a-z]+$/.exec(process.argv[2] ?? '')?.[0] ?? 'none';
  const when = Math.round(statSync(program).mtimeMs).toString(36);
  return `${kept}/${BUILD_ID}-${when}-${process.version}-${process.arch}-${command}.bin`;
}

/** Replaces what earlier builds left. A folder that cannot be written is no fault. */
function keep(file: string, data: Buffer): void {
  try {
    mkdirSync(kept, { recursive: true });
    const ours = `${BUILD_ID}-`;
    for (const name of readdirSync(kept))
      if (!name.startsWith(ours)) rmSync(`${kept}/${name}`, { force: true });
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, data);
    renameSync(draft, file);
  } catch (cause) {
    if (!isSystemFault(cause)) throw cause;
  }
}

function contents(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch (cause) {
    if (!isSystemFault(cause)) throw cause;
    return null;
  }
}

function isSystemFault(cause: unknown): boolean {
  return cause instanceof Error && 'syscall' in cause;
}
