import { dirname, join } from 'node:path';
import ts from 'typescript';

/** Something that a file does, and where: `line`, from 1. */
export interface Sight {
  readonly what: string;
  readonly line: number;
}
export interface Import extends Sight {
  /** a path from the root of the project, a package, or `node:` and a module */
  readonly to: string;
  /** nothing is left of it at run time */
  readonly isType: boolean;
}

/** @param name the path from the root of the project */
export const parsed = (name: string, text: string): ts.SourceFile =>
  ts.createSourceFile(name, text, ts.ScriptTarget.ES2023, true);

const sight = (node: ts.Node, what: string): Sight => ({
  what,
  line: node.getSourceFile().getLineAndCharacterOfPosition(node.getStart()).line + 1,
});

function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  for (const child of children) yield* nodesOf(child);
}

/** Every import and re-export, `import()` and `process.getBuiltinModule()` included. */
export function* importsOf(file: ts.SourceFile): Generator<Import> {
  for (const node of nodesOf(file)) {
    const module = moduleOf(node);
    if (module === null) continue;
    const to = module.startsWith('.') ? join(dirname(file.fileName), module) : module;
    yield { ...sight(node, `imports ${to}`), to, isType: isTypeOnly(node) };
  }
}

function moduleOf(node: ts.Node): string | null {
  const text = (named: ts.Node | undefined): string | null =>
    named && ts.isStringLiteralLike(named) ? named.text : null;
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return text(node.moduleSpecifier);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return text(node.argument.literal);
  if (!ts.isCallExpression(node)) return null;
  const isLoad =
    node.expression.kind === ts.SyntaxKind.ImportKeyword ||
    /(^|\.)(getBuiltinModule|require)$/.test(node.expression.getText());
  return isLoad ? text(node.arguments[0]) : null;
}

function isTypeOnly(node: ts.Node): boolean {
  if (ts.isImportTypeNode(node)) return true;
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  if (!ts.isImportDeclaration(node) || !node.importClause) return false;
  const { importClause: clause } = node;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const named = clause.namedBindings;
  return (
    !clause.name &&
    named !== undefined &&
    ts.isNamedImports(named) &&
    named.elements.every((element) => element.isTypeOnly)
  );
}

/** `any`, `!` after a value, `export default`, an enum, a namespace. */
export function* forbiddenIn(file: ts.SourceFile): Generator<Sight> {
  for (const node of nodesOf(file)) {
    if (node.kind === ts.SyntaxKind.AnyKeyword) yield sight(node, 'says any');
    if (ts.isNonNullExpression(node)) yield sight(node, 'says !');
    if (ts.isExportAssignment(node)) yield sight(node, 'exports a default');
    if (node.kind === ts.SyntaxKind.DefaultKeyword && !ts.isDefaultClause(node.parent))
      yield sight(node, 'exports a default');
    if (ts.isEnumDeclaration(node) || ts.isModuleDeclaration(node)) yield sight(node, 'needs a compiler');
  }
}

/** Uses of `process` and `console`; names of properties and of things that the file declares are not meant. */
export function* globalsIn(file: ts.SourceFile, names: readonly string[]): Generator<Sight> {
  for (const node of nodesOf(file)) {
    if (!ts.isIdentifier(node) || !names.includes(node.text)) continue;
    const { parent } = node;
    const isProperty =
      (ts.isPropertyAccessExpression(parent) &&
        parent.name === node &&
        parent.expression.getText() !== 'globalThis') ||
      ((ts.isPropertyAssignment(parent) ||
        ts.isPropertySignature(parent) ||
        ts.isMethodDeclaration(parent)) &&
        parent.name === node) ||
      (ts.isBindingElement(parent) && parent.propertyName === node);
    if (!isProperty) yield sight(node, node.text);
  }
}

/** Names that a file exports, types left out. */
export function exportsOf(file: ts.SourceFile): readonly string[] {
  return file.statements.flatMap((statement) => {
    const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
    if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.map(({ name }) => name.getText());
    const isNamed = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement);
    return isNamed && statement.name ? [statement.name.text] : [];
  });
}

/** Reads of the `value` of a fact: a property, or a part of a pattern, of something that has `from` beside it. */
export function* factReadsIn(file: ts.SourceFile, checker: ts.TypeChecker): Generator<Sight> {
  const isFact = (node: ts.Node): boolean => {
    const names = checker
      .getTypeAtLocation(node)
      .getProperties()
      .map(({ name }) => name);
    return names.includes('value') && names.includes('from');
  };
  for (const node of nodesOf(file)) {
    if (ts.isPropertyAccessExpression(node) && node.name.text === 'value' && isFact(node.expression))
      yield sight(node, `reads ${node.getText()}`);
    if (ts.isObjectBindingPattern(node) && isFact(node))
      for (const { propertyName, name } of node.elements)
        if ((propertyName ?? name).getText() === 'value') yield sight(node, `reads ${node.getText()}`);
  }
}
