import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { Deployment } from './cloudformation.ts';
import { synthesized } from './synthesized.ts';

const { member } = synthesized();
const FILE = parse(readFileSync(new URL('../../conformance-pack/lambda-active-tracing.yaml', import.meta.url), 'utf8'));
const FREQUENCIES = member.Parameters.SweepFrequency?.AllowedValues ?? [];
const HOURS: Readonly<Record<string, number>> = {
  One_Hour: 1,
  Three_Hours: 3,
  Six_Hours: 6,
  Twelve_Hours: 12,
  TwentyFour_Hours: 24,
};

/** How often the rule of a stack sweeps, wherever the stack has it, and how long its alarm waits for a sweep, in seconds. */
function frequencies(parameters: Readonly<Record<string, string>>) {
  const deployment = new Deployment(member, { AlarmTopic: '444455556666:platform', ...parameters });
  const pack = deployment.resource('Pack') as { readonly TemplateBody: string } | undefined;
  const rule = pack === undefined ? deployment.resource('Rule') : parse(pack.TemplateBody).Resources.Rule.Properties;
  const alarm = deployment.resource('NoSweep') as
    | { readonly Period: number; readonly EvaluationPeriods: number }
    | undefined;
  return {
    sweeps: frequencyOf(rule),
    alarmAfter: alarm && alarm.Period * alarm.EvaluationPeriods,
  };
}

/** A rule of its own code has its frequency where it says what triggers it. */
function frequencyOf(rule: unknown): string | undefined {
  const { SourceDetails = [] } = Object(Object(rule).Source);
  return SourceDetails.map(Object).find(
    ({ MessageType }: { MessageType: string }) => MessageType === 'ScheduledNotification',
  )?.MaximumExecutionFrequency;
}

describe('the sweep and its alarm', () => {
  it.each(['ConfigRule', 'ConformancePack'].flatMap((deployment) => FREQUENCIES.map((each) => [deployment, each])))(
    'go together: %s with %s',
    (Deployment = '', SweepFrequency = '') => {
      expect(frequencies({ Deployment, SweepFrequency })).toEqual({
        sweeps: SweepFrequency,
        alarmAfter: 2 * (HOURS[SweepFrequency] ?? Number.NaN) * 3600,
      });
    },
  );

  it('are apart for a pack deployed separately: it takes each frequency, and has no alarm of the stack to fool', () => {
    expect(FREQUENCIES).toEqual(Object.keys(HOURS));
    for (const SweepFrequency of FREQUENCIES) {
      expect(frequencyOf(new Deployment(FILE, { SweepFrequency }).resource('Rule'))).toBe(SweepFrequency);
      expect(frequencies({ Deployment: 'EvaluatorOnly', SweepFrequency })).toEqual({
        sweeps: undefined,
        alarmAfter: undefined,
      });
    }
  });
});
