import { isFailure } from '../../src/verify/process.ts';
import { ensurePrograms, type Program } from '../../src/verify/programs.ts';
import { openStage } from '../../src/verify/stage.ts';
import { programs } from '../../templates/uwsgi/verify.ts';

/** The real uWSGIs, the oldest first. */
export async function uwsgis(): Promise<readonly Program[]> {
  const { value, diagnostics } = await ensurePrograms(programs);
  if (diagnostics.length > 0) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return programs.flatMap(({ id }) => value?.get(id) ?? []);
}

/** What a uWSGI writes about an ini file, and how it ends. Beside it lies /etc/y. */
export async function shown(
  program: Program,
  ini: string,
): Promise<{ readonly status: number | null; readonly options: ReadonlyMap<string, readonly string[]> }> {
  const files = new Map([
    ['/etc/x.ini', { text: ini, mode: 0o644 }],
    ['/etc/y', { text: 'content', mode: 0o644 }],
  ]);
  const stage = await openStage({ files }, { program });
  if (isFailure(stage)) throw new Error(stage.failed);
  try {
    const answer = await stage.run(['uwsgi-core', '--ini', '/etc/x.ini', '--no-server', '--show-config']);
    const options = new Map<string, string[]>();
    for (const row of answer.stderr.split('\n')) {
      const [, name, value = ''] = /^([a-z][a-z0-9-]*) = (.*)$/.exec(row) ?? [];
      if (name !== undefined) options.set(name, [...(options.get(name) ?? []), value]);
    }
    return { status: answer.status, options };
  } finally {
    await stage.close();
  }
}

/** The options that a uWSGI lists, with its plugins for Python and HTTP. */
export async function optionsOf(program: Program): Promise<ReadonlySet<string>> {
  const stage = await openStage({}, { program });
  if (isFailure(stage)) throw new Error(stage.failed);
  try {
    const { stdout } = await stage.run(['uwsgi-core', '--plugins', 'http,python3', '--help']);
    return new Set([...stdout.matchAll(/^ {4}(?:-.\|)?--(\S+)/gm)].map(([, name]) => name ?? ''));
  } finally {
    await stage.close();
  }
}
