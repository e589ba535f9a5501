import { Injectable } from '@nestjs/common';
import { newId, NotFound, type Tx } from '#core';
import { template } from './templates.ts';
import { sealedText, type Content, type Party, type Unit } from './content.ts';
import { DeclarationAct } from './declaration-act.entity.ts';
import type { Declaration } from './declaration.entity.ts';
import type { DeclarationTextInput } from './declaration.inputs.ts';
import { DeclarationParty, DeclarationVersion } from './declaration-version.entity.ts';
import { KindWrong, PartiesWrong } from './declarations.errors.ts';
import type { DeclarationKind } from './words.ts';

/** Of how many parties a kind is made; INTENT, ACCESSION and WITHDRAWAL are of the convent alone that makes them. */
const MANY: readonly DeclarationKind[] = ['FOUNDING', 'JOINT_POSITION'];

type Fields = Pick<
  Declaration,
  'title' | 'addressee' | 'effectiveOn' | 'forumName' | 'forumAbbreviation' | 'entryRule' | 'entryCount'
>;

/** A text as it goes into a version and into the row of its declaration. */
export interface Prepared {
  readonly content: Content;
  readonly fields: Fields;
  readonly conventIds: readonly string[];
}

@Injectable()
export class Versions {
  /** Checks what a person gave against the kind, and fills in the template where there is no text. */
  async prepare(tx: Tx, kind: DeclarationKind, bodyId: string, text: DeclarationTextInput): Promise<Prepared> {
    checkFields(kind, text);
    checkParties(kind, bodyId, text);
    const fields: Fields = {
      ...{ title: text.title, addressee: text.addressee ?? null, effectiveOn: text.effectiveOn ?? null },
      ...{ forumName: text.forumName ?? null, forumAbbreviation: text.forumAbbreviation ?? null },
      ...{ entryRule: text.entryRule, entryCount: text.entryCount ?? null },
    };
    const names = await this.namesOf(tx, text.parties);
    const units = text.units ? text.units.map(unitOf) : await this.templated(tx, kind, names, fields);
    return this.contentOf(kind, fields, units, text.parties, names);
  }

  contentOf(
    kind: DeclarationKind,
    fields: Fields,
    units: readonly Unit[],
    parties: readonly Party[],
    names: readonly string[],
  ): Prepared {
    const { title, addressee, effectiveOn, forumName: name, forumAbbreviation: abbreviation } = fields;
    const content: Content = {
      ...{ kind, title, addressee, effectiveOn, units },
      forum: name === null ? null : { name, abbreviation: abbreviation! },
      parties: parties.map(({ conventId, capacities }, i) => ({
        conventId,
        name: names[i]!,
        capacities: [...capacities].sort(),
      })),
      entry: { rule: fields.entryRule, count: fields.entryCount },
    };
    return { content, fields, conventIds: parties.map(({ conventId }) => conventId) };
  }

  /** Stores a version that never changes, with its parties; frozen at once where the text is open already. */
  async write(
    tx: Tx,
    declarationId: string,
    number: number,
    { content }: Prepared,
    { id = newId(), frozen = false } = {},
  ): Promise<DeclarationVersion> {
    const version = {
      ...{ id, declarationId, number, ...sealedText(content), mandateId: tx.under },
      ...{ createdAt: tx.now, frozenAt: frozen ? tx.now : null },
    };
    await tx.em.insert(DeclarationVersion, version);
    await tx.em.insert(
      DeclarationParty,
      content.parties.map(({ conventId, capacities }, position) => ({
        ...{ id: newId(), declarationId, versionId: id, conventId, position, capacities: [...capacities] },
      })),
    );
    return version as DeclarationVersion;
  }

  async current(tx: Tx, { currentVersionId: id }: Declaration): Promise<DeclarationVersion> {
    return tx.em.findOneByOrFail(DeclarationVersion, { id });
  }

  /** Writes down an act with its mandate. */
  async act(
    tx: Tx,
    { id: declarationId, state }: Pick<Declaration, 'id' | 'state'>,
    action: string,
    reason: string | null = null,
  ): Promise<void> {
    const act = { id: newId(), declarationId, action, state, at: tx.now, reason, mandateId: tx.under };
    await tx.em.insert(DeclarationAct, act);
  }

  /** The official names of parties, in their order. */
  async namesOf(tx: Tx, parties: readonly { conventId: string }[]): Promise<string[]> {
    const rows = await tx.sql<{ id: string; name: string }>(
      `SELECT id, official_name AS name FROM convent WHERE id = ANY ($1) AND state <> 'DISSOLVED'`,
      [parties.map(({ conventId }) => conventId)],
    );
    const names = new Map(rows.map(({ id, name }) => [id, name]));
    return parties.map(({ conventId: id }) => {
      const name = names.get(id.toLowerCase());
      if (name === undefined) throw NotFound({ type: 'Convent', id });
      return name;
    });
  }

  private async templated(
    tx: Tx,
    kind: DeclarationKind,
    parties: readonly string[],
    { addressee, effectiveOn, forumName, entryCount: count }: Fields,
  ): Promise<Unit[]> {
    const [forum] = await tx.sql<{ name: string }>(`SELECT name FROM forum`);
    return template(kind, { parties, addressee, effectiveOn, count, forum: forumName ?? forum?.name ?? null }).units;
  }
}

export const unitOf = ({ id, section, label, heading, text }: Partial<Unit> & Pick<Unit, 'id' | 'text'>): Unit => ({
  ...{ id, text },
  ...{ section: section ?? null, label: label ?? null, heading: heading ?? null },
});

/** Each kind has the fields that it needs, and no others. */
function checkFields(kind: DeclarationKind, text: DeclarationTextInput): void {
  const needs = {
    addressee: kind === 'JOINT_POSITION',
    effectiveOn: kind === 'WITHDRAWAL',
    forumName: kind === 'FOUNDING',
    forumAbbreviation: kind === 'FOUNDING',
    entryCount: text.entryRule === 'N_OF',
  };
  for (const [field, isNeeded] of Object.entries(needs) as [keyof typeof needs, boolean][])
    if (isNeeded !== ((text[field] ?? null) !== null)) throw KindWrong({ field });
}

function checkParties(kind: DeclarationKind, bodyId: string, { parties, entryCount }: DeclarationTextInput): void {
  const isAlone = parties.length === 1 && parties[0]!.conventId === bodyId;
  const fits = MANY.includes(kind) ? parties.length >= 2 : isAlone;
  if (!fits || (entryCount ?? 0) > parties.length) throw PartiesWrong({ kind });
}
