import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Db, Me, type Actor, type MutationInput, type Tx } from '#core';
import { one, type Read } from '#reads';
import { Recommendation } from '#recommendations';
import { Dispatch } from './dispatch.entity.ts';
import { Dispatching } from './dispatching.service.ts';
import { Dossier } from './dossier.entity.ts';
import {
  CorrectDispatchInput,
  DraftDossierInput,
  EditDossierInput,
  FreezeDossierInput,
  RegisterDispatchInput,
} from './dossier.inputs.ts';
import { DossierFreezing } from './dossier-freezing.service.ts';
import { DossierWriting } from './dossier-writing.service.ts';
import { AnswerNotice, FollowUp } from './follow-up.entity.ts';
import { Following } from './following.service.ts';
import { OriginNotices } from './origin-notices.service.ts';
import { Responding } from './responding.service.ts';
import { DossierResponse } from './response.entity.ts';
import {
  AcknowledgeAnswerInput,
  ConcludeRecommendationInput,
  CorrectFollowUpInput,
  FollowUpRecommendationInput,
  RecordResponseInput,
} from './response.inputs.ts';

type Work = (tx: Tx) => Promise<{ id: string }>;
type Doing = readonly [me: Actor, input: MutationInput, work: Work];

@Resolver()
export class DossierActsResolver {
  constructor(
    private readonly db: Db,
    private readonly writing: DossierWriting,
    private readonly freezing: DossierFreezing,
    private readonly dispatching: Dispatching,
  ) {}

  @Mutation(() => Dossier, { description: 'Begins a dossier of a convent or the forum (nowy pakiet).' })
  draftDossier(@Me() me: Actor, @Args('input') input: DraftDossierInput): Promise<Read<Dossier>> {
    return this.dossier(me, input, (tx) => this.writing.draft(tx, input));
  }

  @Mutation(() => Dossier, { description: 'Gives a dossier another letter, other recommendations (zmiana pakietu).' })
  editDossier(@Me() me: Actor, @Args('input') input: EditDossierInput): Promise<Read<Dossier>> {
    return this.dossier(me, input, (tx) => this.writing.edit(tx, input));
  }

  @Mutation(() => Dossier, {
    description: 'Closes a dossier of adopted recommendations for good, sealed and public from now on (zamknięcie).',
  })
  freezeDossier(@Me() me: Actor, @Args('input') input: FreezeDossierInput): Promise<Read<Dossier>> {
    return this.dossier(me, input, (tx) => this.freezing.freeze(tx, input));
  }

  @Mutation(() => Dispatch, { description: 'Enters that a dossier was sent to one addressee (wpis o wysłaniu).' })
  async registerDispatch(@Me() me: Actor, @Args('input') input: RegisterDispatchInput): Promise<Read<Dispatch>> {
    const { id } = await this.db.write(me, input, (tx) => this.dispatching.register(tx, input));
    return one(Dispatch, { id });
  }

  @Mutation(() => Dispatch, { description: 'Corrects such an entry; how it stood before is kept (poprawka wpisu).' })
  async correctDispatch(@Me() me: Actor, @Args('input') input: CorrectDispatchInput): Promise<Read<Dispatch>> {
    const { id } = await this.db.write(me, input, (tx) => this.dispatching.correct(tx, input));
    return one(Dispatch, { id });
  }

  private async dossier(...[me, input, work]: Doing): Promise<Read<Dossier>> {
    const { id } = await this.db.write(me, input, work);
    return one(Dossier, { id });
  }
}

@Resolver()
export class AnswerActsResolver {
  constructor(
    private readonly db: Db,
    private readonly responding: Responding,
    private readonly following: Following,
    private readonly notices: OriginNotices,
  ) {}

  @Mutation(() => DossierResponse, {
    description: 'Enters an answer with a position on each recommendation; those behind them are told (odpowiedź).',
  })
  async recordResponse(@Me() me: Actor, @Args('input') input: RecordResponseInput): Promise<Read<DossierResponse>> {
    const { id } = await this.db.write(me, input, (tx) => this.responding.record(tx, input));
    return one(DossierResponse, { id });
  }

  @Mutation(() => FollowUp, { description: 'Writes down a stage of the making of the law (prace legislacyjne).' })
  followUpRecommendation(@Me() me: Actor, @Args('input') input: FollowUpRecommendationInput): Promise<Read<FollowUp>> {
    return this.followUp(me, input, (tx) => this.following.followUp(tx, input));
  }

  @Mutation(() => FollowUp, { description: 'Puts an entry in the place of another one, which stays (poprawka).' })
  correctFollowUp(@Me() me: Actor, @Args('input') input: CorrectFollowUpInput): Promise<Read<FollowUp>> {
    return this.followUp(me, input, (tx) => this.following.correct(tx, input));
  }

  @Mutation(() => Recommendation, {
    description: 'Says what became of an answered recommendation; those behind it are told (wynik rekomendacji).',
  })
  async concludeRecommendation(
    @Me() me: Actor,
    @Args('input') input: ConcludeRecommendationInput,
  ): Promise<Read<Recommendation>> {
    const { id } = await this.db.write(me, input, (tx) => this.following.conclude(tx, input));
    return one(Recommendation, { id });
  }

  @Mutation(() => AnswerNotice, {
    description: 'An organisation behind a proposal takes note of an answer or outcome (przyjęcie do wiadomości).',
  })
  async acknowledgeAnswer(@Me() me: Actor, @Args('input') input: AcknowledgeAnswerInput): Promise<Read<AnswerNotice>> {
    const { id } = await this.db.write(me, input, (tx) => this.notices.acknowledge(tx, input));
    return one(AnswerNotice, { id });
  }

  private async followUp(...[me, input, work]: Doing): Promise<Read<FollowUp>> {
    const { id } = await this.db.write(me, input, work);
    return one(FollowUp, { id });
  }
}
