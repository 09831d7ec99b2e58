import type { Mending } from '../../core/mending.ts';

/** What would mend a function, one sentence after the other in the order it has to be done. */
export function mendingSentences({ role, setActive, why }: Mending): readonly string[] {
  return [...roleSentences(role), ...modeSentences(setActive, why)];
}

function roleSentences(role: Mending['role']): readonly string[] {
  switch (role.kind) {
    case 'nothing':
      return [];
    case 'attach':
      return [`Attach ${role.policy} to the role.${role.hangsOnOrganization ? ` ${NOT_ASKED}` : ''}`];
    case 'ask':
      return role.obstacles.map(({ must }) => must);
  }
}

/** What a cure takes for granted where only documents were at hand. */
export const NOT_ASKED = 'As far as can be seen: the policies of the organization were not asked.';

function modeSentences(setActive: Mending['setActive'], why: Mending['why']): readonly string[] {
  switch (setActive) {
    case 'no':
      return [];
    case 'yes':
      return ['Set the tracing mode to Active.'];
    case 'after the role':
      return [AFTER_THE_ROLE];
    case 'not known':
      return [`Whether tracing is Active cannot be known: ${why}.`];
  }
}

export const AFTER_THE_ROLE =
  'Then set the tracing mode to Active: Lambda refuses it while the role may not send traces.';
