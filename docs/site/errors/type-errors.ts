import ts from 'typescript'
import { meaningOf } from './field-meanings.ts'
import { callsOf, textsOf } from './messages.ts'
import { docsOf, nodesOf, type SourceFile } from './source-files.ts'

/** A `TypeError` for a mistake in the arguments. */
export interface TypeErrorText {
  /** The package's folder. */
  folder: string
  field: string
  /** What to pass instead. */
  fix: string
  /** The meaning of the field, from `fieldMeanings` or its doc comment; empty if neither has it. */
  about: string
}

/** Every text of `misuse(field, fix)` in the sources. If a helper gets the field as a parameter, its callers' fields are used. */
export function typeErrorTexts(sources: readonly SourceFile[]): TypeErrorText[] {
  const texts = callsOf(sources, 'misuse').flatMap(({ call, source }) => {
    const [field, fix] = call.arguments ?? []
    const fixes = textsOf(fix)
    return fieldsOf(sources, field, source.folder).flatMap((one) => fixes.map((text) => ({ ...one, fix: text })))
  })
  const whole = callsOf(sources, 'TypeError').flatMap(({ call, source: { folder } }) =>
    textsOf(call.arguments?.[0])
      .filter((text) => !text.includes('‹field›'))
      .map((text) => {
        const [, field = '', fix = text] = /^([\w.]+): (?:pass )?(.+)$/.exec(text) ?? []
        return { folder, field, fix }
      }),
  )
  const about = describeFields(sources)
  const seen = new Map<string, TypeErrorText>()
  for (const { folder, field: said, fix } of [...texts, ...whole]) {
    const field = /^‹\w+›$/.test(said) ? '‹field›' : said
    seen.set(`${folder} ${field}: ${fix}`, {
      folder,
      field,
      fix,
      about: meaningOf(folder, field, fix) ?? about(folder, field),
    })
  }
  return [...seen.values()].sort(
    (one, other) => one.field.localeCompare(other.field) || one.fix.localeCompare(other.fix),
  )
}

interface Field {
  folder: string
  field: string
}

/** The possible names of a field: the text of the expression, or the arguments of callers if it is a parameter. */
function fieldsOf(
  sources: readonly SourceFile[],
  field: ts.Expression | undefined,
  folder: string,
  depth = 0,
): Field[] {
  const own = textsOf(field)
  const open = own.filter((text) => text.includes('‹'))
  const known = own.filter((text) => !text.includes('‹')).map((text) => ({ folder, field: text }))
  if (!field || open.length === 0) return known
  const passed = depth < 4 ? passedFor(sources, field, depth) : []
  return [...known, ...(passed.length > 0 ? passed : open.map((text) => ({ folder, field: text })))]
}

/** The arguments that callers of the surrounding function pass for the parameter `field`. */
function passedFor(sources: readonly SourceFile[], field: ts.Expression, depth: number): Field[] {
  const named = nodesOf(field).find((node) => ts.isIdentifier(node) && !ts.isPropertyAccessExpression(node.parent))
  const owner = ts.findAncestor(
    field,
    (node): node is ts.FunctionDeclaration =>
      ts.isFunctionDeclaration(node) && node.parameters.some(({ name }) => name.getText() === named?.getText()),
  )
  if (!named || !owner?.name) return []
  const place = owner.parameters.findIndex(({ name }) => name.getText() === named.getText())
  return callsOf(sources, owner.name.text).flatMap(({ call, source }) => {
    const given = call.arguments?.[place]
    const fields = given ? fieldsOf(sources, given, source.folder, depth + 1) : []
    // the text around the name, such as `metadata.` before it
    return fields.map(({ folder, field: inner }) => ({
      folder,
      field: textsOf(field).join('').replace(`‹${named.getText()}›`, inner),
    }))
  })
}

/** The first sentence of the doc comment of an option with this name, from the same package, or else from core. */
function describeFields(sources: readonly SourceFile[]): (folder: string, field: string) => string {
  const docs = new Map<string, string>()
  for (const { folder, tree } of sources)
    for (const node of nodesOf(tree)) {
      if (!ts.isPropertySignature(node) && !ts.isMethodSignature(node)) continue
      const key = `${folder} ${node.name.getText()}`
      if (!docs.get(key)) docs.set(key, docsOf(node))
    }
  return (folder, field) => {
    const name = field.split('.').pop() ?? ''
    const text = docs.get(`${folder} ${name}`) || docs.get(`core ${name}`) || ''
    return text.replace(/(^|\s)@\w+.*$/s, '').replace(/(?<=\.) [A-Z`].*$/s, '')
  }
}
