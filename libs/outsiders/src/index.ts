export { OutsiderContact } from './outsider-contact.entity.ts';
export { OutsiderErasure } from './outsider.erasure.ts';
export * from './outsiders.events.ts';
export { OutsidersModule } from './outsiders.module.ts';
