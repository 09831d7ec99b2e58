import { App, type AppProps, BootstraplessSynthesizer, type IStackSynthesizer } from 'aws-cdk-lib';
import { ACKNOWLEDGED_FINDINGS, acknowledgeFindings, ENRICHER_FINDINGS } from './acknowledged-findings.ts';
import type { Artefacts } from './artefacts.ts';
import { MemberStack } from './member-stack.ts';
import { CONTROL_NAME } from './names.ts';
import { OrganizationStack } from './organization-stack.ts';
import { SecurityHubStack } from './security-hub-stack.ts';

export interface Application {
  readonly app: App;
  readonly member: MemberStack;
  readonly organization: OrganizationStack;
  readonly securityHub: SecurityHubStack;
}

/** All stacks; none knows an account or a Region. */
export function application(artefacts: Artefacts, props: AppProps = {}): Application {
  const app = new App({ ...props, analyticsReporting: false });
  const member = new MemberStack(app, CONTROL_NAME, { artefacts, ...selfContained() });
  acknowledgeFindings(member, ACKNOWLEDGED_FINDINGS);
  const organization = new OrganizationStack(app, `${CONTROL_NAME}-organization`, { member, ...selfContained() });
  const securityHub = new SecurityHubStack(app, `${CONTROL_NAME}-security-hub`, {
    code: artefacts.enricher,
    ...selfContained(),
  });
  acknowledgeFindings(securityHub, ENRICHER_FINDINGS);
  return { app, member, organization, securityHub };
}

/** Without assets no account has to be bootstrapped, and without indentation the template fits inline limits. */
function selfContained() {
  // The class and its own interface disagree on how an absent qualifier is spelled.
  const synthesizer = new BootstraplessSynthesizer() as IStackSynthesizer;
  return { synthesizer, suppressTemplateIndentation: true };
}
