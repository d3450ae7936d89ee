import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { declaredErrors, errorsReference, referencePath } from './errors-reference.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const declared = await declaredErrors();
const codes = declared.flatMap(({ meanings }) => Object.keys(meanings));

/** Sources by path, without tests and without the declarations themselves. */
const sources = new Map(
  ['packages', 'plugins']
    .flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(root, folder, name, 'src')))
    .flatMap((src) => readdirSync(src, { recursive: true, encoding: 'utf8' }).map((path) => join(src, path)))
    .filter((path) => path.endsWith('.ts') && !/\.(test|bench)\.ts$/.test(path) && !path.includes('/packages/testing/'))
    .map((path) => [path.slice(root.length), readFileSync(path, 'utf8')]),
);
const mentioned = (text: string) => text.match(/\bTFM_[A-Z0-9_]+[A-Z0-9]\b/g) ?? [];

it('declares each code once', () => {
  expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
});

it('documents exactly the codes that are declared (npx tsx scripts/errors-reference.ts writes the page)', () => {
  expect(readFileSync(referencePath, 'utf8')).toBe(errorsReference(declared));
});

it('uses every code that is declared', () => {
  const used = new Set(
    [...sources]
      .filter(([path]) => !path.endsWith('/errors.ts') || path.includes('packages/core/'))
      .flatMap(([, text]) => mentioned(text)),
  );
  expect(codes.filter((code) => !used.has(code))).toEqual([]);
});

it('declares every code that the sources name', () => {
  const undeclared = [...sources].flatMap(([path, text]) =>
    mentioned(text)
      .filter((code) => !codes.includes(code))
      .map((code) => `${path}: ${code}`),
  );
  expect(undeclared).toEqual([]);
});

it('says in every coded error what the reader can do', () => {
  const silent = [...sources].flatMap(([path, text]) => {
    const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
    return errorCalls(file)
      .filter(({ arguments: [details] }) => !details || (ts.isObjectLiteralExpression(details) && !givesFix(details)))
      .map((call) => `${path}:${file.getLineAndCharacterOfPosition(call.getStart()).line + 1}`);
  });
  expect(silent).toEqual([]);
});

/** Calls of factories that `defineErrors` made: `imagingErrors.TFM_NIFTI_TRUNCATED({ … })`. */
function errorCalls(node: ts.Node): readonly ts.CallExpression[] {
  const inside: ts.CallExpression[] = [];
  node.forEachChild((child) => void inside.push(...errorCalls(child)));
  const called = ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression);
  return called && /^TFM_/.test(node.expression.name.text) ? [node, ...inside] : inside;
}

/** TypeScript asks for a `fix`; it does not see that one is empty. */
const givesFix = ({ properties }: ts.ObjectLiteralExpression) =>
  properties.some(
    (property) =>
      ts.isSpreadAssignment(property) ||
      (property.name?.getText() === 'fix' &&
        !(ts.isPropertyAssignment(property) && /^(''|``|undefined)$/.test(property.initializer.getText()))),
  );
