import about from '../../package.json' with { type: 'json' };
import { start } from '../cli.ts';
import { openState } from '../state.ts';

declare const BUILD_ID: string;

/** The command line of a build: schema and prepared templates lie beside the program. */
void start({
  assets: import.meta.dirname,
  version: about.version,
  state: () => openState(BUILD_ID),
});
