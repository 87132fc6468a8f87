/** A path as a link in a folder names it: `/etc/monit/conf-available/x` in `/etc/monit/conf-enabled` is `../conf-available/x`. */
export function relative(folder: string, path: string): string {
  const from = folder.split('/');
  const to = path.split('/');
  const same = from.findIndex((step, index) => step !== to[index]);
  const shared = same === -1 ? from.length : same;
  return [...from.slice(shared).map(() => '..'), ...to.slice(shared)].join('/');
}
