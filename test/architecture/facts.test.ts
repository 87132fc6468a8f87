import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { PROJECT } from '../compiled.ts';

const isOurs = ({ fileName }: ts.SourceFile): boolean => !fileName.includes('node_modules');

function programOf(): ts.Program {
  const config = ts.readConfigFile(join(PROJECT, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options, fileNames } = ts.parseJsonConfigFileContent(config.config, ts.sys, PROJECT);
  return ts.createProgram(
    fileNames.filter((path) => /\/(src|templates)\//.test(path)),
    options,
  );
}
const program = programOf();
/** Asked for at once: it also tells each node what it stands in. */
const checker = program.getTypeChecker();
for (const file of program.getSourceFiles().filter(isOurs)) program.getSemanticDiagnostics(file);
const placeOf = (node: ts.Node): string => {
  const file = node.getSourceFile();
  const { line } = file.getLineAndCharacterOfPosition(node.getStart());
  return `${file.fileName.slice(PROJECT.length)}:${line + 1}`;
};
function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  for (const child of children) yield* nodesOf(child);
}
const nodes = program
  .getSourceFiles()
  .filter(isOurs)
  .flatMap((file) => [...nodesOf(file)]);

/**
 * V8 makes a hidden class of its own for each object with a getter of its own, which takes long, and keeps it and all
 * that the getter sees until a full collection: a fleet then takes half as long again.
 */
test('no object literal has a getter', () => {
  const getters = nodes.filter((node) => ts.isGetAccessor(node) && ts.isObjectLiteralExpression(node.parent));
  expect(getters.map(placeOf)).toEqual([]);
});

/**
 * A fact may find out what it is owed to when it is asked (`owedTo` in src/fact.ts), through a getter of its class, and
 * `{...fact}` copies no such getter: the copy would have no origins, and the type checker would not notice.
 */
test('no fact is copied by spreading it', () => {
  const isFact = (type: ts.Type): boolean =>
    (type.isUnion() ? type.types : [type]).some(
      (one) =>
        one.getProperty('value') !== undefined &&
        one.getProperty('from') !== undefined &&
        one.getProperties().length <= 3,
    );
  const spreads = nodes.filter(ts.isSpreadAssignment);
  expect(spreads.length).toBeGreaterThan(20);
  expect(
    spreads.filter(({ expression }) => isFact(checker.getTypeAtLocation(expression))).map(placeOf),
  ).toEqual([]);
}, 60_000);
