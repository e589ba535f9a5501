import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ForumRegister, ForumNotFounded, today } from '#convents';
import { newId, type DomainError, type Tx } from '#core';
import { Obligations } from '#obligations';
import { Electorate, PollKind, PollsService, PollSubjects, PollVisibility, type Decided } from '#voting';
import { ForumDecision } from './declaration-act.entity.ts';
import { Declaration } from './declaration.entity.ts';
import { loadFacts, type DeclarationFacts } from './declaration.facts.ts';
import type { DraftAccessionPollInput } from './accession.inputs.ts';
import { declarationLifecycle } from './declaration.lifecycle.ts';
import {
  DecisionMissing,
  OtherVersion,
  PollAboutOther,
  PollNotAdopted,
  PollNotPublished,
} from './declarations.errors.ts';
import { AccessionPolled, ForumDecided } from './declarations.events.ts';
import { Versions } from './versions.service.ts';

type Id = { id: string };
type Taken = Pick<ForumDecision, 'accepted' | 'number' | 'decidedOn' | 'basis' | 'pollId'>;

const SUBJECT = 'Declaration';
const ACCEPTED: Partial<Record<Decided['outcome'], boolean>> = { ADOPTED: true, REJECTED: false };

/** The forum's decision on an accession: by a poll of its members here, or recorded where it was taken elsewhere. */
@Injectable()
export class Accessions implements OnModuleInit {
  constructor(
    private readonly polls: PollsService,
    private readonly subjects: PollSubjects,
    private readonly versions: Versions,
    private readonly register: ForumRegister,
    private readonly obligations: Obligations,
  ) {}

  onModuleInit(): void {
    this.subjects.on(SUBJECT, (tx, decided) => this.published(tx, decided));
  }

  /** A draft of a poll among the forum's members, on the text as it stands. */
  async poll(tx: Tx, { declarationId, contentHash, closesAt, explanation }: DraftAccessionPollInput): Promise<Id> {
    const declaration = await tx.lock(Declaration, declarationId);
    declarationLifecycle.take(tx, 'draftAccessionPoll', await loadFacts(tx, declarationId));
    const version = await this.versions.current(tx, declaration);
    if (version.contentHash !== contentHash) throw OtherVersion({ contentHash: version.contentHash });
    const forumId = await this.register.forumId(tx);
    if (!forumId) throw ForumNotFounded();
    const [name] = await this.versions.namesOf(tx, [{ conventId: declaration.conventId! }]);
    const data = {
      ...{ electorate: Electorate.FORUM_CONVENTS, kind: PollKind.DECISION, visibility: PollVisibility.FORUM },
      ...{ question: `Czy przyjąć do forum konwent „${name}”?`, explanation, closesAt },
      ...{ functions: [], options: [], seats: 1, amendsRules: false, secret: false, doubleMajority: false },
    };
    const poll = await this.polls.create(
      tx,
      { bodyId: forumId, data },
      { subject: { type: SUBJECT, id: declarationId, hash: contentHash } },
    );
    await tx.edit(Declaration, declaration, {});
    await this.versions.act(tx, declaration, 'draftAccessionPoll');
    tx.emit(AccessionPolled(declarationId, { pollId: poll.id }, declaration.readers));
    return poll;
  }

  /** Writes down what the forum decided of a version; of one that it has decided on, nothing more. */
  async decide(tx: Tx, declaration: Declaration, versionId: string, taken: Taken): Promise<void> {
    const { id: declarationId, readers } = declaration;
    const [known] = await tx.sql(`SELECT FROM forum_decision WHERE version_id = $1`, [versionId]);
    if (known) return;
    const decision = { id: newId(), declarationId, versionId, ...taken, at: tx.now, mandateId: tx.under };
    await tx.em.insert(ForumDecision, decision);
    await tx.edit(Declaration, declaration, {});
    await this.versions.act(
      tx,
      declaration,
      'recordForumDecision',
      taken.number ? `${taken.number}: ${taken.basis}` : taken.basis,
    );
    await this.obligations.refresh(tx, readers);
    tx.emit(ForumDecided(declarationId, { decisionId: decision.id, accepted: taken.accepted }, readers));
  }

  /** Why an accession cannot go on without a decision that accepts the text as it stands. */
  async missing(
    tx: Tx,
    { id }: Declaration,
    contentHash: string,
    { accepted }: DeclarationFacts,
  ): Promise<DomainError> {
    const polls = await tx.sql<{ hash: string; state: string; outcome: string | null }>(
      `SELECT hash, state, outcome FROM polls_about($1) WHERE state <> 'DRAFT'`,
      [id],
    );
    const mine = polls.find(({ hash }) => hash === contentHash);
    if (mine?.outcome && mine.outcome !== 'ADOPTED') return PollNotAdopted({ outcome: mine.outcome });
    if (mine && !mine.outcome) return PollNotPublished();
    return polls.length && !mine && accepted === null ? PollAboutOther() : DecisionMissing();
  }

  /** With the publication of a poll; one without a quorum or with equal votes decides nothing. */
  private async published(tx: Tx, { pollId, subject, outcome, recordHash, closedAt }: Decided): Promise<void> {
    const accepted = ACCEPTED[outcome];
    if (accepted === undefined) return;
    const declaration = await tx.lock(Declaration, subject.id);
    const [version] = await tx.sql<Id>(
      `SELECT id FROM declaration_version WHERE declaration_id = $1 AND content_hash = $2 ORDER BY number DESC LIMIT 1`,
      [subject.id, subject.hash],
    );
    if (!version || !['DRAFT', 'OPEN_FOR_SIGNATURE'].includes(declaration.state)) return;
    const basis = `Głosowanie konwentów forum; skrót protokołu ${recordHash}`;
    await this.decide(tx, declaration, version.id, {
      accepted,
      number: null,
      decidedOn: today(closedAt),
      basis,
      pollId,
    });
  }
}
