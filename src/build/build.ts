import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { targets } from '../../templates/index.ts';
import { libraryOf } from '../render/library.ts';
import { pretty } from '../report/pretty.ts';
import { Workspace } from '../workspace.ts';
import { bundle, bundleCheck, withId } from './bundle.ts';
import { licencesOf } from './licences.ts';
import { stampOf } from './stamp.ts';

/**
 * Makes dist/: the program as one file, its loader, the prepared templates, the schema and what the programs of the
 * hosts understand. Gives the id of the build, a hash of all that can make its output differ.
 * @param root the checkout @param dist where to; what is there is replaced
 */
export async function build(root: string, dist: string): Promise<string> {
  const workspace = new Workspace(root, root);
  const { library, diagnostics } = libraryOf(targets, (name) => workspace.template(name));
  if (diagnostics.length > 0) throw new Error(pretty(diagnostics, { color: false }));
  const main = await bundle(root, 'src/build/dist.ts');
  const loader = await bundle(root, 'src/build/loader.ts');
  const check = await bundleCheck(root, workspace.schema());
  const programCheck = await bundleCheck(root, workspace.programSchema());
  const copies = ['schema/manifest.schema.json', ...programs(root), ...vocabularies(root)];
  const prepared = `${JSON.stringify(library)}\n`;
  const hash = createHash('sha256').update(main.text).update(check.text).update(prepared);
  hash.update(programCheck.text);
  for (const path of copies) hash.update(readFileSync(join(root, path)));
  const id = hash.digest('hex').slice(0, 16);

  const draft = `${dist}.draft`;
  rmSync(draft, { recursive: true, force: true });
  const write = (path: string, text: string, mode = 0o666): void => {
    mkdirSync(dirname(join(draft, path)), { recursive: true });
    writeFileSync(join(draft, path), text, { mode });
  };
  write('main.cjs', withId(main.text, id));
  write('sitewright.cjs', `#!/usr/bin/env node\n${withId(loader.text, id)}`, 0o777);
  write('check.cjs', check.text);
  write('check-program.cjs', programCheck.text);
  write('library.json', prepared);
  write('licences.txt', licencesOf(root, [...new Set([...main.packages, ...check.packages])].sort()));
  const made = [
    ...main.inputs,
    ...loader.inputs,
    ...check.inputs,
    ...copies,
    ...Object.keys(library.texts).map((name) => `templates/${name}`),
    ...readdirSync(join(root, 'src/build')).map((name) => `src/build/${name}`),
    'package-lock.json',
  ];
  write('build.json', `${JSON.stringify(stampOf(id, root, [...new Set(made)].sort()))}\n`);
  for (const path of copies) cpSync(join(root, path), join(draft, path));
  rmSync(dist, { recursive: true, force: true });
  renameSync(draft, dist);
  return id;
}

/** What is known of programs, and the schema of such files. */
const programs = (root: string): readonly string[] =>
  readdirSync(join(root, 'schema/programs'))
    .filter((file) => file.endsWith('.json'))
    .map((file) => `schema/programs/${file}`)
    .sort();

const vocabularies = (root: string): readonly string[] =>
  readdirSync(join(root, 'templates'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) =>
      readdirSync(join(root, 'templates', name))
        .filter((file) => file === 'vocabulary.json')
        .map((file) => `templates/${name}/${file}`),
    )
    .sort();

/** Runs a build once, so that V8 keeps what it compiled even where nobody may write to dist/ later. */
export function warm(root: string, dist: string): void {
  const scratch = mkdtempSync(join(tmpdir(), 'sitewright-build-'));
  try {
    cpSync(join(root, 'sites'), join(scratch, 'sites'), { recursive: true });
    const run = spawnSync(process.execPath, [join(dist, 'sitewright.cjs'), 'generate'], {
      cwd: scratch,
      encoding: 'utf8',
    });
    // Findings in the manifests are theirs, and say nothing about the build.
    if (run.status !== 0 && run.status !== 1) throw new Error(`The build does not run.\n${run.stderr}`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const root = join(import.meta.dirname, '../..');
  const dist = join(root, 'dist');
  const id = await build(root, dist);
  warm(root, dist);
  console.log(`dist/ is build ${id}.`);
}
