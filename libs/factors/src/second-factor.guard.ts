import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { GqlExecutionContext, type GqlContextType } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { Config, contextOf, Db, PUBLIC, type Tx } from '#core';
import { OWN_AFFAIR } from '#identity';
import { SecondFactorNeeded } from './factors.errors.ts';
import { FactorsService } from './factors.service.ts';

const FREE = [PUBLIC, OWN_AFFAIR];

/** Where the node asks it, whoever holds an office without a second factor changes nothing but their own sign-in. */
@Injectable()
export class SecondFactorGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly config: Config,
    private readonly db: Db,
    private readonly factors: FactorsService,
  ) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    if (!this.config.REQUIRE_SECOND_FACTOR || execution.getType<GqlContextType>() !== 'graphql') return true;
    const { operation } = GqlExecutionContext.create(execution).getInfo<GraphQLResolveInfo>().operation;
    if (operation !== 'mutation' || FREE.some((what) => this.says(what, execution))) return true;
    const context = contextOf(execution);
    const me = context.me ?? (await context.actor());
    if (!me) return true; // SignedInGuard refuses it
    const lacks = await this.db.run(me, async (tx: Tx) => {
      tx.allow(true);
      return this.factors.lacking(tx);
    });
    if (lacks) throw SecondFactorNeeded();
    return true;
  }

  private says(what: string, execution: ExecutionContext): boolean {
    return this.reflector.getAllAndOverride<boolean>(what, [execution.getHandler(), execution.getClass()]) ?? false;
  }
}
