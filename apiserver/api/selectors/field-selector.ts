import { ApiError } from '../meta/errors.ts'
import { quote } from '../schema/causes.ts'

/** One term of a field selector. */
export interface FieldTerm {
  readonly field: string
  readonly value: string
  /** False: `!=`. */
  readonly equal: boolean
}

/** The most terms of one field selector: far more than there are fields. */
const maxTerms = 100

/** Parses `a=b,c!=d` (apimachinery/pkg/fields/selector.go). Empty terms are skipped. Throws ApiError 400. */
export function parseFieldTerms(text: string): readonly FieldTerm[] {
  return splitTerms(text).map((term) => {
    const match = /!=|==|=/.exec(term)
    if (!match) throw badSelector(text, `can't understand ${quote(term)}`)
    const value = unescapeValue(term.slice(match.index + match[0].length).trim(), text)
    return { field: term.slice(0, match.index).trim(), value, equal: match[0] !== '!=' }
  })
}

/** Splits at commas that no backslash escapes. */
function splitTerms(text: string): readonly string[] {
  const terms = (text.match(/(?:\\.|[^,\\]|\\$)+/gs) ?? []).filter((term) => term.trim() !== '')
  if (terms.length > maxTerms) throw badSelector(text, `more than ${maxTerms} terms`)
  return terms
}

/** In a value, `\,`, `\=` and `\\` stand for the character; none of the three may stand for itself. */
function unescapeValue(value: string, selector: string): string {
  if (!/^(?:\\[\\,=]|[^\\,=])*$/s.test(value)) throw badSelector(selector, `can't understand ${quote(value)}`)
  return value.replaceAll(/\\(.)/gs, '$1')
}

function badSelector(selector: string, problem: string): ApiError {
  return new ApiError('BadRequest', `invalid selector: ${quote(selector)}; ${problem}`)
}
