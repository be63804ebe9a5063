import { ApiError } from './errors.ts'
import { checkLabelValue, checkQualifiedName } from './meta/names.ts'
import { quote } from './schema/causes.ts'

export type Labels = Readonly<Record<string, string>>
type Requirement = (labels: Labels) => boolean

interface Token {
  readonly text: string
  /** False for punctuation. */
  readonly word: boolean
}

const tokenPattern = /[^\s=!(),<>]+|==|!=|[=!(),<>]/g
/** The most requirements of one selector: each is asked about every object. */
const maxRequirements = 1000
const integerPattern = /^[+-]?\d{1,18}$/

/**
 * Parses the whole grammar of label selectors (apimachinery/pkg/labels/selector.go): `a=b`, `a==b`, `a!=b`, `a in (b,c)`,
 * `a notin (b,c)`, `a`, `!a`, `a>1`, `a<1`, joined by commas. Throws ApiError 400, worded as Kubernetes does.
 */
export function parseLabelSelector(text: string): readonly Requirement[] {
  const parser = new Parser(text)
  const requirements: Requirement[] = []
  if (parser.atEnd) return requirements
  for (;;) {
    if (requirements.length === maxRequirements) throw badSelector(`there are more than ${maxRequirements}`)
    requirements.push(parser.parseRequirement())
    if (parser.atEnd) return requirements
    parser.expect(',', "',' or 'end of string'")
    if (parser.atEnd) throw parser.unexpected("identifier after ','")
  }
}

class Parser {
  /** Lazy: what follows an error is not looked at. */
  readonly #tokens: Iterator<RegExpExecArray>
  #current: Token | undefined

  constructor(text: string) {
    this.#tokens = text.matchAll(tokenPattern)
    this.#advance()
  }

  get atEnd(): boolean {
    return this.#current === undefined
  }

  unexpected(expected: string): ApiError {
    const found = this.#current?.text ?? ''
    return badSelector(`found '${found.slice(0, 128)}', expected: ${expected}`)
  }

  expect(text: string, expected: string): void {
    if (!this.#take(text)) throw this.unexpected(expected)
  }

  parseRequirement(): Requirement {
    if (this.#take('!')) {
      const key = this.#parseKey()
      return (labels) => valueOf(labels, key) === undefined
    }
    const key = this.#parseKey()
    if (this.atEnd || this.#peek() === ',') return (labels) => valueOf(labels, key) !== undefined
    return this.#parseOperator(key)
  }

  #parseKey(): string {
    const key = this.#takeWord()
    if (key === undefined) throw this.unexpected("!, identifier, or 'end of string'")
    const problem = checkQualifiedName(key)
    if (problem !== undefined) throw badSelector(`key: Invalid value: ${quote(key)}: ${problem}`)
    return key
  }

  #parseOperator(key: string): Requirement {
    if (this.#take('=') || this.#take('==')) return isIn(key, new Set([this.#parseValue(key)]))
    if (this.#take('!=')) return not(isIn(key, new Set([this.#parseValue(key)])))
    if (this.#take('in')) return isIn(key, this.#parseSet(key))
    if (this.#take('notin')) return not(isIn(key, this.#parseSet(key)))
    if (this.#take('>')) return compares(key, this.#parseInteger(), (value, bound) => value > bound)
    if (this.#take('<')) return compares(key, this.#parseInteger(), (value, bound) => value < bound)
    throw this.unexpected('in, notin, =, ==, !=, gt, lt')
  }

  /** A value may be missing: `a=` is the empty value. */
  #parseValue(key: string): string {
    const value = this.#takeWord() ?? ''
    const problem = checkLabelValue(value)
    if (problem !== undefined) throw badSelector(`values[0][${key}]: Invalid value: ${quote(value)}: ${problem}`)
    return value
  }

  #parseSet(key: string): ReadonlySet<string> {
    this.expect('(', "'('")
    if (this.#peek() === ')') throw badSelector("for 'in', 'notin' operators, values set can't be empty")
    const values = new Set<string>()
    do values.add(this.#parseValue(key))
    while (this.#take(','))
    this.expect(')', "',' or ')'")
    return values
  }

  #parseInteger(): bigint {
    const value = this.#takeWord() ?? ''
    if (!integerPattern.test(value)) throw badSelector("for 'Gt', 'Lt' operators, the value must be an integer")
    return toInteger(value)
  }

  #advance(): void {
    const text = (this.#tokens.next().value as RegExpExecArray | undefined)?.[0]
    this.#current = text === undefined ? undefined : { text, word: !/^[=!(),<>]/.test(text) }
  }

  #peek(): string | undefined {
    return this.#current?.text
  }

  #take(text: string): boolean {
    if (this.#peek() !== text) return false
    this.#advance()
    return true
  }

  #takeWord(): string | undefined {
    const token = this.#current
    if (!token?.word) return undefined
    this.#advance()
    return token.text
  }
}

function isIn(key: string, values: ReadonlySet<string>): Requirement {
  return (labels) => {
    const value = valueOf(labels, key)
    return value !== undefined && values.has(value)
  }
}

/** Of `!=` and `notin`: also true where the key is absent. */
function not(requirement: Requirement): Requirement {
  return (labels) => !requirement(labels)
}

function compares(key: string, bound: bigint, test: (value: bigint, bound: bigint) => boolean): Requirement {
  return (labels) => {
    const value = valueOf(labels, key)
    return value !== undefined && integerPattern.test(value) && test(toInteger(value), bound)
  }
}

function toInteger(text: string): bigint {
  return BigInt(text.replace(/^\+/, ''))
}

function valueOf(labels: Labels, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined
}

function badSelector(problem: string): ApiError {
  return new ApiError('BadRequest', `unable to parse requirement: ${problem}`)
}
