import { DefaultNamingStrategy } from 'typeorm';

/** Columns in SQL are the properties in snake_case, so that no entity has to name them. */
class SnakeCase extends DefaultNamingStrategy {
  override columnName(property: string, given: string | undefined): string {
    return given ?? property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  }
}

export const snakeCase = new SnakeCase();
