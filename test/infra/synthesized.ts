import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { application } from '../../infra/application.ts';
import { readArtefacts } from '../../infra/artefacts.ts';
import type { CloudFormationTemplate } from './cloudformation.ts';

/** Stands for the evaluator wherever its code does not matter. */
export const STAND_IN_CODE = 'exports.handler = async () => {};';

export interface Templates {
  readonly member: CloudFormationTemplate;
  readonly organization: CloudFormationTemplate;
  readonly securityHub: CloudFormationTemplate;
}

/** All templates with this code, as `npm run synth` makes them. */
export function synthesized(code: string = STAND_IN_CODE): Templates {
  const outdir = mkdtempSync(join(tmpdir(), 'lambda-active-tracing-test-'));
  try {
    const { app, member, organization, securityHub } = application(readArtefacts(code, code), {
      outdir,
      builtinCloudFormationValidation: false,
    });
    const assembly = app.synth();
    return {
      member: assembly.getStackArtifact(member.artifactId).template,
      organization: assembly.getStackArtifact(organization.artifactId).template,
      securityHub: assembly.getStackArtifact(securityHub.artifactId).template,
    };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
