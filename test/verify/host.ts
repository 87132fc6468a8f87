import type { HostArtifacts, Vantage } from '../../src/target/verification.ts';
import type { Verdict } from '../../src/verify/verdict.ts';
import { verifyHost } from '../../src/verify/verify.ts';
import { verification as compose } from '../../templates/compose/verify.ts';
import { verification as nginx } from '../../templates/nginx/verify.ts';

/** Host path → text. What is under /etc/nginx or called .conf is nginx's; the others are compose's. */
export type Texts = Readonly<Record<string, string>>;

/** A host with what a test says about it, and one vantage: itself. */
export function hostOf(texts: Texts, links: Texts = {}, vantage: Partial<Vantage> = {}): HostArtifacts {
  const files = new Map(
    Object.entries(texts).map(([path, text]) => {
      const target = /nginx|\.conf$/.test(path) ? 'nginx' : 'compose';
      const format =
        target === 'nginx' && path.endsWith('.html') ? 'text' : target === 'nginx' ? 'nginx' : 'yaml';
      return [path, { text, mode: 0o644, target, format }] as const;
    }),
  );
  const own = new Map([...Object.keys(texts), ...Object.keys(links)].map((path) => [path, path] as const));
  const here: Vantage = {
    service: null,
    suite: null,
    platform: null,
    files: own,
    present: ['/'],
    names: new Map(),
    addresses: [],
    users: [],
    ...vantage,
  };
  return { site: 'cims', host: 'web1', files, links: new Map(Object.entries(links)), vantages: [here] };
}

export interface Outcome {
  readonly verdicts: readonly Verdict[];
  /** `path:line message`, without the words around them */
  readonly said: readonly string[];
}

/** What the real programs say about a host. */
export async function outcomeOf(host: HostArtifacts): Promise<Outcome> {
  const { value, diagnostics } = await verifyHost(host, [nginx, compose], { origin: () => null });
  return {
    verdicts: value ?? [],
    said: diagnostics.map((one) => one.message.replace(/^\S+ \S+ refuses /, '')),
  };
}
