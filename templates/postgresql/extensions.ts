import { error, warning, type Diagnostic } from '../../src/diagnostic.ts';
import { entriesOf, keyOf } from '../../src/manifest/located.ts';
import type { Datastore } from '../../src/site/model.ts';
import { fill, PLATFORMS, type Platform } from '../../src/site/platform/platform.ts';
import { place } from './check-settings.ts';
import type { Major } from './versions.ts';
import { nearNames, type Vocabulary } from './vocabulary.ts';

const packagedFor = ({ postgresql }: Platform): readonly string[] =>
  Object.values(postgresql.extensions.packages).flat();

/** Extensions that the packages of some platform bring. */
export const packagedAnywhere = (): readonly string[] => Object.values(PLATFORMS).flatMap(packagedFor);

/** Extensions that no package of the host's platform brings, or of which nobody knows the package. */
export function* extensions(
  store: Datastore,
  major: Major,
  platform: Platform,
  vocabulary: Vocabulary,
): Generator<Diagnostic> {
  const { postgresql, title } = platform;
  const own = packagedFor(platform);
  const elsewhere = [...vocabulary.extensions, ...packagedAnywhere()];
  // Packages of another major come from PostgreSQL's own archive; which extensions that has, the platform does not say.
  const certain = postgresql.extensions.asked && postgresql.versions.includes(major);
  const known = certain ? own : [...new Set([...own, ...elsewhere])];
  for (const { name, value } of entriesOf(store.said.databases))
    for (const extension of value.extensions ?? []) {
      if (own.includes(extension.value)) continue;
      const related = [
        { at: keyOf(value), message: `The database ${name.value} asks for it.` },
        {
          at: place(store.host.said.platform, store),
          message: `The platform of ${store.host.name.value} is said here.`,
        },
      ];
      if (known.includes(extension.value)) {
        yield warning(
          'postgresql/unpackaged-extension',
          place(extension, store),
          `Which package of ${title} brings the extension "${extension.value}" to PostgreSQL ${major} is not known here.`,
          {
            related,
            why: 'It is not installed with the packages of the host, and `CREATE EXTENSION` fails without it.',
            help: 'Install it before the databases are prepared, and accept this warning.',
          },
        );
        continue;
      }
      const near = nearNames(extension.value, known);
      yield error(
        'postgresql/unknown-extension',
        place(extension, store),
        `No package of ${title} brings the extension "${extension.value}" to PostgreSQL ${major}.`,
        {
          related,
          why: '`CREATE EXTENSION` would fail, and the script that prepares the databases would stop there.',
          help:
            near === ''
              ? `The packages that bring extensions: ${Object.keys(postgresql.extensions.packages)
                  .slice(0, 4)
                  .map((one) => fill(one, { major }))
                  .join(', ')} and others.`
              : `Did you mean ${near}?`,
        },
      );
    }
}
