import { ModulesContainer } from '@nestjs/core';
import { PUBLIC } from '#core';
import { useApp } from './app.ts';

/** Where Nest keeps what a resolver's method is in the schema. */
const TYPE = 'graphql:resolver_type';
const NAME = 'graphql:resolver_name';

describe('without signing in', () => {
  const t = useApp();

  it('reaches these root fields, and nothing else', () => {
    const open = [...t.app.get(ModulesContainer).values()].flatMap(({ providers }) =>
      [...providers.values()].flatMap(({ metatype }) => {
        const members = Object.getOwnPropertyDescriptors((metatype as { prototype?: object } | null)?.prototype ?? {});
        return Object.entries(members).flatMap(([method, { value }]) => {
          if (typeof value !== 'function' || !Reflect.getMetadata(PUBLIC, value as object)) return [];
          const told = (key: string) => Reflect.getMetadata(key, value as object) as string | undefined;
          return [`${told(TYPE)}.${told(NAME) ?? method}`];
        });
      }),
    );
    expect(open.sort()).toEqual([
      'Mutation.acceptInvitation',
      'Mutation.acceptInvitationWithIdentity',
      'Mutation.answerAsGuest',
      'Mutation.answerByLink',
      'Mutation.answerDispositionByLink',
      'Mutation.finishSignIn',
      'Mutation.joinAsGuest',
      'Mutation.openGuestLink',
      'Mutation.openOutsiderLink',
      'Mutation.showGuestPass',
      'Mutation.signIn',
      'Mutation.signInWithIdentity',
      'Mutation.signInWithLink',
      'Mutation.signInWithPasskey',
      'Mutation.startPasskeySignIn',
      'Mutation.submitRemarkByLink',
      'Query.answerRegister',
      'Query.auditHead',
      'Query.changeAreas',
      'Query.convent',
      'Query.convents',
      'Query.declaration',
      'Query.declarations',
      'Query.dispatch',
      'Query.dispatches',
      'Query.dossier',
      'Query.dossiers',
      'Query.draft',
      'Query.draftVersion',
      'Query.drafts',
      'Query.entities',
      'Query.entity',
      'Query.file',
      'Query.forum',
      'Query.mandate',
      'Query.meeting',
      'Query.meetingReport',
      'Query.meetings',
      'Query.membership',
      'Query.minutes',
      'Query.poll',
      'Query.polls',
      'Query.practice',
      'Query.practiceFields',
      'Query.practiceVersion',
      'Query.practices',
      'Query.proposal',
      'Query.proposals',
      'Query.provenance',
      'Query.recommendation',
      'Query.recommendations',
      'Query.relatedPractices',
      'Query.relatedTo',
      'Query.replication',
      'Query.resolution',
      'Query.retention',
      'Query.search',
      'Query.similarProposals',
      'Query.similarTo',
      'Query.viewer',
      'Query.voivodeships',
      'Subscription.conventChanged',
      'Subscription.declarationChanged',
      'Subscription.dossierChanged',
      'Subscription.draftChanged',
      'Subscription.entityChanged',
      'Subscription.meetingChanged',
      'Subscription.newPractices',
      'Subscription.pollChanged',
      'Subscription.practiceChanged',
      'Subscription.proposalChanged',
      'Subscription.recommendationChanged',
    ]);
  });
});
