import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Db, Me, type Actor, type MutationInput, type Tx } from '#core';
import { one, type Read } from '#reads';
import { Amending } from './amending.service.ts';
import { Draft } from './draft.entity.ts';
import {
  AddDraftAmendmentInput,
  AddDraftMemberInput,
  ArchiveDraftInput,
  CreateDraftInput,
  DraftActInput,
  EditDraftAmendmentInput,
  EditDraftInput,
  FreezeDraftVersionInput,
  MoveDraftAmendmentInput,
  RemoveDraftAmendmentInput,
  RemoveDraftMemberInput,
  ShareDraftInput,
} from './draft.inputs.ts';
import { Drafts } from './drafts.service.ts';
import { Freezing } from './freezing.service.ts';
import { DraftSharing } from './sharing.service.ts';

type Answer = Promise<Read<Draft>>;

@Resolver()
export class DraftActsResolver {
  constructor(
    private readonly db: Db,
    private readonly drafts: Drafts,
    private readonly sharing: DraftSharing,
    private readonly amending: Amending,
    private readonly freezing: Freezing,
  ) {}

  @Mutation(() => Draft, { description: 'An officer of a body begins a draft (nowy projekt).' })
  createDraft(@Me() me: Actor, @Args('input') input: CreateDraftInput): Answer {
    return this.write(me, input, (tx) => this.drafts.create(tx, input));
  }

  @Mutation(() => Draft, { description: 'Another title, another act concerned.' })
  editDraft(@Me() me: Actor, @Args('input') input: EditDraftInput): Answer {
    return this.write(me, input, (tx) => this.drafts.edit(tx, input));
  }

  @Mutation(() => Draft, { description: 'Names somebody for the drafting team (zespół redakcyjny).' })
  addDraftMember(@Me() me: Actor, @Args('input') input: AddDraftMemberInput): Answer {
    return this.write(me, input, (tx) => this.sharing.addMember(tx, input));
  }

  @Mutation(() => Draft, { description: 'Takes somebody off the drafting team; what they wrote stands.' })
  removeDraftMember(@Me() me: Actor, @Args('input') input: RemoveDraftMemberInput): Answer {
    return this.write(me, input, (tx) => this.sharing.removeMember(tx, input));
  }

  @Mutation(() => Draft, { description: 'Adds a change of a provision (zmiana przepisu).' })
  addDraftAmendment(@Me() me: Actor, @Args('input') input: AddDraftAmendmentInput): Answer {
    return this.write(me, input, (tx) => this.amending.add(tx, input));
  }

  @Mutation(() => Draft, { description: 'Words a change of a provision anew; what it said before is kept.' })
  editDraftAmendment(@Me() me: Actor, @Args('input') input: EditDraftAmendmentInput): Answer {
    return this.write(me, input, (tx) => this.amending.edit(tx, input));
  }

  @Mutation(() => Draft, { description: 'Puts an amendment at another place (kolejność zmian).' })
  moveDraftAmendment(@Me() me: Actor, @Args('input') input: MoveDraftAmendmentInput): Answer {
    return this.write(me, input, (tx) => this.amending.move(tx, input));
  }

  @Mutation(() => Draft, { description: 'Takes an amendment out; versions and acts keep what it said.' })
  removeDraftAmendment(@Me() me: Actor, @Args('input') input: RemoveDraftAmendmentInput): Answer {
    return this.write(me, input, (tx) => this.amending.remove(tx, input));
  }

  @Mutation(() => Draft, {
    description: 'Makes a version, which never changes; `expectedVersion` says what you have seen (nowa wersja).',
  })
  freezeDraftVersion(@Me() me: Actor, @Args('input') input: FreezeDraftVersionInput): Answer {
    return this.write(me, input, (tx) => this.freezing.freeze(tx, input));
  }

  @Mutation(() => Draft, {
    description: 'Opens the versions, these and those to come, to bodies and everybody in them (udostępnienie).',
  })
  shareDraft(@Me() me: Actor, @Args('input') input: ShareDraftInput): Answer {
    return this.write(me, input, (tx) => this.sharing.share(tx, input));
  }

  @Mutation(() => Draft, { description: 'Opens the versions, these and those to come, to everyone (publikacja).' })
  publishDraft(@Me() me: Actor, @Args('input') input: DraftActInput): Answer {
    return this.write(me, input, (tx) => this.sharing.publish(tx, input));
  }

  @Mutation(() => Draft, { description: 'Ends the work on a draft; it stays readable (archiwum).' })
  archiveDraft(@Me() me: Actor, @Args('input') input: ArchiveDraftInput): Answer {
    return this.write(me, input, (tx) => this.drafts.archive(tx, input));
  }

  private async write(me: Actor, input: MutationInput, work: (tx: Tx) => Promise<{ id: string }>): Answer {
    const { id } = await this.db.write(me, input, work);
    return one(Draft, { id });
  }
}
