import type { Span } from '../../diagnostic.ts';
import { owedTo, type Fact, type Origin } from '../../fact.ts';
import { HERE, type Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import { placeOf, type Running } from '../program/known.ts';
import { hereAt, madeList, madeMap } from './made.ts';
import type { Piece, Template, Use } from '../program/program.ts';

type Text = Located<M.Text>;
type Reference = Exclude<Text, Fact<string> | Fact<number>>;

/** The kind of reference that a use is, in the words of the manifest. */
const KINDS: Readonly<Record<Use['kind'], 'database' | 'cache' | 'bucket' | 'vhost' | 'service' | null>> = {
  database: 'database',
  cache: 'cache',
  bucket: 'bucket',
  vhost: 'vhost',
  service: 'service',
  mail: 'service',
  volume: null,
};

/**
 * A program's template as a reference that a manifest could have said; null where it takes something of a use that the
 * manifest does not say.
 * @param ours the place of the template
 * @param whole whether it has the pieces that may be left out
 */
export function referenceOf(
  template: Template,
  running: Running,
  ours: () => readonly Origin[],
  whole = true,
): Text | null {
  const names = usesOf(template);
  const facts = names.map((name) => running.uses.get(name));
  const [first] = facts;
  if (!first || facts.includes(undefined)) return null;
  const at = placeOf(first);
  const word = <T extends string>(text: T): Fact<T> => owedTo(text, ours);
  const pieces = (list: readonly Piece[]): readonly Text[] & { readonly [HERE]: ReturnType<typeof hereAt> } =>
    madeList(
      at,
      list.flatMap((piece) => pieceOf(piece, running, ours) ?? []),
    );
  if (template.concat) return { [HERE]: hereAt(at, ['concat']), concat: pieces(template.concat) };
  if (template.list) return { [HERE]: hereAt(at, ['list']), list: pieces(template.list) };
  if (template.pattern) return { [HERE]: hereAt(at, ['pattern']), pattern: pieces(template.pattern) };
  const { use, options } = template;
  const base = use === undefined ? null : named(use, template, running, word, at);
  if (!base || !options) return base;
  const query = Object.entries(options).flatMap(([name, piece]): (readonly [string, Text])[] => {
    const text = whole || !isOptional(piece) ? pieceOf(piece, running, ours) : null;
    return text ? [[name, text]] : [];
  });
  return { ...base, options: madeMap(at, query) };
}

/** The uses that a template takes something of. */
function usesOf({ use, concat, list, pattern, options }: Template): readonly string[] {
  const pieces = [...(concat ?? list ?? pattern ?? []), ...Object.values(options ?? {})];
  return [
    ...(use === undefined ? [] : [use]),
    ...pieces.flatMap((piece) => (typeof piece === 'string' || piece.optional ? [] : [piece.use])),
  ];
}

/** Whether a piece may be left out where the thing does not say it. */
export const isOptional = (piece: Piece): boolean => typeof piece !== 'string' && piece.optional === true;

function pieceOf(piece: Piece, running: Running, ours: () => readonly Origin[]): Text | null {
  const word = <T extends string>(text: T): Fact<T> => owedTo(text, ours);
  if (typeof piece === 'string') return word(piece);
  const said = running.uses.get(piece.use);
  return said ? named(piece.use, piece, running, word, placeOf(said)) : null;
}

/** A reference to what the manifest names for a use, in the form that the program wants. */
function named(
  use: string,
  { as, scheme, path, port }: Pick<Template, 'as' | 'scheme' | 'path' | 'port'>,
  { program, uses }: Running,
  word: <T extends string>(text: T) => Fact<T>,
  at: Span,
): Reference | null {
  const said = uses.get(use);
  const known = program.uses?.[use];
  const kind = known && KINDS[known.kind];
  if (!said || !kind) return null;
  const which = port ?? (kind === 'service' ? known.port : undefined);
  const words = {
    ...(as === undefined ? {} : { as: word(as) }),
    ...(scheme === undefined ? {} : { scheme: word(scheme) }),
    ...(path === undefined ? {} : { path: word(path) }),
    ...(which === undefined ? {} : { port: word(which) }),
  };
  return { [HERE]: hereAt(at, [kind, ...Object.keys(words)]), [kind]: said, ...words };
}
