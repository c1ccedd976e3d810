/** What the map of a territory holds: one feature for each territory below it. */
export interface MapFeatures {
    type: 'FeatureCollection';
    features: {
        type: 'Feature';
        properties: { id: string; name: string; value?: number; total?: number };
        geometry:
            | { type: 'Polygon'; coordinates: number[][][] }
            | { type: 'MultiPolygon'; coordinates: number[][][][] }
            | null;
    }[];
}

export interface DrawnPlace {
    id: string;
    name: string;
    path: string;
    value?: number;
    total?: number;
    /** 0 without a figure, then 1 (less than a quarter) to 4 (three quarters and more). */
    step: 0 | 1 | 2 | 3 | 4;
}

export interface Drawing {
    width: number;
    height: number;
    places: DrawnPlace[];
}

export const map_width = 640;

export function coverage_step(value: number | undefined, total: number | undefined): DrawnPlace['step'] {
    if (value === undefined || total === undefined || total <= 0) return 0;
    const share = value / total;
    if (share < 0.25) return 1;
    if (share < 0.5) return 2;
    return share < 0.75 ? 3 : 4;
}

/**
 * Degrees onto paper: x by the cosine of the middle latitude, y upwards. At the size of a country near the equator it
 * differs from an equal-area map by less than the width of a line.
 */
export function draw_map(features: MapFeatures): Drawing {
    const shapes = features.features.map((feature) => {
        const { geometry } = feature;
        if (geometry === null) return { feature, rings: [] };
        return { feature, rings: geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat() };
    });
    const points = shapes.flatMap((shape) => shape.rings.flat());
    if (points.length === 0) return { width: map_width, height: 0, places: [] };
    let west = 180;
    let east = -180;
    let south = 90;
    let north = -90;
    for (const [x = 0, y = 0] of points) {
        west = Math.min(west, x);
        east = Math.max(east, x);
        south = Math.min(south, y);
        north = Math.max(north, y);
    }
    const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
    const scale = map_width / Math.max((east - west) * squeeze, (north - south) / 1.2, 1e-9);
    const place = ([x = 0, y = 0]: number[]): string =>
        `${Math.round(10 * (x - west) * squeeze * scale) / 10} ${Math.round(10 * (north - y) * scale) / 10}`;
    return {
        width: Math.max(1, Math.round((east - west) * squeeze * scale)),
        height: Math.max(1, Math.round((north - south) * scale)),
        places: shapes.map(({ feature, rings }) => {
            const { id, name, value, total } = feature.properties;
            const path = rings.map((ring) => `M${ring.map(place).join('L')}Z`).join('');
            const drawn: DrawnPlace = { id, name, path, step: coverage_step(value, total) };
            return value === undefined || total === undefined ? drawn : { ...drawn, value, total };
        }),
    };
}
