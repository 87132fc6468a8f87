import { spawnSync } from 'node:child_process';

/** A whole process: what it takes from its start to its end, and how it ended. */
export interface Run {
  readonly milliseconds: number;
  readonly status: number | null;
  readonly stderr: string;
}

export function run(argv: readonly string[], cwd: string): Run {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, argv, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return { milliseconds: Number(process.hrtime.bigint() - start) / 1e6, status, stderr };
}

/** Says on its standard error how much memory a process had at most, in KiB (getrusage(2), ru_maxrss). */
const PEAK = `process.on('exit', () => require('fs').writeSync(2, '\\npeak ' + process.resourceUsage().maxRSS))`;

/** The peak of a process in MiB. It is not timed: its own line at the end takes time. */
export function peak(argv: readonly string[], cwd: string): number {
  const preload = `data:text/javascript,import{createRequire}from'module';const require=createRequire('/');${PEAK}`;
  const { stderr } = run(['--import', preload, ...argv], cwd);
  const said = /\npeak (\d+)$/.exec(stderr)?.[1];
  if (said === undefined) throw new Error(`no peak was said:\n${stderr}`);
  return Number(said) / 1024;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  if (low === undefined || high === undefined) throw new Error('there is no median of nothing');
  return (low + high) / 2;
}
