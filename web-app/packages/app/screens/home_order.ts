/** Who answers for a whole reads the figures first; who acts reads what is to be done first. */
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
