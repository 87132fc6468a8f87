import type { Fact, Origin, Value } from '../fact.ts';
import type { Place } from './place.ts';

/** A tree for a data format. Leaves are facts, keys too; nothing here is text yet. */
export type Data = Leaf | DataList | DataMap;
export type Leaf = Fact<Value | null>;
export interface DataList {
  readonly list: readonly Data[];
}
export interface DataMap {
  readonly map: readonly Entry[];
}
export interface Entry {
  readonly key: Fact<string>;
  readonly value: Data;
  /** a comment above the entry, in formats that have comments */
  readonly note: Fact<string> | null;
  /** an empty line before the entry, where a reader's eye needs one and the format allows it */
  readonly gap?: boolean;
  /** what the line of the key is owed to besides, and the lines below it are not: a heading is there for what it heads */
  readonly heads?: readonly Origin[];
}

/**
 * The seam as a serialiser sees it. `text` takes the format's own punctuation; a value gets out through `emit` alone,
 * which quotes it for its place, refuses what cannot be said, and records where it came from.
 */
export interface Sink {
  text(punctuation: string): void;
  emit(fact: Fact<Value | null>, place: Place): void;
  /** everything written in `body` is also owed to these places, which are asked for only when somebody wants to know */
  within(from: () => readonly Origin[], body: () => void): void;
}

export interface Serialiser {
  readonly id: string;
  /** one comment line, without its newline, or null for a format without comments */
  readonly comment: ((text: string) => string) | null;
  /**
   * @param mark the comment that says where the file comes from; null where the caller has written it, which it does
   * unless the serialiser says `placesMark`
   */
  readonly write: (data: Data, sink: Sink, mark: string | null) => void;
  /** whether the mark may not stand in the first line: a script begins with `#!` */
  readonly placesMark?: boolean;
}
