import { GraphQLString } from 'graphql';

const { parseValue, parseLiteral } = GraphQLString;

/**
 * From here on every String that goes in, as a variable or a literal, is in Unicode's composed form: what looks the same
 * is the same. GraphQL has one String in a process, so it is done once for all schemas.
 */
export function composeStrings(): void {
  GraphQLString.parseValue = (value) => parseValue(value).normalize('NFC');
  GraphQLString.parseLiteral = (node, variables) => parseLiteral(node, variables).normalize('NFC');
}
