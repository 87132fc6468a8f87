import { Compiler, type CompileOptions, type Compiled } from '../compile.ts';
import { error, nowhere, type Diagnostic } from '../diagnostic.ts';
import { didYouMean, listOf } from '../source/suggest.ts';
import { recover } from '../output/write.ts';
import { sitesOnDisk } from '../output/survey.ts';
import type { Library } from '../render/program.ts';
import { Workspace } from '../workspace.ts';
import { targets } from '../../templates/index.ts';
import type { Call } from './io.ts';

/** The output folder, as the user calls it. */
export const OUT = 'out';

/** What a command works on: the compiler, and the sites that were asked for. */
export interface Project {
  readonly compiler: Compiler;
  /** the templates, for their texts */
  readonly library: Library;
  /** sorted */
  readonly sites: readonly string[];
  /** sites that are on disk and have no manifest any more; empty where sites were named */
  readonly gone: readonly string[];
  /** what was found on the way here; errors, where nothing can be compiled at all, leave `sites` empty */
  readonly diagnostics: readonly Diagnostic[];
}

/** Finishes what a killed run left, prepares the templates, and finds the sites: those named, or all. */
export async function open({ words, setting }: Call): Promise<Project> {
  const workspace = new Workspace('.', setting.assets);
  const { library, faults } = await libraryFor(workspace);
  const compiler = new Compiler(workspace, library);
  const stale = recover(OUT);
  if (faults.length > 0)
    return { compiler, library, sites: [], gone: [], diagnostics: [...stale, ...faults] };
  const known = workspace.sites();
  if (known.length === 0 && words.length === 0)
    return { compiler, library, sites: [], gone: [], diagnostics: [...stale, NONE] };
  if (words.length === 0) {
    const there = sitesOnDisk(OUT);
    const gone = (there.value ?? []).filter((name) => !known.includes(name));
    return { compiler, library, sites: known, gone, diagnostics: [...stale, ...there.diagnostics] };
  }
  const names = [...new Set(words.map(siteIn))].sort();
  const missing = names.filter((name) => !known.includes(name)).map((name) => unknownSite(name, known));
  const sites = names.filter((name) => known.includes(name));
  return { compiler, library, sites, gone: [], diagnostics: [...stale, ...missing] };
}

/** Compiles the sites of a project one after another. */
export async function* compiled(
  { compiler, sites }: Project,
  { io }: Call,
  options: Partial<CompileOptions> = {},
): AsyncGenerator<Compiled> {
  for (const [index, name] of sites.entries()) {
    io.progress(`${name} (${index + 1} of ${sites.length})`);
    yield await compiler.compile(name, { recording: false, reached: null, ...options });
  }
  io.progress(null);
}

async function libraryFor(
  workspace: Workspace,
): Promise<{ readonly library: Library; readonly faults: readonly Diagnostic[] }> {
  const prepared = workspace.preparedLibrary();
  if (prepared !== null) return { library: prepared, faults: [] };
  // Handlebars is loaded only where the build has not done its work already.
  const { libraryOf } = await import('../render/library.ts');
  const { library, diagnostics } = libraryOf(targets, (name) => workspace.template(name));
  return { library, faults: diagnostics };
}

const unknownSite = (name: string, known: readonly string[]): Diagnostic =>
  error(
    'manifest/missing',
    nowhere(`sites/${name}.yaml`),
    `There is no manifest sites/${name}.yaml.${didYouMean(name, known)}`,
    {
      help: known.length > 0 ? `Known: ${listOf(known)}.` : `Make it: sitewright new site ${name}.`,
    },
  );

const NONE = error('manifest/none', nowhere('sites/'), 'There is no site here: sites/ holds no manifest.', {
  help: 'Make one: sitewright new site NAME. Or say where the sites are: -C DIR.',
});

/** Shells complete file names: `sites/ooy.yaml` means ooy. */
const siteIn = (word: string): string => word.replace(/^(\.\/)?sites\//, '').replace(/\.yaml$/, '');
