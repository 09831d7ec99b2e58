import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InputError } from '../../rule/cli/input-error.ts';
import { readParameters } from '../../rule/cli/option-values.ts';
import { inputParameters } from '../../rule/cli/reports/evaluation-json.ts';
import { DEFAULT_PARAMETERS } from '../../rule/core/parameters.ts';

const directory = mkdtempSync(join(tmpdir(), 'lambda-active-tracing-'));
afterAll(() => rmSync(directory, { recursive: true }));

function file(content: unknown): string {
  const path = join(directory, 'parameters.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('--param-file', () => {
  it('gives rule parameters, and --param comes after it', () => {
    const path = file({ conditionalAccess: 'COMPLIANT', exemptionMaxDays: '90' });
    expect(readParameters([], path)).toEqual({
      ...DEFAULT_PARAMETERS,
      conditionalAccess: 'COMPLIANT',
      exemptionMaxDays: 90,
    });
    expect(readParameters(['exemptionMaxDays=30'], path)).toMatchObject({
      conditionalAccess: 'COMPLIANT',
      exemptionMaxDays: 30,
    });
  });

  it('takes the parameters of a report as they stand there', () => {
    const parameters = { ...DEFAULT_PARAMETERS, organizationId: 'o-a1b2c3d4e5', exemptionMaxDays: 7 };
    expect(readParameters([], file(inputParameters(parameters)))).toEqual(parameters);
  });

  it('may begin with a byte order mark', () => {
    expect(readParameters([], file('\uFEFF{"sweepReport":"ALL"}')).sweepReport).toBe('ALL');
  });

  it.each([
    ['{', 'not JSON'],
    ['[]', 'must be a JSON object of rule parameters'],
    ['{"sweepReport":"ALL","sweepReport":"CHANGED"}', '"sweepReport" is given twice in one object'],
    [{ sweepReport: 'SOME' }, 'rule parameter sweepReport: "SOME" is not one of CHANGED, ALL'],
    [{ exemptionMaxDays: 90 }, 'rule parameter exemptionMaxDays: must be a string'],
    ['{"__proto__":"x"}', 'unknown rule parameter "__proto__"; known: '],
  ])('%j: %s', (content, why) => {
    const path = file(content);
    // What the option says does not mend what the file says.
    expect(() => readParameters(['sweepReport=ALL'], path)).toThrow(`${path}: ${why}`);
    expect(() => readParameters([], path)).toThrow(InputError);
  });

  it('a file that is not there is named', () => {
    const path = join(directory, 'missing.json');
    expect(() => readParameters([], path)).toThrow(new InputError(`${path}: no such file or directory`));
  });
});
