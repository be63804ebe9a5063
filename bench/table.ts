import type { Figure } from './harness/figure.ts'
import { isMet, isNoisy } from './harness/figure.ts'
import type { PartResult } from './run.ts'

const header = ['part', 'work', 'aranya', 'peer', 'ratio', 'budget', ''] as const

/** The figures as a Markdown table, and why parts have none. */
export function toTable(results: readonly PartResult[]): string {
  const rows = results.flatMap(({ part, figures }) => figures.map((figure) => toRow(part, figure)))
  const widths = header.map((title, column) => Math.max(title.length, 3, ...rows.map((row) => width(row[column]))))
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - width(cell))).join(' | ')} |`
  const rule = line(widths.map((length) => '-'.repeat(length)))
  return [line(header), rule, ...rows.map(line), ...results.flatMap(remarks)].join('\n')
}

function toRow(part: string, figure: Figure): readonly string[] {
  const { name, unit, ours, peer } = figure
  return [
    part,
    name,
    `${round(ours)} ${unit}`,
    peer ? `${round(peer.value)} ${unit}: ${peer.what}` : '',
    peer ? peer.ratio.toFixed(2) : '',
    toBudget(figure),
    toVerdict(figure),
  ]
}

function toBudget({ budget, better, unit }: Figure): string {
  if (!budget) return ''
  const bound = `${better === 'more' ? '≥' : '≤'} ${round(budget.limit)}${budget.of === 'ratio' ? '' : ` ${unit}`}`
  return budget.basis === undefined ? bound : `${bound} (${budget.basis})`
}

function toVerdict(figure: Figure): string {
  const met = isMet(figure)
  const verdict = met === undefined ? '' : met ? 'met' : 'MISSED'
  return isNoisy(figure) ? `${verdict} noisy`.trim() : verdict
}

function remarks({ part, skipped, failed }: PartResult): readonly string[] {
  if (skipped !== undefined) return [`${part} was skipped: ${skipped}`]
  return failed === undefined ? [] : [`${part} FAILED: ${failed}`]
}

/** Three digits that count. */
function round(value: number): string {
  return String(Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3)))
}

function width(cell: string | undefined): number {
  return Array.from(cell ?? '').length
}
