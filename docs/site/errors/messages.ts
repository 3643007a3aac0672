import ts from 'typescript'
import { grouped } from '../grouped.ts'
import { nodesOf, type SourceFile } from './source-files.ts'

/** The possible texts of an expression. Values that are known only at run time become `‹name›`. */
export function textsOf(expression: ts.Node | undefined): string[] {
  if (!expression) return []
  if (ts.isStringLiteralLike(expression)) return [expression.text]
  if (ts.isParenthesizedExpression(expression) || ts.isAsExpression(expression)) return textsOf(expression.expression)
  if (ts.isConditionalExpression(expression)) return [...textsOf(expression.whenTrue), ...textsOf(expression.whenFalse)]
  if (ts.isTemplateExpression(expression)) {
    return expression.templateSpans.reduce(
      (texts, { expression: inner, literal }) =>
        texts.flatMap((text) => textsOf(inner).map((value) => text + value + literal.text)),
      [expression.head.text],
    )
  }
  if (ts.isElementAccessExpression(expression)) return valuesOf(expression.expression) ?? [`‹${nameIn(expression)}›`]
  if (ts.isIdentifier(expression)) return constantOf(expression) ?? [`‹${expression.text}›`]
  return [`‹${nameIn(expression)}›`]
}

/** The values of a constant record of texts. */
function valuesOf(record: ts.Node): string[] | undefined {
  const declared = declarationOf(record)?.initializer
  if (!declared) return undefined
  const values = nodesOf(declared).filter((node) => ts.isPropertyAssignment(node))
  return values.length > 0 ? values.flatMap(({ initializer }) => textsOf(initializer)) : undefined
}

/** The value of a constant that is a text. */
function constantOf(name: ts.Identifier): string[] | undefined {
  const value = declarationOf(name)?.initializer
  return value && (ts.isStringLiteralLike(value) || ts.isConditionalExpression(value) || ts.isTemplateExpression(value))
    ? textsOf(value)
    : undefined
}

function declarationOf(name: ts.Node): ts.VariableDeclaration | undefined {
  return nodesOf(name.getSourceFile())
    .filter((node) => ts.isVariableDeclaration(node))
    .find((node) => node.name.getText() === name.getText() && (node.parent.flags & ts.NodeFlags.Const) !== 0)
}

/** The name to show for an expression: `list` for `list.join(', ')`. */
function nameIn(expression: ts.Node): string {
  const names = nodesOf(expression)
    .filter((node) => ts.isIdentifier(node))
    .map(({ text }) => text)
  return names[0] ?? 'value'
}

type Call = ts.CallExpression | ts.NewExpression
const indexes = new WeakMap<readonly SourceFile[], Map<string, { call: Call; source: SourceFile }[]>>()

/** All calls of a function or constructor in the sources. */
export function callsOf(sources: readonly SourceFile[], name: string): { call: Call; source: SourceFile }[] {
  let index = indexes.get(sources)
  if (!index) {
    const calls = sources.flatMap((source) =>
      nodesOf(source.tree)
        .filter((node) => ts.isCallExpression(node) || ts.isNewExpression(node))
        .map((call) => ({ call, source })),
    )
    index = grouped(calls, ({ call }) => call.expression.getText())
    indexes.set(sources, index)
  }
  return index.get(name) ?? []
}
