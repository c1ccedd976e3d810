import type { Partner } from '@api-client/contract';
import { day_text, word } from '@app/language';
import type { Say } from '@app/texts';

export const tone_of = (state: string): 'done' | 'soon' | 'calm' => (state === 'active' ? 'done' : state === 'upcoming' ? 'soon' : 'calm');

export const roles_text = (partner: Pick<Partner, 'roles'>): string => partner.roles.map((role) => word('partner_role', role)).join(' · ');

/** The last day that counts: the register keeps the first that no longer does. */
export function last_day(valid_to: string): string {
    return new Date(Date.parse(`${valid_to}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}

export function dates_text(say: Say<'since' | 'between'>, period: { valid_from: string; valid_to?: string }): string {
    const from = day_text(period.valid_from);
    return period.valid_to === undefined ? say('since', { from }) : say('between', { from, to: day_text(last_day(period.valid_to)) });
}
