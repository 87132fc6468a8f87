/** One part of the house: which earlier parts it may import, and why the list is as short as it is. */
export interface Layer {
  /** a file, or a folder that ends in `/`; `templates/TARGET/` is every target’s own */
  readonly part: string;
  /** parts, folders or files; after `type ` only their types */
  readonly may: readonly string[];
  readonly because: string;
}

const BASE = ['src/diagnostic.ts', 'src/fact.ts'];

/** In the order in which data flows: a part imports from parts above it, never from one below. */
export const LAYERS: readonly Layer[] = [
  { part: 'src/diagnostic.ts', may: [], because: 'Everything speaks in diagnostics.' },
  {
    part: 'src/fact.ts',
    may: ['src/diagnostic.ts'],
    because: 'A value and its places: the only currency between the stages.',
  },
  { part: 'src/format/', may: ['src/fact.ts'], because: 'A syntax knows no manifest and no site.' },
  {
    part: 'src/source/',
    may: ['src/diagnostic.ts', 'src/format/place.ts'],
    because: 'Text to tree; what a manifest means is not known here.',
  },
  {
    part: 'src/report/',
    may: ['src/diagnostic.ts'],
    because: 'Findings to text: nothing else of the compiler is needed to read one.',
  },
  {
    part: 'src/output/',
    may: ['src/diagnostic.ts'],
    because: 'Trees to disk; what the files mean is not known here.',
  },
  { part: 'src/manifest/', may: [...BASE, 'src/source/'], because: 'Tree to typed manifest.' },
  {
    part: 'src/site/',
    may: [
      ...BASE,
      'src/manifest/located.ts',
      'type src/manifest/types.ts',
      'type src/manifest/prune.ts',
      'src/source/suggest.ts',
      'schema/platforms/',
    ],
    because: 'Names become references; how they were read is past.',
  },
  {
    part: 'src/target/',
    may: [...BASE, 'src/format/', 'type src/site/model.ts', 'src/site/pair/roles.ts'],
    because: 'The contract of a target: plain data, no tool.',
  },
  {
    part: 'templates/TARGET/',
    may: [
      ...BASE,
      'src/format/',
      'src/target/',
      'type src/site/model.ts',
      'src/site/request.ts',
      'src/site/firewall/cidr.ts',
      'type src/site/firewall/model.ts',
      'src/site/clients.ts',
      'src/site/platform/',
      'src/site/pair/',
      'src/site/check/roles.ts',
      'src/site/spelling/units.ts',
      'type src/site/process/model.ts',
      'type src/site/controller/rapidproctl.ts',
      'src/site/web/paths.ts',
      'src/site/logfile/glob.ts',
      'src/manifest/located.ts',
      'type src/manifest/types.ts',
    ],
    because: 'A target describes files from the site; it asks neither another target nor a disk.',
  },
  { part: 'templates/index.ts', may: ['src/target/', 'templates/'], because: 'The registry of the targets.' },
  {
    part: 'src/render/',
    may: [...BASE, 'src/format/', 'type src/site/model.ts', 'src/target/target.ts', 'src/source/suggest.ts'],
    because: 'Any target and any site to artifacts; no tool is known by name.',
  },
  {
    part: 'src/tree.ts',
    may: ['src/output/', 'type src/render/artifact.ts', 'type src/site/model.ts'],
    because: 'Where the artifacts of a site lie below out/.',
  },
  {
    part: 'src/rules/',
    may: [
      ...BASE,
      'src/manifest/located.ts',
      'type src/manifest/types.ts',
      'src/site/',
      'src/source/suggest.ts',
    ],
    because: 'A rule reads the resolved site, never the tree.',
  },
  {
    part: 'src/verify/',
    may: ['src/diagnostic.ts', 'src/target/verification.ts'],
    because: 'Runs what targets describe; knows no tool by name.',
  },
  {
    part: 'src/workspace.ts',
    may: ['src/diagnostic.ts', 'type src/manifest/bundle.ts', 'type src/render/program.ts'],
    because: 'The only reader of manifests, schema and templates.',
  },
  {
    part: 'src/programs.ts',
    may: [...BASE, 'src/source/', 'src/manifest/', 'src/site/program/', 'src/workspace.ts'],
    because: 'Files about programs, read when a site names them and checked as manifests are.',
  },
  {
    part: 'src/compile.ts',
    may: [
      ...BASE,
      'src/source/',
      'src/manifest/',
      'src/site/',
      'src/render/',
      'src/rules/',
      'src/workspace.ts',
      'src/programs.ts',
      'templates/index.ts',
    ],
    because: 'The pipeline, readable aloud: it joins the stages, and nothing below joins them again.',
  },
  { part: 'src/state.ts', may: [], because: 'What the last run left: names and numbers of files.' },
  {
    part: 'src/console/',
    may: [
      'src/diagnostic.ts',
      'src/source/',
      'src/report/',
      'src/output/',
      'src/render/',
      'src/workspace.ts',
      'src/compile.ts',
      'type src/state.ts',
      'templates/index.ts',
    ],
    because: 'What all commands share: arguments, the project at hand, how findings are shown.',
  },
  {
    part: 'src/commands/',
    may: [
      ...BASE,
      'src/source/',
      'src/report/',
      'src/output/',
      'type src/site/model.ts',
      'src/target/',
      'src/rules/',
      'src/verify/',
      'type src/render/artifact.ts',
      'src/tree.ts',
      'src/compile.ts',
      'type src/state.ts',
      'src/console/',
      'templates/index.ts',
    ],
    because: 'One verb a file; it asks the stages and prints.',
  },
  {
    part: 'src/cli.ts',
    may: ['src/console/', 'src/commands/'],
    because: 'The process: arguments, streams, exit status.',
  },
  {
    part: 'src/main.ts',
    may: ['src/state.ts', 'src/cli.ts', 'package.json'],
    because: 'The entry of a checkout.',
  },
  {
    part: 'src/build/',
    may: [
      'src/manifest/',
      'src/report/',
      'src/render/',
      'src/workspace.ts',
      'src/state.ts',
      'src/cli.ts',
      'templates/index.ts',
      'package.json',
    ],
    because: 'Makes dist/ from all of the above; nothing imports it.',
  },
];

/** Modules of the system that only some may use. A file or folder, and why. */
export const PRIVILEGES: Readonly<Record<string, readonly (readonly [part: string, because: string])[]>> = {
  'node:fs': [
    ['src/workspace.ts', 'reads manifests, schema and templates'],
    ['src/output/', 'writes and compares out/'],
    ['src/state.ts', 'asks whether a file was touched'],
    ['src/verify/', 'stages a host for its programs'],
    ['src/cli.ts', 'the few files that `new` writes, behind an interface'],
    ['src/build/', 'makes dist/'],
  ],
  'node:child_process': [
    ['src/verify/', 'asks the programs of a host'],
    ['src/output/write.ts', 'one `sync` for many files'],
    ['src/build/', 'makes dist/'],
  ],
  process: [
    ['src/cli.ts', 'arguments, streams, exit status'],
    ['src/output/lock.ts', 'a lock names who holds it'],
    ['src/output/write.ts', 'loads one module late'],
    ['src/state.ts', 'a draft names who writes it'],
    ['src/verify/', 'programs get an environment'],
    ['src/build/', 'runs alone'],
  ],
  console: [['src/build/build.ts', 'runs alone']],
};

/** Packages that a site is compiled with: who may import each. */
export const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  ajv: ['src/manifest/', 'src/build/'],
  diff: ['src/output/diff.ts'],
  esbuild: ['src/build/'],
  'fastest-levenshtein': [
    'src/source/suggest.ts',
    'templates/nginx/',
    'templates/postgresql/',
    'templates/redis/',
    'templates/sysctl/',
    'templates/systemd/',
    'templates/uwsgi/vocabulary.ts',
  ],
  handlebars: ['src/render/prepare.ts'],
  yaml: ['src/source/parse.ts'],
};
