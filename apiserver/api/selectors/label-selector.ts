import { ApiError } from '../meta/errors.ts'
import { checkLabelValue, checkQualifiedName } from '../meta/names.ts'
import { quote } from '../schema/causes.ts'

export type Labels = Readonly<Record<string, string>>
type Predicate = (labels: Labels) => boolean

/** One requirement, in the words of Kubernetes' selection operators. `values` has one for Gt and Lt, none for Exists. */
export interface LabelRequirement {
  readonly key: string
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt'
  readonly values: readonly string[]
}

interface Token {
  readonly text: string
  /** False for punctuation. */
  readonly word: boolean
}

const tokenPattern = /[^\s=!(),<>]+|==|!=|[=!(),<>]/g
/** The most requirements of one selector: each is asked about every object. */
const maxRequirements = 1000
const integerPattern = /^[+-]?\d{1,18}$/

/** What the labels of an object must fulfil, all of it. Throws ApiError 400, worded as Kubernetes does. */
export function parseLabelSelector(text: string): readonly Predicate[] {
  return parseLabelRequirements(text).map(toPredicate)
}

/**
 * Parses the whole grammar of label selectors (apimachinery/pkg/labels/selector.go): `a=b`, `a==b`, `a!=b`, `a in (b,c)`,
 * `a notin (b,c)`, `a`, `!a`, `a>1`, `a<1`, joined by commas. Throws ApiError 400, worded as Kubernetes does.
 */
export function parseLabelRequirements(text: string): readonly LabelRequirement[] {
  const parser = new Parser(text)
  const requirements: LabelRequirement[] = []
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

  parseRequirement(): LabelRequirement {
    if (this.#take('!')) return { key: this.#parseKey(), operator: 'DoesNotExist', values: [] }
    const key = this.#parseKey()
    if (this.atEnd || this.#peek() === ',') return { key, operator: 'Exists', values: [] }
    return { key, ...this.#parseOperator(key) }
  }

  #parseKey(): string {
    const key = this.#takeWord()
    if (key === undefined) throw this.unexpected("!, identifier, or 'end of string'")
    const problem = checkQualifiedName(key)
    if (problem !== undefined) throw badSelector(`key: Invalid value: ${quote(key)}: ${problem}`)
    return key
  }

  #parseOperator(key: string): Omit<LabelRequirement, 'key'> {
    if (this.#take('=') || this.#take('==')) return { operator: 'In', values: [this.#parseValue(key)] }
    if (this.#take('!=')) return { operator: 'NotIn', values: [this.#parseValue(key)] }
    if (this.#take('in')) return { operator: 'In', values: this.#parseSet(key) }
    if (this.#take('notin')) return { operator: 'NotIn', values: this.#parseSet(key) }
    if (this.#take('>')) return { operator: 'Gt', values: [this.#parseInteger()] }
    if (this.#take('<')) return { operator: 'Lt', values: [this.#parseInteger()] }
    throw this.unexpected('in, notin, =, ==, !=, gt, lt')
  }

  /** A value may be missing: `a=` is the empty value. */
  #parseValue(key: string): string {
    const value = this.#takeWord() ?? ''
    const problem = checkLabelValue(value)
    if (problem !== undefined) throw badSelector(`values[0][${key}]: Invalid value: ${quote(value)}: ${problem}`)
    return value
  }

  #parseSet(key: string): readonly string[] {
    this.expect('(', "'('")
    if (this.#peek() === ')') throw badSelector("for 'in', 'notin' operators, values set can't be empty")
    const values = new Set<string>()
    do values.add(this.#parseValue(key))
    while (this.#take(','))
    this.expect(')', "',' or ')'")
    return [...values]
  }

  #parseInteger(): string {
    const value = this.#takeWord() ?? ''
    if (!integerPattern.test(value)) throw badSelector("for 'Gt', 'Lt' operators, the value must be an integer")
    return value
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

function toPredicate({ key, operator, values }: LabelRequirement): Predicate {
  switch (operator) {
    case 'Exists':
      return (labels) => valueOf(labels, key) !== undefined
    case 'DoesNotExist':
      return (labels) => valueOf(labels, key) === undefined
    case 'In':
      return isIn(key, new Set(values))
    case 'NotIn':
      return not(isIn(key, new Set(values)))
    case 'Gt':
      return compares(key, values, (value, bound) => value > bound)
    case 'Lt':
      return compares(key, values, (value, bound) => value < bound)
  }
}

function isIn(key: string, values: ReadonlySet<string>): Predicate {
  return (labels) => {
    const value = valueOf(labels, key)
    return value !== undefined && values.has(value)
  }
}

/** Of `!=` and `notin`: also true where the key is absent. */
function not(predicate: Predicate): Predicate {
  return (labels) => !predicate(labels)
}

function compares(
  key: string,
  [bound = '0']: readonly string[],
  test: (value: bigint, bound: bigint) => boolean,
): Predicate {
  const limit = toInteger(bound)
  return (labels) => {
    const value = valueOf(labels, key)
    return value !== undefined && integerPattern.test(value) && test(toInteger(value), limit)
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
