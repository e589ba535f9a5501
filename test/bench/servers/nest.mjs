// NestJS, Apollo, Fastify, TypeORM and DataLoader as people write them, with an SDL schema so that no compiler is needed.
import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { ApolloDriver } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import DataLoader from 'dataloader';
import { EntitySchema, In } from 'typeorm';
import { instantOf, startOf, typeDefs } from './schema.mjs';

const TYPES = { version: 'int', appliedOn: 'date', effectiveOn: 'date', at: 'timestamptz' };
const columns = (named) =>
  Object.fromEntries(
    Object.entries(named).map(([property, name]) => [
      property,
      { name, type: TYPES[property] ?? 'text', nullable: true, primary: property === 'id' },
    ]),
  );
const schemaOf = (tableName, named) => new EntitySchema({ name: tableName, tableName, columns: columns(named) });

const Voivodeship = schemaOf('voivodeship', { id: 'id', name: 'name' });
const Person = schemaOf('person', { id: 'id', displayName: 'display_name' });
const Convent = schemaOf('convent', {
  ...{ id: 'id', officialName: 'official_name', state: 'state', voivodeshipId: 'voivodeship_id' },
});
const Entity = schemaOf('entity', {
  ...{ id: 'id', name: 'name', kind: 'kind', town: 'town', street: 'street', postalCode: 'postal_code' },
  ...{ founderName: 'founder_name', founderKind: 'founder_kind', version: 'version', state: 'state' },
  voivodeshipId: 'voivodeship_id',
});
const Membership = schemaOf('membership', {
  ...{ id: 'id', kind: 'kind', state: 'state', appliedOn: 'applied_on', valid: 'valid' },
  ...{ conventId: 'convent_id', entityId: 'entity_id', version: 'version' },
});
const Act = schemaOf('membership_act', {
  ...{ id: 'id', membershipId: 'membership_id', conventId: 'convent_id', entityId: 'entity_id', state: 'state' },
  ...{ at: 'at', effectiveOn: 'effective_on', basis: 'basis' },
});
const Mandate = schemaOf('mandate', {
  ...{ id: 'id', function: 'function', valid: 'valid', personId: 'person_id', entityId: 'entity_id' },
});
const entities = [Voivodeship, Person, Convent, Entity, Membership, Act, Mandate];

const source = () => app.get(getDataSourceToken());
const byId = (entity) =>
  new DataLoader(async (ids) => {
    const found = await source()
      .getRepository(entity)
      .findBy({ id: In([...ids]) });
    const known = new Map(found.map((row) => [row.id, row]));
    return ids.map((id) => known.get(id) ?? null);
  });
const listOf = (entity, key, direction, where = {}) =>
  new DataLoader(async (ids) => {
    const found = await source()
      .getRepository(entity)
      .find({ where: { [key]: In([...ids]), ...where }, order: { id: direction } });
    const lists = Map.groupBy(found, (row) => row[key]);
    return ids.map((id) => lists.get(id) ?? []);
  });
const counts = () =>
  new DataLoader(async (ids) => {
    const query = source()
      .getRepository(Mandate)
      .createQueryBuilder('m')
      .select('m.entityId', 'id')
      .addSelect('count(*)::int', 'n');
    const found = await query
      .where('m.entityId IN (:...ids)', { ids: [...ids] })
      .groupBy('m.entityId')
      .getRawMany();
    const known = new Map(found.map(({ id, n }) => [id, n]));
    return ids.map((id) => known.get(id) ?? 0);
  });

const loadersOfRequest = () => ({
  voivodeship: byId(Voivodeship),
  person: byId(Person),
  convent: byId(Convent),
  entity: byId(Entity),
  ofEntity: listOf(Membership, 'entityId', 'ASC'),
  ofConvent: listOf(Membership, 'conventId', 'ASC'),
  representatives: listOf(Mandate, 'entityId', 'DESC', { function: 'REPRESENTATIVE' }),
  mandates: listOf(Mandate, 'entityId', 'DESC'),
  counts: counts(),
});

const found = ({ name, voivodeship }) => {
  const query = source().getRepository(Entity).createQueryBuilder('e').where(`e.state = 'ACTIVE'`);
  if (name) query.andWhere(`e.name_folded LIKE '%' || fold(:name) || '%'`, { name });
  if (voivodeship) query.andWhere('e.voivodeshipId = :voivodeship', { voivodeship });
  return query;
};

const voivodeship = ({ voivodeshipId }, _, { loaders }) => loaders.voivodeship.load(voivodeshipId);
const memberships =
  (loader) =>
  async ({ id }, { first }, { loaders }) => ({
    nodes: (await loaders[loader].load(id)).slice(0, first),
  });
/** Loads a row FOR UPDATE, as TypeORM's guide has it. */
const locked = (em, entity, id) => em.findOneOrFail(entity, { where: { id }, lock: { mode: 'pessimistic_write' } });

const admitMembership = (_, { input: { membershipId, from, basis } }) =>
  source().transaction(async (em) => {
    const membership = await locked(em, Membership, membershipId);
    if (!['APPLIED', 'ON_HOLD'].includes(membership.state)) throw new Error('WRONG_STATE');
    const change = { state: 'ACTIVE', valid: `[${from},)`, version: membership.version + 1 };
    const admitted = await em.save(Membership, { ...membership, ...change });
    const { id, conventId, entityId, state } = admitted;
    const act = { id: randomUUID(), membershipId: id, conventId, entityId, state, at: new Date() };
    await em.insert(Act, { ...act, effectiveOn: from, basis });
    return admitted;
  });

const editEntity = (_, { input: { entityId, expectedVersion, data } }) =>
  source().transaction(async (em) => {
    const entity = await locked(em, Entity, entityId);
    if (entity.version !== expectedVersion) throw new Error('VERSION_CONFLICT');
    const { voivodeship: voivodeshipId, ...rest } = data;
    return em.save(Entity, { ...entity, ...rest, voivodeshipId, version: entity.version + 1 });
  });

const resolvers = {
  Mutation: { admitMembership, editEntity },
  Query: {
    entity: (_, { id }) => source().getRepository(Entity).findOneBy({ id }),
    convent: (_, { id }) => source().getRepository(Convent).findOneBy({ id }),
    entities: async (_, { first, filter = {} }) => {
      const rows = await found(filter)
        .orderBy('e.name')
        .addOrderBy('e.id')
        .limit(first + 1)
        .getMany();
      return { nodes: rows.slice(0, first), pageInfo: { hasNextPage: rows.length > first }, filter };
    },
  },
  Entities: { totalCount: ({ filter }) => found(filter).getCount() },
  Entity: { voivodeship, memberships: memberships('ofEntity'), mandates: ({ id }, args) => ({ id, ...args }) },
  Convent: { voivodeship, memberships: memberships('ofConvent') },
  Voivodeship: { teryt: ({ id }) => id },
  Membership: {
    memberFrom: ({ valid }) => startOf(valid),
    convent: ({ conventId }, _, { loaders }) => loaders.convent.load(conventId),
    entity: ({ entityId }, _, { loaders }) => loaders.entity.load(entityId),
  },
  Mandates: {
    nodes: async ({ id, first, filter }, _, { loaders }) =>
      (await loaders[filter?.functions ? 'representatives' : 'mandates'].load(id)).slice(0, first),
    totalCount: ({ id }, _, { loaders }) => loaders.counts.load(id),
  },
  Mandate: {
    validFrom: ({ valid }) => instantOf(valid),
    person: ({ personId }, _, { loaders }) => loaders.person.load(personId),
  },
};

class App {}
Module({
  imports: [
    TypeOrmModule.forRoot({ type: 'postgres', url: process.env.DATABASE_URL, entities, extra: { max: 10 } }),
    GraphQLModule.forRoot({
      driver: ApolloDriver,
      typeDefs,
      resolvers,
      graphiql: false,
      context: () => ({ loaders: loadersOfRequest() }),
    }),
  ],
})(App);

const app = await NestFactory.create(App, new FastifyAdapter(), { logger: ['error'] });
await app.listen(0, '127.0.0.1');
console.log(await app.getUrl());
