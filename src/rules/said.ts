import type { Span } from '../diagnostic.ts';
import { isFact, scalarsOf, type Located } from '../manifest/located.ts';
import type * as M from '../manifest/types.ts';
import type { Site } from '../site/model.ts';
import type { Finding } from './rule.ts';

/** A text that somebody wrote, in the manifest or in a file beside it. */
export interface SaidText {
  readonly text: string;
  readonly at: Span;
}

const known = new WeakMap<Site, readonly SaidText[]>();

/** Every text that may enter an artifact as it stands, except those that are said to be public. */
export function textsOf(site: Site): readonly SaidText[] {
  const before = known.get(site);
  if (before) return before;
  const texts = [...manifestTexts(site), ...fileTexts(site)];
  known.set(site, texts);
  return texts;
}

const manifestTexts = (site: Site): readonly SaidText[] =>
  scalarsOf(site.said)
    .filter(({ key }) => key !== 'public')
    .map(({ value, at }) => ({ text: String(value), at }));

const fileTexts = (site: Site): readonly SaidText[] =>
  site.files.flatMap(({ said, content }) => {
    if (!said.source || content.kind !== 'leaf') return [];
    const { value, from } = content.fact;
    const origin = from.at(-1);
    return origin && typeof value === 'string' ? [{ text: value, at: origin.at }] : [];
  });

/** Whether all of a text is written out: no part of it is a reference, and nothing says that it is public. */
export function isLiteral(text: Located<M.Text>): boolean {
  if (isFact(text)) return true;
  const pieces = text.concat ?? text.list ?? text.pattern;
  return pieces !== undefined && pieces.every(isLiteral);
}

/** Where a part of a text stands; all of the text where its quoting hides the part. */
export function within(at: Span, part: string, offset = 0, length = part.length - offset): Span {
  const found = at.source.text.slice(at.start, at.end).indexOf(part);
  if (found === -1) return at;
  const start = at.start + found + offset;
  return { source: at.source, start, end: start + length };
}

/** A finding about a credential: its frame shows where, and not what. */
export const hidden = (message: string, at: Span): Finding => ({ message, at, masked: [at] });
