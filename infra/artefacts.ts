import { readFileSync } from 'node:fs';

/** The files the templates carry, as text. */
export interface Artefacts {
  /** The evaluator, bundled as CommonJS: Lambda writes inline code to `index.js`. */
  readonly handler: string;
  /** The handler of the Security Hub stack, bundled in the same way. */
  readonly enricher: string;
  readonly runbook: string;
  readonly pack: string;
}

export function readArtefacts(handler: string, enricher: string): Artefacts {
  return {
    handler,
    enricher,
    runbook: read('infra/remediation/enable-active-tracing.yaml'),
    pack: read('conformance-pack/lambda-active-tracing.yaml'),
  };
}

export function bundledHandler(): string {
  return bundled('dist/lambda/index.js');
}

export function bundledEnricher(): string {
  return bundled('dist/security-hub/index.js');
}

/** A bundle as the build left it, without the line break at its end. */
function bundled(path: string): string {
  try {
    return read(path).trimEnd();
  } catch (cause) {
    throw new Error(`There is no ${path} yet: run "npm run build" first.`, { cause });
  }
}

function read(path: string): string {
  return readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
}
