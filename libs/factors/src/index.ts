export { Ceremonies } from './ceremonies.service.ts';
export * from './factors.errors.ts';
export * from './factors.events.ts';
export { FactorsModule } from './factors.module.ts';
export { FactorsService } from './factors.service.ts';
export { OidcJourneys } from './oidc.service.ts';
export { ProviderSessions } from './provider-sessions.service.ts';
export { FactorKind, LinkedIdentity, SecondFactor } from './second-factor.entity.ts';
