import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Injectable } from '@nestjs/common';
import { isObjectType, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';
import { isResolver } from './schema.ts';

type Resolver = GraphQLFieldResolver<unknown, unknown>;
type Resolvers = Record<string, Record<string, Resolver | { subscribe: Resolver; resolve?: Resolver }>>;

/** What Nest's factory of schemas is made of. */
interface Factory {
  readonly resolversExplorerService: {
    explore(): Resolvers;
    getAllCtors(): Function[];
    filterResolvers(driver: unknown, wrapper: { metatype: unknown }, module: unknown): unknown;
  };
  readonly gqlSchemaBuilder: {
    build(file: unknown, options: ApolloDriverConfig, resolvers: Function[]): Promise<GraphQLSchema>;
  };
}

/**
 * Looks for resolvers in the classes marked as such, not in every method of every provider, and puts them onto the
 * schema that the classes make. Nest's own way prints that schema, parses and validates the text, and builds it twice
 * more to the same end: with the search, two fifths of the work of a start.
 */
@Injectable()
export class SchemaDriver extends ApolloDriver {
  override async generateSchema(options: ApolloDriverConfig): Promise<GraphQLSchema> {
    const { resolversExplorerService: explorer, gqlSchemaBuilder } = this.graphQlFactory as unknown as Factory;
    const filter = explorer.filterResolvers.bind(explorer);
    explorer.filterResolvers = (driver, provider, module) =>
      isResolver(provider.metatype) ? filter(driver, provider, module) : undefined;
    const resolvers = explorer.explore();
    const schema = await gqlSchemaBuilder.build(options.autoSchemaFile, options, explorer.getAllCtors());
    for (const [type, fields] of Object.entries(resolvers))
      for (const [name, resolver] of Object.entries(fields)) attach(schema, type, name, resolver);
    return options.transformSchema!(schema);
  }
}

function attach(schema: GraphQLSchema, typeName: string, name: string, resolver: Resolvers[string][string]): void {
  const type = schema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[name] : undefined;
  if (!field) throw new Error(`${typeName}.${name} has a resolver, but is no field of the schema`);
  Object.assign(field, typeof resolver === 'function' ? { resolve: resolver } : resolver);
}
