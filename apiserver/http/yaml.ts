import { Composer, Parser, isAlias, visit } from 'yaml'
import type { CST, Document } from 'yaml'
import { ApiError } from '../api/meta/errors.ts'

/** Deeper than any object of ours. */
const maxDepth = 100
/** Aliases are refused altogether: no object needs them, and ten of them can stand for gigabytes. */
const options = { uniqueKeys: true, merge: false, schema: 'core', logLevel: 'error' } as const

/** The value of one YAML document. Throws ApiError 400 that says where it is wrong. */
export function parseYaml(text: string): unknown {
  const tokens = [...new Parser().parse(text)]
  // Composing recurses, and V8 aborts the whole process where a regular expression meets the end of the stack.
  checkTokenDepth(tokens)
  const [document, ...others] = new Composer(options).compose(tokens)
  if (document === undefined || others.length > 0) throw badYaml('it is not one document')
  const [error] = document.errors
  if (error !== undefined) throw badYaml(error.message, error)
  refuseAliases(document)
  return document.toJS({ maxAliasCount: 0 })
}

/** Walks with a stack of its own: the tokens may nest as deep as the text is long. */
function checkTokenDepth(documents: readonly CST.Token[]): void {
  const open = documents.map((token): [CST.Token | undefined | null, number] => [token, 0])
  for (let entry = open.pop(); entry !== undefined; entry = open.pop()) {
    const [token, depth] = entry
    if (depth > maxDepth) throw badYaml(`it nests deeper than ${maxDepth} levels`)
    for (const child of childrenOf(token)) open.push([child, depth + 1])
  }
}

function* childrenOf(token: CST.Token | undefined | null): Generator<CST.Token | undefined | null> {
  if (!token) return
  if (token.type === 'document') yield token.value
  if (!('items' in token)) return
  for (const item of token.items) {
    yield item.key
    yield item.value
  }
}

function refuseAliases(document: Document.Parsed): void {
  visit(document, (_key, node) => {
    if (isAlias(node)) throw badYaml('aliases are not accepted')
  })
}

function badYaml(message: string, cause?: unknown): ApiError {
  const [line = ''] = message.split('\n', 1)
  return new ApiError('BadRequest', `the body of the request is not valid YAML: ${line}`, {}, { cause })
}
