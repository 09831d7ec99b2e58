import type { Compared, Comparison } from '../diff/comparison.ts';
import type { ReportDocument, ReportedFunction } from '../diff/reported-functions.ts';
import { RULE_NAME, VERSION } from '../version.ts';
import type { ReportText } from './evaluation-report.ts';
import { painter, paragraph, type Screen } from './screen.ts';

/** Two reports and what became of the functions between them. */
export interface DiffReport {
  readonly old: ReportDocument;
  readonly now: ReportDocument;
  readonly comparison: Comparison;
}

/** The lists in the order a person wants them, with their headings. */
const LISTS = [
  ['newlyFailing', 'Newly failing'],
  ['mended', 'Mended'],
  ['changed', 'Changed'],
  ['gone', 'Gone'],
  ['new', 'New'],
] as const satisfies readonly (readonly [keyof Comparison, string])[];

export function* diffTable({ old, now, comparison }: DiffReport, screen: Screen): ReportText {
  const paint = painter(screen);
  const differs = differencesOf(old, now);
  if (differs.length > 0)
    yield* paragraph(
      `The reports differ in ${differs.join(', ')}: not all that changed is of the functions.`,
      0,
      screen,
    );
  for (const [list, heading] of LISTS) {
    if (comparison[list].length === 0) continue;
    yield `${paint('bold', heading)}\n`;
    for (const compared of comparison[list]) yield* comparedText(compared, screen);
    yield '\n';
  }
  const counts = LISTS.map(([list, heading]) => `${comparison[list].length} ${heading.toLowerCase()}`);
  yield* paragraph(
    `${counts.join(', ')}; ${comparison.unchanged} unchanged, ${comparison.stillFailing} fail as before`,
    0,
    screen,
  );
}

function* comparedText({ before, after }: Compared, screen: Screen): ReportText {
  const fn = after ?? before;
  if (fn === undefined) return;
  yield* paragraph(`${nameOf(fn)}: ${[before, after].map(verdictText).join(' → ')}`, 2, screen);
  if (after !== undefined && after.compliance !== 'COMPLIANT' && after.annotation !== '')
    yield* paragraph(after.annotation, 6, screen);
}

function nameOf({ accountId, region, resourceId, source }: ReportedFunction): string {
  if (source !== undefined) return `${source.file}:${source.line} ${source.address}`;
  return [accountId, region, resourceId].filter((part) => part !== null).join(' ');
}

function verdictText(fn: ReportedFunction | undefined): string {
  return fn === undefined
    ? '(not there)'
    : [fn.compliance, ...fn.reasons.filter((reason) => reason !== 'compliant')].join(' ');
}

/** What else is not the same in two reports, and may have changed verdicts. */
function differencesOf(old: ReportDocument, now: ReportDocument): readonly string[] {
  const names = [...new Set([...Object.keys(old.parameters), ...Object.keys(now.parameters)])].sort();
  return [
    ...(old.version === now.version ? [] : ['version']),
    ...(old.managedPolicyData === now.managedPolicyData ? [] : ['managedPolicyData']),
    ...names.filter((name) => old.parameters[name] !== now.parameters[name]).map((name) => `parameter ${name}`),
  ];
}

export function* diffJson({ old, now, comparison }: DiffReport): ReportText {
  const { unchanged, stillFailing } = comparison;
  const counts = Object.fromEntries(LISTS.map(([list]) => [list, comparison[list].length]));
  const document = {
    rule: RULE_NAME,
    version: VERSION,
    reports: { old: headOf(old), new: headOf(now) },
    differs: differencesOf(old, now),
    summary: { ...counts, unchanged, stillFailing },
    ...Object.fromEntries(LISTS.map(([list]) => [list, comparison[list].map(comparedMembers)])),
  };
  yield `${JSON.stringify(document, null, 2)}\n`;
}

function headOf({ name, version, evaluatedAt, functions }: ReportDocument): object {
  return { name, version, evaluatedAt, functions: functions.length };
}

function comparedMembers({ before, after }: Compared): object {
  const { accountId, region, resourceId, source } = (after ?? before) as ReportedFunction;
  return {
    accountId,
    region,
    resourceId,
    ...(source !== undefined && { source }),
    before: verdictMembers(before),
    after: verdictMembers(after),
  };
}

function verdictMembers(fn: ReportedFunction | undefined): object | null {
  if (fn === undefined) return null;
  const { compliance, reasons, annotation } = fn;
  return { compliance, reasons, annotation };
}
