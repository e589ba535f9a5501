/** The part of Konwent's schema that the reads and writes ask, for the peers that write theirs in SDL. */
export const typeDefs = `
  type Voivodeship { teryt: ID! name: String! }
  type Convent { id: ID! officialName: String! state: String! voivodeship: Voivodeship!
    memberships(first: Int = 20): Memberships! }
  type Entity { id: ID! name: String! kind: String! town: String street: String postalCode: String founderName: String
    founderKind: String! version: Int! voivodeship: Voivodeship! memberships(first: Int = 20): Memberships!
    mandates(first: Int = 20, filter: MandateFilter): Mandates! }
  type Membership { id: ID! kind: String! state: String! version: Int! appliedOn: String! memberFrom: String convent: Convent!
    entity: Entity! }
  type Mandate { id: ID! function: String! validFrom: String! person: Person }
  type Person { id: ID! displayName: String! }
  type Memberships { nodes: [Membership!]! }
  type Mandates { nodes: [Mandate!]! totalCount: Int! }
  type PageInfo { hasNextPage: Boolean! }
  type Entities { nodes: [Entity!]! pageInfo: PageInfo! totalCount: Int! }
  enum MandateFunction { REPRESENTATIVE STAFF CHAIR }
  input MandateFilter { functions: [MandateFunction!] }
  input EntityFilter { name: String voivodeship: String }
  type Query { entity(id: ID!): Entity convent(id: ID!): Convent entities(first: Int = 20, filter: EntityFilter): Entities! }

  input AdmitMembershipInput { membershipId: ID! from: String basis: String clientMutationId: ID }
  input EntityData { kind: String! name: String! town: String street: String postalCode: String voivodeship: String!
    founderName: String founderKind: String }
  input EditEntityInput { entityId: ID! expectedVersion: Int! data: EntityData! clientMutationId: ID }
  type Mutation { admitMembership(input: AdmitMembershipInput!): Membership! editEntity(input: EditEntityInput!): Entity! }
`;

/** The first day of a daterange, or the first instant of a tstzrange, as PostgreSQL writes them. */
export const startOf = (range) => /^[[(]"?([^",]+)/.exec(range)[1];
export const instantOf = (range) => new Date(startOf(range).replace(' ', 'T').replace(/\+00$/, 'Z')).toISOString();
