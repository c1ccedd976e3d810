/** Where there is room beside each other, who answers for a whole has the figures first. On a phone what is to be done comes first for all. */
const figures_first = new Set([
    'director',
    'national_directorate',
    'regional_directorate',
    'ugel_director',
    'evaluator',
    'funder',
    'official',
    'adviser',
    'academic_ally',
]);

export function home_order(role: string): 'figures_first' | 'work_first' {
    return figures_first.has(role) ? 'figures_first' : 'work_first';
}
