import { error, nowhere, type Diagnostic } from '../diagnostic.ts';
import { difference, type FileChange } from '../output/diff.ts';
import type { SiteTree } from '../output/tree.ts';
import type { Call } from '../console/io.ts';
import { compiled, open, OUT } from '../console/project.ts';
import { plural, report, statusOf } from '../console/report.ts';
import { treeOf } from '../tree.ts';

/** Compares out/ with what the manifests give: a patch for people, a finding a file for programs. */
export async function check(call: Call): Promise<number> {
  const project = await open(call);
  const diagnostics: Diagnostic[] = [...project.diagnostics];
  let dirty = 0;
  const compare = async (tree: SiteTree): Promise<void> => {
    const { value, diagnostics: faults } = await difference(OUT, tree);
    diagnostics.push(...faults);
    if (value === null || value.length === 0) return;
    dirty += 1;
    if (call.format !== 'pretty') diagnostics.push(...value.map((change) => findingOf(tree.site, change)));
    else {
      const { concealed } = await import('../report/conceal.ts');
      call.io.out(value.map(({ text }) => concealed(text)).join(''));
      call.io.err(`${tree.site}: ${summary(value)}.\n`);
    }
  };
  for (const site of project.gone) await compare({ site, entries: new Map() });
  for await (const { site, artifacts, diagnostics: found } of compiled(project, call)) {
    diagnostics.push(...found);
    if (site !== null && artifacts !== null) await compare(treeOf(site, artifacts));
  }
  if (dirty > 0) call.io.err('Run `sitewright generate`, then commit out/.\n');
  await report(call, diagnostics);
  return Math.max(dirty > 0 ? 1 : 0, statusOf(diagnostics));
}

type Kind = FileChange['kind'];

const COUNTED: Readonly<Record<Kind, string>> = {
  changed: 'is not what the manifest gives',
  missing: 'is missing',
  new: 'was never generated',
  removed: 'is left over',
};

/** `2 files: 1 is missing, 1 is left over` */
function summary(changes: readonly FileChange[]): string {
  const kinds = (['changed', 'missing', 'new', 'removed'] as const).flatMap((kind) => {
    const number = changes.filter((change) => change.kind === kind).length;
    return number > 0 ? [`${number} ${many(number, COUNTED[kind])}`] : [];
  });
  return `${plural(changes.length, 'file')} to correct: ${kinds.join(', ')}`;
}

const many = (number: number, words: string): string =>
  number === 1 ? words : words.replace(/^is\b/, 'are').replace(/^was\b/, 'were');

const findingOf = (site: string, { kind, path }: FileChange): Diagnostic =>
  error(`check/${kind}`, nowhere(`${OUT}/${site}/${path}`), `${OUT}/${site}/${path} ${COUNTED[kind]}.`, {
    why: 'A host would not get what was reviewed.',
    help: 'Run `sitewright generate`, then commit out/.',
  });
