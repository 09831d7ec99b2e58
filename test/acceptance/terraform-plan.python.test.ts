import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { outcomes } from '../planned/judged.ts';
import { judgedDirectory } from '../planned/terraform/directories.ts';
import { fixture, judgedPlan } from '../planned/terraform/plans.ts';
import { planWithTerraform } from './terraform/plan-with-terraform.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures/planned/terraform');

const FOLDERS = ['first-plan', 'documents', 'modules', 'choices', 'lambda-module'];

function configurationOf(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(join(FIXTURES, folder), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.tf'),
  );
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(FIXTURES, folder, file), 'utf8')]));
}

describe('plans that Terraform makes now', () => {
  it.each(FOLDERS)('%s: as the plan that was kept', async (folder) => {
    const planned = judgedPlan(await planWithTerraform(join(FIXTURES, folder)));

    expect(Object.keys(planned).length).toBeGreaterThan(2);
    expect(outcomes(planned)).toEqual(outcomes(judgedPlan(fixture(folder, 'plan.json'))));
  });

  it.each(FOLDERS)('%s: no plan contradicts what its directory says', async (folder) => {
    const planned = outcomes(judgedPlan(await planWithTerraform(join(FIXTURES, folder))));
    const written = outcomes(judgedDirectory(configurationOf(folder)));

    expect(Object.keys(planned).sort()).toEqual(Object.keys(written).sort());
    for (const [address, outcome] of Object.entries(planned)) {
      // A plan may know less, since it holds no locals; a directory less, since it holds no outcomes.
      if (!outcome.startsWith('I') && !written[address]?.startsWith('I'))
        expect([address, outcome]).toEqual([address, written[address]]);
    }
  });
});
