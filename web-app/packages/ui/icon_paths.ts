/** Our own drawings, on a grid of 24, as strokes of 2 with round ends. */
export const icon_paths = {
    calendar: 'M4 6h16v15H4zM4 10.5h16M8.5 3v4M15.5 3v4M8 14.5h3v3H8z',
    lock: 'M6 11h12v10H6zM8.5 11V7.5a3.5 3.5 0 017 0V11M12 15v2.5',
    home: 'M4 11l8-7 8 7M6 9.5V20h12V9.5M10 20v-6h4v6',
    school: 'M3 20h18M5 20V10l7-4 7 4v10M12 6V2l4 1.5L12 5M10 20v-5h4v5M8 12h.01M16 12h.01',
    map: 'M9 4L3 6.5v13.5l6-2.5 6 2.5 6-2.5V4l-6 2.5zM9 4v13.5M15 6.5V20',
    team: 'M9 11a3.5 3.5 0 100-7 3.5 3.5 0 000 7zM2.5 20a6.5 6.5 0 0113 0M16 4.4a3.5 3.5 0 010 6.2M18 14.5a6.5 6.5 0 013.5 5.5',
    cycle: 'M20 12a8 8 0 01-14.3 4.9M4 12a8 8 0 0114.3-4.9M18.5 3v4.5H14M5.5 21v-4.5H10',
    people: 'M12 12a4 4 0 100-8 4 4 0 000 8zM4 21a8 8 0 0116 0',
    key: 'M8 15a4 4 0 100-8 4 4 0 000 8zM12 11h9v4M17 11v3',
    ledger: 'M6 3h12v18H6zM9 8h6M9 12h6M9 16h4',
    search: 'M10.5 17a6.5 6.5 0 100-13 6.5 6.5 0 000 13zM20 20l-4.8-4.8',
    check: 'M5 12.5l4.5 4.5L19 7',
    clock: 'M12 21a9 9 0 100-18 9 9 0 000 18zM12 7v5l3.5 2',
    warning: 'M12 3.5L2.5 20h19zM12 10v4.5M12 17.3h.01',
    cloud_off: 'M4 4l16 16M8 9.5A4.5 4.5 0 007 18.5h9.5M19.5 17a4 4 0 00-2-6.9A6 6 0 009.5 7',
    cloud: 'M7 18.5a4.5 4.5 0 01-.5-9A6 6 0 0117.8 10.5a4 4 0 01-.3 8z',
    arrow: 'M5 12h14M13 6l6 6-6 6',
    back: 'M19 12H5M11 6l-6 6 6 6',
    down: 'M6 9.5l6 6 6-6',
    close: 'M6 6l12 12M18 6L6 18',
    menu: 'M4 7h16M4 12h16M4 17h16',
    plus: 'M12 5v14M5 12h14',
    phone: 'M7 2.5h10v19H7zM11 18.5h2',
    document: 'M6 2.5h8l4 4v15H6zM14 2.5v4h4M9 12h6M9 16h6',
} as const satisfies Record<string, string>;

export type IconName = keyof typeof icon_paths;
