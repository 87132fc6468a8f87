import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { PROJECT } from '../compiled.ts';

/**
 * A fact may find out what it is owed to when it is asked (`owedTo` in src/fact.ts), through a getter of its class, and
 * `{...fact}` copies no such getter: the copy would have no origins, and the type checker would not notice.
 */
test('no fact is copied by spreading it', () => {
  const config = ts.readConfigFile(join(PROJECT, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options, fileNames } = ts.parseJsonConfigFileContent(config.config, ts.sys, PROJECT);
  const program = ts.createProgram(
    fileNames.filter((path) => /\/(src|templates)\//.test(path)),
    options,
  );
  const checker = program.getTypeChecker();
  const spreads: string[] = [];
  let seen = 0;
  const isFact = (type: ts.Type): boolean =>
    (type.isUnion() ? type.types : [type]).some((one) => {
      const from = one.getProperty('from');
      return one.getProperty('value') !== undefined && from !== undefined && one.getProperties().length <= 3;
    });
  for (const file of program.getSourceFiles().filter(({ fileName }) => !fileName.includes('node_modules'))) {
    const visit = (node: ts.Node): void => {
      if (ts.isSpreadAssignment(node)) {
        seen += 1;
        const { line } = file.getLineAndCharacterOfPosition(node.getStart());
        if (isFact(checker.getTypeAtLocation(node.expression)))
          spreads.push(`${file.fileName.slice(PROJECT.length)}:${line + 1} ${node.getText()}`);
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
  expect(seen).toBeGreaterThan(20);
  expect(spreads).toEqual([]);
}, 60_000);
