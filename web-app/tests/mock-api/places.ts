import type { FoundTerritory, School, SchoolPage, Territory, TerritoryPage } from '@api-client/contract';

/** Names of places are the public ones; schools are invented. */
const peru: Record<string, string[]> = {
    'DRE Apurímac': ['Abancay', 'Andahuaylas', 'Antabamba', 'Aymaraes', 'Chincheros', 'Cotabambas', 'Grau', 'Huancarama'],
    'DRE Ayacucho': ['Cangallo', 'Huamanga', 'Huanta', 'La Mar', 'Lucanas', 'Parinacochas', 'Víctor Fajardo', 'Vilcas Huamán'],
    'DRE Huancavelica': ['Acobamba', 'Angaraes', 'Castrovirreyna', 'Churcampa', 'Huaytará', 'Tayacaja'],
    'GRE Cusco': ['Acomayo', 'Anta', 'Calca', 'Canas', 'Canchis', 'Chumbivilcas', 'Espinar', 'La Convención', 'Paruro', 'Urubamba'],
    'DRE Puno': ['Azángaro', 'Carabaya', 'Chucuito', 'El Collao', 'Huancané', 'Lampa', 'Melgar', 'Sandia', 'Yunguyo'],
    'DRE Loreto': ['Alto Amazonas', 'Datem del Marañón', 'Loreto Nauta', 'Maynas', 'Ramón Castilla', 'Requena', 'Ucayali Contamana'],
};

const colombia: Record<string, string[]> = {
    Antioquia: ['Anorí', 'Briceño', 'Cáceres', 'Ituango', 'Támesis', 'Tarazá', 'Valdivia'],
    Cauca: ['Caldono', 'Corinto', 'Jambaló', 'Santander de Quilichao', 'Toribío'],
    Chocó: ['Acandí', 'Bojayá', 'Istmina', 'Riosucio', 'Unguía'],
    Nariño: ['Barbacoas', 'Policarpa', 'Ricaurte', 'Samaniego', 'Tumaco'],
};
const pdet = new Set(['Anorí', 'Briceño', 'Cáceres', 'Ituango', 'Tarazá', 'Valdivia', 'Caldono', 'Corinto', 'Toribío', 'Bojayá', 'Tumaco']);

export const fold = (text: string): string =>
    text.normalize('NFD').replace(/\p{Mark}/gu, '').toLowerCase();
const slug = (text: string): string => fold(text).replaceAll(/[^a-z0-9]+/g, '-');

export interface Land {
    territories: Territory[];
    schools: School[];
}

function land_of(regions: Record<string, string[]>, country: 'PE' | 'CO'): Land {
    const is_peru = country === 'PE';
    const tree = is_peru ? 'school_administration' : 'civil';
    const root: Territory = {
        id: slug(country),
        tree,
        kind: 'country',
        code_system: 'iso',
        code: country,
        name: is_peru ? 'Perú' : 'Colombia',
        children: Object.keys(regions).length,
        schools: 0,
    };
    const land: Land = { territories: [root], schools: [] };
    let number = 0;
    Object.entries(regions).forEach(([region, places], index) => {
        const above: Territory = {
            id: slug(region),
            tree,
            kind: is_peru ? 'regional_directorate' : 'department',
            code_system: is_peru ? 'dre' : 'divipola',
            code: String(5 + 14 * index).padStart(2, '0'),
            name: region,
            parent_id: root.id,
            children: places.length,
            schools: 0,
        };
        land.territories.push(above);
        places.forEach((place, at) => {
            const inside: Territory = {
                id: slug(is_peru ? `ugel ${place}` : place),
                tree,
                kind: is_peru ? 'ugel' : 'municipality',
                code_system: is_peru ? 'ugel' : 'divipola',
                code: `${above.code}${String(1 + 31 * at).padStart(is_peru ? 4 : 3, '0')}`,
                name: is_peru ? `UGEL ${place}` : place,
                parent_id: above.id,
                children: 0,
                schools: 0,
            };
            land.territories.push(inside);
            for (let one = 0; one < 6 + (at % 4); one += 1) {
                number += 1;
                inside.schools += 1;
                const name = invented_names[number % invented_names.length] ?? '';
                land.schools.push({
                    id: `school-${number}`,
                    code_system: is_peru ? 'modular' : 'dane',
                    code: is_peru ? String(400_000 + 37 * number).padStart(7, '0') : String(105_000_000_000 + 97 * number),
                    name: is_peru ? `IEI N.º ${200 + number} ${name}` : `IE Rural ${name}`,
                    sector: number % 17 === 0 ? 'private' : 'public',
                    zone: number % 5 === 0 ? 'urban' : 'rural',
                    place: `${place}, ${region}`,
                    ...(is_peru ? {} : { participation: ['joined', 'active', 'invited', 'paused'][number % 4] ?? 'joined' }),
                });
            }
            above.schools += inside.schools;
        });
        root.schools += above.schools;
    });
    return land;
}

const invented_names = [
    'El Progreso',
    'Flor del Campo',
    'La Esperanza',
    'Agua Clara',
    'Los Sembradores',
    'Nuevo Amanecer',
    'Puente Alto',
    'Tres Esquinas',
    'Vuelta Larga',
    'Cielo Abierto',
    'Palo Grande',
];

export const lands: Record<'PE' | 'CO', Land> = { PE: land_of(peru, 'PE'), CO: land_of(colombia, 'CO') };

export function path_of(land: Land, territory: Territory): Territory[] {
    const above = land.territories.find((one) => one.id === territory.parent_id);
    return above === undefined ? [territory] : [...path_of(land, above), territory];
}

export function found_territories(land: Land, text: string): FoundTerritory[] {
    return land.territories
        .filter((one) => fold(one.name).includes(fold(text)))
        .map((one) => ({ ...one, path: path_of(land, one).map((step) => step.name).join(' › ') }));
}

export function territory_page(land: Land, territory: Territory): TerritoryPage {
    const path = path_of(land, territory).map(({ id, name, kind }) => ({ id, name, kind }));
    return { ...territory, path, is_pdet: pdet.has(territory.name) };
}

/** Squares side by side: enough to see colour and pattern. */
export function map_of(land: Land, territory: Territory): object {
    const children = land.territories.filter((one) => one.parent_id === territory.id);
    return {
        type: 'FeatureCollection',
        features: children.map((child, index) => {
            const x = -75 + (index % 3);
            const y = -12 - Math.floor(index / 3);
            const ring = [[x, y], [x + 0.9, y - 0.1], [x + 1, y + 0.9], [x + 0.2, y + 1], [x, y]];
            const figure = index % 6 === 5 ? {} : { value: (index * 3) % 11, total: 10 };
            return {
                type: 'Feature',
                properties: { id: child.id, name: child.name, ...figure },
                geometry: { type: 'Polygon', coordinates: [ring] },
            };
        }),
    };
}

export function school_page(school: School): SchoolPage {
    const { participation, ...plain } = school;
    return {
        ...plain,
        sites: [
            {
                id: `${school.id}-a`,
                code: `${school.code}01`,
                name: 'Sede principal',
                levels: ['preschool', 'primary'],
                zone: school.zone,
                access_mode: 'track',
                access_hours: 3,
                overnight: true,
            },
            { id: `${school.id}-b`, code: `${school.code}02`, name: 'Sede Alto Bonito', levels: ['primary'], zone: 'rural', access_mode: 'animal', access_hours: 1 },
        ],
        history: [
            {
                at: '2026-10-03T15:20:00Z',
                act: 'update',
                changes: [{ field: 'zone', before: 'urban', after: 'rural' }],
            },
            { at: '2026-02-11T13:05:00Z', act: 'create', changes: [{ field: 'name', after: school.name }] },
        ],
        participation: participation === undefined ? [] : [{ cycle: '2026-a', state: participation, since: '2026-03-02' }],
    };
}
