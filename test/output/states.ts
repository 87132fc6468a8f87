import type { SiteTree } from '../../src/output/tree.ts';
import { file, link, script, tree } from './scratch.ts';

/** Two sites before and after a run that does everything a run can do to a tree. */
export const BEFORE: readonly SiteTree[] = [
  tree('kisumu', {
    'web1/etc/nginx/nginx.conf': file('worker_processes 3;\n'),
    'web1/etc/nginx/conf.d/old.conf': file('server { listen 8417; }\n'),
    'web1/etc/cron.d/gone': file('7 3 * * * root /bin/true\n'),
    'web1/install': file('#!/bin/sh\n'),
    'web1/etc/motd': file('unchanged\n'),
    'web1/sites/app': link('../available/app'),
    // becomes a link to a directory that has a file of the same name
    'web1/live/conf': file('owned\n'),
    // becomes a directory
    'web1/role': file('primary\n'),
  }),
];

export const AFTER: readonly SiteTree[] = [
  tree('kisumu', {
    'web1/etc/nginx/nginx.conf': file('worker_processes 4;\n'),
    'web1/install': script('#!/bin/sh\n'),
    'web1/etc/motd': file('unchanged\n'),
    'web1/sites/app': link('../available/app2'),
    'web1/live': link('theirs'),
    'web1/role/primary': file('p\n'),
    'db1/etc/redis/redis.conf': file('port 6391\n'),
  }),
  tree('nakuru', { 'web1/etc/hosts': file('10.0.9.1 web1\n') }),
];

/** Files of somebody else; the second is where a careless removal through the new link would hit. */
export const FOREIGN: Readonly<Record<string, string>> = {
  'kisumu/web1/etc/nginx/conf.d/mine.conf': 'hands off\n',
  'kisumu/web1/theirs/conf': 'not yours\n',
  README: 'about these files\n',
};
