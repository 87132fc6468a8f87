import type { Command, Option } from '../console/io.ts';

const FORMAT: Option = {
  name: 'format',
  short: null,
  value: 'FORMAT',
  choices: ['pretty', 'json', 'github'],
  help: 'how findings are printed; pretty, for people, unless said otherwise',
};

const ALL: Option = {
  name: 'all',
  short: null,
  value: null,
  choices: null,
  help: 'print every place, also those behind a digest of other files',
};

/** Every command, in the order in which help lists them. */
export const commands: readonly Command[] = [
  {
    name: 'generate',
    words: '[site…]',
    takes: [0, Infinity],
    summary: 'Write what the manifests give to out/',
    about: `
Compiles the named sites, or all, and makes out/SITE/ equal to what each manifest gives. Only what
changes is written, and only files that out/SITE/site.json lists are ever replaced or removed; a
site is written as a whole or not at all. A site with an error keeps its files; the others are
written all the same. Without names, the files of a site that has no manifest any more are removed.

  sitewright generate           every site
  sitewright generate ooy cims  two of them`,
    options: [FORMAT],
    load: async () => (await import('./generate.ts')).generate,
  },
  {
    name: 'check',
    words: '[site…]',
    takes: [0, Infinity],
    summary: 'Say whether out/ is what the manifests give, as a patch',
    about: `
Writes nothing. Where out/ is not what the manifests give, because a file was edited by hand, is
missing, is left over, or was not generated after the last change of a manifest, it prints the patch
that generate would apply, and the exit status is 1. For CI: it proves that what is reviewed is
what the manifests say.`,
    options: [FORMAT],
    load: async () => (await import('./check.ts')).check,
  },
  {
    name: 'validate',
    words: '[site…]',
    takes: [0, Infinity],
    summary: 'Print every finding about the manifests',
    about: `
Compiles without writing and without looking at out/. All findings come at once, each with its place
in the manifest. For editors and for CI: --format json is a stable form for programs, --format github
annotates a pull request.`,
    options: [FORMAT],
    load: async () => (await import('./validate.ts')).validate,
  },
  {
    name: 'verify',
    words: '[site…]',
    takes: [0, Infinity],
    summary: 'Ask the real programs whether they accept the files',
    about: `
Gives what the manifests render to, not what is in out/, to nginx, docker-compose and the others, in a
sandbox without network, and says of each file who accepted it. A refusal is printed at the place of
the manifest that the refused line comes from. The programs are Debian's packages; they are fetched
once and never installed. Needs Linux with user namespaces or bubblewrap.`,
    options: [FORMAT],
    load: async () => (await import('./verify.ts')).verify,
  },
  {
    name: 'explain',
    words: 'artifact[:line]|manifest:line|rule',
    takes: [1, 1],
    summary: 'Say where a line comes from, or where it goes, or what a rule means',
    about: `
Prints the places of the templates that wrote a line, and every place of the manifests that it is owed
to, with defaults and what was overridden on the way. The line is the one that the manifests give now.
For a line of a manifest it prints, the other way round, every line that is owed to it.

  sitewright explain out/ooy/lvct/opt/ooy/combined/compose.yaml:14
  sitewright explain out/ooy/lvct/opt/ooy/combined/compose.yaml
  sitewright explain sites/ooy.yaml:71
  sitewright explain port-clash`,
    options: [FORMAT, ALL],
    load: async () => (await import('./explain.ts')).explain,
  },
  {
    name: 'new',
    words: 'site|target|rule name',
    takes: [2, 2],
    summary: 'Start a manifest, a target or a rule',
    about: `
  sitewright new site ooy            sites/ooy.yaml, a small manifest to be changed
  sitewright new target haproxy      templates/haproxy/, and its line in templates/index.ts
  sitewright new rule port-clash     src/rules/port-clash.ts, and its line in src/rules/index.ts

A target and a rule are parts of the compiler; they are made in a checkout of it. Nothing that is
there already is changed.`,
    options: [],
    load: async () => (await import('./new.ts')).create,
  },
];
