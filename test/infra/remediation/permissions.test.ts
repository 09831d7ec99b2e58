import { describe, expect, it } from 'vitest';
import { REMEDIATION_PERMISSIONS } from '../../../infra/remediation/permissions.ts';
import { parseDocument, RUNBOOK_TEXT } from './automation-document.ts';

const CALLED = new Set(
  parseDocument(RUNBOOK_TEXT).mainSteps.flatMap((step) =>
    'Api' in step.inputs ? [`${step.inputs.Service}:${step.inputs.Api}`] : [],
  ),
);

describe('the permissions of the remediation', () => {
  it('are exactly the calls of the runbook', () => {
    expect(REMEDIATION_PERMISSIONS.map((permission) => permission.action).sort()).toEqual([...CALLED].sort());
  });

  it('limit every change of a role to the one policy', () => {
    const changesOfRoles = REMEDIATION_PERMISSIONS.filter(({ action }) => /^iam:(?!Get|List|Simulate)/.test(action));

    expect(changesOfRoles.map(({ action }) => action)).toEqual(['iam:AttachRolePolicy', 'iam:DetachRolePolicy']);
    for (const permission of changesOfRoles) expect(permission).toHaveProperty('onlyThePolicy', true);
  });

  it('say what each is for', () => {
    for (const { action, purpose } of REMEDIATION_PERMISSIONS) expect(purpose, action).toMatch(/^[a-z].{10,}[^.]$/);
  });
});
