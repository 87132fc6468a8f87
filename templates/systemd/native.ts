import { fact, originsOf, type Fact } from '../../src/fact.ts';
import { entriesOf, isFact, type Located } from '../../src/manifest/located.ts';
import type * as M from '../../src/manifest/types.ts';
import type { ViewMap } from '../../src/target/target.ts';

type Scalar = string | number | boolean;

/** A native setting; a list stands once for each of its values. */
export interface Native {
  readonly section: Fact<string>;
  readonly name: Fact<string>;
  readonly values: readonly Fact<Scalar>[];
}

export const settingsIn = (said: Located<M.NativeUnitSettings> | undefined): readonly Native[] =>
  entriesOf(said).flatMap(({ name: section, value }) =>
    entriesOf(value).map(({ name, value: given }) => ({
      section,
      name,
      values: (isFact(given) ? [given] : given) as readonly Fact<Scalar>[],
    })),
  );

/** The lines of each section. */
export function nativeOf(
  said: Located<M.NativeUnitSettings> | undefined,
): (section: string) => readonly ViewMap[] {
  const all = settingsIn(said);
  return (section) =>
    all
      .filter((one) => one.section.value === section)
      .flatMap(({ name, values, section: { from } }) =>
        values.map((value) => ({ name: fact(name.value, originsOf(name, { from })), value })),
      );
}
