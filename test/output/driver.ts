/**
 * A run of its own, to be killed, starved or locked out by the tests: `driver write OUT`, `driver recover OUT`,
 * `driver snapshot OUT`, `driver hold OUT SITE`, `driver count OUT SITE`. Prints JSON.
 */
import { readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { lockSite, recover, writeTrees } from '../../src/output/write.ts';
import { snapshot } from './scratch.ts';
import { AFTER } from './states.ts';

const [, , verb, out = '', site = ''] = process.argv;
const print = (value: unknown): boolean => process.stdout.write(`${JSON.stringify(value)}\n`);

/** A system call that a trace shows between node's own start and what is tested. */
const mark = (): void => {
  try {
    rmdirSync('/the-test-starts-here');
  } catch {
    return;
  }
};

switch (verb) {
  case 'write':
    mark();
    print(writeTrees(out, AFTER).diagnostics);
    break;
  case 'recover':
    mark();
    print(recover(out));
    break;
  case 'snapshot':
    print(snapshot(out));
    break;
  case 'hold':
    print(lockSite(out, site).diagnostics);
    setInterval(() => undefined, 1000);
    break;
  case 'count':
    for (let left = 40; left > 0;) {
      const lock = lockSite(out, site);
      if (lock.value === null) continue;
      const counter = `${out}/counter`;
      writeFileSync(counter, String(Number(readFileSync(counter, 'utf8')) + 1));
      lock.value.release();
      left--;
    }
    break;
  default:
    throw new Error(`unknown verb ${verb}`);
}
