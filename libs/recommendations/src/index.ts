export { Recommendation, RecommendationConnection } from './recommendation.entity.ts';
export { RecommendationArea, RecommendationPractice, RecommendationRound } from './recommendation-parts.entity.ts';
export { after as stateAfterOutcome } from './recommendation.lifecycle.ts';
export * from './recommendations.events.ts';
export { Recommendations } from './recommendations.service.ts';
export { RecommendationsModule } from './recommendations.module.ts';
export { seesRecommendation } from './recommendations.policy.ts';
export { RecommendationState, recommendationStateNames, type Outcome } from './words.ts';
