/** The script of a host is bash. */
export { bash as syntax } from '../../src/format/shell.ts';
