import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { application } from '../../infra/application.ts';
import { type Artefacts, bundledEnricher, bundledHandler, readArtefacts } from '../../infra/artefacts.ts';
import { STAND_IN_CODE, type Templates } from './synthesized.ts';

/** Synthesizes once for all test files: loading the CDK takes each of them longer than its tests. */
export function setup(project: TestProject): void {
  project.provide('standIn', templatesWith(readArtefacts(STAND_IN_CODE, STAND_IN_CODE)));
  project.provide('deployable', templatesWith(readArtefacts(bundledHandler(), bundledEnricher())));
}

/** All templates with this code, as `npm run synth` makes them. */
function templatesWith(artefacts: Artefacts): Templates {
  const outdir = mkdtempSync(join(tmpdir(), 'lambda-active-tracing-test-'));
  try {
    const { app, member, organization, securityHub } = application(artefacts, {
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
