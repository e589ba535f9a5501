import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdentityModule } from '#identity';
import { Ceremonies } from './ceremonies.service.ts';
import { FactorKey } from './factor.key.ts';
import { FactorsResolver } from './factors.resolver.ts';
import { FactorsService } from './factors.service.ts';
import { OidcProvider } from './oidc.provider.ts';
import { OidcResolver } from './oidc.resolver.ts';
import { LinkedIdentities, OidcJourneys } from './oidc.service.ts';
import { PasskeysService } from './passkeys.service.ts';
import { RecoveryCodesService } from './recovery-codes.service.ts';
import { ProviderSessions } from './provider-sessions.service.ts';
import { LinkedIdentity, SecondFactor } from './second-factor.entity.ts';
import { SecondFactorGuard } from './second-factor.guard.ts';
import { SecondStepResolver } from './second-step.resolver.ts';
import { ProofAttempts, SecondStepService } from './second-step.service.ts';
import { TotpService } from './totp.service.ts';

@Module({
  imports: [IdentityModule, TypeOrmModule.forFeature([SecondFactor, LinkedIdentity])],
  providers: [
    { provide: APP_GUARD, useClass: SecondFactorGuard },
    ...[Ceremonies, FactorKey, FactorsService, TotpService, RecoveryCodesService, PasskeysService],
    ...[SecondStepService, ProofAttempts, OidcProvider, OidcJourneys, ProviderSessions, LinkedIdentities],
    ...[FactorsResolver, SecondStepResolver, OidcResolver],
  ],
  exports: [Ceremonies, FactorsService, OidcJourneys, ProviderSessions],
})
export class FactorsModule {}
