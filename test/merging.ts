import { type Someone } from './given.ts';
import { Proposing, type ToldMerge, type ToldProposal } from './proposals.ts';

type Id = { id: string };
type Audience = 'PUBLIC' | 'FORUM';

/** Merges of proposals by the API alone. */
export class Merging extends Proposing {
  /** Two proposals of two entities, under review in their convent, and a merge of them that waits for answers. */
  async asked(audiences: readonly [Audience, Audience] = ['PUBLIC', 'PUBLIC']) {
    const scene = await this.scene();
    const at = (...paths: string[]) => ({ provisions: paths.map((path) => ({ act: 'DU/2025/83', path })) });
    const one = await this.reviewed(scene, scene.author, scene.entity, { audience: audiences[0], ...at('art. 5') });
    const two = await this.reviewed(scene, scene.fellow, scene.other, {
      ...{ audience: audiences[1], ...at('art. 5', 'art. 6') },
    });
    return { ...scene, one, two, merge: await this.propose(scene.secretary, [one, two]) };
  }

  agree = (who: Someone, { id }: Id, body: Id): Promise<ToldMerge> =>
    this.do<ToldMerge>(who, 'agreeToProposalMerge', { mergeId: id, bodyId: body.id });

  /** What comes of it when both agree. */
  async merged(given: Awaited<ReturnType<Merging['asked']>>): Promise<ToldProposal> {
    await this.agree(given.staff, given.merge, given.entity);
    const { result } = await this.agree(given.fellow, given.merge, given.other);
    return (await this.see(given.secretary, result!.id))!;
  }
}
