#!/usr/bin/env -S npx tsx
import { dirname } from 'node:path';
import about from '../package.json' with { type: 'json' };
import { start } from './cli.ts';
import { noState } from './state.ts';

/** The command line in a checkout: schema and templates are the checkout's own. */
void start({
  assets: dirname(import.meta.dirname),
  version: about.version,
  state: () => noState,
});
