import { App, type AppProps, BootstraplessSynthesizer, type IStackSynthesizer } from 'aws-cdk-lib';
import { acknowledgeFindings } from './acknowledged-findings.ts';
import type { Artefacts } from './artefacts.ts';
import { MemberStack } from './member-stack.ts';
import { CONTROL_NAME } from './names.ts';
import { OrganizationStack } from './organization-stack.ts';

export interface Application {
  readonly app: App;
  readonly member: MemberStack;
  readonly organization: OrganizationStack;
}

/** Both stacks; neither knows an account or a Region. */
export function application(artefacts: Artefacts, props: AppProps = {}): Application {
  const app = new App({ ...props, analyticsReporting: false });
  const member = new MemberStack(app, CONTROL_NAME, { artefacts, ...selfContained() });
  acknowledgeFindings(member);
  const organization = new OrganizationStack(app, `${CONTROL_NAME}-organization`, { member, ...selfContained() });
  return { app, member, organization };
}

/** Without assets no account has to be bootstrapped, and without indentation the template fits inline limits. */
function selfContained() {
  // The class and its own interface disagree on how an absent qualifier is spelled.
  const synthesizer = new BootstraplessSynthesizer() as IStackSynthesizer;
  return { synthesizer, suppressTemplateIndentation: true };
}
