import { Controller, Get, Header } from '@nestjs/common';
import { Seals, type PublishedKeys } from '#seals';

/** The node's public keys, for whoever checks its records: other nodes, the command line, the page `/verify`. */
@Controller()
export class KeysController {
  constructor(private readonly seals: Seals) {}

  /** A JWK set that is also a chain: each key but the first carries the word of the one before it. */
  @Get('.well-known/konwent-keys.json')
  @Header('content-type', 'application/json; charset=utf-8')
  @Header('cache-control', 'public, max-age=300')
  @Header('access-control-allow-origin', '*')
  keys(): Promise<PublishedKeys> {
    return this.seals.publicKeys();
  }
}
