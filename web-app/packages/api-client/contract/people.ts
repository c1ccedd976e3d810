import type { SchoolPage } from '@api-client/contract/places';

export interface PersonRoleLine {
    role: string;
    place: string;
    valid_from: string;
    valid_to?: string;
}

export interface Person {
    id: string;
    name: string;
    roles: PersonRoleLine[];
}

export interface PersonConsent {
    purpose: string;
    text_version: string;
    answer: string;
    given_on: string;
    expires_on?: string;
    withdrawn_on?: string;
    holds: boolean;
}

export interface PersonPage extends Person {
    consents: PersonConsent[];
    merged: Person[];
}

/** A partner with the period of its latest agreement. */
export interface Partner {
    id: string;
    name: string;
    type: string;
    roles: string[];
    agreement?: string;
    state: 'upcoming' | 'active' | 'closed';
    valid_from: string;
    valid_to?: string;
}

export interface PartnerPage {
    id: string;
    name: string;
    type: string;
    state: string;
    periods: Partner[];
    history: SchoolPage['history'];
}

export interface PersonOfPartner {
    id: string;
    name: string;
    role: string;
    valid_from: string;
    valid_to?: string;
}

/** Two people at one place who may be one. */
export interface LookalikePair {
    first: Person;
    second: Person;
    is_same_name: boolean;
    place: string;
}
