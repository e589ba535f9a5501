import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Account } from './account.entity.ts';
import { AttemptsService } from './attempts.service.ts';
import { Authenticator, CookieStrategy, CredentialFinder, TokenStrategy } from './authenticator.service.ts';
import { ApiToken, Session } from './credential.entity.ts';
import { CredentialsResolver } from './credentials.resolver.ts';
import { CredentialsService } from './credentials.service.ts';
import { HalfSessions } from './half-session.service.ts';
import { IdentityCleanup } from './identity.cleanup.ts';
import { Invitation } from './invitation.entity.ts';
import { InvitationsService } from './invitations.service.ts';
import { PasswordsService } from './passwords.service.ts';
import { PeopleService, SignInLinks } from './people.service.ts';
import { Person } from './person.entity.ts';
import { PersonResolver } from './person.resolver.ts';
import { SignInResolver } from './sign-in.resolver.ts';
import { SignInService } from './sign-in.service.ts';
import { SignedInGuard } from './signed-in.guard.ts';

/** With it every resolver of the application is closed unless it says `@Public()`. */
@Module({
  imports: [TypeOrmModule.forFeature([Person, Account, Session, ApiToken, Invitation])],
  providers: [
    { provide: APP_GUARD, useClass: SignedInGuard },
    ...[Authenticator, CredentialFinder, TokenStrategy, CookieStrategy],
    ...[AttemptsService, PasswordsService, SignInService, CredentialsService, HalfSessions, IdentityCleanup],
    ...[InvitationsService, PeopleService, SignInLinks],
    ...[PersonResolver, SignInResolver, CredentialsResolver],
  ],
  exports: [
    ...[AttemptsService, Authenticator, CredentialsService, HalfSessions, IdentityCleanup],
    ...[InvitationsService, PeopleService, SignInLinks],
  ],
})
export class IdentityModule {}
