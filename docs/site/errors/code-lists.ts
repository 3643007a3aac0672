import ts from 'typescript'
import { docsOf, nodesOf, type SourceFile } from './source-files.ts'

/** One code of a closed union. */
export interface Code {
  code: string
  /** Its meaning: the doc comment in the source. */
  meaning: string
}

/** The codes in the exported type or constant with this name. Throws if there is none. */
export function codesOf(sources: readonly SourceFile[], name: string): Code[] {
  for (const { tree } of sources) {
    for (const node of tree.statements) {
      if (ts.isTypeAliasDeclaration(node) && node.name.text === name) return membersOf(node.type)
      if (!ts.isVariableStatement(node)) continue
      for (const { name: own, initializer } of node.declarationList.declarations)
        if (own.getText() === name && initializer) return propertiesOf(initializer)
    }
  }
  throw new Error(`no source exports ${name}`)
}

function membersOf(type: ts.TypeNode): Code[] {
  const members = ts.isUnionTypeNode(type) ? type.types : [type]
  return members.flatMap((member) => {
    if (!ts.isLiteralTypeNode(member) || !ts.isStringLiteral(member.literal)) return []
    return [{ code: member.literal.text, meaning: docsOfMember(member) }]
  })
}

/** The comment of a union's member. It stands before the bar, which belongs to no member. */
function docsOfMember(member: ts.TypeNode): string {
  const own = docsOf(member)
  if (own) return own
  const before = member.getSourceFile().text.slice(0, member.getStart())
  const comment = /\/\*\*((?:(?!\*\/).)*)\*\/\s*\|\s*$/s.exec(before)?.[1] ?? ''
  return comment
    .replace(/^\s*\* ?/gm, '')
    .replace(/\s+/g, ' ')
    .trim()
}

function propertiesOf(value: ts.Expression): Code[] {
  return nodesOf(value)
    .filter((node) => ts.isPropertyAssignment(node))
    .map((node) => ({ code: node.name.getText().replaceAll(/['"]/g, ''), meaning: docsOf(node) }))
}
