import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Deployment, parsedYaml } from '../infra/cloudformation.ts';
import { synthesized } from '../infra/synthesized.ts';

interface Finding {
  readonly Filename: string;
  readonly Rule: { readonly Id: string };
  readonly Message: string;
}

const { member, organization } = synthesized();
const PACK_FILE = new URL('../../conformance-pack/lambda-active-tracing.yaml', import.meta.url);

/**
 * Two partitions. Not GovCloud: cfn-lint's list of its resource types lacks RemediationConfiguration, as it does for
 * long-standing Regions such as ca-central-1.
 */
const REGIONS = ['us-east-1', 'cn-north-1'];

const TEMPLATES = {
  member: JSON.stringify(member),
  organization: JSON.stringify(organization),
  'member in organization': JSON.stringify(inlinedMember()),
  'pack file': readFileSync(PACK_FILE, 'utf8'),
  'pack in member': packOfStack(),
  'member with a wrong property': JSON.stringify(member).replace('SqsManagedSseEnabled', 'Encrypted'),
};

const directory = mkdtempSync(join(tmpdir(), 'lambda-active-tracing-lint-'));
const fileOf = (name: string) => join(directory, `${name}.yaml`);
let findings: readonly Finding[];

/** One run for all: most of its time is the start. */
beforeAll(async () => {
  for (const [name, template] of Object.entries(TEMPLATES)) writeFileSync(fileOf(name), template);
  const options = ['--format', 'json', '--non-zero-exit-code', 'none', '--regions', ...REGIONS];
  const { stdout } = await promisify(execFile)('cfn-lint', [...options, '-t', ...Object.keys(TEMPLATES).map(fileOf)]);
  findings = JSON.parse(stdout);
});

afterAll(() => rmSync(directory, { recursive: true }));

function findingsIn(name: string): readonly Finding[] {
  return findings.filter(({ Filename }) => Filename === fileOf(name));
}

function inlinedMember(): unknown {
  const where = { OrganizationalUnitIds: 'r-ab12', Regions: 'eu-west-1' };
  return parsedYaml(Object(new Deployment(organization, where).resource('Members')).TemplateBody);
}

function packOfStack(): string {
  const pack = Object(new Deployment(member, { Deployment: 'ConformancePack' }).resource('Pack'));
  return String(pack.TemplateBody).replaceAll(/<\w+\.Arn>/g, 'arn:aws:iam::111122223333:role/remediation');
}

describe('cfn-lint', () => {
  it.each(['member', 'organization', 'member in organization', 'pack file', 'pack in member'])(
    'finds neither errors nor warnings in: %s',
    (name) => {
      expect(findingsIn(name)).toEqual([]);
    },
  );

  it('would find a property that does not exist', () => {
    expect(findingsIn('member with a wrong property').map(({ Rule }) => Rule.Id)).toContain('E3002');
  });
});
