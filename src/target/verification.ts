import { MARKS } from '../format/place.ts';
import { ROLE_LINK, roleFolder, ROLES } from '../site/pair/roles.ts';
import type { Site } from '../site/model.ts';

/** A program that answers whether it accepts a file: Debian packages of one suite, fetched and never installed. */
export interface ProgramNeed {
  /** its folder in the cache, unique among all needs: `nginx`, `nginx-bookworm` */
  readonly id: string;
  readonly suite: 'bullseye' | 'bookworm' | 'trixie';
  /** the first one gives the program its version */
  readonly packages: readonly string[];
  /** true: with every dependency, so that it runs on its own libraries; false: just the packages, for static binaries */
  readonly closure: boolean;
  /** links that the packages make when they are installed, where what they point to is there: path → target */
  readonly links?: ReadonlyMap<string, string>;
}

/** A file that the compiler rendered, as it lies on its host. */
export interface RenderedFile {
  readonly text: string;
  /** permission bits, such as 0o644 */
  readonly mode: number;
  /** id of the target that rendered it */
  readonly target: string;
  /** id of its syntax or serialiser: `nginx`, `yaml`, `env` */
  readonly format: string;
}

/** A place where a program reads files: the host itself, or the inside of one of its containers. */
export interface Vantage {
  /** null for the host itself, else the service whose container it is */
  readonly service: string | null;
  /** the Debian suite whose programs run here; null where it is no Debian, or one that cannot be had any more */
  readonly suite: ProgramNeed['suite'] | null;
  /** of the host itself: what a manifest calls its platform; null in a container */
  readonly platform: string | null;
  /** the path that is seen from here → the host path of the rendered file or link */
  readonly files: ReadonlyMap<string, string>;
  /** what the model says is there besides, as it is seen from here: secret files, volumes, directories of the host */
  readonly present: readonly string[];
  /** every host name that the model says can be resolved from here → its address, or null where it is dynamic */
  readonly names: ReadonlyMap<string, string | null>;
  /** addresses that an interface has here, besides loopback */
  readonly addresses: readonly string[];
  /** accounts that the model knows here; the sandbox adds root and nobody */
  readonly users: readonly string[];
}

/** Everything rendered for one host, as a verification sees it. */
export interface HostArtifacts {
  readonly site: string;
  readonly host: string;
  /** host path → file */
  readonly files: ReadonlyMap<string, RenderedFile>;
  /** host path of the link → what it points to, as written in the link */
  readonly links: ReadonlyMap<string, string>;
  /** the host first */
  readonly vantages: readonly Vantage[];
}

/** The scratch root in which a program is asked. Paths are absolute, as the program sees them. */
export interface StageNeed {
  readonly files: ReadonlyMap<string, { readonly text: string; readonly mode: number }>;
  readonly links: ReadonlyMap<string, string>;
  readonly directories: readonly string[];
  /** files that come with the program's own package and that the compiler does not render */
  readonly fromProgram: readonly string[];
  /** paths that get one self-signed certificate with its key and DH parameters */
  readonly certificates: readonly string[];
  /** names for /etc/hosts; null gives an address of the loopback network */
  readonly names: ReadonlyMap<string, string | null>;
  readonly addresses: readonly string[];
  readonly users: readonly string[];
}

/** What a program said. `status` is null when it was killed, by a signal or because it took too long. */
export interface ProgramAnswer {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** One complaint of a program about a rendered tree. A warning of the program is a problem too. */
export interface Problem {
  /** host path of the file it speaks about; null where the program names none */
  readonly path: string | null;
  /** from 1; null where the program names none */
  readonly line: number | null;
  /** where there is no line: keys into the data document, of which the last ones may not exist in it */
  readonly key: readonly string[] | null;
  /** the program's own words, on one line */
  readonly message: string;
}

/** One question to one program. */
export interface Check {
  /** what is asked, for progress lines: `nginx -T in the container web` */
  readonly title: string;
  /** host paths of the files that an answer without problems proves */
  readonly artifacts: readonly string[];
  readonly program: ProgramNeed;
  readonly stage: StageNeed;
  /** found through PATH inside the sandbox */
  readonly command: readonly string[];
  /** what the answer complains about; a bad status that it cannot explain is reported by the runner */
  readonly read: (answer: ProgramAnswer) => readonly Problem[];
}

/**
 * A program that cannot be had at its stated version. Its files are held against what is known of that version, and the
 * manifest is rendered once more for the nearest version that can be had, which is asked.
 */
export interface Substitution {
  /** `10` */
  readonly stated: string;
  /** `13` */
  readonly nearest: string;
  /** what the manifest must say instead to be rendered for the nearest version: keys from its root, null takes a key out */
  readonly edits: readonly { readonly keys: readonly string[]; readonly value: string | null }[];
  /** settings that are taken out, because the nearest version does not take them */
  readonly without: readonly string[];
  /** host path of each file as it is rendered for the nearest version → its path as it is committed */
  readonly files: ReadonlyMap<string, string>;
  /** who speaks for the stated version: `the table of PostgreSQL 10` */
  readonly table: string;
  /** what it says against the committed files */
  readonly problems: readonly Problem[];
}

/** What a target's verify.ts says: which programs are asked about its files, and how their answers are read. */
export interface Verification {
  /** the target's id */
  readonly id: string;
  readonly programs: readonly ProgramNeed[];
  readonly checks: (host: HostArtifacts) => readonly Check[];
  /**
   * the programs of a host that cannot be had at their versions
   * @param vocabulary what the target's program understands
   */
  readonly substitutions?: (
    site: Site,
    host: HostArtifacts,
    vocabulary: () => unknown,
  ) => readonly Substitution[];
  /** files of this target that no program can be asked about → why, as the end of a sentence */
  readonly readerOnly: (host: HostArtifacts) => ReadonlyMap<string, string>;
}

/** The host path of a file that is seen from a vantage, through links; null for what the compiler did not render. */
export function hostPath(host: HostArtifacts, vantage: Vantage, seen: string): string | null {
  let path = vantage.files.get(seen);
  // A ring of links is no file; more hops than there are links are a ring.
  for (let hops = host.links.size; path !== undefined && hops >= 0; hops -= 1) {
    if (host.files.has(path)) return path;
    const target = host.links.get(path);
    path = target === undefined ? undefined : settle(path, target);
  }
  return null;
}

/** A host as it is in each role of its pair; itself where it has no role. */
export const inEachRole = (host: HostArtifacts): readonly HostArtifacts[] =>
  host.links.has(ROLE_LINK)
    ? ROLES.map((role) => ({ ...host, links: new Map([...host.links, [ROLE_LINK, roleFolder(role)]]) }))
    : [host];

/** The path of a file that may be named through the link of the role. */
export function throughRole(host: HostArtifacts, path: string): string {
  const link = host.links.get(ROLE_LINK);
  return link !== undefined && path.startsWith(`${ROLE_LINK}/`)
    ? settle(ROLE_LINK, link) + path.slice(ROLE_LINK.length)
    : path;
}

/** Where a link points to, as an absolute path; symlink(7). */
function settle(link: string, target: string): string {
  const folder = link.slice(0, link.lastIndexOf('/'));
  const steps: string[] = [];
  for (const step of (target.startsWith('/') ? target : `${folder}/${target}`).split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  return `/${steps.join('/')}`;
}

/**
 * The part of a stage that is the same for every program: all that the compiler rendered, as it is seen from a vantage.
 * In a container a mounted link is the file that it points to. Secrets are filled in, as on a host.
 */
export function stageOf(host: HostArtifacts, vantage: Vantage): StageNeed {
  const files = new Map<string, { text: string; mode: number }>();
  const links = new Map<string, string>();
  for (const [seen, path] of vantage.files) {
    const link = host.links.get(path);
    const file = host.files.get(hostPath(host, vantage, seen) ?? '');
    if (link !== undefined && vantage.service === null) links.set(seen, link);
    else if (file !== undefined) files.set(seen, { text: filled(file.text), mode: file.mode });
  }
  const { names, addresses, users } = vantage;
  return { ...EMPTY_STAGE, files, links, names, addresses, users };
}

/** Stands for the value of a secret: text that every place can hold, another for each. */
export const stubOf = (secret: string): string => `stub0${secret}`;

/** Secrets filled in, as a host does it; a stub is the same in every encoding. */
export const filled = (text: string): string => text.replaceAll(MARKS, (_, secret: string) => stubOf(secret));

/** An empty stage, to be spread and filled. */
export const EMPTY_STAGE: StageNeed = {
  files: new Map(),
  links: new Map(),
  directories: [],
  fromProgram: [],
  certificates: [],
  names: new Map(),
  addresses: [],
  users: [],
};
