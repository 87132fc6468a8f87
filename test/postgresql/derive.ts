import { start } from './server.ts';

/** What a server says of one of its settings. */
export interface Said {
  readonly type: 'bool' | 'integer' | 'real' | 'string' | 'enum';
  readonly unit?: string;
  readonly min?: string;
  readonly max?: string;
  readonly values?: readonly string[];
  /** when a change is taken over (pg_settings.context) */
  readonly context: string;
}

export interface Derived {
  readonly major: string;
  readonly version: string;
  readonly settings: Readonly<Record<string, Said>>;
  readonly extensions: readonly string[];
}

const SETTINGS = `
SELECT json_strip_nulls(json_build_object('name', name, 'type', vartype, 'unit', unit, 'min', min_val, 'max', max_val,
  'values', to_json(enumvals), 'context', context)) FROM pg_settings ORDER BY name COLLATE "C";`;
const EXTENSIONS = `SELECT name FROM pg_available_extensions ORDER BY name COLLATE "C";`;

/** Asks a real server for its settings and for the extensions that its packages bring. */
export async function derive(major: string): Promise<Derived> {
  const server = await start(major);
  try {
    const rows = (await server.rows(SETTINGS)).map(
      (row) => JSON.parse(row) as Said & { readonly name: string },
    );
    const settings = Object.fromEntries(rows.map(({ name, ...said }) => [name, said]));
    return { major, version: server.version, settings, extensions: await server.rows(EXTENSIONS) };
  } finally {
    await server.stop();
  }
}
