import { expect, test } from 'vitest';
import { PROGRAMS } from './data.ts';
import { pageOf } from './page.ts';

test('the page of the known programs', async () => {
  await expect(pageOf(PROGRAMS)).toMatchFileSnapshot('../../schema/programs/README.md');
});
